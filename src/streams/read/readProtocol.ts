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
import {
  settingsParser,
  type ViewerEvents,
  type ViewerMethods,
  type ViewerSettings,
  viewerParsers,
} from '../../messages/viewer/viewerProtocol.ts';
import type { StreamRef } from '../stream.ts';

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
  readonly stream: StreamRef;
  readonly retentionHours: number;
  /** Open ones first. */
  readonly shards: readonly { readonly id: string; readonly open: boolean }[];
  /** What the form starts with. */
  readonly start: Partial<StartInput>;
  /** What is wrong with the settings for reading records, or with the files they name. */
  readonly problems: readonly string[];
}

export interface StepResult {
  /** Records this step brought. */
  readonly records: number;
  readonly millisBehindLatest?: number;
  /** The shard is closed and read to its end. */
  readonly ended: boolean;
  readonly renewed: boolean;
  /** Milliseconds that Kinesis makes us wait. */
  readonly throttledFor?: number;
}

export type ReadMethods = ViewerMethods & {
  load: { params: void; result: ReadPage };
  /** Forgets what was read and starts anew. */
  start: { params: StartInput; result: void };
  /** One call of GetRecords, as soon as the shard's limits allow it. */
  step: { params: void; result: StepResult };
  clear: { params: void; result: void };
};

export type ReadEvents = ViewerEvents & {
  /** The stream was deleted. */
  gone: undefined;
  /** A command brings another start to the open page. */
  start: Partial<StartInput>;
  /** Reading pauses while nobody sees the page. */
  visible: boolean;
};

/** What the page keeps through a reload of the window: which stream, and how its list is set. */
export interface ReadPageState {
  readonly stream: StreamRef;
  readonly settings: ViewerSettings;
}

export const readParsers: ParamsParsers<ReadMethods> = {
  ...viewerParsers,
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
  clear: parseNothing,
};

export const readPageStateParser: Parser<ReadPageState> = parseObject({
  stream: parseObject({
    connectionId: parseString(200),
    region: parseString(100),
    name: parseString(200),
    arn: parseString(2_048),
  }),
  settings: settingsParser,
});
