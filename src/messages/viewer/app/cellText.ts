import { formatBytes } from '../../../core/text.ts';
import type { ColumnSpec } from '../../store/columns.ts';
import type { ViewerRow } from '../viewerProtocol.ts';

const fieldHeads: Readonly<Record<string, string>> = {
  id: 'Message id',
  sentAt: 'Sent',
  receivedAt: 'Received',
  receiveCount: 'Receives',
  groupId: 'Group',
  bytes: 'Size',
  preview: 'Body',
  source: 'Source',
  state: 'State',
};

/** What a feature calls a field where the usual word does not fit: a shard's records have a partition key. */
export type FieldWords = Readonly<Record<string, string>>;

/** The heading of a column. */
export function headOf(spec: ColumnSpec, words: FieldWords = {}): string {
  if (spec.kind === 'field') return words[spec.field] ?? fieldHeads[spec.field] ?? spec.field;
  return spec.kind === 'path' ? spec.path : spec.name;
}

/** One text per column, to tell columns apart. */
export function keyOf(spec: ColumnSpec): string {
  const name = spec.kind === 'field' ? spec.field : spec.kind === 'path' ? spec.path : spec.name;
  return `${spec.kind} ${name}`;
}

export function isNumeric(spec: ColumnSpec): boolean {
  return spec.kind === 'field' && (spec.field === 'receiveCount' || spec.field === 'bytes');
}

export function isMono(spec: ColumnSpec): boolean {
  return spec.kind !== 'field' || spec.field === 'id' || spec.field === 'preview';
}

/** Ids longer than this are sequence numbers of a shard, which differ at their end. */
const longId = 48;

/** What a cell shows: times in the person's own time zone, sizes in units, the rest as the host gave it. */
export function cellText(spec: ColumnSpec, { row, cells }: ViewerRow, index: number): string {
  if (spec.kind === 'field') {
    if (spec.field === 'sentAt') return row.sentAt === undefined ? '' : timeText(row.sentAt);
    if (spec.field === 'receivedAt') return row.receivedAt === undefined ? '' : timeText(row.receivedAt);
    if (spec.field === 'bytes') return formatBytes(row.bytes);
    if (spec.field === 'id' && row.id.length > longId) return `…${row.id.slice(-14)}`;
  }
  return cells[index] ?? '';
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-21 01:15:07.120`, in the person's own time zone. */
export function timeText(milliseconds: number): string {
  const at = new Date(milliseconds);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${clockText(milliseconds)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `01:15:07` */
export function clockText(milliseconds: number): string {
  const at = new Date(milliseconds);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The value of a datetime-local field, to the second; empty for none. */
export function fieldTime(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  const shifted = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** The other way round; undefined for an empty or half-written field. */
export function timeOfField(text: string): number | undefined {
  const time = new Date(text).getTime();
  return text === '' || Number.isNaN(time) ? undefined : time;
}
