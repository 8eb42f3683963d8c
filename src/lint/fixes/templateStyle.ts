import type { MapNode } from '../../graph/template/docNode.ts';
import { indentAt, lineEnding } from './textEdit.ts';

/** Thrown by the printers of templates where a change cannot be written safely. */
export class Unprintable extends Error {}

/** How a template is written, as far as a fix has to follow. */
export interface TemplateStyle {
  readonly eol: string;
  /** One level of indent. */
  readonly step: string;
  /** Keys and strings stand in double quotes: JSON. */
  readonly quoted: boolean;
  /** `Fn::GetAtt: [A, Arn]` instead of `!GetAtt A.Arn`. */
  readonly longForm: boolean;
  /** The quote of strings that need one. */
  readonly quote: '"' | "'";
  /** The dashes of a list stand below the first letter of its key. */
  readonly flushLists: boolean;
}

/** A value on its way into the text. */
export type WrittenValue =
  | { readonly kind: 'text'; readonly text: string; readonly string: boolean }
  /** Copied as it stands elsewhere. */
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'getAtt'; readonly logicalId: string; readonly attribute: string }
  /** A logical id or a pseudo parameter. */
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'map'; readonly entries: WrittenEntries }
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[] };

export type WrittenEntries = readonly (readonly [string, WrittenValue])[];

export function templateStyle(text: string, resources: MapNode): TemplateStyle {
  const first = resources.entries[0];
  const quoted = first !== undefined && text[first.keyStart] === '"';
  const outer = indentAt(text, resources.start);
  const inner = first ? indentAt(text, first.keyStart) : '';
  const at = text.indexOf('Resources');
  const parent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at) + 1))?.[0] ?? outer;
  const step = inner.startsWith(parent) && inner.length > parent.length ? inner.slice(parent.length) : '  ';
  return {
    eol: lineEnding(text),
    step: step.includes('\t') ? '\t' : ' '.repeat(Math.min(step.length, 8)),
    quoted,
    longForm: quoted || (text.includes('Fn::GetAtt') && !text.includes('!GetAtt')),
    quote: !quoted && count(text, /[:-] '/g) > count(text, /[:-] "/g) ? "'" : '"',
    flushLists: /^( *)[\w:]+:[ \t]*\r?\n\1- /m.test(text),
  };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** A string as a YAML plain scalar where it is safe as one, else in quotes. */
export function yamlString(text: string, quote: '"' | "'" = '"'): string {
  const plain = /^[A-Za-z_][\w./:-]*$/.test(text) && !text.endsWith(':');
  const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return plain && !special ? text : quotedString(text, quote);
}

export function quotedString(text: string, quote: '"' | "'"): string {
  return quote === '"' || /[\p{Cc}']/u.test(text) ? JSON.stringify(text) : `'${text}'`;
}

function scalarText(value: { readonly text: string; readonly string: boolean }, style: TemplateStyle): string {
  if (!value.string) return value.text;
  return style.quoted ? JSON.stringify(value.text) : yamlString(value.text, style.quote);
}

/** An entry in block style, its lines indented, without a line break at the end. */
export function blockEntry(key: string, value: WrittenValue, indent: string, style: TemplateStyle): string {
  const head = `${indent}${yamlString(key, style.quote)}:`;
  const inner = indent + style.step;
  switch (value.kind) {
    case 'map':
      if (value.entries.length === 0) return `${head} {}`;
      return [head, ...value.entries.map(([name, each]) => blockEntry(name, each, inner, style))].join(style.eol);
    case 'list': {
      if (value.items.length === 0) return `${head} []`;
      const dashes = style.flushLists ? indent : inner;
      return [head, ...value.items.map(item => blockItem(item, dashes, style))].join(style.eol);
    }
    case 'getAtt':
      if (!style.longForm) return `${head} !GetAtt ${value.logicalId}.${value.attribute}`;
      return [head, `${inner}Fn::GetAtt: [${value.logicalId}, ${value.attribute}]`].join(style.eol);
    case 'ref':
      return style.longForm ? [head, `${inner}Ref: ${value.name}`].join(style.eol) : `${head} !Ref ${value.name}`;
    default:
      return `${head} ${flowValue(value, undefined, style)}`;
  }
}

/** An item of a list in block style, its dash at the indent. */
export function blockItem(item: WrittenValue, indent: string, style: TemplateStyle): string {
  if (item.kind !== 'map' || item.entries.length === 0) return `${indent}- ${flowValue(item, undefined, style)}`;
  const inner = `${indent}  `;
  const lines = item.entries.map(([key, value]) => blockEntry(key, value, inner, style)).join(style.eol);
  return `${indent}- ${lines.slice(inner.length)}`;
}

/** A key and a value in flow style; on lines of their own below `indent`, or on one line when it is undefined. */
export function flowEntry(key: string, value: WrittenValue, indent: string | undefined, style: TemplateStyle): string {
  return `${style.quoted ? JSON.stringify(key) : yamlString(key, style.quote)}: ${flowValue(value, indent, style)}`;
}

/** A value in flow style, on several lines when it has an indent to follow and is more than a few words. */
export function flowValue(value: WrittenValue, indent: string | undefined, style: TemplateStyle): string {
  switch (value.kind) {
    case 'text':
      return scalarText(value, style);
    case 'raw':
      return value.text;
    case 'getAtt': {
      const { logicalId, attribute } = value;
      if (style.quoted) return `{ "Fn::GetAtt": ["${logicalId}", "${attribute}"] }`;
      return style.longForm ? `{ Fn::GetAtt: [${logicalId}, ${attribute}] }` : `!GetAtt ${logicalId}.${attribute}`;
    }
    case 'ref':
      if (style.quoted) return `{ "Ref": "${value.name}" }`;
      return style.longForm ? `{ Ref: ${value.name} }` : `!Ref ${value.name}`;
    case 'list': {
      const inner =
        value.items.some(item => item.kind === 'map') && indent !== undefined ? indent + style.step : undefined;
      return bracketed(
        '[',
        value.items.map(item => flowValue(item, inner, style)),
        ']',
        inner,
        indent,
        style,
      );
    }
    case 'map': {
      const inner = indent === undefined ? undefined : indent + style.step;
      return bracketed(
        '{',
        value.entries.map(([key, each]) => flowEntry(key, each, inner, style)),
        '}',
        inner,
        indent,
        style,
      );
    }
  }
}

function bracketed(
  open: string,
  parts: readonly string[],
  close: string,
  inner: string | undefined,
  indent: string | undefined,
  { eol }: TemplateStyle,
): string {
  if (parts.length === 0) return open + close;
  if (inner !== undefined)
    return `${open}${eol}${parts.map(part => inner + part).join(`,${eol}`)}${eol}${indent}${close}`;
  return open === '{' ? `{ ${parts.join(', ')} }` : `[${parts.join(', ')}]`;
}
