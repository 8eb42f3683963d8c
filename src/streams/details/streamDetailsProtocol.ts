import {
  parseArray,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseOptional,
  parseRecord,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';

export interface StreamDetails {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  readonly rows: readonly {
    readonly name: string;
    readonly label: string;
    readonly value: string;
    readonly explanation: string;
  }[];
  readonly status: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  readonly retentionHours: number;
  /** Empty = not encrypted with KMS. */
  readonly kmsKeyId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly tagsFailure?: string;
  /** True when a command asked for the form. */
  readonly edit: boolean;
}

export interface ShardRow {
  readonly id: string;
  readonly open: boolean;
  /** Part of the hash space, from 0 to 1. */
  readonly share: number;
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly parents: readonly string[];
  readonly startingSequenceNumber: string;
  readonly endingSequenceNumber?: string;
}

export interface ShardPage {
  readonly rows: readonly ShardRow[];
  readonly nextToken?: string;
}

export interface StreamChangeInput {
  readonly retentionHours?: number;
  readonly mode?: 'PROVISIONED' | 'ON_DEMAND';
  readonly kmsKeyId?: string;
}

export type StreamDetailsMethods = {
  load: { params: void; result: StreamDetails };
  shards: { params: { token?: string }; result: ShardPage };
  /** What a retention of so many hours costs, in words. */
  retentionHint: { params: { hours: number }; result: string };
  save: { params: StreamChangeInput; result: { changed: readonly string[] } };
  saveTags: { params: { set: Record<string, string>; remove: string[] }; result: void };
  put: { params: void; result: void };
  read: { params: { shardId?: string }; result: void };
  delete: { params: void; result: void };
};

export type StreamDetailsEvents = {
  /** The stream was deleted. */
  gone: undefined;
  /** A command wants the form in front. */
  edit: undefined;
  /** The stream was changed elsewhere in the extension. */
  changed: undefined;
  /** How far a change is that takes long. */
  progress: string;
};

export const streamDetailsParsers: ParamsParsers<StreamDetailsMethods> = {
  load: parseNothing,
  shards: parseObject({ token: parseOptional(parseString(16_384)) }),
  retentionHint: parseObject({ hours: parseInteger(0, 1_000_000) }),
  save: parseObject({
    retentionHours: parseOptional(parseInteger(0, 1_000_000)),
    mode: parseOptional(parseOneOf('PROVISIONED', 'ON_DEMAND')),
    kmsKeyId: parseOptional(parseString(2_048)),
  }),
  saveTags: parseObject({ set: parseRecord(parseString(1_024), 50), remove: parseArray(parseString(1_024), 50) }),
  put: parseNothing,
  read: parseObject({ shardId: parseOptional(parseString(128)) }),
  delete: parseNothing,
};
