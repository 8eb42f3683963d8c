import { type CollectionTag, parse, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { services } from '../../../src/graph/cdk/constructTable.ts';
import { snake, upperFirst } from '../../../src/graph/cdk/naming.ts';
import type { DocumentLanguage } from '../../../src/graph/document.ts';

/** A template in CloudFormation's terms, long forms only. */
export interface PlainTemplate {
  readonly Resources: Readonly<Record<string, PlainResource>>;
}

export interface PlainResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const short = ['Ref', 'Condition', 'GetAtt', 'Sub', 'Join', 'If', 'ImportValue', 'FindInMap', 'Select', 'Split'];
const long = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const tags = short.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const wrap = (value: unknown) => ({ [long(name)]: value });
  return [
    { tag: `!${name}`, resolve: text => wrap(name === 'GetAtt' ? text.split('.') : text) },
    { tag: `!${name}`, collection: 'seq', resolve: seq => wrap(seq instanceof YAMLSeq ? seq.toJSON() : seq) },
    { tag: `!${name}`, collection: 'map', resolve: map => wrap(map instanceof YAMLMap ? map.toJSON() : map) },
  ];
});

/** The template a text holds, short forms spelled out; undefined when it does not parse whole. */
export function plainTemplate(text: string): PlainTemplate | undefined {
  try {
    const read = JSON.parse(
      JSON.stringify(parse(text, { version: '1.1', customTags: tags, logLevel: 'error' })),
    ) as unknown;
    return isMap(read) && isMap(read['Resources']) ? (read as unknown as PlainTemplate) : undefined;
  } catch {
    return undefined;
  }
}

/** How a language of CDK writes what the L1 constructs take. */
interface Dialect {
  readonly file: (modules: readonly string[], body: string) => string;
  readonly create: (made: Made, props: Props) => string;
  readonly unknown: string;
  readonly scalar: (value: string | number | boolean) => string;
  readonly list: (items: readonly string[]) => string;
  /** An object whose keys are the properties of a struct. */
  readonly struct: (service: string, className: string, name: string, entries: readonly Entry[]) => string;
  /** An object that is JSON: its keys stand as they are. */
  readonly json: (entries: readonly Entry[]) => string;
  readonly attribute: (variable: string, name: string) => string;
  /** A pseudo parameter: `ACCOUNT_ID`. */
  readonly pseudo: (name: string) => string;
  readonly text: (parts: readonly Part[]) => string;
}

const quoted = (text: string) => JSON.stringify(text);

/** Letters, or an expression between them. */
type Part = { readonly letters: string } | { readonly code: string };

const format = (parts: readonly Part[]) =>
  [
    quoted(parts.map(part => ('letters' in part ? part.letters.replaceAll('%', '%%') : '%s')).join('')),
    ...parts.flatMap(part => ('code' in part ? [part.code] : [])),
  ].join(', ');
const interpolated = (parts: readonly Part[], open: string, escaped: (letters: string) => string) =>
  parts.map(part => ('letters' in part ? escaped(part.letters) : `${open}${part.code}}`)).join('');
const inQuotes = (letters: string) => quoted(letters).slice(1, -1);

type Entry = readonly [key: string, value: string];
/** Entries of the property object, or that all of it is unknown. */
type Props = readonly Entry[] | 'unknown';

interface Made {
  readonly variable: string;
  readonly id: string;
  readonly className: string;
  /** `aws-sqs` */
  readonly module: string;
}

