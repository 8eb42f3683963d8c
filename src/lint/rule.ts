import type { MessagingGraph, Resource } from '../graph/graph.ts';
import type { Span } from '../graph/value.ts';

/**
 * `error`: deployment fails, or messages are certainly lost or blocked. `warning`: likely to hurt. `information`:
 * worth knowing. `hint`: off unless switched on.
 */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The variable parts of a finding; the rule's `message` puts them into words. */
export type FindingData = Readonly<Record<string, string | number | boolean>>;

/** Another place that belongs to the finding: the function whose timeout counts, the other queue. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/** What a rule found: data without words. */
export interface Finding<D extends FindingData = FindingData> {
  /** The resource to blame, and to fix. */
  readonly resource: Resource;
  readonly span: Span;
  readonly data: D;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
}

/** A value to write, in CloudFormation's terms; a printer puts it into the language of the file. */
export type NewValue =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean }
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, NewValue>> }
  | { readonly kind: 'list'; readonly items: readonly NewValue[] }
  /** The attribute `Ref` stands for what `Ref` gives, any other for `Fn::GetAtt`. */
  | { readonly kind: 'reference'; readonly resource: Resource; readonly attribute: string }
  /** A reference to a resource that comes into being with the fix; the same object is declared once, however often. */
  | { readonly kind: 'created'; readonly resource: NewResource; readonly attribute: string }
  /** A pseudo parameter: `AWS::AccountId`. */
  | { readonly kind: 'pseudo'; readonly name: string }
  /** What another property holds, as it is written there. */
  | { readonly kind: 'copied'; readonly from: Resource; readonly path: readonly string[] };

export interface NewResource {
  /** Wanted logical id or construct id; the printer makes it unique. */
  readonly name: string;
  readonly type: string;
  readonly props: Readonly<Record<string, NewValue>>;
  /** Properties to copy as they are written from another resource of the type, where it has them. */
  readonly copied?: { readonly from: Resource; readonly properties: readonly string[] };
}

export type Change =
  /**
   * Gives a property a value, parents included. An item of a list goes by its position, or by `@` and the offset at
   * which it starts.
   */
  | { readonly kind: 'set'; readonly resource: Resource; readonly path: readonly string[]; readonly value: NewValue }
  | { readonly kind: 'remove'; readonly resource: Resource; readonly path: readonly string[] }
  /** Adds an item behind the last one of a list; where there is no list yet, one with this item alone. */
  | { readonly kind: 'append'; readonly resource: Resource; readonly path: readonly string[]; readonly value: NewValue }
  /** Declares a resource of its own right after `near`: a queue policy, an alarm. */
  | { readonly kind: 'create'; readonly resource: NewResource; readonly near: Resource }
  /** Makes a resource wait for a new one at deployment; that one comes into being with the fix, like `created`. */
  | { readonly kind: 'depend'; readonly resource: Resource; readonly on: NewResource };

export interface Fix {
  readonly title: string;
  /**
   * Code elsewhere has to change with it: a handler that returns something else, a publisher that names another bus.
   * Such a fix is made one by one, never with all the others.
   */
  readonly needsCode?: boolean;
  readonly changes: readonly Change[];
}

/** An example of the documentation; the tests hold each to what it claims. */
export interface RuleExample {
  readonly language: 'yaml' | 'json' | 'typescript';
  readonly code: string;
}

export interface RuleDocs {
  /** Why it matters, in a paragraph or two of Markdown. */
  readonly why: string;
  /** Where the quick fix is written when that is not everywhere. */
  readonly fixIn?: 'templates';
  /** What has to be the case for the quick fix to be offered; the page says "where …". */
  readonly fixNeeds?: string;
  /** Why there is no quick fix. */
  readonly noFix?: string;
  /** When the rule keeps silent. */
  readonly silent: readonly string[];
  /** Pages that state the numbers. */
  readonly sources: readonly string[];
  readonly bad: readonly RuleExample[];
  readonly good: readonly RuleExample[];
}

/** One check over the messaging graph. It never asks which language the graph was read from. */
export interface Rule<D extends FindingData = FindingData> {
  readonly id: string;
  /** Sentence case, a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** Ids under which other linters know the check; their suppressions count for ours. */
  readonly equivalents: readonly string[];
  readonly docs: RuleDocs;
  check(graph: MessagingGraph): Iterable<Finding<D>>;
  message(data: D): string;
  /** The arithmetic behind the number, for a hover. */
  explain?(data: D): string;
  /** Undefined where nothing safe can be offered. */
  fix?(finding: Finding<D>, graph: MessagingGraph): Fix | undefined;
}

/** True when a rule speaks under a setting; hints have to be asked for. */
export function isActive(rule: Rule, setting: Severity | 'off' | undefined): boolean {
  return setting === undefined ? rule.severity !== 'hint' : setting !== 'off';
}

/** Keeps the type of a rule's data together while the rule is written down. */
export function defineRule<D extends FindingData>(rule: Rule<D>): Rule<D> {
  return rule;
}
