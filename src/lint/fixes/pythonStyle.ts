import { snake } from '../../graph/cdk/naming.ts';
import type { CallExpression, Expression, ObjectExpression, Place, SourceSyntax } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import { insertInBrackets, removeFromBrackets } from './flowEdit.ts';
import {
  CouldNotWrite,
  type NeededImport,
  type PropsHolder,
  placesOf,
  SourceStyle,
  type TypeName,
  type WrittenEntry,
} from './sourceStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** Python: keyword arguments. */
export class PythonStyle extends SourceStyle {
  readonly #quote: string;

  constructor(syntax: SourceSyntax, text: string) {
    super(syntax, text);
    this.#quote = text.split('"').length >= text.split("'").length ? '"' : "'";
  }

  override scalar(value: Scalar): string {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value !== 'string') return value === null ? 'None' : String(value);
    const escaped = JSON.stringify(value).slice(1, -1);
    return this.#quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }

  override list(items: readonly string[]): string {
    return `[${items.join(', ')}]`;
  }

  override struct(type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string {
    return this.#call(this.named(type.module, type.name), [], entries, indent);
  }

  override json(entries: readonly WrittenEntry[], indent: string | undefined): string {
    const written = entries.map(
      ({ key, value }) =>
        (inner: string | undefined) =>
          `${this.scalar(key)}: ${value(inner)}`,
    );
    return this.block(['{', '}'], written, indent);
  }

  override construct(
    callee: string,
    args: readonly string[],
    _props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string {
    return this.#call(callee, args, entries, indent);
  }

  override member(type: TypeName, name: string): string {
    return `${this.named(type.module, type.name)}.${name}`;
  }

  override attribute(object: string, name: string): string {
    return `${object}.${snake(name)}`;
  }

  override invoke(object: string, method: string, _props: TypeName, entries: readonly WrittenEntry[]): string {
    return this.#call(`${object}.${snake(method)}`, [], entries, undefined);
  }

  override longerId(id: Expression, suffix: string): string {
    const written = this.slice(id);
    if (id.kind === 'name') return `f${this.#quote}{${written}}${suffix}${this.#quote}`;
    if (id.kind === 'text' && /^f(["'])(?!\1)[^\\]*\1$/.test(written)) {
      return `${written.slice(0, -1)}${suffix}${written.slice(-1)}`;
    }
    throw new CouldNotWrite();
  }

  /** Keywords of a construct stand among its other arguments. */
  override insert(object: ObjectExpression, holder: PropsHolder, entry: WrittenEntry): readonly TextEdit[] {
    if (!this.#isArguments(object, holder)) return super.insert(object, holder, entry);
    const places = placesOf(object);
    const last = places.at(-1);
    if (last && this.#isTooLong(holder, entry)) return this.#below(holder, last, entry);
    const before = holder.call.args.slice(0, -1).map(argument => argument.end);
    const open = Math.max(object.body?.start ?? object.start, ...before.filter(end => end <= object.start));
    return insertInBrackets(this.text, open, places, places.length - 1, indent => this.entry(entry, indent, object));
  }

  override remove(object: ObjectExpression, holder: PropsHolder, removed: ReadonlySet<number>): readonly TextEdit[] {
    if (!this.#isArguments(object, holder)) return super.remove(object, holder, removed);
    const others = this.#arguments(holder.call, holder.call.args.slice(0, -1));
    const members = placesOf(object);
    const all = [...others, ...members].sort((a, b) => a.start - b.start);
    const indices = members.flatMap((place, index) => (removed.has(index) ? [all.indexOf(place)] : []));
    return removeFromBrackets(this.text, object.body ?? object, all, new Set(indices));
  }

  /** Behind the other arguments; a long one on lines of its own. */
  override first({ call, propsAt }: PropsHolder, object: Place | undefined, entry: WrittenEntry): readonly TextEdit[] {
    if (object || !call.list || call.args.length > propsAt) throw new CouldNotWrite();
    const places = [...this.#arguments(call, call.args)].sort((a, b) => a.start - b.start);
    const last = places.at(-1);
    if (!last) throw new CouldNotWrite();
    if (this.#isTooLong({ call }, entry)) return this.#below({ call }, last, entry);
    return insertInBrackets(this.text, call.list.start, places, places.length - 1, indent =>
      this.entry(entry, indent, undefined),
    );
  }

  protected override entry(
    { key, value }: WrittenEntry,
    indent: string | undefined,
    into: ObjectExpression | undefined,
  ): string {
    if (into && this.text[into.start] === '{') {
      const keys = into.members.flatMap(member => ('key' in member ? [this.slice(member.keyPlace)] : []));
      const isSnake = keys.every(each => /^["'][a-z0-9_]+["']$/.test(each));
      return `${this.scalar(isSnake ? snake(key) : key)}: ${value(indent)}`;
    }
    return `${snake(key)}=${value(indent)}`;
  }

  protected override importName({ module, name }: NeededImport): string {
    const service = /^aws-cdk-lib\/(aws-([a-z0-9-]+))$/.exec(module);
    const local = service?.[2]?.replaceAll('-', '_') ?? '';
    if (!service || !this.usesNamespace(module) || this.syntax.imports.has(local)) {
      this.need({ module, name });
      return name;
    }
    this.need({ module: 'aws-cdk-lib', name: `${service[1]?.replaceAll('-', '_')} as ${local}` });
    return `${local}.${name}`;
  }

  protected override importEdit(module: string, names: readonly string[]): TextEdit {
    const list = this.syntax.namedImports.get(module);
    if (list) {
      const isBroken = /[\r\n]/.test(this.slice(list));
      const before = isBroken ? `,${this.eol}${this.indentOf(list.end)}` : ', ';
      return { start: list.end, end: list.end, text: names.map(name => `${before}${name}`).join('') };
    }
    const from =
      module === 'aws-cdk-lib' ? 'aws_cdk' : `aws_cdk.${module.slice('aws-cdk-lib/'.length).replaceAll('-', '_')}`;
    return this.importLine(`from ${from} import ${names.join(', ')}`);
  }

  /** On one line, which a long entry would stretch too far. */
  #isTooLong({ call }: Pick<PropsHolder, 'call'>, entry: WrittenEntry): boolean {
    const isOneLine = call.list !== undefined && !/[\r\n#]/.test(this.slice(call.list));
    return isOneLine && this.entry(entry, undefined, undefined).length >= 60;
  }

  /** On lines of its own, behind arguments that stay on theirs. */
  #below({ call }: Pick<PropsHolder, 'call'>, last: Place, entry: WrittenEntry): readonly TextEdit[] {
    const indent = this.indentOf(call.start);
    const inner = indent + this.step;
    const text = `,${this.eol}${inner}${this.entry(entry, inner, undefined)},${this.eol}${indent}`;
    return [{ start: last.end, end: (call.list?.end ?? last.end + 1) - 1, text }];
  }

  #call(callee: string, args: readonly string[], entries: readonly WrittenEntry[], indent: string | undefined): string {
    const written = [
      ...args.map(arg => () => arg),
      ...entries.map(entry => (inner: string | undefined) => this.entry(entry, inner, undefined)),
    ];
    return this.block([`${callee}(`, ')'], written, indent);
  }

  #isArguments(object: ObjectExpression, { call }: PropsHolder): boolean {
    return object.body !== undefined && object.body.start === call.list?.start;
  }

  /** Arguments with the names some of them are given by. */
  #arguments(call: CallExpression, args: readonly Place[]): readonly Place[] {
    return args.map(argument => {
      const name = /\w+\s*=\s*$/.exec(this.text.slice(call.list?.start, argument.start));
      return { start: argument.start - (name?.[0].length ?? 0), end: argument.end };
    });
  }
}
