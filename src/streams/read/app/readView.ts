import { formatBytes } from '../../../core/text.ts';
import type { GridColumn } from '../../../webview/dataGrid.ts';
import type { PositionInput, RecordLine } from '../readProtocol.ts';

export type PositionType = PositionInput['type'];

/** Where reading can start, in the words of the form. */
export const positions: readonly { readonly value: PositionType; readonly label: string }[] = [
  { value: 'TRIM_HORIZON', label: 'Oldest record (TRIM_HORIZON)' },
  { value: 'LATEST', label: 'New records only (LATEST)' },
  { value: 'AT_TIMESTAMP', label: 'From a time on (AT_TIMESTAMP)' },
  { value: 'AT_SEQUENCE_NUMBER', label: 'From a sequence number on (AT_SEQUENCE_NUMBER)' },
  { value: 'AFTER_SEQUENCE_NUMBER', label: 'After a sequence number (AFTER_SEQUENCE_NUMBER)' },
];

export const columns: readonly GridColumn<RecordLine>[] = [
  { head: 'Arrived', width: '14em', text: line => (line.arrivedAt === undefined ? '' : localTime(line.arrivedAt)) },
  { head: 'Partition key', width: 'minmax(7em, 1fr)', text: line => line.partitionKey },
  { head: 'Size', width: '6em', text: line => formatBytes(line.bytes), end: true },
  { head: 'Data', width: 'minmax(12em, 3fr)', text: line => line.preview, mono: true },
  // Sequence numbers of a shard differ at their end.
  { head: 'Sequence number', width: '11em', text: line => `…${line.sequenceNumber.slice(-12)}`, mono: true },
];

/** `2026-11-21 00:12:34.567` in local time. */
export function localTime(milliseconds: number): string {
  return `${localInput(milliseconds).replace('T', ' ')}.${String(milliseconds % 1_000).padStart(3, '0')}`;
}

/** The value of a datetime-local field, to the second. */
export function localInput(milliseconds: number): string {
  const shifted = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
