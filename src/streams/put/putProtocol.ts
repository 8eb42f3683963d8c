import { parseNothing, parseObject, parseOneOf, parseOptional, parseString } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';

/** A record as it is written; `body` stands for bytes as `encoding` says. */
export interface PutDraft {
  readonly body: string;
  readonly encoding: 'text' | 'base64';
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
}

export interface PutPage {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  /** Bytes of data and partition key that the stream takes. */
  readonly limit: number;
  readonly openShards: number;
  readonly draft: Partial<PutDraft>;
}

export interface PutCheck {
  /** Data and partition key. */
  readonly bytes: number;
  readonly problems: readonly string[];
  /** Decimal, once the keys are usable. */
  readonly hashKey?: string;
  /** Where the record would land now; absent while no open shard holds the hash key. */
  readonly shard?: { readonly id: string; readonly share: number };
}

export interface PutResult {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** The shard that was computed before; absent when none was known. */
  readonly expected?: string;
}

export type PutMethods = {
  load: { params: void; result: PutPage };
  check: { params: PutDraft; result: PutCheck };
  put: { params: PutDraft; result: PutResult };
  /** Opens the read page on the shard, from the record on. */
  read: { params: { shardId: string; sequenceNumber: string }; result: void };
};

export type PutEvents = {
  /** The stream was deleted. */
  gone: undefined;
  /** A command brings another draft to the open form. */
  draft: Partial<PutDraft>;
};

const draft = parseObject({
  /** Base64 of the largest record with its line breaks. */
  body: parseString(16_777_216),
  encoding: parseOneOf('text', 'base64'),
  partitionKey: parseString(4_096),
  explicitHashKey: parseOptional(parseString(128)),
});

export const putParsers: ParamsParsers<PutMethods> = {
  load: parseNothing,
  check: draft,
  put: draft,
  read: parseObject({ shardId: parseString(128), sequenceNumber: parseString(256) }),
};
