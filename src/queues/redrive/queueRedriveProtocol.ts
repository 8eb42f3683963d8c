import { sqs } from '../../core/limits.ts';
import {
  type Parser,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseOptional,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { MoveTaskStatus } from '../queue.ts';
import type { Way } from './redrivePlan.ts';
import type { Left, RedriveProgress, RedriveResult } from './redriveResult.ts';

export interface NamedQueue {
  readonly name: string;
  readonly arn: string;
}

/** A managed run as the page shows it; times in milliseconds since 1970. */
export interface TaskRow {
  readonly taskHandle?: string;
  readonly status: MoveTaskStatus;
  /** Absent = back to the sources. */
  readonly destination?: string;
  readonly messagesPerSecond?: number;
  readonly moved: number;
  readonly toMove?: number;
  readonly failureReason?: string;
  readonly startedAt?: number;
}

export interface UnfinishedRow {
  readonly run: string;
  readonly sentence: string;
  /** Where it moved messages to; absent when its journal cannot be read. */
  readonly to?: string;
  readonly startedAt?: number;
  readonly running: boolean;
}

export interface RedriveView {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly fifo: boolean;
  readonly messages?: number;
  readonly messagesNotVisible?: number;
  readonly sources: readonly NamedQueue[];
  /** The endpoint knows message move tasks. */
  readonly offered: boolean;
  readonly tasks: readonly TaskRow[];
  readonly unfinished: readonly UnfinishedRow[];
}

export interface RedriveRequest {
  readonly way: Way;
  /** Absent = back to the sources; else one that was chosen on this page. */
  readonly destinationArn?: string;
  readonly messagesPerSecond?: number;
}

/** The start of a list that may be long, and how long it is. */
export interface Listing<T> {
  readonly total: number;
  readonly entries: readonly T[];
}

/** How a run of ours ended. Lists hold ids of the source. */
export interface RunReport extends Pick<RedriveResult, 'outcome' | 'reason' | 'moved' | 'cameBack' | 'hiddenUntil'> {
  readonly failed: Listing<Left>;
  readonly skipped: Listing<Left>;
  readonly possibleDuplicates: Listing<string>;
  readonly undecided: Listing<string>;
  readonly unconfirmed: Listing<string>;
}

export type QueueRedriveMethods = {
  load: { params: void; result: RedriveView };
  chooseDestination: { params: void; result: NamedQueue };
  /** A managed run is started and its tasks come back; one of ours comes back when it is over. */
  start: { params: RedriveRequest; result: { readonly ours?: RunReport } };
  resume: { params: { run: string }; result: RunReport };
  discard: { params: { run: string }; result: void };
  /** Ends our run after the batch at hand. */
  stop: { params: void; result: void };
  tasks: { params: void; result: readonly TaskRow[] };
  cancelTask: { params: { taskHandle: string }; result: { moved: number } };
  openQueue: { params: { arn: string }; result: void };
};

export type QueueRedriveEvents = {
  /** `total`: about how many there were at the start. */
  progress: RedriveProgress & { readonly total?: number };
  /** The command was run again: the figures may have changed. */
  shown: Record<never, never>;
};

const parseRequest: Parser<RedriveRequest> = parseObject({
  way: parseOneOf('managed', 'ours'),
  destinationArn: parseOptional(parseString(500)),
  messagesPerSecond: parseOptional(parseInteger(1, sqs.maxMoveVelocity)),
});
const parseRun = parseObject({ run: parseString(100) });

export const queueRedriveParsers: ParamsParsers<QueueRedriveMethods> = {
  load: parseNothing,
  chooseDestination: parseNothing,
  start: parseRequest,
  resume: parseRun,
  discard: parseRun,
  stop: parseNothing,
  tasks: parseNothing,
  cancelTask: parseObject({ taskHandle: parseString(4_000) }),
  openQueue: parseObject({ arn: parseString(500) }),
};
