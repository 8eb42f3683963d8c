import { baseType } from '../../core/messageRules.ts';
import type { Message } from '../message.ts';

/** How filters and columns see into messages, and what a feature knows of them. */
export interface ViewOptions {
  /** What filters and columns see as the message's content: parsed JSON, or a text. By default the body. */
  readonly innerPayload?: (message: Message) => unknown;
  /** The text inside envelopes and encodings; undefined when it is the body itself. */
  readonly innerText?: (message: Message) => string | undefined;
  /** What a feature knows of a message: `held`, `deleted` … */
  readonly stateOf?: (id: string) => string | undefined;
}

/** The body as JSON, or as it is. */
export function bodyPayload({ body }: Message): unknown {
  if (!/^\s*["{[\dtfn-]/.test(body)) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** What a filter expression sees of a message. */
export function expressionScope(message: Message, innerPayload: (message: Message) => unknown): unknown {
  return {
    body: innerPayload(message),
    attributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { type, value }]) => [name, attributeValue(type, value)]),
    ),
    system: message.systemAttributes,
    id: message.id,
    sentAt: message.sentAt ?? null,
    receiveCount: message.receiveCount ?? null,
    groupId: message.groupId ?? null,
  };
}

/** An attribute as a number where its type says so and a double can tell it apart from others nearby. */
export function attributeValue(type: string, value: string): string | number {
  const number = baseType(type) === 'Number' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : value;
}
