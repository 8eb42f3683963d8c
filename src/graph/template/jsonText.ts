import type { Entry, MapValue, Span, Value } from '../value.ts';

/**
 * Reads a policy written as JSON in a string (`'{"deadLetterTargetArn": "…"}'`, also inside `Fn::Sub`). Everything
 * in it gets the span of the string. Anything that is not JSON stays as it was.
 */
export function jsonInText(value: Value): Value {
  if (value.kind === 'conditional') return { ...value, branches: value.branches.map(branch => jsonInText(branch)) };
  if (value.kind !== 'literal' && value.kind !== 'text') return value;
  const parts = value.kind === 'text' ? value.parts : [value];
  const marks = parts.map((_, index) => `\u0001${index}\u0001`);
  const text = parts
    .map((part, index) => (part.kind === 'literal' ? String(part.value ?? '') : (marks[index] ?? '')))
    .join('');
  if (!/^\s*\{/.test(text)) return value;
  // A placeholder outside quotes stands for a number or a boolean; quoted, it is the whole or a part of a string.
  const quoted = text.replace(
    /("(?:[^"\\]|\\.)*")|(\u0001\d+\u0001)/g,
    (all, string: string | undefined) => string ?? `"${all}"`,
  );
  try {
    return toValue(JSON.parse(quoted.replaceAll('\u0001', '\\u0001')), parts, value.span);
  } catch {
    return value;
  }
}

function toValue(json: unknown, parts: readonly Value[], span: Span): Value {
  if (Array.isArray(json)) {
    return { kind: 'list', items: json.map(item => toValue(item, parts, span)), open: false, span };
  }
  if (typeof json === 'object' && json !== null) {
    const entries = new Map<string, Entry>();
    for (const [key, each] of Object.entries(json)) {
      entries.set(key, { key, keySpan: span, value: toValue(each, parts, span) });
    }
    return { kind: 'map', entries, open: false, span } satisfies MapValue;
  }
  if (typeof json === 'string' && json.includes('\u0001')) {
    const pieces = json.split(/\u0001(\d+)\u0001/).map((piece, index): Value | undefined => {
      if (index % 2 === 1) return parts[Number(piece)] ?? { kind: 'unknown', span };
      return piece === '' ? undefined : { kind: 'literal', value: piece, span };
    });
    const kept = pieces.filter(piece => piece !== undefined);
    const [first] = kept;
    return kept.length === 1 && first ? first : { kind: 'text', parts: kept, span };
  }
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') {
    return { kind: 'literal', value: json, span };
  }
  return { kind: 'literal', value: null, span };
}
