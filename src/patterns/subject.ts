import { isObject } from '../core/parse.ts';

/** A message as a policy looks at it. */
export interface Subject {
  /** Attributes by name (a value, or the items of an array), or the JSON of the body or event. */
  readonly root: Readonly<Record<string, unknown>> | undefined;
  /** Why there is nothing to look at. */
  readonly fault?: 'not-json' | 'not-an-object';
  /** Attributes that no policy sees, with the reason. */
  readonly unseen?: ReadonlyMap<string, string>;
}

/**
 * Message attributes as SNS compares them: String, Number and arrays (String.Array), never Binary
 * (sns/latest/dg/subscription-filter-policy-constraints.html, attribute-based filtering).
 */
export function attributesSubject(
  attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>,
): Subject {
  const root: Record<string, unknown> = Object.create(null);
  let unseen: Map<string, string> | undefined;
  for (const name of Object.keys(attributes)) {
    const { type, value } = attributes[name] as { type: string; value: string };
    const read = readAttribute(type, value);
    if (typeof read === 'object' && 'fault' in read) {
      unseen ??= new Map();
      unseen.set(name, read.fault);
    } else root[name] = read;
  }
  return unseen ? { root, unseen } : { root };
}

function readAttribute(type: string, value: string): string | number | readonly unknown[] | { fault: string } {
  if (type === 'String') return value;
  if (type.endsWith('.Array')) return readArray(value);
  if (type.startsWith('Number')) {
    const number = Number(value);
    return value.trim() === '' || Number.isNaN(number) ? { fault: 'is not a number' } : number;
  }
  return type.startsWith('Binary') ? { fault: 'is binary, which SNS does not filter by' } : value;
}

function readArray(text: string): readonly unknown[] | { fault: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  return { fault: 'is not a JSON list' };
}

/** A body or an event: a policy looks into a JSON object only (sns/latest/dg/sns-message-filtering.html). */
export function jsonSubject(text: string): Subject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { root: undefined, fault: 'not-json' };
  }
  return isObject(value) ? { root: value } : { root: undefined, fault: 'not-an-object' };
}
