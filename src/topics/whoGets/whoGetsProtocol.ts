import { parseNothing, parseObject, parseOptional, parseRecord, parseString } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { JudgedDraft, Recipient } from './whoGets.ts';

export interface WhoGetsPage {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  /** What the form starts with. */
  readonly draft: Partial<JudgedDraft>;
}

export interface WhoGetsAnswer {
  readonly recipients: readonly Recipient[];
  /** The topic has more subscriptions than were read. */
  readonly more: boolean;
}

export type WhoGetsMethods = {
  load: { params: void; result: WhoGetsPage };
  /** Reads the subscriptions anew; `progress` says how far it is. */
  read: { params: JudgedDraft; result: WhoGetsAnswer };
  /** Judges another draft by the subscriptions that were read last. */
  judge: { params: JudgedDraft; result: WhoGetsAnswer };
  publish: { params: JudgedDraft; result: void };
  openTopic: { params: void; result: void };
};

export type WhoGetsEvents = {
  /** The topic was deleted. */
  gone: undefined;
  /** The topic or one of its subscriptions changed. */
  changed: undefined;
  /** A command brings another draft to the open page. */
  draft: Partial<JudgedDraft>;
  progress: { readonly done: number; readonly total: number };
};

const draft = parseObject({
  body: parseString(),
  attributes: parseOptional(parseRecord(parseObject({ type: parseString(300), value: parseString() }), 200)),
});

export const whoGetsParsers: ParamsParsers<WhoGetsMethods> = {
  load: parseNothing,
  read: draft,
  judge: draft,
  publish: draft,
  openTopic: parseNothing,
};
