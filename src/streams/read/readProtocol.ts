import { parseInteger, parseNothing, parseObject, parseOneOf, parseOptional, parseString } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';

/** A starting position as it travels; `timestamp` in milliseconds since 1970. */
export interface PositionInput {
  readonly type: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
  readonly timestamp?: number;
  readonly sequenceNumber?: string;
}

export interface StartInput {
  readonly shardId: string;
  readonly position: PositionInput;
}

export interface ReadPage {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  readonly retentionHours: number;
  /** Open ones first. */
  readonly shards: readonly { readonly id: string; readonly open: boolean }[];
  /** What the form starts with. */
  readonly start: Partial<StartInput>;
  /** Records that the page holds at most. */
  readonly capacity: number;
}

export interface RecordLine {
  readonly index: number;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt?: number;
  readonly bytes: number;
  readonly preview: string;
}

export interface StepResult {
  readonly lines: readonly RecordLine[];
  readonly millisBehindLatest?: number;
  /** The shard is closed and read to its end. */
  readonly ended: boolean;
  readonly renewed: boolean;
  /** Milliseconds that Kinesis makes us wait. */
  readonly throttledFor?: number;
  /** The page holds all it can; clear it to go on. */
  readonly full: boolean;
}

export interface RecordDetail {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivedAt?: number;
  readonly encryption?: string;
  readonly bytes: number;
  readonly layers: readonly string[];
  readonly text: string;
  /** `text` is shortened; all of it opens in an editor. */
  readonly cut: boolean;
  readonly binary: boolean;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
}

export type ReadMethods = {
  load: { params: void; result: ReadPage };
  /** Forgets what was read and starts anew. */
  start: { params: StartInput; result: void };
  /** One call of GetRecords, as soon as the shard's limits allow it. */
  step: { params: void; result: StepResult };
  record: { params: { index: number }; result: RecordDetail };
  /** Opens a record's decoded data in an editor. */
  openRecord: { params: { index: number }; result: void };
  clear: { params: void; result: void };
};

export type ReadEvents = {
  /** The stream was deleted. */
  gone: undefined;
  /** A command brings another start to the open page. */
  start: Partial<StartInput>;
  /** Reading pauses while nobody sees the page. */
  visible: boolean;
};

export const readParsers: ParamsParsers<ReadMethods> = {
  load: parseNothing,
  start: parseObject({
    shardId: parseString(128),
    position: parseObject({
      type: parseOneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'),
      timestamp: parseOptional(parseInteger(0, 8_640_000_000_000_000)),
      sequenceNumber: parseOptional(parseString(256)),
    }),
  }),
  step: parseNothing,
  record: parseObject({ index: parseInteger(0, 10_000_000) }),
  openRecord: parseObject({ index: parseInteger(0, 10_000_000) }),
  clear: parseNothing,
};
