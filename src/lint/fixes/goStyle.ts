import { upperFirst } from '../../graph/cdk/naming.ts';
import type { Expression, ObjectEntry, ObjectExpression, Place } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import {
  CouldNotWrite,
  type NeededImport,
  type PropsHolder,
  SourceStyle,
  type TypeName,
  type Written,
  type WrittenEntry,
} from './sourceStyle.ts';
import type { TextEdit } from './textEdit.ts';

const runtime = 'github.com/aws/jsii-runtime-go';

/** Go: struct literals, with pointers for values. */
export class GoStyle extends SourceStyle {
  override scalar(value: Scalar): string {
    if (value === null) return 'nil';
    const made = typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Number' : 'Bool';
    return `${this.#jsii()}.${made}(${typeof value === 'string' ? JSON.stringify(value) : value})`;
  }

  override list(items: readonly string[]): string {
    const inner = items.map(item => /^jsii\.String\((".*")\)$/.exec(item)?.[1]);
    if (inner.some(item => item === undefined)) throw new CouldNotWrite();
    return `${this.#jsii()}.Strings(${inner.join(', ')})`;
  }

  override struct(type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string {
    return this.block(
      [`&${this.named(type.module, type.name.replace('.', '_'))}{`, '}'],
      this.#fields(entries),
      indent,
    );
  }

  override json(entries: readonly WrittenEntry[], indent: string | undefined): string {
    const written = entries.map(
      ({ key, value }) =>
        (inner: string | undefined) =>
          `${JSON.stringify(key)}: ${value(inner)}`,
    );
    return this.block(['map[string]interface{}{', '}'], written, indent);
  }

  override callee(type: TypeName): string {
    return this.named(type.module, `New${type.name}`);
  }

  override construct(
    callee: string,
    args: readonly string[],
    props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string {
    return `${callee}(${[...args, entries.length > 0 ? this.struct(props, entries, indent) : 'nil'].join(', ')})`;
  }

  override member(type: TypeName, name: string): string {
    const member = `${this.named(type.module, type.name)}_${name}`;
    // What is no enumeration is read by a call.
    return type.name === 'Aws' ? `${member}()` : member;
  }

  override attribute(object: string, name: string): string {
    return `${object}.${upperFirst(name)}()`;
  }

  override invoke(object: string, method: string, props: TypeName, entries: readonly WrittenEntry[]): string {
    return `${object}.${upperFirst(method)}(${entries.length > 0 ? this.struct(props, entries, undefined) : 'nil'})`;
  }

  /** Only for texts that are made a pointer in place: `jsii.String(name)`. */
  override longerId(id: Expression, suffix: string): string {
    const wrapped = /jsii\.String\(\s*$/.test(this.text.slice(0, id.start));
    if (!wrapped || (id.kind !== 'name' && id.kind !== 'binary')) throw new CouldNotWrite();
    return `jsii.String(${this.slice(id)} + ${JSON.stringify(suffix)})`;
  }

  override first(holder: PropsHolder, object: (Place & { readonly body?: Place }) | undefined, entry: WrittenEntry) {
    if (!object?.body) return super.first(holder, object, entry);
    const short = this.entry(entry, undefined, undefined).length < 60;
    const indent = short ? undefined : this.indentOf(object.start);
    const text = this.block(['{', '}'], [inner => this.entry(entry, inner, undefined)], indent);
    return [{ start: object.body.start, end: object.body.end, text }];
  }

  protected override durationOf(unit: 'days' | 'minutes' | 'seconds', amount: number): string {
    return `${this.named('aws-cdk-lib', 'Duration')}_${upperFirst(unit)}(${this.scalar(amount)})`;
  }

  protected override entry(
    { key, value }: WrittenEntry,
    indent: string | undefined,
    into: ObjectExpression | undefined,
  ): string {
    const [first] = into?.members ?? [];
    const isMap = first && 'key' in first && this.text[first.keyPlace.start] === '"';
    const name = isMap ? JSON.stringify(key) : upperFirst(key);
    const written = value(indent);
    const run = into && indent !== undefined && !written.includes('\n') ? this.#lastRun(into) : [];
    return `${name}:${gap(name, widest([name, ...run.map(each => this.slice(each.keyPlace))]))}${written}`;
  }

  /** gofmt lines up the values of fields that stand below each other; a longer name moves those that are there. */
  override insert(object: ObjectExpression, holder: PropsHolder, entry: WrittenEntry): readonly TextEdit[] {
    const edits = super.insert(object, holder, entry);
    const run = this.#lastRun(object);
    const name = upperFirst(entry.key);
    const names = run.map(each => this.slice(each.keyPlace));
    const isAlone = entry.value('').includes('\n');
    if (isAlone || run.length === 0 || name.length <= widest(names)) return edits;
    const moved = run.map(each => {
      const { start } = this.valuePlace(each);
      const from = each.keyPlace.end;
      return { start: from, end: start, text: `:${gap(this.slice(each.keyPlace), name.length)}` };
    });
    return [...moved, ...edits];
  }

  /** Fields at the end, each on one line, right below each other. */
  #lastRun(object: ObjectExpression): readonly ObjectEntry[] {
    const run: ObjectEntry[] = [];
    let below: number | undefined;
    for (const member of object.members.toReversed()) {
      if (!('key' in member) || this.columnOf(member.place.start) === undefined) break;
      const breaks = this.text.slice(member.place.end, below ?? member.place.end).split('\n').length - 1;
      if (/[\r\n]/.test(this.slice(member.place)) || (below !== undefined && breaks !== 1)) break;
      run.push(member);
      below = member.place.start;
    }
    return run;
  }

  /** Fields of a new struct, lined up where they have lines of their own. */
  #fields(entries: readonly WrittenEntry[]): readonly Written[] {
    const names = entries.map(entry => upperFirst(entry.key));
    return entries.map((entry, index) => inner => {
      const name = names[index] ?? '';
      const texts = inner === undefined ? [] : entries.map(each => each.value(inner));
      const isSingle = (at: number) => texts[at] !== undefined && !texts[at].includes('\n');
      const run = isSingle(index) ? [name] : [];
      for (let at = index - 1; run.length > 0 && isSingle(at); at--) run.push(names[at] ?? '');
      for (let at = index + 1; run.length > 0 && isSingle(at); at++) run.push(names[at] ?? '');
      return `${name}:${gap(name, widest([name, ...run]))}${texts[index] ?? entry.value(inner)}`;
    });
  }

  protected override importName({ module, name }: NeededImport): string {
    const local = packageOf(module);
    if (local === undefined || this.syntax.imports.has(local)) throw new CouldNotWrite();
    this.need({ module, name: '*' });
    return `${local}.${name}`;
  }

  /** Among the packages of the CDK, in their order; lines of a group stay together. */
  protected override importEdit(module: string): TextEdit {
    const path =
      module === runtime ? runtime : `${this.#root()}${module === 'aws-cdk-lib' ? '' : `/${packageOf(module)}`}`;
    const head = this.text.slice(0, this.syntax.importsEnd);
    const specs = [...head.matchAll(/^([ \t]*)(?!import\b)(?:[\w.]+[ \t]+)?"([^"\n]+)".*$/gm)];
    const ours = specs.filter(spec => /^github\.com\/aws\//.test(spec[2] ?? ''));
    const before = ours.filter(spec => (spec[2] ?? '') < path).at(-1);
    const [after] = ours;
    if (!before && after) {
      const { index } = after;
      return { start: index, end: index, text: `${after[1]}"${path}"${this.eol}` };
    }
    const line = before ?? specs.at(-1);
    if (!line) return this.importLine(`import "${path}"`);
    const at = line.index + line[0].length;
    return { start: at, end: at, text: `${this.eol}${line[1]}"${path}"` };
  }

  #root(): string {
    const found = /"(github\.com\/aws\/aws-cdk-go\/awscdk(?:\/v\d+)?)[/"]/.exec(this.text)?.[1];
    if (found === undefined) throw new CouldNotWrite();
    return found;
  }

  #jsii(): string {
    if (!this.text.includes(`"${runtime}"`)) this.need({ module: runtime, name: '*' });
    else if (!/\bjsii\./.test(this.text) && !new RegExp(`^\\s*(?:jsii\\s+)?"${runtime}"`, 'm').test(this.text)) {
      throw new CouldNotWrite();
    }
    return 'jsii';
  }
}

function widest(names: readonly string[]): number {
  return Math.max(0, ...names.map(name => name.length));
}

/** Blanks behind the colon of a field, so that values line up. */
function gap(name: string, width: number): string {
  return ' '.repeat(width - name.length + 1);
}

/** The Go package of a module of the CDK. */
function packageOf(module: string): string | undefined {
  if (module === 'aws-cdk-lib') return 'awscdk';
  const below = /^aws-cdk-lib\/([a-z0-9-]+)$/.exec(module)?.[1];
  return below?.replaceAll('-', '');
}
