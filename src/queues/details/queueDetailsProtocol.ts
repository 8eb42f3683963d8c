import { parseNothing, parseObject, parseOneOf } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';

/** A part of the page that could be read, or why it could not. */
export type Part<T> = { readonly value: T } | { readonly problem: string };

/** One attribute of a queue, explained; `name` is SQS's own. */
export interface ExplainedAttribute {
  readonly label: string;
  readonly name: string;
  /** With its unit; empty = not set. */
  readonly value: string;
  /** Empty for an attribute that we do not know. */
  readonly explanation: string;
}

export interface QueueDetails {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly figures: { readonly available: string; readonly inFlight: string; readonly delayed: string };
  readonly attributes: readonly ExplainedAttribute[];
  readonly tags: Part<Readonly<Record<string, string>>>;
  /** Queues whose failed messages come here: how many, and the first names. */
  readonly sources: Part<{ readonly total: number; readonly names: readonly string[] }>;
  readonly deadLetter?: { readonly name: string; readonly maxReceiveCount: number };
  readonly policy?: string;
  readonly redriveAllowPolicy?: string;
}

export type QueueView =
  | { readonly kind: 'queue'; readonly scope: ScopeInfo; readonly details: QueueDetails }
  /** Deleted by somebody, here or elsewhere. */
  | { readonly kind: 'gone'; readonly scope: ScopeInfo; readonly name: string };

const queueActions = [
  'send',
  'poll',
  'redrive',
  'edit',
  'purge',
  'emptyWithSnapshot',
  'delete',
  'openDeadLetterQueue',
  'openSources',
  'copyArn',
  'copyUrl',
  'openInConsole',
  'close',
] as const;
export type QueueAction = (typeof queueActions)[number];

export type QueueDetailsMethods = {
  load: { params: void; result: QueueView };
  act: { params: { action: QueueAction }; result: void };
};

export type QueueDetailsEvents = {
  /** The queue or its messages changed: ask again. */
  changed: undefined;
};

export const queueDetailsParsers: ParamsParsers<QueueDetailsMethods> = {
  load: parseNothing,
  act: parseObject({ action: parseOneOf(...queueActions) }),
};
