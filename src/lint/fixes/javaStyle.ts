import { upperFirst } from '../../graph/cdk/naming.ts';
import type { Expression, ObjectEntry, ObjectExpression, Place, SourceSyntax } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import {
  CouldNotWrite,
  type NeededImport,
  type PropsHolder,
  SourceStyle,
  type TypeName,
  type WrittenEntry,
} from './sourceStyle.ts';
import { indentAt, lineEndAt, lineStartAt, type TextEdit } from './textEdit.ts';

/** What may follow on a line so that a new link can go below it. */
const blankOrComment = /^[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?$/;

/** Java: chains of builders. */
export class JavaStyle extends SourceStyle {
  /** How much further the links of a chain are indented. */
  readonly #chainStep: string;

  constructor(syntax: SourceSyntax, text: string) {
    super(syntax, text);
    const broken = /^([ \t]*)[^\s.*/].*\r?\n([ \t]+)\.\w/m.exec(text);
    const further = broken?.[2]?.slice(broken[1]?.length) ?? '';
    this.#chainStep = further === '' ? this.step + this.step : further;
  }

  override get statementEnd(): string {
    return ';';
  }

  override scalar(value: Scalar): string {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }

  override list(items: readonly string[]): string {
    return `${this.named('java.util', 'List')}.of(${items.join(', ')})`;
  }

  override struct(type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string {
    return this.#chain(`${this.named(type.module, type.name)}.builder()`, entries, indent);
  }

  override json(entries: readonly WrittenEntry[], indent: string | undefined): string {
    const pairs = entries.map(
      ({ key, value }) =>
        (inner: string | undefined) =>
          `${this.scalar(key)}, ${value(inner)}`,
    );
    return this.block([`${this.named('java.util', 'Map')}.of(`, ')'], pairs, indent, '');
  }

  override construct(
    callee: string,
    args: readonly string[],
    _props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string {
    if (entries.length === 0) return `new ${callee}(${args.join(', ')})`;
    return this.#chain(`${callee}.Builder.create(${args.join(', ')})`, entries, indent);
  }

  override member(type: TypeName, name: string): string {
    return `${this.named(type.module, type.name)}.${name}`;
  }

  override attribute(object: string, name: string): string {
    return `${object}.get${upperFirst(name)}()`;
  }

  override invoke(object: string, method: string, props: TypeName, entries: readonly WrittenEntry[]): string {
    return `${object}.${method}(${entries.length > 0 ? this.struct(props, entries, undefined) : ''})`;
  }

  override longerId(id: Expression, suffix: string): string {
    if (id.kind === 'name' || id.kind === 'binary') return `${this.slice(id)} + ${this.scalar(suffix)}`;
    throw new CouldNotWrite();
  }

  /** The argument of a setter, or the value behind a key of `Map.of`. */
  override valuePlace(entry: ObjectEntry): Place {
    const open = /^\s*\(\s*/.exec(this.text.slice(entry.keyPlace.end, entry.place.end));
    if (!open) return super.valuePlace(entry);
    const inside = this.text.slice(0, entry.place.end - 1).trimEnd();
    return { start: entry.keyPlace.end + open[0].length, end: inside.length };
  }

  override replace(
    entry: ObjectEntry,
    value: (indent: string | undefined, before: string) => string,
  ): readonly TextEdit[] {
    const place = this.valuePlace(entry);
    const isLink = this.text[entry.keyPlace.end] === '(';
    const column = isLink ? this.#linkIndent(entry.place.start) : this.columnOf(entry.place.start);
    return [{ ...place, text: value(column, this.slice(place)) }];
  }

  /** A further link behind the last one. */
  override insert(object: ObjectExpression, _holder: PropsHolder, entry: WrittenEntry): readonly TextEdit[] {
    if (!object.body) throw new CouldNotWrite();
    const last = object.members.at(-1);
    const indent = last && 'key' in last ? this.#linkIndent(last.place.start) : undefined;
    return this.#link(object.body.end, object, indent, entry);
  }

  /** The first link of a builder; without one, the constructor becomes a builder. */
  override first(
    { call, propsAt }: PropsHolder,
    object: (Place & { readonly body?: Place }) | undefined,
    entry: WrittenEntry,
  ): readonly TextEdit[] {
    if (object?.body) return this.#link(object.body.end, object, undefined, entry);
    const arg = call.args[propsAt];
    if (call.kind !== 'create' || !call.list) throw new CouldNotWrite();
    if (/\.create\s*$/.test(this.text.slice(call.start, call.list.start)))
      return this.#link(call.list.end, call, undefined, entry);
    // `new Queue(this, "Orders")`, which gets no body of its own either.
    if (arg || call.list.end !== call.end || !/^new\s/.test(this.text.slice(call.start, call.callee.start))) {
      throw new CouldNotWrite();
    }
    const indent = this.#firstIndent(call.start, entry);
    const callee = this.slice(call.callee).replace(/<.*>$/s, '');
    const end = indent === undefined ? '.build()' : `${this.eol}${indent}.build()`;
    return [
      { start: call.start, end: call.callee.end, text: `${callee}.Builder.create` },
      { start: call.end, end: call.end, text: `${this.#written(entry, indent)}${end}` },
    ];
  }

  /** Links go with the lines they have to themselves; comments stay. */
  override remove(object: ObjectExpression, _holder: PropsHolder, removed: ReadonlySet<number>): readonly TextEdit[] {
    const { body } = object;
    if (!body) throw new CouldNotWrite();
    return [...removed].map(index => {
      const member = object.members[index];
      if (!member || !('key' in member)) throw new CouldNotWrite();
      const before = object.members[index - 1];
      const from = before && 'key' in before ? before.place.end : body.start;
      const { start, end } = member.place;
      const dot = this.text.lastIndexOf('.', start);
      if (dot < from) throw new CouldNotWrite();
      const lineStart = dot - indentAt(this.text, dot).length;
      const alone = lineStart === lineStartAt(this.text, dot) && lineEndAt(this.text, end) === end;
      if (!alone) {
        const blanks = lineStart === lineStartAt(this.text, dot) ? /^[ \t]*/.exec(this.text.slice(end))?.[0].length : 0;
        return { start: dot, end: end + (blanks ?? 0), text: '' };
      }
      const wide = this.text.startsWith('\r\n', end) ? 2 : 1;
      return { start: lineStart, end: Math.min(end + wide, this.text.length), text: '' };
    });
  }

  protected override entry({ key, value }: WrittenEntry, indent: string | undefined): string {
    return `.${key}(${value(indent)})`;
  }

  protected override importName(wanted: NeededImport): string {
    if (packageOf(wanted.module) === undefined) throw new CouldNotWrite();
    this.need(wanted);
    return wanted.name;
  }

  protected override fullName(module: string, name: string): string {
    const below = packageOf(module);
    if (below === undefined) throw new CouldNotWrite();
    return `${below}.${name}`;
  }

  protected override importEdit(module: string, names: readonly string[]): TextEdit {
    const lines = names.map(name => `import ${packageOf(module)}.${name};`);
    return this.importLine(lines.join(this.eol));
  }

  #written(entry: WrittenEntry, indent: string | undefined): string {
    const link = this.entry(entry, indent);
    return indent === undefined ? link : `${this.eol}${indent}${link}`;
  }

  #chain(head: string, entries: readonly WrittenEntry[], indent: string | undefined): string {
    const inner = indent === undefined ? undefined : indent + this.#chainStep;
    const links = entries.map(entry => this.#written(entry, inner));
    return `${head}${links.join('')}${inner === undefined ? '.build()' : `${this.eol}${inner}.build()`}`;
  }

  /** Puts a link at an offset of a chain: below, where the links have lines of their own. */
  #link(at: number, chain: Place, known: string | undefined, entry: WrittenEntry): readonly TextEdit[] {
    const build = this.text.lastIndexOf('.', chain.end);
    const below = /[\r\n]/.test(this.text.slice(at, build)) ? this.#linkIndent(build + 1) : undefined;
    const indent = known ?? below;
    if (indent === undefined) {
      const fresh = this.#firstIndent(chain.start, entry);
      const isTight = this.text.slice(at, build).trim() === '';
      if (fresh === undefined || !isTight) return [{ start: at, end: at, text: this.#written(entry, undefined) }];
      return [{ start: at, end: build, text: `${this.#written(entry, fresh)}${this.eol}${fresh}` }];
    }
    const lineEnd = lineEndAt(this.text, at);
    const end = lineEnd <= build && blankOrComment.test(this.text.slice(at, lineEnd)) ? lineEnd : at;
    return [{ start: end, end, text: this.#written(entry, indent) }];
  }

  /** Where a first link goes that is too long for the line of its call. */
  #firstIndent(start: number, entry: WrittenEntry): string | undefined {
    return this.entry(entry, undefined).length < 60 ? undefined : this.indentOf(start) + this.#chainStep;
  }

  /** Indent of a link on a line of its own. */
  #linkIndent(name: number): string | undefined {
    const head = this.text.slice(lineStartAt(this.text, name), name);
    return /^[ \t]*\.$/.test(head) ? head.slice(0, -1) : undefined;
  }
}

/** The Java package of a module; undefined for what is not the CDK's. */
function packageOf(module: string): string | undefined {
  if (module === 'aws-cdk-lib') return 'software.amazon.awscdk';
  if (module === 'java.util') return module;
  const [, service, below] = /^aws-cdk-lib\/aws-([a-z0-9]+)(?:-([a-z0-9-]+))?$/.exec(module) ?? [];
  if (service === undefined) return undefined;
  return `software.amazon.awscdk.services.${service}${below === undefined ? '' : `.${below.replaceAll('-', '')}`}`;
}