const inBody = (body: string, indent: string) => body.replace(/^(?=.)/gm, indent);
const plainModule = (module: string) => module.replaceAll('-', '');
const dotNet: Readonly<Record<string, string>> = {
  'aws-amazonmq': 'AmazonMQ',
  'aws-cloudwatch': 'CloudWatch',
  'aws-eventsv2': 'EventsV2',
  'aws-kinesisfirehose': 'KinesisFirehose',
  'aws-autoscaling': 'AutoScaling',
  'aws-dynamodb': 'DynamoDB',
  'aws-ec2': 'EC2',
  'aws-ecs': 'ECS',
  'aws-iam': 'IAM',
  'aws-kms': 'KMS',
  'aws-msk': 'MSK',
  'aws-s3': 'S3',
  'aws-sns': 'SNS',
  'aws-sqs': 'SQS',
  'aws-stepfunctions': 'StepFunctions',
};
const dotNetModule = (module: string) => dotNet[module] ?? upperFirst(module.slice('aws-'.length));
const snakeModule = (module: string) => module.replaceAll('-', '_');
const alias = (module: string) => `${module.slice('aws-'.length)}Module`;

const script = (head: (module: string) => string, className: string): Dialect => ({
  file: (modules, body) => `${head('')}${modules.map(head).join('')}\n${className}${inBody(body, '    ')}  }\n}\n`,
  create: ({ variable, id, className: name, module }, props) =>
    `const ${variable} = new ${alias(module)}.${name}(this, ${quoted(id)}, ${
      props === 'unknown' ? 'props.more' : `{ ${props.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
    });\n`,
  unknown: 'props.unknown',
  scalar: value => JSON.stringify(value),
  list: items => `[${items.join(', ')}]`,
  struct: (_, __, ___, entries) => `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`,
  json: entries => `{ ${entries.map(([key, value]) => `${quoted(key)}: ${value}`).join(', ')} }`,
  attribute: (variable, name) => `${variable}.${name}`,
  pseudo: name => `Aws.${name}`,
  text: parts => `\`${interpolated(parts, '${', letters => letters.replace(/[`\\$]/g, '\\$&'))}\``,
});

