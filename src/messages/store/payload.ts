import { baseType } from '../../core/messageRules.ts';
import type { Message } from '../message.ts';
import type { Expression } from './expression.ts';
import { type MessageStore, segmentSize } from './messageStore.ts';

/** How filters and columns see into messages, and what a feature knows of them. */
export interface ViewOptions {
  /** What filters and columns see as the message's content: parsed JSON, or a text. By default the body. */
  readonly innerPayload?: (message: Message) => unknown;
  /** The text inside envelopes and encodings; undefined when it is the body itself. */
  readonly innerText?: (message: Message) => string | undefined;
  /** What a feature knows of a message: `held`, `deleted` … */
  readonly stateOf?: (id: string) => string | undefined;
  /** Why a message lies in a dead-letter queue: the key of its group, and that in words. */
  readonly causeOf?: (message: Message) => { readonly key: string; readonly title: string };
}

/** The body as JSON, or as it is. */
export function bodyPayload(body: string): unknown {
  if (!/^\s*["{[\dtfn-]/.test(body)) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** What a filter or a column sees as the content of a message. */
export function payloadAt(store: MessageStore, seq: number, { innerPayload }: ViewOptions): unknown {
  return innerPayload ? innerPayload(store.get(seq) as Message) : bodyPayload(store.bodyOf(seq));
}

/** What a filter expression sees of a message; attributes only when it names them, since taking them apart costs. */
export function expressionScope(
  store: MessageStore,
  seq: number,
  { names }: Expression,
  options: ViewOptions,
): Record<string, unknown> {
  const segment = store.segmentOf(seq);
  const at = seq % segmentSize;
  const whole = names === undefined || names.has('attributes') || names.has('system');
  const { attributes = {}, systemAttributes = {} } = whole ? (store.get(seq) as Message) : {};
  return {
    body: payloadAt(store, seq, options),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { type, value }]) => [name, attributeValue(type, value)]),
    ),
    system: systemAttributes,
    id: store.idOf(seq),
    sentAt: orNull(segment.sentAt[at]),
    receiveCount: orNull(segment.receiveCount[at]),
    groupId: store.groupOf(seq) ?? null,
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** An attribute as a number where its type says so and a double can tell it apart from others nearby. */
export function attributeValue(type: string, value: string): string | number {
  const number = baseType(type) === 'Number' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : value;
}
