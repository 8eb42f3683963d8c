import type { Node } from 'jsonc-parser';
import { sns } from '../core/limits.ts';
import { addressBits, wildcardPieces } from './operators.ts';
import { type Complain, type Dialect, numberRules, type Scalar, type Sign, type ValueTest } from './pattern.ts';

const signs: readonly string[] = ['=', '<', '<=', '>', '>='] satisfies readonly Sign[];
const operators = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists', 'cidr'];
/** What `anything-but` may turn around. */
const turnable: readonly string[] = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Reads the list of one key. `wildcards` counts the stars in it. */
export function parseTests(
  list: Node,
  dialect: Dialect,
  complain: Complain,
): { tests: ValueTest[]; wildcards: number } {
  const reader = new TestReader(dialect, complain);
  const tests = (list.children ?? []).map(item => reader.item(item)).filter(test => test !== undefined);
  return { tests, wildcards: reader.wildcards };
}

class TestReader {
  wildcards = 0;
  readonly #dialect: Dialect;
  readonly #complain: Complain;

  constructor(dialect: Dialect, complain: Complain) {
    this.#dialect = dialect;
    this.#complain = complain;
  }

  item(node: Node): ValueTest | undefined {
    if (node.type === 'array') {
      return this.#fail(node, 'a value is a text, a number, true, false, null or an operator such as {"prefix": "a"}');
    }
    return node.type === 'object' ? this.#operator(node) : { op: 'exact', value: node.value as Scalar };
  }

  #fail(node: Node, message: string): undefined {
    this.#complain(node, message);
    return undefined;
  }

  #operator(node: Node): ValueTest | undefined {
    const properties = node.children ?? [];
    const [key, value] = properties[0]?.children ?? [];
    if (properties.length !== 1 || !key || !value) {
      return this.#fail(node, 'an operator is an object with one key, such as {"prefix": "a"}');
    }
    const op = String(key.value);
    switch (op) {
      case 'prefix':
      case 'suffix':
      case 'equals-ignore-case':
      case 'wildcard':
        return this.#text(op, value);
      case 'cidr':
        return this.#cidr(value);
      case 'exists':
        return value.type === 'boolean'
          ? { op, wanted: value.value === true }
          : this.#fail(value, 'exists is true or false');
      case 'numeric':
        return this.#numeric(value);
      case 'anything-but':
        return this.#anythingBut(value);
      default:
        return this.#fail(key, `there is no operator ${op}; there are ${operators.join(', ')}`);
    }
  }

  #text(op: 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard', value: Node): ValueTest | undefined {
    const inner = value.type === 'object' ? value.children?.[0]?.children : undefined;
    const ignoring = inner?.[0]?.value === 'equals-ignore-case' && value.children?.length === 1;
    if ((op === 'prefix' || op === 'suffix') && ignoring && this.#dialect === 'eventbridge') {
      const text = inner?.[1];
      return text?.type === 'string'
        ? { op, text: String(text.value), ignoreCase: true }
        : this.#fail(value, 'equals-ignore-case is a text');
    }
    if (value.type !== 'string') return this.#fail(value, `${op} is a text`);
    const text = String(value.value);
    if (op === 'prefix' || op === 'suffix') return { op, text, ignoreCase: false };
    if (op === 'wildcard' && !this.#wildcardFits(text, value)) return undefined;
    return { op, text };
  }

  #wildcardFits(text: string, node: Node): boolean {
    const plain = text.replace(/\\[\\*]/g, '_');
    const stars = wildcardPieces(text).length - 1;
    this.wildcards += stars;
    if (plain.includes('\\')) this.#complain(node, 'in a wildcard a backslash stands before * or \\ only');
    else if (plain.includes('**')) this.#complain(node, 'a wildcard has no two * in a row');
    else if (this.#dialect !== 'eventbridge' && stars > sns.maxFilterWildcards) {
      this.#complain(node, `a wildcard has ${sns.maxFilterWildcards} * at most; this one has ${stars}`);
    } else return true;
    return false;
  }

  #cidr(value: Node): ValueTest | undefined {
    const text = String(value.value);
    const [base = '', length = '', ...rest] = text.split('/');
    const net = addressBits(base);
    const fits = net && rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= net.width;
    return value.type === 'string' && fits
      ? { op: 'cidr', text }
      : this.#fail(value, 'cidr is a range of addresses such as 10.0.0.0/24 or 2001:db8::/32');
  }

  #numeric(value: Node): ValueTest | undefined {
    const items = value.children ?? [];
    if (value.type !== 'array' || items.length === 0 || items.length % 2 !== 0 || items.length > 4) {
      return this.#fail(value, 'numeric is a list such as ["=", 5], [">", 0] or [">=", 0, "<", 10]');
    }
    const bounds: { sign: Sign; value: number }[] = [];
    const { limit } = numberRules(this.#dialect);
    for (let at = 0; at < items.length; at += 2) {
      const [sign, end] = [items[at], items[at + 1]];
      if (!sign || !end) break;
      if (sign.type !== 'string' || !signs.includes(String(sign.value))) {
        return this.#fail(sign, `numeric compares by ${signs.join(', ')}`);
      }
      if (end.type !== 'number') return this.#fail(end, `a number follows ${sign.value}`);
      const number = Number(end.value);
      if (Math.abs(number) > limit) return this.#fail(end, `numeric compares numbers from -${limit} to ${limit}`);
      bounds.push({ sign: String(sign.value) as Sign, value: number });
    }
    return this.#rangeFits(bounds, value) ? { op: 'numeric', bounds } : undefined;
  }

  #rangeFits([low, high]: readonly { sign: Sign; value: number }[], node: Node): boolean {
    if (!low || !high) return true;
    if (!low.sign.startsWith('>') || !high.sign.startsWith('<')) {
      this.#complain(node, 'a numeric range starts with > or >= and ends with < or <=');
      return false;
    }
    if (low.value < high.value) return true;
    this.#complain(node, 'the lower end of a numeric range is below its upper end');
    return false;
  }

  #anythingBut(value: Node): ValueTest | undefined {
    if (value.type === 'object') {
      const [key, inner] = value.children?.[0]?.children ?? [];
      const op = String(key?.value);
      if (!inner || value.children?.length !== 1 || !turnable.includes(op)) {
        return this.#fail(value, `anything-but takes values or one of ${turnable.join(', ')}`);
      }
      return this.#turned(op as 'prefix', inner);
    }
    const items = value.type === 'array' ? (value.children ?? []) : [value];
    const kinds = new Set(items.map(({ type }) => type));
    if (items.length === 0) return this.#fail(value, 'the list of anything-but is empty');
    if (kinds.size > 1 || !(kinds.has('string') || kinds.has('number'))) {
      return this.#fail(value, 'anything-but takes texts or numbers, not both');
    }
    return { op: 'anything-but', none: items.map(item => ({ op: 'exact', value: item.value as Scalar })) };
  }

  #turned(op: 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard', inner: Node): ValueTest | undefined {
    const items = inner.type === 'array' ? (inner.children ?? []) : [inner];
    if (items.length === 0) return this.#fail(inner, `the list of ${op} is empty`);
    const none = items.map(item => this.#text(op, item)).filter(test => test !== undefined);
    return none.length === items.length ? { op: 'anything-but', none } : undefined;
  }
}