const dialects: Readonly<Record<string, Dialect>> = {
  typescript: script(
    module =>
      module === ''
        ? "import { Aws, Stack } from 'aws-cdk-lib';\n"
        : `import * as ${alias(module)} from 'aws-cdk-lib/${module}';\n`,
    'export class Shop extends Stack {\n  constructor(scope: Construct, id: string, props: ShopProps) {\n    super(scope, id, props);\n',
  ),
  javascript: script(
    module =>
      module === ''
        ? "const { Aws, Stack } = require('aws-cdk-lib');\n"
        : `const ${alias(module)} = require('aws-cdk-lib/${module}');\n`,
    'class Shop extends Stack {\n  constructor(scope, id, props) {\n    super(scope, id, props);\n',
  ),
  python: {
    file: (modules, body) =>
      `from aws_cdk import Aws, Stack\nfrom aws_cdk import ${modules.map(module => `${snakeModule(module)} as ${snake(alias(module))}`).join(', ')}\n\n\nclass Shop(Stack):\n    def __init__(self, scope, construct_id, props, **kwargs):\n        super().__init__(scope, construct_id, **kwargs)\n${inBody(body, '        ')}`,
    create: ({ variable, id, className, module }, props) =>
      `${snake(variable)} = ${snake(alias(module))}.${className}(self, ${quoted(id)}${
        props === 'unknown' ? ', **props.more' : props.map(([key, value]) => `, ${snake(key)}=${value}`).join('')
      })\n`,
    unknown: 'props.unknown',
    scalar: value => (typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)),
    list: items => `[${items.join(', ')}]`,
    struct: (service, className, name, entries) =>
      `${snake(alias(service))}.${className}.${name}Property(${entries.map(([key, value]) => `${snake(key)}=${value}`).join(', ')})`,
    json: entries => `{${entries.map(([key, value]) => `${quoted(key)}: ${value}`).join(', ')}}`,
    attribute: (variable, name) => `${snake(variable)}.${snake(name)}`,
    pseudo: name => `Aws.${name}`,
    text: parts => `f"${interpolated(parts, '{', letters => inQuotes(letters).replace(/[{}]/g, '$&$&'))}"`,
  },
  java: {
    file: (modules, body) =>
      `package com.example.shop;\n\nimport java.util.List;\nimport java.util.Map;\nimport software.amazon.awscdk.Aws;\nimport software.amazon.awscdk.Stack;\n${modules.map(module => `import software.amazon.awscdk.services.${plainModule(module.slice('aws-'.length))}.*;\n`).join('')}import software.constructs.Construct;\n\npublic class Shop extends Stack {\n    public Shop(final Construct scope, final String id, final ShopProps props) {\n        super(scope, id, props);\n${inBody(body, '        ')}    }\n}\n`,
    create: ({ variable, id, className }, props) =>
      props === 'unknown'
        ? `${className} ${variable} = new ${className}(this, ${quoted(id)}, props.getMore());\n`
        : `${className} ${variable} = ${className}.Builder.create(this, ${quoted(id)})${props.map(([key, value]) => `.${key}(${value})`).join('')}.build();\n`,
    unknown: 'props.getUnknown()',
    scalar: value => JSON.stringify(value),
    list: items => `List.of(${items.join(', ')})`,
    struct: (_, className, name, entries) =>
      `${className}.${name}Property.builder()${entries.map(([key, value]) => `.${key}(${value})`).join('')}.build()`,
    json: entries => `Map.of(${entries.map(([key, value]) => `${quoted(key)}, ${value}`).join(', ')})`,
    attribute: (variable, name) => `${variable}.get${upperFirst(name)}()`,
    pseudo: name => `Aws.${name}`,
    text: parts => `String.format(${format(parts)})`,
  },
  csharp: {
    file: (modules, body) =>
      `using System.Collections.Generic;\nusing Amazon.CDK;\n${modules.map(module => `using Amazon.CDK.AWS.${dotNetModule(module)};\n`).join('')}using Constructs;\n\npublic class Shop : Stack\n{\n    internal Shop(Construct scope, string id, ShopProps props) : base(scope, id, props)\n    {\n${inBody(body, '        ')}    }\n}\n`,
    create: ({ variable, id, className }, props) =>
      `var ${variable} = new ${className}(this, ${quoted(id)}, ${
        props === 'unknown'
          ? 'props.More'
          : `new ${className}Props { ${props.map(([key, value]) => `${upperFirst(key)} = ${value}`).join(', ')} }`
      });\n`,
    unknown: 'props.Unknown',
    scalar: value => JSON.stringify(value),
    list: items => (items.length === 0 ? 'new object[] { }' : `new object[] { ${items.join(', ')} }`),
    struct: (_, className, name, entries) =>
      `new ${className}.${name}Property { ${entries.map(([key, value]) => `${upperFirst(key)} = ${value}`).join(', ')} }`,
    json: entries =>
      `new Dictionary<string, object> { ${entries.map(([key, value]) => `[${quoted(key)}] = ${value}`).join(', ')} }`,
    attribute: (variable, name) => `${variable}.${upperFirst(name)}`,
    pseudo: name => `Aws.${name}`,
    text: parts => `$"${interpolated(parts, '{', letters => inQuotes(letters).replace(/[{}]/g, '$&$&'))}"`,
  },
  go: {
    file: (modules, body) =>
      `package main\n\nimport (\n\t"github.com/aws/aws-cdk-go/awscdk/v2"\n${modules.map(module => `\t"github.com/aws/aws-cdk-go/awscdk/v2/${plainModule(module)}"\n`).join('')}\t"github.com/aws/constructs-go/constructs/v10"\n\t"github.com/aws/jsii-runtime-go"\n)\n\nfunc NewShop(scope constructs.Construct, id string, props *ShopProps) awscdk.Stack {\n\tstack := awscdk.NewStack(scope, &id, &props.StackProps)\n${inBody(body, '\t')}\treturn stack\n}\n`,
    create: ({ variable, id, className, module }, props) =>
      `${variable} := ${plainModule(module)}.New${className}(stack, jsii.String(${quoted(id)}), ${
        props === 'unknown'
          ? 'props.More'
          : `&${plainModule(module)}.${className}Props{${props.map(([key, value]) => `${upperFirst(key)}: ${value}`).join(', ')}}`
      })\n`,
    unknown: 'props.Unknown',
    scalar: value =>
      `jsii.${typeof value === 'boolean' ? 'Bool' : typeof value === 'number' ? 'Number' : 'String'}(${JSON.stringify(value)})`,
    list: items => `&[]interface{}{${items.join(', ')}}`,
    struct: (service, className, name, entries) =>
      `&${plainModule(service)}.${className}_${name}Property{${entries.map(([key, value]) => `${upperFirst(key)}: ${value}`).join(', ')}}`,
    json: entries => `map[string]interface{}{${entries.map(([key, value]) => `${quoted(key)}: ${value}`).join(', ')}}`,
    attribute: (variable, name) => `${variable}.${upperFirst(name)}()`,
    pseudo: name => `awscdk.Aws_${name}()`,
    text: parts => `jsii.Sprintf(${format(parts.map(part => ('code' in part ? { code: `*${part.code}` } : part)))})`,
  },
};

