import type { ColumnField, ColumnSpec } from '../store/columns.ts';
import type { ViewerColumn } from './viewerProtocol.ts';

/** Pixels that a column starts with. */
const startWidth: Readonly<Partial<Record<ColumnField, number>>> = {
  state: 30,
  sentAt: 186,
  receivedAt: 186,
  receiveCount: 84,
  bytes: 84,
  preview: 300,
};

/** A column as it is first shown. */
export function columnOf(spec: ColumnSpec): ViewerColumn {
  return { spec, width: (spec.kind === 'field' && startWidth[spec.field]) || 140 };
}

/** Columns as they are first shown; names of fields, or whole columns. What is false is left out. */
export function columnsOf(...columns: readonly (ColumnField | ColumnSpec | false)[]): ViewerColumn[] {
  return columns
    .filter(column => column !== false)
    .map(column => columnOf(typeof column === 'string' ? { kind: 'field', field: column } : column));
}
