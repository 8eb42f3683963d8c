import { UserError } from './errors.ts';

/** Reads one value that came from outside (a page, a file, a setting) or throws a UserError naming where it stood. */
export type Parser<T> = (value: unknown, at: string) => T;

function fail(at: string, expected: string): never {
  throw new UserError(`Unexpected input: ${expected} is needed at ${at}`);
}

export const parseNothing: Parser<void> = () => undefined;

/** A string of at most `limit` UTF-16 units (2 Mi by default: past every message limit). */
export function parseString(limit = 2_097_152): Parser<string> {
  return (value, at) =>
    typeof value === 'string' && value.length <= limit ? value : fail(at, `a text of at most ${limit} characters`);
}

export const parseBoolean: Parser<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : fail(at, 'true or false');

export function parseInteger(min: number, max: number): Parser<number> {
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? value
      : fail(at, `a whole number from ${min} to ${max}`);
}

export function parseOneOf<const T extends string>(...allowed: readonly T[]): Parser<T> {
  return (value, at) => allowed.find(candidate => candidate === value) ?? fail(at, `one of ${allowed.join(', ')}`);
}

export function parseArray<T>(item: Parser<T>, limit = 10_000): Parser<T[]> {
  return (value, at) =>
    Array.isArray(value) && value.length <= limit
      ? value.map((part, index) => item(part, `${at}[${index}]`))
      : fail(at, `a list of at most ${limit}`);
}

/** A record of values of one kind, keyed by name. */
export function parseRecord<T>(item: Parser<T>, limit = 1_000): Parser<Record<string, T>> {
  return (value, at) => {
    const entries = Object.entries(isObject(value) ? value : fail(at, 'an object'));
    if (entries.length > limit) fail(at, `an object of at most ${limit} entries`);
    return Object.fromEntries(entries.map(([key, part]) => [key, item(part, `${at}.${key}`)]));
  };
}

export function parseOptional<T>(inner: Parser<T>): Parser<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : inner(value, at));
}

type Shape = Record<string, Parser<unknown>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: undefined extends ReturnType<S[K]> ? K : never }[keyof S];
type Parsed<S extends Shape> = { [K in Exclude<keyof S, OptionalKeys<S>>]: ReturnType<S[K]> } & {
  [K in OptionalKeys<S>]?: Exclude<ReturnType<S[K]>, undefined>;
};

/** An object with these members; unknown members are dropped, absent optional ones stay absent. */
export function parseObject<S extends Shape>(shape: S): Parser<Parsed<S>> {
  return (value, at) => {
    const source = isObject(value) ? value : fail(at, 'an object');
    const result: Record<string, unknown> = {};
    for (const [key, parser] of Object.entries(shape)) {
      const parsed = parser(source[key], `${at}.${key}`);
      if (parsed !== undefined) result[key] = parsed;
    }
    return result as Parsed<S>;
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
