import { type Scope, scopeKey } from '../core/scope.ts';
import { isFifoName, type QueueRef } from '../queues/queue.ts';
import type { StreamRef } from '../streams/stream.ts';
import type { TopicRef } from '../topics/topic.ts';

interface Named {
  readonly arn: string;
  readonly name: string;
}

/** One queue, topic or stream of a listing. */
export type Row = Named &
  (
    | { readonly kind: 'queue'; readonly ref: QueueRef }
    | { readonly kind: 'topic'; readonly ref: TopicRef }
    | { readonly kind: 'stream'; readonly ref: StreamRef }
  );

export type RowKind = Row['kind'];
export type QueueRow = Extract<Row, { kind: 'queue' }>;

/** The three folders of a region. */
export const folderKinds = ['queues', 'topics', 'streams'] as const;
export type FolderKind = (typeof folderKinds)[number];

const rowKinds = { queues: 'queue', topics: 'topic', streams: 'stream' } as const;
const folders = { queue: 'queues', topic: 'topics', stream: 'streams' } as const;

export function rowKindOf(folder: FolderKind): RowKind {
  return rowKinds[folder];
}

export function folderOf(kind: RowKind): FolderKind {
  return folders[kind];
}

/** The folder an ARN's service belongs to. */
export function folderOfService(service: string): FolderKind | undefined {
  return service === 'sqs' ? 'queues' : service === 'sns' ? 'topics' : service === 'kinesis' ? 'streams' : undefined;
}

/** SNS, like SQS, demands the suffix; streams have no FIFO kind. */
export function isFifo(row: Row): boolean {
  return row.kind !== 'stream' && isFifoName(row.name);
}

/** True for names such as `orders-dlq`, `ordersDLQ` and `orders_dead_letter.fifo`: a hint, not a proof. */
export function suggestsDeadLetters(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
  return /dlqs?(-|$)|(^|-)dlq-|(^|-)dead-?letters?(-|$)/.test(words);
}

/** Tells rows of all connections apart; two local servers may well give the same ARN. */
export function rowKey(scope: Scope, arn: string): string {
  return `${scopeKey(scope)}/${arn}`;
}
