import { type Message, rowOf } from '../../../../src/messages/message.ts';
import type { ColumnSpec, ViewOrder } from '../../../../src/messages/store/columns.ts';
import type { MessageFilter } from '../../../../src/messages/store/messageFilter.ts';

/** What store and view should do, done with plain arrays. */
export class NaiveView {
  all: { seq: number; message: Message }[] = [];
  added = 0;
  filter: MessageFilter | undefined;
  order: ViewOrder | undefined;
  limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(messages: readonly Message[]): void {
    for (const message of messages) this.all.push({ seq: this.added++, message });
    this.trim();
  }

  trim(): void {
    this.all = this.all.slice(-this.limit);
  }

  seqs(): number[] {
    const found = this.all.filter(({ message }) => !this.filter || naiveMatch(this.filter, message));
    const { column = 'arrival', descending = false } = this.order ?? {};
    const sign = descending ? -1 : 1;
    const sorted = found.toSorted((a, b) => {
      if (column === 'arrival') return sign * (a.seq - b.seq);
      const left = naiveKey(a.message, column);
      const right = naiveKey(b.message, column);
      if (left === undefined || right === undefined) {
        return left === right ? sign * (a.seq - b.seq) : left === undefined ? 1 : -1;
      }
      return sign * (compare(left, right) || a.seq - b.seq);
    });
    return sorted.map(({ seq }) => seq);
  }
}

function compare(a: number | string, b: number | string): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function naiveKey(message: Message, column: ColumnSpec): number | string | undefined {
  if (column.kind === 'attribute') {
    const found = message.attributes[column.name];
    if (!found) return undefined;
    const number = found.type === 'Number' ? Number(found.value) : Number.NaN;
    return Number.isFinite(number) && found.value.trim() !== '' ? number : found.value.slice(0, 200);
  }
  if (column.kind === 'path') {
    try {
      const value = JSON.parse(message.body)?.[column.path];
      return value === null || value === undefined
        ? undefined
        : typeof value === 'number'
          ? value
          : (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200);
    } catch {
      return undefined;
    }
  }
  if (column.kind === 'system') return message.systemAttributes[column.name];
  return column.field === 'state' || column.field === 'cause' ? undefined : rowOf(message)[column.field];
}

function naiveMatch(filter: MessageFilter, message: Message): boolean {
  const { text, regex, matchCase, groupId, sentAfter, sentBefore, receiveCountAtLeast, attributes, invert } = filter;
  const fields = [
    message.body,
    message.id,
    ...(message.groupId === undefined ? [] : [message.groupId]),
    ...Object.entries(message.attributes).flatMap(([name, { value }]) => [name, value]),
  ];
  const pattern =
    text === undefined || text === ''
      ? undefined
      : new RegExp(regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), matchCase ? '' : 'i');
  const holds =
    (!pattern || fields.some(field => pattern.test(field))) &&
    (groupId === undefined || groupId === '' || message.groupId === groupId) &&
    (sentAfter === undefined || (message.sentAt !== undefined && message.sentAt >= sentAfter)) &&
    (sentBefore === undefined || (message.sentAt !== undefined && message.sentAt < sentBefore)) &&
    (receiveCountAtLeast === undefined || (message.receiveCount ?? -1) >= receiveCountAtLeast) &&
    (attributes ?? []).every(({ name, operator, value = '' }) => {
      const actual = message.attributes[name]?.value;
      if (operator === 'exists') return actual !== undefined;
      if (operator === 'absent') return actual === undefined;
      if (operator === 'equals') return actual === value;
      if (operator === 'notEquals') return actual !== value;
      return actual?.toLowerCase().includes(value.toLowerCase()) === true;
    });
  return holds !== (invert === true);
}
