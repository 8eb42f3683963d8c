/** A place in a document: offsets count UTF-16 code units from the start of the text, `end` is exclusive. */
export interface Span {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

export type Scalar = string | number | boolean | null;

/** A value written out in the source. */
export interface LiteralValue {
  readonly kind: 'literal';
  readonly value: Scalar;
  readonly span: Span;
}

/** Not written at all (or `AWS::NoValue`, or `undefined`): the documented default applies. */
export interface AbsentValue {
  readonly kind: 'absent';
}

/** Written, but not to be known from the source. It never raises a finding. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly span?: Span;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** There may be items the reader could not see. */
  readonly open: boolean;
  readonly span: Span;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  /** There may be entries the reader could not see: a missing key is unknown instead of absent. */
  readonly open: boolean;
  readonly span: Span;
}

/** Points to another resource of the graph. */
export interface ReferenceValue {
  readonly kind: 'reference';
  /** `Resource.id` of the target; the target need not stand in the graph. */
  readonly target: string;
  /** `Arn`, `QueueName`, …; absent when the reference is the resource itself (`Ref`). */
  readonly attribute?: string;
  readonly span: Span;
}

/** A string put together from pieces, of which some are not literal (`Fn::Sub`, `Fn::Join`, a template string). */
export interface TextValue {
  readonly kind: 'text';
  readonly parts: readonly Value[];
  readonly span: Span;
}

/** One of several values, chosen at deployment (`Fn::If`) or at run time of the CDK app (`a ? b : c`). */
export interface ConditionalValue {
  readonly kind: 'conditional';
  readonly branches: readonly Value[];
  readonly span: Span;
}

export type Value =
  | LiteralValue
  | AbsentValue
  | UnknownValue
  | ListValue
  | MapValue
  | ReferenceValue
  | TextValue
  | ConditionalValue;

export const absent: AbsentValue = { kind: 'absent' };
export const unknown: UnknownValue = { kind: 'unknown' };

/** The span of a value, where it stands in a source. */
export function spanOf(value: Value): Span | undefined {
  return value.kind === 'absent' ? undefined : value.span;
}

/** The value below a path of keys. What cannot be seen is unknown, what is not there is absent. */
export function valueAt(value: Value, ...path: readonly string[]): Value {
  let current = value;
  for (const [index, key] of path.entries()) {
    if (current.kind === 'absent') return absent;
    if (current.kind === 'conditional') {
      const rest = path.slice(index);
      return { ...current, branches: current.branches.map(branch => valueAt(branch, ...rest)) };
    }
    if (current.kind !== 'map') return unknown;
    const entry = current.entries.get(key);
    if (!entry) return current.open ? unknown : absent;
    current = entry.value;
  }
  return current;
}

/** Every value that can be reached: the branches of conditionals, else the value itself. At most 64. */
export function cases(value: Value): readonly Value[] {
  if (value.kind !== 'conditional') return [value];
  const all = value.branches.flatMap(branch => cases(branch));
  return all.length > 64 ? [unknown] : all;
}

/** True when the value is absent in every case; an unknown case makes it false. */
export function isAbsent(value: Value): boolean {
  return cases(value).every(each => each.kind === 'absent');
}

function every<T>(value: Value, fallback: T | undefined, read: (value: Scalar) => T | undefined): T[] | undefined {
  const found: T[] = [];
  for (const each of cases(value)) {
    const one =
      each.kind === 'literal' && each.value !== null
        ? read(each.value)
        : each.kind === 'absent' || each.kind === 'literal'
          ? fallback
          : undefined;
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}

/**
 * All the numbers a value can be, `fallback` standing for its absence; undefined as soon as one case is unknown.
 * Numeric strings are numbers, as CloudFormation has it.
 */
export function numbersOf(value: Value, fallback?: number): number[] | undefined {
  return every(value, fallback, scalar => {
    if (typeof scalar === 'number') return Number.isFinite(scalar) ? scalar : undefined;
    if (typeof scalar === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(scalar)) return Number(scalar);
    return undefined;
  });
}

/** All the booleans a value can be; `"true"` and `"false"` count, as CloudFormation has it. */
export function booleansOf(value: Value, fallback?: boolean): boolean[] | undefined {
  return every(value, fallback, scalar => {
    if (typeof scalar === 'boolean') return scalar;
    if (scalar === 'true' || scalar === 'True') return true;
    if (scalar === 'false' || scalar === 'False') return false;
    return undefined;
  });
}

/** All the strings a value can be. */
export function stringsOf(value: Value, fallback?: string): string[] | undefined {
  return every(value, fallback, scalar => (typeof scalar === 'string' ? scalar : String(scalar)));
}

/** The one number a value is in every case, else undefined. */
export function onlyNumber(value: Value, fallback?: number): number | undefined {
  return only(numbersOf(value, fallback));
}

/** The one boolean a value is in every case, else undefined. */
export function onlyBoolean(value: Value, fallback?: boolean): boolean | undefined {
  return only(booleansOf(value, fallback));
}

/** The one string a value is in every case, else undefined. */
export function onlyString(value: Value, fallback?: string): string | undefined {
  return only(stringsOf(value, fallback));
}

function only<T>(values: readonly T[] | undefined): T | undefined {
  const first = values?.[0];
  return values?.every(each => each === first) ? first : undefined;
}

/**
 * Calls `visit` for the value and everything below it, with the keys that lead there. A value that stands in several
 * places (a YAML alias) is visited once, so that the walk ends and stays linear.
 */
export function walk(value: Value, visit: (value: Value, path: readonly string[]) => void): void {
  const seen = new Set<Value>();
  const stack: { value: Value; path: readonly string[] }[] = [{ value, path: [] }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next.value)) continue;
    seen.add(next.value);
    visit(next.value, next.path);
    const { path } = next;
    switch (next.value.kind) {
      case 'list':
        for (const item of next.value.items) stack.push({ value: item, path });
        break;
      case 'map':
        for (const entry of next.value.entries.values()) stack.push({ value: entry.value, path: [...path, entry.key] });
        break;
      case 'text':
        for (const part of next.value.parts) stack.push({ value: part, path });
        break;
      case 'conditional':
        for (const branch of next.value.branches) stack.push({ value: branch, path });
        break;
    }
  }
}
