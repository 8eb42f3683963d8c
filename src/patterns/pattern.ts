/**
 * A filter policy of SNS or an event pattern of EventBridge, read from its JSON. What both share: keys are joined by
 * and, the values of one key by or, `$or` joins groups of keys by or, and arrays in the message match by any element.
 */
export type Dialect = 'sns-attributes' | 'sns-body' | 'eventbridge';

export type Scalar = string | number | boolean | null;

/** The sign of a comparison in `numeric`. */
export type Sign = '=' | '<' | '<=' | '>' | '>=';

/** What one value of a key in the policy asks of one value of the message. */
export type ValueTest =
  | { readonly op: 'exact'; readonly value: Scalar }
  | { readonly op: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly op: 'equals-ignore-case' | 'wildcard' | 'cidr'; readonly text: string }
  | { readonly op: 'numeric'; readonly bounds: readonly { readonly sign: Sign; readonly value: number }[] }
  | { readonly op: 'exists'; readonly wanted: boolean }
  /** None of these; there is always at least one. */
  | { readonly op: 'anything-but'; readonly none: readonly ValueTest[] };

/** Where something stands in the policy's text, in UTF-16 units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** One key with its list: any of the tests has to pass. */
export interface KeyClause extends TextRange {
  readonly kind: 'key';
  /** Keys from the top of the message; attributes have one. */
  readonly path: readonly string[];
  readonly tests: readonly ValueTest[];
}

export type PatternNode =
  | KeyClause
  | { readonly kind: 'all'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'any'; readonly parts: readonly PatternNode[] };

export interface Pattern {
  readonly dialect: Dialect;
  readonly root: PatternNode;
}

/** What is wrong with a policy, and where. `line` and `column` count from 1. */
export interface PatternProblem extends TextRange {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Collects what is wrong, and where in the text. */
export type Complain = (at: TextRange, message: string) => void;

/** How far a number counts and between which ends `numeric` compares. */
export interface NumberRules {
  readonly limit: number;
  readonly digits: number;
}

/**
 * SNS: ±10^9, five digits after the point (sns/latest/dg/subscription-filter-policy-constraints.html). EventBridge:
 * ±5·10^9, six digits after the point, as its matcher says of itself (github.com/aws/event-ruler, Numeric matching).
 */
export function numberRules(dialect: Dialect): NumberRules {
  return dialect === 'eventbridge' ? { limit: 5e9, digits: 6 } : { limit: 1e9, digits: 5 };
}
