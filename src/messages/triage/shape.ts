import { isObject } from '../../core/parse.ts';
import { normalise } from './normalise.ts';

const maxDepth = 5;
const maxKeys = 60;
/** Members whose value says what kind of message it is, or what went wrong with it. */
const telling =
  /^(?:detail-?)?(?:type|kind|event|eventtype|event_type|eventname|action|reason|code|status|error|errortype|errorcode|exception)$/i;
/** Keys that are ids themselves: the members of a map, not of a record. */
const idKey = /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{20,}|(?=.*\d)[\w-]{16,})$/i;

/**
 * The shape of a JSON value: its keys and types, with the values of telling members kept, ids and numbers taken out.
 * Two messages of one kind have one shape, whatever is in them. Bounded in depth and keys.
 */
export function shapeOf(value: unknown): string {
  return shape(value, 0);
}

function shape(value: unknown, depth: number): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (depth >= maxDepth) return '[…]';
    const kinds = [...new Set(value.slice(0, 5).map(item => shape(item, depth + 1)))].sort();
    return `[${kinds.join('|')}]`;
  }
  if (isObject(value)) {
    if (depth >= maxDepth) return '{…}';
    const keys = Object.keys(value);
    const members = keys
      .slice(0, maxKeys)
      .map(key => `${idKey.test(key) ? '*' : key}:${member(key, value[key], depth)}`);
    return `{${[...new Set(members)].sort().join(',')}${keys.length > maxKeys ? ',…' : ''}}`;
  }
  return value === null ? 'null' : typeof value;
}

function member(key: string, value: unknown, depth: number): string {
  return typeof value === 'string' && value !== '' && telling.test(key)
    ? JSON.stringify(normalise(value).slice(0, 80))
    : shape(value, depth + 1);
}

/** The shape in a few words: `JSON {orderId, lines, customer}`. */
export function shapeLabel(value: unknown): string {
  if (typeof value === 'string') {
    const text = normalise(value);
    return text === '' ? 'Empty body' : `Text: ${text.slice(0, 80)}`;
  }
  if (Array.isArray(value)) return 'JSON list';
  if (!isObject(value)) return `JSON ${value === null ? 'null' : typeof value}`;
  const keys = Object.keys(value);
  const shown = keys.slice(0, 4).map(key => key.slice(0, 40));
  return `JSON {${shown.join(', ')}${keys.length > shown.length ? ', …' : ''}}`;
}
