import { canonicalModule } from '../../graph/cdk/constructTable.ts';
import type { SourceSyntax } from '../../graph/cdk/syntax.ts';
import { columnBlanks } from './flowEdit.ts';
import { lineEnding, lineStartAt, type TextEdit } from './textEdit.ts';

/** Thrown inside a printer where a change cannot be written safely. */
export class CouldNotWrite extends Error {}

/** Indent of an entry that has a line to itself; undefined when others stand before it on the line. */
export function columnOf(text: string, offset: number): string | undefined {
  const head = text.slice(lineStartAt(text, offset), offset);
  return head.trim() === '' ? columnBlanks(text, offset) : undefined;
}

/** How a source is written, as far as a fix has to follow; it remembers which imports the fix needs. */
export class TypeScriptStyle {
  readonly eol: string;
  readonly step: string;
  readonly #syntax: SourceSyntax;
  readonly #text: string;
  readonly #quote: string;
  readonly #semicolon: string;
  readonly #needed: { readonly module: string; readonly name: string }[] = [];

  constructor(syntax: SourceSyntax, text: string) {
    this.#syntax = syntax;
    this.#text = text;
    this.eol = lineEnding(text);
    const indents = text.match(/^[ \t]+(?=\S)/gm) ?? [];
    const widths = indents.filter(blanks => !blanks.includes('\t') && blanks.length > 1).map(blanks => blanks.length);
    this.step = indents[0]?.startsWith('\t') ? '\t' : ' '.repeat(Math.min(4, ...(widths.length > 0 ? widths : [2])));
    const head = text.slice(0, syntax.importsEnd || 2_000);
    this.#quote = head.split('"').length > head.split("'").length ? '"' : "'";
    this.#semicolon = /;[ \t]*(?:\r?\n|$)/.test(text) ? ';' : '';
  }

  /** Indent of the line an offset is on. */
  indentOf(offset: number): string {
    return /^[ \t]*/.exec(this.#text.slice(lineStartAt(this.#text, offset)))?.[0] ?? '';
  }

  string(value: string): string {
    const escaped = JSON.stringify(value).slice(1, -1);
    return this.#quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }

  /** Whole days as days; minutes where minutes were used before and they come out even. */
  duration(seconds: number, before?: string): string {
    const name = this.named('aws-cdk-lib', 'Duration');
    if (seconds % 86_400 === 0 && seconds > 0) return `${name}.days(${seconds / 86_400})`;
    if (seconds % 60 === 0 && before?.includes('.minutes(')) return `${name}.minutes(${seconds / 60})`;
    return `${name}.seconds(${seconds})`;
  }

  /** The edits that bring in what the fix uses and the source does not have yet. */
  importEdits(): readonly TextEdit[] {
    return this.#needed.map(({ module, name }) => this.#importEdit(module, name));
  }

  /** How to name something of a module here; an import is added when there is none. */
  named(module: string, name: string): string {
    let namespace: string | undefined;
    for (const [local, imported] of this.#syntax.imports) {
      const from = canonicalModule(imported.module);
      if (from === 'aws-cdk-lib' && module === `aws-cdk-lib/${imported.name.replaceAll('_', '-')}`) namespace ??= local;
      if (from !== module) continue;
      if (imported.name === name) return local;
      if (imported.name === '*') namespace ??= local;
    }
    if (namespace !== undefined) return `${namespace}.${name}`;
    if (this.#syntax.importsEnd === 0) throw new CouldNotWrite();
    if (!this.#needed.some(each => each.module === module && each.name === name)) this.#needed.push({ module, name });
    return name;
  }

  #importEdit(module: string, name: string): TextEdit {
    const list = this.#syntax.namedImports.get(module);
    if (list) {
      const inside = this.#text.slice(list.start, list.end - 1).trimEnd();
      const at = list.start + inside.length;
      const multiline = /[\r\n]/.test(inside);
      const comma = inside.endsWith(',') || inside === '{' ? '' : ',';
      const before = multiline ? `${this.eol}${this.step}` : ' ';
      return { start: at, end: at, text: `${comma}${before}${name}${multiline && comma === '' ? ',' : ''}` };
    }
    const at = this.#syntax.importsEnd;
    const line = `import { ${name} } from ${this.#quote}${module}${this.#quote}${this.#semicolon}`;
    return { start: at, end: at, text: `${this.eol}${line}` };
  }
}
