import type { Expression, ObjectEntry, ObjectExpression, SourceSyntax } from '../../graph/cdk/syntax.ts';
import type { Scalar } from '../../graph/value.ts';
import { CouldNotWrite, type NeededImport, SourceStyle, type TypeName, type WrittenEntry } from './sourceStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** TypeScript and JavaScript: object literals. */
export class TypeScriptStyle extends SourceStyle {
  readonly #quote: string;
  readonly #semicolon: string;

  constructor(syntax: SourceSyntax, text: string) {
    super(syntax, text);
    const head = text.slice(0, syntax.importsEnd || 2_000);
    this.#quote = head.split('"').length > head.split("'").length ? '"' : "'";
    this.#semicolon = /;[ \t]*(?:\r?\n|$)/.test(text) ? ';' : '';
  }

  override get statementEnd(): string {
    return this.#semicolon;
  }

  override scalar(value: Scalar): string {
    if (typeof value !== 'string') return String(value);
    const escaped = JSON.stringify(value).slice(1, -1);
    return this.#quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }

  override list(items: readonly string[]): string {
    return `[${items.join(', ')}]`;
  }

  override struct(_type: TypeName, entries: readonly WrittenEntry[], indent: string | undefined): string {
    return this.json(entries, indent);
  }

  override json(entries: readonly WrittenEntry[], indent: string | undefined): string {
    const written = entries.map(entry => (inner: string | undefined) => this.entry(entry, inner));
    return this.block(['{ ', ' }'], written, indent);
  }

  override construct(
    callee: string,
    args: readonly string[],
    _props: TypeName,
    entries: readonly WrittenEntry[],
    indent: string | undefined,
  ): string {
    const props = entries.length > 0 ? [this.json(entries, indent)] : [];
    return `new ${callee}(${[...args, ...props].join(', ')})`;
  }

  override member(type: TypeName, name: string): string {
    return `${this.named(type.module, type.name)}.${name}`;
  }

  override attribute(object: string, name: string): string {
    return `${object}.${name}`;
  }

  override invoke(object: string, method: string, _props: TypeName, entries: readonly WrittenEntry[]): string {
    return `${object}.${method}(${entries.length > 0 ? this.json(entries, undefined) : ''})`;
  }

  override longerId(id: Expression, suffix: string): string {
    const written = this.slice(id);
    if (id.kind === 'name') return `\`\${${written}}${suffix}\``;
    if (id.kind === 'text' && written.startsWith('`')) return `${written.slice(0, -1)}${suffix}\``;
    throw new CouldNotWrite();
  }

  override replace(entry: ObjectEntry, value: (indent: string | undefined, before: string) => string) {
    if (!entry.shorthand) return super.replace(entry, value);
    const written = value(this.columnOf(entry.place.start), this.slice(entry.place));
    return [{ start: entry.place.start, end: entry.place.end, text: `${entry.key}: ${written}` }];
  }

  protected override entry({ key, value }: WrittenEntry, indent: string | undefined, _into?: ObjectExpression): string {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : this.scalar(key);
    return `${name}: ${value(indent)}`;
  }

  protected override importName({ module, name }: NeededImport): string {
    const namespace = /\/aws-([a-z0-9-]+)$/.exec(module)?.[1]?.replaceAll('-', '_');
    if (namespace === undefined || !this.usesNamespace(module) || this.syntax.imports.has(namespace)) {
      this.need({ module, name });
      return name;
    }
    this.need({ module, name: `* as ${namespace}` });
    return `${namespace}.${name}`;
  }

  protected override importEdit(module: string, names: readonly string[]): TextEdit {
    const list = this.syntax.namedImports.get(module) ?? this.syntax.namedImports.get(this.#written(module));
    if (list && names.every(name => !name.startsWith('*'))) {
      const inside = this.text.slice(list.start, list.end - 1).trimEnd();
      const at = list.start + inside.length;
      const multiline = /[\r\n]/.test(inside);
      const comma = inside.endsWith(',') || inside === '{' ? '' : ',';
      const before = multiline ? `${this.eol}${this.step}` : ' ';
      const last = multiline && comma === '' ? ',' : '';
      return { start: at, end: at, text: `${comma}${before}${names.join(`,${before}`)}${last}` };
    }
    const [first = ''] = names;
    const clause = first.startsWith('*') ? first : `{ ${names.join(', ')} }`;
    return this.importLine(
      `import ${clause} from ${this.#quote}${this.#written(module)}${this.#quote}${this.#semicolon}`,
    );
  }

  /** The module as this source would import it: version 1 of the CDK has a package for each service. */
  #written(module: string): string {
    const modules = [...this.syntax.imports.values()].map(imported => imported.module);
    if (modules.some(each => each.startsWith('aws-cdk-lib'))) return module;
    const isOld = modules.some(each => /^@aws-cdk\/(?:core|aws-[a-z0-9-]+(?<!-alpha))$/.test(each));
    if (!isOld) return module;
    return module === 'aws-cdk-lib' ? '@aws-cdk/core' : module.replace(/^aws-cdk-lib\//, '@aws-cdk/');
  }
}
