import { canonicalModule } from '../../graph/cdk/constructTable.ts';
import type { CallExpression, ObjectEntry, ObjectExpression, Place, SourceSyntax } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import { columnBlanks, insertInBrackets, removeFromBrackets } from './flowEdit.ts';
import { lineEnding, lineStartAt, type TextEdit } from './textEdit.ts';

/** Thrown inside a printer where a change cannot be written safely. */
export class CouldNotWrite extends Error {}

/** A class, struct or enumeration of the CDK: `aws-cdk-lib/aws-kinesis`, `CfnStream.StreamEncryptionProperty`. */
export interface TypeName {
  readonly module: string;
  readonly name: string;
}

/** Writes a value; gets the indent of the line it begins on, or undefined when it has to stay on that line. */
export type Written = (indent: string | undefined) => string;

/** A property by its name in TypeScript (or, in JSON, by its own), and what it gets. */
export interface WrittenEntry {
  readonly key: string;
  readonly value: Written;
}

/** The call whose properties a fix changes, and the position of these among its arguments. */
export interface PropsHolder {
  readonly call: CallExpression;
  readonly propsAt: number;
  readonly type: () => TypeName;
}

/** A name the fix uses and the source does not import yet; `*` for the whole module. */
export interface NeededImport {
  readonly module: string;
  readonly name: string;
}

/** Longest first property that stays on the line of its call. */
const shortest = 60;

/** How a source is written, as far as a fix has to follow; it remembers which imports the fix needs. */
export abstract class SourceStyle {
  readonly eol: string;
  readonly step: string;
  protected readonly syntax: SourceSyntax;
  protected readonly text: string;
  readonly #needed: NeededImport[] = [];
  readonly #qualifiers = new Map<string, string>();

  constructor(syntax: SourceSyntax, text: string) {
    this.syntax = syntax;
    this.text = text;
    this.eol = lineEnding(text);
    const indents = text.match(/^[ \t]+(?=[^\s*])/gm) ?? [];
    const widths = indents.filter(blanks => !blanks.includes('\t') && blanks.length > 1).map(blanks => blanks.length);
    this.step = indents[0]?.startsWith('\t') ? '\t' : ' '.repeat(Math.min(4, ...(widths.length > 0 ? widths : [2])));
  }