/** The languages of CDK that a template can be put into. */
export const cdkLanguages = Object.keys(dialects) as readonly DocumentLanguage[];

const moduleByService = new Map(
  Object.entries(services).map(([module, service]) => [service, module.slice(module.lastIndexOf('/') + 1)]),
);

/** Properties that L1 constructs take as JSON, or as a string of it. */
const jsonProperties =
  /^(?:RedrivePolicy|RedriveAllowPolicy|FilterPolicy|DeliveryPolicy|PolicyDocument|AssumeRolePolicyDocument|KeyPolicy|EventPattern|Definition)$/;

/**
 * A template as L1 constructs in a language of CDK. Undefined when it holds what cannot be put so: other types,
 * SAM, text put together, choices, circles.
 * @param hidden resources whose properties come from elsewhere
 */
export function asLowLevel(
  template: PlainTemplate,
  language: DocumentLanguage,
  hidden: (name: string) => boolean = () => false,
): string | undefined {
  const dialect = dialects[language];
  if (!dialect || Object.keys(template).some(key => !sections.has(key))) return undefined;
  try {
    return new Writer(template, dialect, hidden).file();
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}

const attributes = new Set(['Type', 'Properties', 'DeletionPolicy', 'UpdateReplacePolicy']);
const sections = new Set(['AWSTemplateFormatVersion', 'Resources', 'Description', 'Parameters', 'Transform']);

/** False for a template that a macro makes something else of. */
export function isPlain(template: PlainTemplate): boolean {
  return Object.entries(template).every(
    ([key, value]) => key !== 'Transform' || value === 'AWS::Serverless-2016-10-31',
  );
}

class Untranslatable extends Error {}

class Writer {
  readonly #template: PlainTemplate;
  readonly #dialect: Dialect;
  readonly #hidden: (name: string) => boolean;
  readonly #made = new Map<string, Made>();
  readonly #open = new Set<string>();
  readonly #modules = new Set<string>();
  #body = '';

  constructor(template: PlainTemplate, dialect: Dialect, hidden: (name: string) => boolean) {
    this.#template = template;
    this.#dialect = dialect;
    this.#hidden = hidden;
  }

  file(): string {
    for (const name of Object.keys(this.#template.Resources)) this.#make(name);
    return this.#dialect.file([...this.#modules], this.#body);
  }

  /** Declares a resource, after those it refers to. */
  #make(name: string): Made {
    const known = this.#made.get(name);
    if (known) return known;
    const resource = this.#template.Resources[name];
    const [, service = '', kind = ''] = /^AWS::(\w+)::(\w+)$/.exec(resource?.Type ?? '') ?? [];
    const module = moduleByService.get(service);
    const others = Object.keys(resource ?? {}).filter(key => !attributes.has(key));
    if (!resource || !module || service === 'Serverless' || this.#open.has(name) || others.length > 0) {
      throw new Untranslatable(name);
    }
    this.#open.add(name);
    this.#modules.add(module);
    const made: Made = { variable: `the${name}`, id: name, className: `Cfn${kind}`, module };
    const props = this.#props(made, resource.Properties ?? {});
    this.#body += this.#dialect.create(made, props);
    this.#made.set(name, made);
    return made;
  }

  #props(made: Made, properties: unknown): Props {
    if (this.#hidden(made.id)) return 'unknown';
    if (!isMap(properties)) throw new Untranslatable(made.id);
    if (Object.keys(properties).some(key => key.startsWith('Fn::'))) return 'unknown';
    return Object.entries(properties).flatMap(([key, value]): Entry[] =>
      isNothing(value) ? [] : [[camelOf(key), this.#value(made, key, value as Json, jsonProperties.test(key))]],
    );
  }

  #value(made: Made, name: string, value: Json, json: boolean): string {
    if (value === null) throw new Untranslatable(name);
    if (Array.isArray(value)) {
      return this.#dialect.list(
        (value as readonly Json[]).filter(item => !isNothing(item)).map(item => this.#value(made, name, item, json)),
      );
    }
    if (typeof value !== 'object') {
      if (typeof value === 'string' && value.includes('{{resolve:')) return this.#dialect.unknown;
      return this.#dialect.scalar(value as string | number | boolean);
    }
    const entries = Object.entries(value as { readonly [key: string]: Json });
    const [first] = entries;
    if (first && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#intrinsic(first[0], first[1]);
    }
    const written = entries.flatMap(([key, inner]): Entry[] =>
      isNothing(inner)
        ? []
        : [[json ? key : camelOf(key), this.#value(made, key, inner, json || jsonProperties.test(key))]],
    );
    return json
      ? this.#dialect.json(written)
      : this.#dialect.struct(made.module, made.className, name.replace(/s$/, ''), written);
  }

  #intrinsic(name: string, argument: Json): string {
    if (name === 'Fn::Sub' && typeof argument === 'string') return this.#text(argument);
    if (name === 'Ref' && typeof argument === 'string') return this.#reference(argument, 'ref');
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) {
      const [target, attribute] = argument as readonly Json[];
      return this.#reference(String(target), `attr${upperFirst(String(attribute).replaceAll('.', ''))}`);
    }
    if (name === 'Fn::ImportValue' || name === 'Fn::FindInMap') return this.#dialect.unknown;
    throw new Untranslatable(name);
  }

  #text(written: string): string {
    const parts = written.split(/\$\{([^}]+)\}/).flatMap((piece, index): Part[] => {
      if (index % 2 === 0) return piece === '' ? [] : [{ letters: piece }];
      if (piece.startsWith('!')) throw new Untranslatable(piece);
      const [target = '', attribute] = piece.split('.');
      return [{ code: this.#reference(target, attribute ? `attr${upperFirst(attribute)}` : 'ref') }];
    });
    return this.#dialect.text(parts);
  }

  #reference(target: string, attribute: string): string {
    const pseudo = /^AWS::(\w+)$/.exec(target)?.[1];
    if (pseudo) return this.#dialect.pseudo(snake(pseudo === 'URLSuffix' ? 'urlSuffix' : lower(pseudo)).toUpperCase());
    if (!this.#template.Resources[target]) return this.#dialect.unknown;
    return this.#dialect.attribute(this.#make(target).variable, attribute);
  }
}

const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** CloudFormation's property as CDK names it: `KMSKeyArn` is `kmsKeyArn`, `RoleARN` is `roleArn`. */
export function camelOf(name: string): string {
  return name
    .replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, start => start.toLowerCase())
    .replace(/ARN(?=s?$)/, 'Arn')
    .replace('DB', 'Db');
}

function isNothing(value: unknown): boolean {
  return isMap(value) && value['Ref'] === 'AWS::NoValue';
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
