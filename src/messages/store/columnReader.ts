import { type Message, type MessageRow, previewOf } from '../message.ts';
import type { ColumnSpec } from './columns.ts';
import { compileExpression, type Expression } from './expression.ts';
import { type MessageStore, segmentSize } from './messageStore.ts';
import { attributeValue, payloadAt, type ViewOptions } from './payload.ts';
import type { RowKey } from './rowOrder.ts';

/** Characters of a cell. */
export const maxCell = 200;
/** Characters of a body that a preview looks at. */
const previewReach = 640;

/** Reads one column of the messages of a store. */
export class ColumnReader {
  readonly spec: ColumnSpec;
  readonly #store: MessageStore;
  readonly #options: ViewOptions;
  readonly #expression: Expression | undefined;

  private constructor(store: MessageStore, spec: ColumnSpec, options: ViewOptions, expression: Expression | undefined) {
    this.#store = store;
    this.spec = spec;
    this.#options = options;
    this.#expression = expression;
  }

  /** Throws a UserError when a path is no JMESPath expression. */
  static async make(store: MessageStore, spec: ColumnSpec, options: ViewOptions): Promise<ColumnReader> {
    const expression = spec.kind === 'path' ? await compileExpression(spec.path) : undefined;
    return new ColumnReader(store, spec, options, expression);
  }

  /** Runs what a person wrote, so it needs a time limit. */
  get foreign(): boolean {
    return this.#expression !== undefined;
  }

  /** What the row is sorted by. */
  key(seq: number): RowKey {
    const value = this.#value(seq);
    if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
    if (value === undefined || value === null) return undefined;
    return (typeof value === 'string' ? value : textOf(value)).slice(0, maxCell);
  }

  cell(seq: number): string {
    if (this.spec.kind === 'attribute') return cut(this.#store.attributeOf(seq, this.spec.name) ?? '');
    const value = this.#value(seq);
    if (value === undefined || value === null || Number.isNaN(value)) return '';
    return cut(typeof value === 'string' ? value : textOf(value));
  }

  #value(seq: number): unknown {
    const store = this.#store;
    const { spec } = this;
    switch (spec.kind) {
      case 'attribute': {
        const value = store.attributeOf(seq, spec.name);
        return value === undefined ? undefined : attributeValue(store.attributeTypeOf(seq, spec.name) ?? '', value);
      }
      case 'system': {
        const value = store.systemAttributeOf(seq, spec.name);
        return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
      }
      case 'path':
        try {
          return this.#expression?.evaluate(payloadAt(store, seq, this.#options));
        } catch {
          return undefined;
        }
      case 'field':
        return this.#field(seq, spec.field);
    }
  }

  #field(seq: number, field: Extract<ColumnSpec, { kind: 'field' }>['field']): unknown {
    const segment = this.#store.segmentOf(seq);
    const at = seq % segmentSize;
    switch (field) {
      case 'id':
        return this.#store.idOf(seq);
      case 'groupId':
        return this.#store.groupOf(seq);
      case 'source':
        return this.#store.sourceOf(seq);
      case 'preview':
        return previewOf(this.#store.bodyOf(seq).slice(0, previewReach));
      case 'state':
        return this.#options.stateOf?.(this.#store.idOf(seq));
      case 'cause':
        return this.#options.causeOf?.(this.#store.get(seq) as Message).title;
      case 'bytes':
      case 'sentAt':
      case 'receivedAt':
      case 'receiveCount':
        return segment[field][at];
    }
  }
}

/** One line of a list. */
export function rowAt(store: MessageStore, seq: number): MessageRow {
  const segment = store.segmentOf(seq);
  const at = seq % segmentSize;
  const sentAt = segment.sentAt[at] as number;
  const receivedAt = segment.receivedAt[at] as number;
  const receiveCount = segment.receiveCount[at] as number;
  const groupId = store.groupOf(seq);
  const source = store.sourceOf(seq);
  return {
    id: store.idOf(seq),
    ...(!Number.isNaN(sentAt) && { sentAt }),
    ...(!Number.isNaN(receiveCount) && { receiveCount }),
    ...(groupId !== undefined && { groupId }),
    ...(!Number.isNaN(receivedAt) && { receivedAt }),
    ...(source !== undefined && { source }),
    bytes: segment.bytes[at] as number,
    preview: previewOf(store.bodyOf(seq).slice(0, previewReach)),
  };
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '…';
  }
}

function cut(text: string): string {
  return text.length <= maxCell ? text : `${text.slice(0, maxCell - 1).toWellFormed()}…`;
}
