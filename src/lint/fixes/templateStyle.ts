import type { MapNode } from '../../graph/template/docNode.ts';
import { indentAt, lineEnding } from './textEdit.ts';

/** How a template is written, as far as a fix has to follow. */
export interface TemplateStyle {
  readonly eol: string;
  /** One level of indent. */
  readonly step: string;
  /** Keys and strings stand in double quotes: JSON. */
  readonly quoted: boolean;
  /** `Fn::GetAtt: [A, Arn]` instead of `!GetAtt A.Arn`. */
  readonly longForm: boolean;
}

/** A value on its way into the text. */
export type WrittenValue =
  | { readonly kind: 'text'; readonly text: string; readonly string: boolean }
  /** Copied as it stands elsewhere. */
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'getAtt'; readonly logicalId: string; readonly attribute: string }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, WrittenValue])[] }
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[] };

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
  };
}

/** A string as a YAML plain scalar where it is safe as one, else in quotes. */
export function yamlString(text: string): string {
  const plain = /^[A-Za-z_][\w./:-]*$/.test(text) && !text.endsWith(':');
  const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return plain && !special ? text : JSON.stringify(text);
}

function scalarText(value: { readonly text: string; readonly string: boolean }, style: TemplateStyle): string {
  if (!value.string) return value.text;
  return style.quoted ? JSON.stringify(value.text) : yamlString(value.text);
}

/** An entry in block style, its lines indented, without a line break at the end. */
export function blockEntry(key: string, value: WrittenValue, indent: string, style: TemplateStyle): string {
  const head = `${indent}${yamlString(key)}:`;
  const inner = indent + style.step;
  switch (value.kind) {
    case 'map':
      if (value.entries.length === 0) return `${head} {}`;
      return [head, ...value.entries.map(([name, each]) => blockEntry(name, each, inner, style))].join(style.eol);
    case 'list':
      return [head, ...value.items.map(item => `${inner}- ${flowValue(item, undefined, style)}`)].join(style.eol);
    case 'getAtt':
      if (!style.longForm) return `${head} !GetAtt ${value.logicalId}.${value.attribute}`;
      return [head, `${inner}Fn::GetAtt: [${value.logicalId}, ${value.attribute}]`].join(style.eol);
    default:
      return `${head} ${flowValue(value, undefined, style)}`;
  }
}

/** A key and a value in flow style; on lines of their own below `indent`, or on one line when it is undefined. */
export function flowEntry(key: string, value: WrittenValue, indent: string | undefined, style: TemplateStyle): string {
  return `${style.quoted ? JSON.stringify(key) : yamlString(key)}: ${flowValue(value, indent, style)}`;
}

function flowValue(value: WrittenValue, indent: string | undefined, style: TemplateStyle): string {
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
    case 'list':
      return `[${value.items.map(item => flowValue(item, undefined, style)).join(', ')}]`;
    case 'map': {
      if (value.entries.length === 0) return '{}';
      const inner = indent === undefined ? undefined : indent + style.step;
      const entries = value.entries.map(([key, each]) => flowEntry(key, each, inner, style));
      if (inner === undefined) return `{ ${entries.join(', ')} }`;
      return `{${style.eol}${entries.map(entry => inner + entry).join(`,${style.eol}`)}${style.eol}${indent}}`;
    }
  }
}
