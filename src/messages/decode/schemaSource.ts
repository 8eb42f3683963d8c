import { type Parser, parseArray, parseObject, parseOneOf, parseOptional, parseString } from '../../core/parse.ts';

/** One entry of the setting that names schema files. */
export interface SchemaSetting {
  /** Names or ARNs of queues, topics and streams; `*` stands for any text. */
  readonly resource: string;
  readonly format: 'avro' | 'protobuf';
  /** Path of the schema file, absolute or from the workspace folder. */
  readonly file: string;
  /** Full name of the Protobuf message; needed where the file declares more than one. */
  readonly message?: string;
}

export const parseSchemaSettings: Parser<SchemaSetting[]> = parseArray(
  parseObject({
    resource: parseString(2_048),
    format: parseOneOf('avro', 'protobuf'),
    file: parseString(4_096),
    message: parseOptional(parseString(512)),
  }),
  100,
);

/** A schema with the texts it consists of; Protobuf files may import others. */
export interface SchemaSource {
  readonly format: 'avro' | 'protobuf';
  readonly file: string;
  readonly message?: string;
  /** Texts by the path under which the first file, or an import, names them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Whether a setting is about a resource: by its whole ARN or by its name. */
export function isFor(setting: SchemaSetting, resource: { readonly name: string; readonly arn: string }): boolean {
  const parts = setting.resource.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return pattern.test(resource.name) || pattern.test(resource.arn);
}

/** The files that a Protobuf file imports, Google's own left out: the reader has them. */
export function protobufImports(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  return [...code.matchAll(/\bimport\s+(?:public\s+|weak\s+)?"([^"]+)"\s*;/g)].flatMap(([, path]) =>
    path !== undefined && !path.startsWith('google/protobuf/') ? [path] : [],
  );
}
