import { type Dialect, type NumberRules, numberRules, type Scalar, type Sign, type ValueTest } from './pattern.ts';

/** Whether one value of a message passes; `exists` is answered where the key is, not here. */
export type ScalarTest = (value: Scalar) => boolean;

/** Turns one test of a policy into a function over the values of messages. */
export function compileTest(test: ValueTest, dialect: Dialect): ScalarTest {
  const rules = numberRules(dialect);
  switch (test.op) {
    case 'exact':
      return exact(test.value, rules);
    case 'prefix':
    case 'suffix':
      return edge(test.op, test.text, test.ignoreCase);
    case 'equals-ignore-case': {
      const wanted = test.text.toLowerCase();
      return value => typeof value === 'string' && value.toLowerCase() === wanted;
    }
    case 'wildcard': {
      const matches = wildcard(test.text);
      return value => typeof value === 'string' && matches(value);
    }
    case 'cidr': {
      const inside = cidr(test.text);
      return value => typeof value === 'string' && inside(value);
    }
    case 'numeric':
      return numeric(test.bounds, rules);
    case 'exists':
      return () => false;
    case 'anything-but':
      return noneOf(test.none, dialect, rules);
  }
}

/** A number in units of the last digit that counts: two numbers are equal when these are. */
export function scaled(value: number, { digits }: NumberRules): number {
  return Math.round(value * 10 ** digits);
}

function exact(wanted: Scalar, rules: NumberRules): ScalarTest {
  if (typeof wanted !== 'number') return value => value === wanted;
  const units = scaled(wanted, rules);
  const factor = 10 ** rules.digits;
  return value => typeof value === 'number' && (value === wanted || Math.round(value * factor) === units);
}

function edge(op: 'prefix' | 'suffix', text: string, ignoreCase: boolean): ScalarTest {
  if (ignoreCase) {
    const wanted = text.toLowerCase();
    return op === 'prefix'
      ? value => typeof value === 'string' && value.toLowerCase().startsWith(wanted)
      : value => typeof value === 'string' && value.toLowerCase().endsWith(wanted);
  }
  return op === 'prefix'
    ? value => typeof value === 'string' && value.startsWith(text)
    : value => typeof value === 'string' && value.endsWith(text);
}

function noneOf(none: readonly ValueTest[], dialect: Dialect, rules: NumberRules): ScalarTest {
  const strings = new Set<Scalar>();
  const others: ScalarTest[] = [];
  for (const test of none) {
    if (test.op === 'exact' && typeof test.value !== 'number') strings.add(test.value);
    else others.push(test.op === 'exact' ? exact(test.value, rules) : compileTest(test, dialect));
  }
  if (others.length === 0) return value => !strings.has(value);
  return value => !strings.has(value) && !others.some(test => test(value));
}

const compare: Readonly<Record<Sign, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numeric(bounds: readonly { sign: Sign; value: number }[], rules: NumberRules): ScalarTest {
  const ends = bounds.map(({ sign, value }) => ({ holds: compare[sign], units: scaled(value, rules) }));
  const factor = 10 ** rules.digits;
  const { limit } = rules;
  return value => {
    if (typeof value !== 'number' || value > limit || value < -limit) return false;
    const units = Math.round(value * factor);
    for (const { holds, units: end } of ends) if (!holds(units, end)) return false;
    return true;
  };
}

/** The pieces of a wildcard pattern between its stars; `\*` and `\\` stand for themselves. */
export function wildcardPieces(pattern: string): string[] {
  const pieces = [''];
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] ?? '';
    if (letter === '*') pieces.push('');
    else {
      if (letter === '\\') at++;
      pieces[pieces.length - 1] += letter === '\\' ? (pattern[at] ?? '\\') : letter;
    }
  }
  return pieces;
}

/** In one pass without going back: each piece is taken where it comes first, which is always right between stars. */
function wildcard(pattern: string): (text: string) => boolean {
  const pieces = wildcardPieces(pattern);
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (pieces.length === 1) return text => text === first;
  const middle = pieces.slice(1, -1);
  return text => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** An address as its 32 or 128 bits, or undefined when the text is none. */
export function addressBits(text: string): { bits: bigint; width: 32 | 128 } | undefined {
  const four = ipv4(text);
  if (four !== undefined) return { bits: four, width: 32 };
  const six = ipv6(text);
  return six === undefined ? undefined : { bits: six, width: 128 };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function ipv6(text: string): bigint | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  let plain = text;
  if (dotted) {
    const tail = ipv4(dotted[2] ?? '');
    if (tail === undefined) return undefined;
    plain = `${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function cidr(text: string): (address: string) => boolean {
  const [base = '', length = '0'] = text.split('/');
  const net = addressBits(base);
  if (!net) return () => false;
  const shift = BigInt(net.width - Number(length));
  const wanted = net.bits >> shift;
  return address => {
    const found = addressBits(address);
    return found !== undefined && found.width === net.width && found.bits >> shift === wanted;
  };
}
