import { UserError } from '../../core/errors.ts';
import {
  type Decodable,
  type DecodedMessage,
  type DecodeOptions,
  decodeMessage,
  innerPayload,
} from './decodeMessage.ts';
import { reasonOf, type SchemaDecoder } from './payload.ts';
import { isFor, protobufImports, type SchemaSetting, type SchemaSource } from './schemaSource.ts';

/** Reads schema files of the user; rejects where there is none. `from`: the file that imports the other. */
export type ReadSchemaFile = (path: string, from: string | undefined, signal: AbortSignal) => Promise<string>;

/** The decoder of one resource, with the user's schemas in it. */
export interface MessageDecoder {
  decode(message: Decodable): DecodedMessage;
  /** The innermost payload alone, for filters and columns: cheaper. */
  value(message: Decodable): unknown;
  /** What is wrong with the user's schema files, in words for them; those are left out. */
  readonly problems: readonly string[];
}

/** Reads what messages say of themselves, without schemas. */
export const plainDecoder: MessageDecoder = { decode: decodeMessage, value: innerPayload, problems: [] };

/** Imports of Protobuf files that are followed at most. */
const maxFiles = 200;
/** Characters of one schema file. */
const maxSchemaLength = 2_000_000;

/** Loads what the messages of a resource need to be read. */
export async function loadDecoder(
  settings: readonly SchemaSetting[],
  resource: { readonly name: string; readonly arn: string },
  read: ReadSchemaFile,
  signal: AbortSignal,
): Promise<MessageDecoder> {
  const schemas: SchemaDecoder[] = [];
  const problems: string[] = [];
  for (const setting of settings.filter(each => isFor(each, resource))) {
    try {
      const source = await readSource(setting, read, signal);
      schemas.push(await decoderOf(source));
    } catch (error) {
      signal.throwIfAborted();
      problems.push(error instanceof UserError ? error.message : `${setting.file}: ${reasonOf(error)}`);
    }
  }
  const { avroContainer } = await import('./avroReader.ts');
  const options: DecodeOptions = { schemas, container: avroContainer };
  return {
    decode: message => decodeMessage(message, options),
    value: message => innerPayload(message, options),
    problems,
  };
}

async function decoderOf(source: SchemaSource): Promise<SchemaDecoder> {
  if (source.format === 'avro') return (await import('./avroReader.ts')).avroDecoder(source);
  return (await import('./protobufReader.ts')).protobufDecoder(source);
}

async function readSource(setting: SchemaSetting, read: ReadSchemaFile, signal: AbortSignal): Promise<SchemaSource> {
  const texts = new Map<string, string>();
  const waiting: { path: string; from: string | undefined }[] = [{ path: setting.file, from: undefined }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (texts.has(next.path)) continue;
    if (texts.size >= maxFiles) throw new UserError(`A schema imports more than ${maxFiles} files: ${setting.file}`);
    const text = await read(next.path, next.from, signal);
    if (text.length > maxSchemaLength) throw new UserError(`A schema file is too large: ${next.path}`);
    texts.set(next.path, text);
    if (setting.format === 'protobuf') {
      for (const path of protobufImports(text)) waiting.push({ path, from: next.path });
    }
  }
  const { format, file, message } = setting;
  return { format, file, texts, ...(message !== undefined && { message }) };
}
