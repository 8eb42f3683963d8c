import { upperFirst } from '../../graph/cdk/naming.ts';
import type { Expression, ObjectExpression, Place, SourceSyntax } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import {
  CouldNotWrite,
  type NeededImport,
  type PropsHolder,
  SourceStyle,
  type TypeName,
  type WrittenEntry,
} from './sourceStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** Namespaces below `Amazon.CDK.AWS`; their capitals follow no rule. */
const namespaces: Readonly<Record<string, string>> = {
  'aws-amazonmq': 'AmazonMQ',
  'aws-cloudwatch': 'CloudWatch',
  'aws-events': 'Events',
  'aws-events-targets': 'Events.Targets',
  'aws-eventsv2': 'EventsV2',
  'aws-kinesis': 'Kinesis',
  'aws-kinesisfirehose': 'KinesisFirehose',
  'aws-lambda': 'Lambda',
  'aws-lambda-event-sources': 'Lambda.EventSources',
  'aws-pipes': 'Pipes',
  'aws-s3': 'S3',
  'aws-scheduler': 'Scheduler',
  'aws-scheduler-targets': 'Scheduler.Targets',
  'aws-sns': 'SNS',
  'aws-sns-subscriptions': 'SNS.Subscriptions',
  'aws-sqs': 'SQS',
  'aws-stepfunctions': 'StepFunctions',
};

/** C#: object initializers. */
export class CSharpStyle extends SourceStyle {
  /** A brace that opens an initializer stands on a line of its own. */
  readonly #braceBelow: boolean;

  constructor(syntax: SourceSyntax, text: string) {
    super(syntax, text);
    this.#braceBelow = /\bnew\s[\w.]+(?:\([^)]*\))?[ \t]*\r?\n[ \t]*\{/.test(text);
  }

  override get statementEnd(): string {
    return ';';
  }

  override scalar(value: Scalar): string {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }

  override list(items: readonly string[]): string {
    return `new[] { ${items.join(', ')} }`;
  }

  override struct(type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string {
    return this.#initializer(`new ${this.named(type.module, type.name)}`, entries, indent, (entry, inner) =>
      this.entry(entry, inner, undefined),
    );
  }

  override json(entries: readonly WrittenEntry[], indent: string | undefined): string {
    const type = this.named('System.Collections.Generic', 'Dictionary');
    return this.#initializer(`new ${type}<string, object>`, entries, indent, ({ key, value }, inner) => {
      return `[${this.scalar(key)}] = ${value(inner)}`;
    });
  }

  override construct(
    callee: string,
    args: readonly string[],
    props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string {
    const given = entries.length > 0 ? [this.struct(props, entries, indent)] : [];
    return `new ${callee}(${[...args, ...given].join(', ')})`;
  }

  override member(type: TypeName, name: string): string {
    return `${this.named(type.module, type.name)}.${name}`;
  }

  override attribute(object: string, name: string): string {
    return `${object}.${upperFirst(name)}`;
  }

  override invoke(object: string, method: string, props: TypeName, entries: readonly WrittenEntry[]): string {
    const given = entries.length > 0 ? this.struct(props, entries, undefined) : '';
    return `${object}.${upperFirst(method)}(${given})`;
  }

  override longerId(id: Expression, suffix: string): string {
    if (id.kind === 'name' || id.kind === 'binary') return `${this.slice(id)} + ${this.scalar(suffix)}`;
    const written = this.slice(id);
    if (id.kind === 'text' && /^\$"[^"\\]*"$/.test(written)) return `${written.slice(0, -1)}${suffix}"`;
    throw new CouldNotWrite();
  }

  override first(holder: PropsHolder, object: (Place & { readonly body?: Place }) | undefined, entry: WrittenEntry) {
    if (!object?.body) return super.first(holder, object, entry);
    const indent = this.indentOf(object.start);
    const short = this.entry(entry, undefined, undefined).length < 60;
    const head = this.text.slice(object.start, object.body.start).trimEnd();
    const text = this.#initializer(head, [entry], short ? undefined : indent, (each, inner) =>
      this.entry(each, inner, undefined),
    );
    return [{ start: object.start, end: object.end, text }];
  }

  protected override durationOf(unit: 'days' | 'minutes' | 'seconds', amount: number): string {
    return `${this.named('aws-cdk-lib', 'Duration')}.${upperFirst(unit)}(${amount})`;
  }

  protected override entry(
    { key, value }: WrittenEntry,
    indent: string | undefined,
    into: ObjectExpression | undefined,
  ): string {
    const [first] = into?.members ?? [];
    const head = first && 'key' in first ? this.text[first.keyPlace.start] : undefined;
    // Entries of a dictionary are written in two ways.
    if (head === '[') return `[${this.scalar(key)}] = ${value(indent)}`;
    if (head === '"') return `{ ${this.scalar(key)}, ${value(indent)} }`;
    return `${upperFirst(key)} = ${value(indent)}`;
  }

  protected override importName(wanted: NeededImport): string {
    if (namespaceOf(wanted.module) === undefined) throw new CouldNotWrite();
    if (!this.#isUsed(namespaceOf(wanted.module) ?? '')) this.need({ module: wanted.module, name: '*' });
    return wanted.name;
  }

  protected override fullName(module: string, name: string): string {
    const namespace = namespaceOf(module);
    if (namespace === undefined) throw new CouldNotWrite();
    return `${namespace}.${name}`;
  }

  protected override importEdit(module: string): TextEdit {
    return this.importLine(`using ${namespaceOf(module)};`);
  }

  /** Namespaces that are not the CDK's are not among what the reader takes notice of. */
  #isUsed(namespace: string): boolean {
    return new RegExp(`^[ \\t]*(?:global\\s+)?using\\s+${namespace.replaceAll('.', '\\.')}\\s*;`, 'm').test(this.text);
  }

  #initializer(
    head: string,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
    write: (entry: WrittenEntry, indent: string | undefined) => string,
  ): string {
    const written = entries.map(entry => (inner: string | undefined) => write(entry, inner));
    const open = indent !== undefined && this.#braceBelow ? `${head}${this.eol}${indent}{ ` : `${head} { `;
    return this.block([open, ' }'], written, indent, '');
  }
}

/** The namespace of a module; undefined for those that cannot be told. */
function namespaceOf(module: string): string | undefined {
  if (module === 'aws-cdk-lib') return 'Amazon.CDK';
  if (module.startsWith('System.')) return module;
  const found = namespaces[module.slice('aws-cdk-lib/'.length)];
  return found === undefined ? undefined : `Amazon.CDK.AWS.${found}`;
}
