import { isObject } from '../../core/parse.ts';
import { type ExportEntry, entryOf } from '../../messages/export/exportEntry.ts';
import type { QueueRef, ReceivedMessage } from '../queue.ts';
import { isQueueRef, isRunRecord, type RunRecord } from '../redrive/redriveState.ts';

/** The first line of a snapshot, never encrypted: which queue, when, and how the rest is to be read. */
export interface SnapshotHeader {
  readonly t: 'snapshot';
  readonly version: 1;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly queue: QueueRef;
  readonly encrypted: boolean;
  /** Tells keys apart without telling anything of the key. */
  readonly keyId?: string;
}

/** One message. `seq` counts from 0 in the order in which they were received. */
export type MessageRecord = { readonly t: 'message'; readonly seq: number } & ExportEntry;

/** The lines after the header. A message is written before its delete is sent; the rest says what became of it. */
export type SnapshotRecord =
  | MessageRecord
  /** A process takes the snapshot up … */
  | { readonly t: 'owner'; readonly pid: number; readonly host: string }
  /** … and lays it down. */
  | { readonly t: 'end' }
  /** Deleted: the queue said so while the message was ours. */
  | { readonly t: 'gone'; readonly seqs: readonly number[] }
  /** The delete was sent and not answered in time: in the queue, or not. */
  | { readonly t: 'unsure'; readonly seqs: readonly number[] }
  /** Certainly not deleted. */
  | { readonly t: 'kept'; readonly seqs: readonly number[] }
  /** The messages begin to go back; the lines of that run follow, by the ids the messages had. */
  | {
      readonly t: 'restore';
      readonly run: string;
      readonly at: number;
      readonly to: QueueRef;
      readonly unconfirmedToo: boolean;
    }
  | { readonly t: 'run'; readonly record: RunRecord }
  /** The run came to its end; what it could not send is named in its lines. */
  | { readonly t: 'restored' };

export function messageRecord(seq: number, message: ReceivedMessage): MessageRecord {
  const { messageId, body, attributes, systemAttributes, receiveCount, sentAt, groupId } = message;
  const entry = entryOf({
    id: messageId,
    body,
    attributes,
    systemAttributes,
    receiveCount,
    ...(sentAt && { sentAt: sentAt.getTime() }),
    ...(groupId !== undefined && { groupId }),
  });
  return { t: 'message', seq, ...entry };
}

/** The message as it was received, but for the handle, which nobody needs any more. */
export function messageOfRecord(record: MessageRecord): ReceivedMessage {
  return {
    messageId: record.id,
    receiptHandle: '',
    body: record.body,
    attributes: record.attributes,
    systemAttributes: record.systemAttributes,
    receiveCount: record.receiveCount ?? 0,
    ...(record.sentAt !== undefined && { sentAt: new Date(record.sentAt) }),
    ...(record.groupId !== undefined && { groupId: record.groupId }),
  };
}

export function isSnapshotHeader(value: unknown): value is SnapshotHeader {
  return (
    isObject(value) &&
    value['t'] === 'snapshot' &&
    value['version'] === 1 &&
    isText(value['id']) &&
    typeof value['at'] === 'number' &&
    isQueueRef(value['queue']) &&
    typeof value['encrypted'] === 'boolean'
  );
}

export function isSnapshotRecord(value: unknown): value is SnapshotRecord {
  if (!isObject(value)) return false;
  switch (value['t']) {
    case 'message':
      return isMessage(value);
    case 'owner':
      return typeof value['pid'] === 'number' && isText(value['host']);
    case 'gone':
    case 'unsure':
    case 'kept':
      return Array.isArray(value['seqs']) && value['seqs'].every(seq => Number.isInteger(seq));
    case 'restore':
      return (
        isText(value['run']) &&
        typeof value['at'] === 'number' &&
        isQueueRef(value['to']) &&
        typeof value['unconfirmedToo'] === 'boolean'
      );
    case 'run':
      return isRunRecord(value['record']);
    case 'end':
    case 'restored':
      return true;
    default:
      return false;
  }
}

function isMessage(value: Record<string, unknown>): boolean {
  const { attributes, systemAttributes, groupId } = value;
  return (
    Number.isInteger(value['seq']) &&
    isText(value['id']) &&
    isText(value['body']) &&
    isObject(attributes) &&
    Object.values(attributes).every(each => isObject(each) && isText(each['type']) && isText(each['value'])) &&
    isObject(systemAttributes) &&
    Object.values(systemAttributes).every(isText) &&
    (groupId === undefined || isText(groupId))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
