import { sqs } from '../../core/limits.ts';
import {
  type Parser,
  parseArray,
  parseBoolean,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { Attempt, Fact } from '../../messages/decodeBody.ts';
import type { MessageRow, MessageValue } from '../../messages/message.ts';
import { maxWanted, type PollFigures, type PollPlan } from './pollPlan.ts';
import type { ActOutcome, HoldState, PollEnd } from './pollSession.ts';

export interface PollView {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly figures: PollFigures;
}

export interface PollSummary {
  readonly reason: PollEnd;
  readonly receives: number;
  readonly distinct: number;
  /** What was given back at the end; absent while the messages stay held. */
  readonly released?: ActOutcome;
}

/** One message in full. Long texts come cut; `body` brings the rest. */
export interface MessageView {
  readonly id: string;
  readonly raw: string;
  readonly rawLength: number;
  readonly layers: readonly string[];
  readonly text: string;
  readonly textLength: number;
  readonly facts: readonly Fact[];
  readonly attempts: readonly Attempt[];
  readonly attributes: Readonly<Record<string, MessageValue>>;
  readonly systemAttributes: Readonly<Record<string, string>>;
}

/** Characters of a body that the page gets before *Show all*. */
export const shownCharacters = 65_536;

export type QueuePollMethods = {
  load: { params: void; result: PollView };
  /** `go`: a new poll, or the standing one further, on request past messages close to their maxReceiveCount. */
  poll: { params: { plan: PollPlan; keepHeld: boolean; go: 'anew' | 'on' | 'pastBudget' }; result: PollSummary };
  stop: { params: void; result: void };
  message: { params: { id: string }; result: MessageView };
  body: { params: { id: string; which: 'raw' | 'text' }; result: string };
  copy: { params: { id: string; which: 'raw' | 'text' }; result: void };
  /** Ids of the messages in which a text occurs: body, decoded body, id, group, attributes. */
  search: { params: { text: string }; result: readonly string[] };
  release: { params: { ids: readonly string[] }; result: ActOutcome };
  delete: { params: { ids: readonly string[] }; result: ActOutcome };
  allowPeek: { params: void; result: ScopeInfo };
  openDeadLetterQueue: { params: void; result: void };
};

export type QueuePollEvents = {
  batch: { rows: readonly MessageRow[]; receives: number; deadline: number };
  states: readonly { id: string; state: HoldState }[];
  /** The hold has ended by itself: what was held is receivable again. */
  lapsed: { count: number };
  /** The command was run again: the figures may have changed. */
  shown: Record<never, never>;
};

const parseIds: Parser<string[]> = parseArray(parseString(200), maxWanted);
const parseId = parseString(200);
const parseWhich = parseOneOf('raw', 'text');

const parsePlan: Parser<PollPlan> = parseObject({
  waitSeconds: parseInteger(0, sqs.maxWaitSeconds),
  holdSeconds: parseInteger(5, sqs.maxVisibilitySeconds),
  want: parseInteger(1, maxWanted),
  emptyReceives: parseInteger(1, 20),
});

export const queuePollParsers: ParamsParsers<QueuePollMethods> = {
  load: parseNothing,
  poll: parseObject({ plan: parsePlan, keepHeld: parseBoolean, go: parseOneOf('anew', 'on', 'pastBudget') }),
  stop: parseNothing,
  message: parseObject({ id: parseId }),
  body: parseObject({ id: parseId, which: parseWhich }),
  copy: parseObject({ id: parseId, which: parseWhich }),
  search: parseObject({ text: parseString(1_000) }),
  release: parseObject({ ids: parseIds }),
  delete: parseObject({ ids: parseIds }),
  allowPeek: parseNothing,
  openDeadLetterQueue: parseNothing,
};
