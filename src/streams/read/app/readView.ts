import type { ColumnField } from '../../../messages/store/columns.ts';
import type { FieldWords } from '../../../messages/viewer/app/cellText.ts';
import type { PositionInput } from '../readProtocol.ts';

export type PositionType = PositionInput['type'];

/** Where reading can start, in the words of the form. */
export const positions: readonly { readonly value: PositionType; readonly label: string }[] = [
  { value: 'TRIM_HORIZON', label: 'Oldest record (TRIM_HORIZON)' },
  { value: 'LATEST', label: 'New records only (LATEST)' },
  { value: 'AT_TIMESTAMP', label: 'From a time on (AT_TIMESTAMP)' },
  { value: 'AT_SEQUENCE_NUMBER', label: 'From a sequence number on (AT_SEQUENCE_NUMBER)' },
  { value: 'AFTER_SEQUENCE_NUMBER', label: 'After a sequence number (AFTER_SEQUENCE_NUMBER)' },
];

/** What a record has, in Kinesis' words. */
export const fields: readonly ColumnField[] = ['sentAt', 'receivedAt', 'groupId', 'bytes', 'id', 'source', 'preview'];
export const words: FieldWords = {
  sentAt: 'Arrived',
  receivedAt: 'Read',
  groupId: 'Partition key',
  id: 'Sequence number',
  source: 'Shard',
  preview: 'Data',
};

/** The value of a datetime-local field, to the second. */
export function localInput(milliseconds: number): string {
  const shifted = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
