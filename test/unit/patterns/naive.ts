/**
 * A second reading of the rules, as plain as possible and sharing no code with src/patterns: it flattens the message
 * into every way of choosing one element from each array, and asks of each whether all keys pass.
 */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Scope = 'attributes' | 'body' | 'eventbridge';
type Flat = Map<string, string | number | boolean | null>;

const join = (path: string, key: string): string => (path === '' ? key : `${path}\u0000${key}`);

/** Every way of choosing one element of each array. */
function flatten(value: Json, path: string, ways: Flat[]): Flat[] {
  if (Array.isArray(value)) {
    return value.length === 0
      ? ways
      : value.flatMap(item =>
          flatten(
            item,
            path,
            ways.map(way => new Map(way)),
          ),
        );
  }
  if (typeof value === 'object' && value !== null) {
    let all = ways;
    for (const [key, below] of Object.entries(value)) all = flatten(below, join(path, key), all);
    return all;
  }
  return ways.map(way => new Map([...way, [path, value]]));
}

/** Whether a policy takes a message: its attributes (name to value or list) or its body. */
export function naive(policy: { [key: string]: Json }, message: { [key: string]: Json }, scope: Scope): boolean {
  const ways = flatten(message, '', [new Map()]);
  const anywhere = new Set(ways.flatMap(way => [...way.keys()]));
  if (scope === 'attributes') for (const name of Object.keys(message)) anywhere.add(name);
  const level = (rules: { [key: string]: Json }, path: string, way: Flat): boolean =>
    Object.entries(rules).every(([key, rule]) => {
      if (key === '$or' && Array.isArray(rule) && rule.length > 1) {
        return rule.some(branch => level(branch as { [key: string]: Json }, path, way));
      }
      const here = join(path, key);
      if (!Array.isArray(rule)) return level(rule as { [key: string]: Json }, here, way);
      return rule.some(test => passes(test, here, way));
    });
  const passes = (test: Json, path: string, way: Flat): boolean => {
    const exists = typeof test === 'object' && test !== null && !Array.isArray(test) ? test['exists'] : undefined;
    const value = way.get(path);
    if (exists === false) return !anywhere.has(path) && (scope !== 'attributes' || anywhere.size > 0);
    if (exists === true)
      return scope === 'eventbridge' ? way.has(path) : value !== undefined && value !== null && value !== '';
    return way.has(path) && holds(test, value ?? null, scope);
  };
  return ways.some(way => level(policy, '', way));
}

function equal(a: Json, b: Json, scope: Scope): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  const units = scope === 'eventbridge' ? 1e6 : 1e5;
  return a === b || Math.round(a * units) === Math.round(b * units);
}

/** One operator over one value. */
export function holds(test: Json, value: Json, scope: Scope): boolean {
  if (typeof test !== 'object' || test === null || Array.isArray(test)) return equal(test, value, scope);
  const [[op, wanted] = ['', null]] = Object.entries(test);
  const texts = [wanted ?? null].flat();
  const text = typeof value === 'string' ? value : undefined;
  const ignoring = (w: Json): [string, string] | undefined =>
    typeof w === 'object' && w !== null && !Array.isArray(w)
      ? [String(w['equals-ignore-case']).toLowerCase(), (text ?? '').toLowerCase()]
      : [String(w), text ?? ''];
  switch (op) {
    case 'prefix':
      return text !== undefined && texts.some(w => ignoring(w)?.[1].startsWith(ignoring(w)?.[0] ?? ''));
    case 'suffix':
      return text !== undefined && texts.some(w => ignoring(w)?.[1].endsWith(ignoring(w)?.[0] ?? ''));
    case 'equals-ignore-case':
      return text !== undefined && texts.some(w => String(w).toLowerCase() === text.toLowerCase());
    case 'wildcard':
      return text !== undefined && texts.some(w => glob(String(w)).test(text));
    case 'numeric': {
      if (typeof value !== 'number' || Math.abs(value) > (scope === 'eventbridge' ? 5e9 : 1e9)) return false;
      for (let at = 0; at < texts.length; at += 2) {
        const end = Number(texts[at + 1]);
        const same = equal(value, end, scope);
        const sign = String(texts[at]);
        const fits =
          (sign.includes('=') && same) ||
          (sign[0] === '<' && value < end && !same) ||
          (sign[0] === '>' && value > end && !same);
        if (!fits) return false;
      }
      return true;
    }
    case 'anything-but':
      return typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)
        ? !holds(wanted, value, scope)
        : !texts.some(w => equal(w, value, scope));
    default:
      throw new Error(`not compared here: ${op}`);
  }
}

function glob(pattern: string): RegExp {
  const source = pattern.replace(/\\([\\*])|\*|[\s\S]/g, (part, escaped: string | undefined) =>
    escaped !== undefined ? `\\${escaped}` : part === '*' ? '[\\s\\S]*' : part.replace(/[.+?^${}()|[\]\\/-]/g, '\\$&'),
  );
  return new RegExp(`^${source}$`);
}
