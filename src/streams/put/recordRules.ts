import { kinesis } from '../../core/limits.ts';
import { base64Length } from '../../core/messageRules.ts';
import { formatBytes, utf8Length } from '../../core/text.ts';
import { hashKeyOf, readHashKey } from '../shardOf.ts';
import type { OutgoingRecord } from '../stream.ts';

/** A record as a person writes it. */
export interface RecordDraft {
  readonly body: string;
  /** How `body` stands for bytes. */
  readonly encoding: 'text' | 'base64';
  readonly partitionKey: string;
  /** Decimal; overrides the hash of the partition key. */
  readonly explicitHashKey?: string;
}

export interface RecordCheck {
  /** Data and partition key, as Kinesis counts them. */
  readonly bytes: number;
  readonly problems: readonly string[];
  /** Where the record goes, once the keys are usable. */
  readonly hashKey?: bigint;
}

/** Everything that is wrong with a draft. kinesis/latest/APIReference/API_PutRecord.html */
export function checkRecord(draft: RecordDraft, limit: number): RecordCheck {
  const bytes = dataLength(draft) + utf8Length(draft.partitionKey);
  const keyProblem = partitionKeyProblem(draft.partitionKey);
  const explicit = draft.explicitHashKey === undefined ? undefined : readHashKey(draft.explicitHashKey);
  const hashProblem =
    draft.explicitHashKey !== undefined && explicit === undefined
      ? 'The explicit hash key is a whole number from 0 to 2^128 - 1, without leading zeros'
      : undefined;
  const problems = [
    bodyProblem(draft),
    keyProblem,
    hashProblem,
    bytes > limit
      ? `Data and partition key have ${formatBytes(bytes)}; the stream takes ${formatBytes(limit)} at most`
      : undefined,
  ].filter(problem => problem !== undefined);
  if (keyProblem !== undefined || hashProblem !== undefined) return { bytes, problems };
  return { bytes, problems, hashKey: explicit ?? hashKeyOf(draft.partitionKey) };
}

function bodyProblem({ body, encoding }: RecordDraft): string | undefined {
  if (encoding === 'base64') {
    return base64Length(compact(body)) === undefined
      ? 'The data is not base64: A–Z, a–z, 0–9, + and /, padded with ='
      : undefined;
  }
  return body.isWellFormed()
    ? undefined
    : 'The data holds half of a character: it was cut in the middle of an emoji or a rare letter. Remove it, or send base64';
}

function partitionKeyProblem(key: string): string | undefined {
  if (key === '') return 'The record needs a partition key';
  const length = [...key].length;
  if (length > kinesis.maxPartitionKeyLength) {
    return `A partition key has ${kinesis.maxPartitionKeyLength} characters at most; this one has ${length}`;
  }
  return key.isWellFormed() ? undefined : 'The partition key holds half of a character';
}

function dataLength({ body, encoding }: RecordDraft): number {
  return encoding === 'text' ? utf8Length(body) : (base64Length(compact(body)) ?? utf8Length(body));
}

/** Base64 is often pasted in lines. */
function compact(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The record of a draft without problems. */
export function recordOf(draft: RecordDraft): OutgoingRecord {
  const data =
    draft.encoding === 'text'
      ? new TextEncoder().encode(draft.body)
      : Uint8Array.from(Buffer.from(compact(draft.body), 'base64'));
  return {
    data,
    partitionKey: draft.partitionKey,
    ...(draft.explicitHashKey !== undefined && { explicitHashKey: draft.explicitHashKey }),
  };
}
