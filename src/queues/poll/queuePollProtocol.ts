import { sqs } from '../../core/limits.ts';
import {
  type Parser,
  parseBoolean,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import { type ToolEvents, type ToolMethods, toolParsers } from '../../messages/export/toolsProtocol.ts';
import {
  settingsParser,
  type ViewerEvents,
  type ViewerMethods,
  type ViewerSettings,
  viewerParsers,
} from '../../messages/viewer/viewerProtocol.ts';
import type { QueueRef } from '../queue.ts';
import type { CheckOutcome } from './checkUnconfirmed.ts';
import { maxWanted, type PollFigures, type PollPlan } from './pollPlan.ts';
import type { ActOutcome, PollEnd } from './pollSession.ts';

export interface PollView {
  readonly scope: ScopeInfo;
  readonly queue: QueueRef;
  readonly name: string;
  readonly figures: PollFigures;
  /** What is wrong with the settings for reading bodies, or with the files they name. */
  readonly problems: readonly string[];
}

export interface PollSummary {
  readonly reason: PollEnd;
  readonly receives: number;
  readonly distinct: number;
  /** What was given back at the end; absent while the messages stay held. */
  readonly released?: ActOutcome;
}

/** Where a message is that another viewer received: this one can only read it. */
export const copiedState = 'copy';

export type QueuePollMethods = ViewerMethods &
  ToolMethods & {
    load: { params: void; result: PollView };
    /** `go`: a new poll, or the standing one further, on request past messages close to their maxReceiveCount. */
    poll: { params: { plan: PollPlan; keepHeld: boolean; go: 'anew' | 'on' | 'pastBudget' }; result: PollSummary };
    stop: { params: void; result: void };
    /** Gives back the selected messages, or all of them. */
    release: { params: { all: boolean }; result: ActOutcome };
    /** Deletes the selected messages, after a question. */
    delete: { params: void; result: ActOutcome };
    /** Receives again, to find out which unconfirmed deletes did not happen. */
    checkUnconfirmed: { params: void; result: CheckOutcome };
    allowPeek: { params: void; result: ScopeInfo };
    openDeadLetterQueue: { params: void; result: void };
  };

export type QueuePollEvents = ViewerEvents &
  ToolEvents & {
    progress: { distinct: number; receives: number; deadline: number };
    /** The hold has ended by itself: what was held is receivable again. */
    lapsed: { count: number };
    /** The command was run again: the figures may have changed. */
    shown: Record<never, never>;
  };

/** What the page keeps through a reload of the window: which queue, and how its list is set. */
export interface PollPageState {
  readonly queue: QueueRef;
  readonly settings: ViewerSettings;
}

const parsePlan: Parser<PollPlan> = parseObject({
  waitSeconds: parseInteger(0, sqs.maxWaitSeconds),
  holdSeconds: parseInteger(5, sqs.maxVisibilitySeconds),
  want: parseInteger(1, maxWanted),
  emptyReceives: parseInteger(1, 20),
});

export const queuePollParsers: ParamsParsers<QueuePollMethods> = {
  ...viewerParsers,
  ...toolParsers,
  load: parseNothing,
  poll: parseObject({ plan: parsePlan, keepHeld: parseBoolean, go: parseOneOf('anew', 'on', 'pastBudget') }),
  stop: parseNothing,
  release: parseObject({ all: parseBoolean }),
  delete: parseNothing,
  checkUnconfirmed: parseNothing,
  allowPeek: parseNothing,
  openDeadLetterQueue: parseNothing,
};

export const pollPageStateParser: Parser<PollPageState> = parseObject({
  queue: parseObject({
    connectionId: parseString(200),
    region: parseString(100),
    url: parseString(2_048),
    name: parseString(200),
    arn: parseString(2_048),
  }),
  settings: settingsParser,
});