  abstract scalar(value: Scalar): string;
  abstract list(items: readonly string[]): string;
  /** A struct of the CDK: the properties of a construct, or what one of them holds. */
  abstract struct(type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string;
  /** An object whose keys are not the CDK's. */
  abstract json(entries: readonly WrittenEntry[], indent: string | undefined): string;
  abstract construct(
    callee: string,
    args: readonly string[],
    props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string;
  abstract member(type: TypeName, name: string): string;
  /** A property of an object that is read: the ARN of a queue. */
  abstract attribute(object: string, name: string): string;
  abstract invoke(object: string, method: string, props: TypeName, entries: readonly WrittenEntry[]): string;
  /** The id of a neighbour with something behind it; `id` is the argument as it is read, `text` as it is written. */
  abstract longerId(id: CallExpression['args'][number], suffix: string): string;
  /** Name under which a new name of the CDK can be used; it is imported with the fix. */
  protected abstract importName(wanted: NeededImport): string;
  protected abstract importEdit(module: string, names: readonly string[]): TextEdit;
  /** `key: value`, as an entry of an object that is there, or of a new struct. */
  protected abstract entry(entry: WrittenEntry, indent: string | undefined, into: ObjectExpression | undefined): string;

  /** What ends a statement. */
  get statementEnd(): string {
    return '';
  }

  /** How a class is named where one of it is made: Go's `awssqs.NewQueue`. */
  callee(type: TypeName): string {
    return this.named(type.module, type.name);
  }

  /** Indent of the line an offset is on. */
  indentOf(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(lineStartAt(this.text, offset)))?.[0] ?? '';
  }

  slice(place: Place): string {
    return this.text.slice(place.start, place.end);
  }

  /** Whole days as days; minutes where minutes were used before and they come out even. */
  duration(seconds: number, before?: string): string {
    if (seconds % 86_400 === 0 && seconds > 0) return this.durationOf('days', seconds / 86_400);
    const inMinutes = before !== undefined && /[._]minutes\(/i.test(before);
    return seconds % 60 === 0 && inMinutes
      ? this.durationOf('minutes', seconds / 60)
      : this.durationOf('seconds', seconds);
  }

  protected durationOf(unit: 'days' | 'minutes' | 'seconds', amount: number): string {
    return `${this.named('aws-cdk-lib', 'Duration')}.${unit}(${amount})`;
  }

  /** Learns from a class that is used already how the names of its module are written. */
  learn(module: string, name: string, callee: string): void {
    const qualifier = callee.endsWith(`.${name}`) ? callee.slice(0, -name.length - 1) : undefined;
    if (qualifier !== undefined && /^[\w.]+$/.test(qualifier)) this.#qualifiers.set(module, qualifier);
  }

  /** How to name something of a module here; an import is added when there is none. */
  named(module: string, name: string): string {
    const root = name.split('.')[0] ?? name;
    let namespace = this.#qualifiers.get(module);
    for (const [local, imported] of this.syntax.imports) {
      const from = canonicalModule(imported.module);
      if (from === 'aws-cdk-lib' && module === `aws-cdk-lib/${imported.name.replaceAll('_', '-')}`) namespace ??= local;
      if (from !== module) continue;
      if (imported.name === root) return `${local}${name.slice(root.length)}`;
      if (imported.name === '*') namespace ??= local;
    }
    if (namespace !== undefined) return `${namespace}.${name}`;
    if (this.syntax.imports.has(root)) return this.fullName(module, name);
    if (this.syntax.packages.has(module)) return name;
    return `${this.importName({ module, name: root })}${name.slice(root.length)}`;
  }

  /** A name that is taken by something else. */
  protected fullName(_module: string, _name: string): string {
    throw new CouldNotWrite();
  }

  protected need(wanted: NeededImport): void {
    if (this.syntax.importsEnd === 0) throw new CouldNotWrite();
    if (!this.#needed.some(each => each.module === wanted.module && each.name === wanted.name))
      this.#needed.push(wanted);
  }

  /** The edits that bring in what the fix uses and the source does not have yet. */
  importEdits(): readonly TextEdit[] {
    const modules = [...new Set(this.#needed.map(each => each.module))];
    return modules.map(module =>
      this.importEdit(
        module,
        this.#needed.filter(each => each.module === module).map(each => each.name),
      ),
    );
  }

  /** True when packages of services are imported as a whole (`sqs`), which this one then is too. */
  protected usesNamespace(module: string): boolean {
    if (this.syntax.namedImports.has(module)) return false;
    return [...this.syntax.imports.values()].some(
      ({ module, name }) =>
        (name === '*' && /^(?:aws-cdk-lib|@aws-cdk)\/aws-/.test(module)) || /^aws_[a-z0-9_]+$/.test(name),
    );
  }

  /** A line for an import behind the last one. */
  protected importLine(line: string): TextEdit {
    const at = this.syntax.importsEnd;
    return { start: at, end: at, text: `${this.eol}${this.indentOf(at - 1)}${line}` };
  }

  /** Everything behind the key: what a new value takes the place of. */
  valuePlace(entry: ObjectEntry): Place {
    const separator = /^\s*(?:=>|[:=,])\s*/.exec(this.text.slice(entry.keyPlace.end, entry.place.end));
    if (!separator) throw new CouldNotWrite();
    return { start: entry.keyPlace.end + separator[0].length, end: entry.place.end };
  }

  /** Replaces the value of an entry. */
  replace(entry: ObjectEntry, value: (indent: string | undefined, before: string) => string): readonly TextEdit[] {
    const place = this.valuePlace(entry);
    return [{ ...place, text: value(this.columnOf(entry.place.start), this.slice(place)) }];
  }

  /** Adds an entry to an object that has some. */
  insert(object: ObjectExpression, _holder: PropsHolder, entry: WrittenEntry): readonly TextEdit[] {
    const places = placesOf(object);
    const open = (object.body ?? object).start;
    return insertInBrackets(this.text, open, places, places.length - 1, indent => this.entry(entry, indent, object));
  }

  /** The property object itself, with its first entry; short ones stay on the line of their call. */
  first({ call, propsAt, type }: PropsHolder, object: Place | undefined, entry: WrittenEntry): readonly TextEdit[] {
    const indent = this.indentOf(call.start);
    const short = this.entry(entry, undefined, undefined).length < shortest;
    const written = this.struct(type(), [entry], short ? undefined : indent);
    if (object) return [{ start: object.start, end: object.end, text: written }];
    const last = call.args[propsAt - 1];
    if (!last || !call.list) throw new CouldNotWrite();
    const { end } = this.argumentPlace(call, last);
    return [{ start: end, end, text: `, ${written}` }];
  }

  /** Takes entries out of an object, by their positions. */
  remove(object: ObjectExpression, _holder: PropsHolder, removed: ReadonlySet<number>): readonly TextEdit[] {
    return removeFromBrackets(this.text, object.body ?? object, placesOf(object), removed);
  }

  /** An argument with what is wrapped around its value: `jsii.String("Orders")`, `id="Orders"`. */
  protected argumentPlace(call: CallExpression, argument: Place): Place {
    const head = this.text.slice(call.list?.start, argument.start);
    const wrapped = /(?:jsii\.\w+|\w+)\($/.exec(head);
    const start = argument.start - (wrapped?.[0].length ?? 0);
    const end = wrapped ? argument.end + (/^\s*\)/.exec(this.text.slice(argument.end))?.[0].length ?? 0) : argument.end;
    return { start, end };
  }

  /** Indent of an entry that has a line to itself; undefined when others stand before it on the line. */
  protected columnOf(offset: number): string | undefined {
    const head = this.text.slice(lineStartAt(this.text, offset), offset);
    return head.trim() === '' ? columnBlanks(this.text, offset) : undefined;
  }

  /** Entries between brackets, on one line or on a line each. */
  protected block(
    [open, close]: readonly [string, string],
    entries: readonly Written[],
    indent: string | undefined,
    lastComma = ',',
  ): string {
    if (entries.length === 0) return open.trimEnd() + close.trimStart();
    if (indent === undefined) return `${open}${entries.map(entry => entry(undefined)).join(', ')}${close}`;
    const inner = indent + this.step;
    const lines = entries.map(entry => `${inner}${entry(inner)}`).join(`,${this.eol}`);
    return `${open.trimEnd()}${this.eol}${lines}${lastComma}${this.eol}${indent}${close.trimStart()}`;
  }
}

export function placesOf(object: ObjectExpression): readonly Place[] {
  return object.members.map(member => ('key' in member ? member.place : member.spread));
}
