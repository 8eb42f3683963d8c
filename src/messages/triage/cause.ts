import { createHash } from 'node:crypto';
import type { DecodedMessage } from '../decode/decodeMessage.ts';
import type { Fact } from '../decode/payload.ts';
import type { Message } from '../message.ts';
import { normalise } from './normalise.ts';
import { shapeLabel, shapeOf } from './shape.ts';

/** Why a message lies in a dead-letter queue, as far as the message says. */
export interface Cause {
  /** The same for messages that failed alike; 16 characters. */
  readonly key: string;
  /** For a person: the normalised error, or what kind of message it is. */
  readonly title: string;
  /** What all messages of the group say about their failure. */
  readonly facts: readonly Fact[];
  readonly layers: readonly string[];
}

/** Facts that tell one failure from another. Request ids, times and keys of objects differ from message to message. */
const causal = new Set([
  'Came from',
  'Rule',
  'Target',
  'Subscriber',
  'Function',
  'Condition',
  'Error code',
  'Error type',
  'Error message',
  'Retries ended by',
  'Topic',
  'Source',
  'Detail type',
  'Event',
  'Alarm',
  'Stream',
]);
const errors = ['Error type', 'Error code', 'Error message', 'Condition'] as const;

/** The cause of one message, from its error attributes, its envelope and the shape of its body. */
export function causeOf(message: Message, decoded: Pick<DecodedMessage, 'layers' | 'facts' | 'value'>): Cause {
  const facts = decoded.facts
    .filter(fact => causal.has(fact.label))
    // ARNs of the failing parts tell groups apart; what was said about the failure is compared without its variables.
    .map(({ label, value }) => ({ label, value: label === 'Error message' ? normalise(value) : value }));
  const text = typeof decoded.value === 'string' ? normalise(decoded.value) : shapeOf(decoded.value);
  const names = Object.keys(message.attributes).sort();
  const key = createHash('sha256')
    .update(JSON.stringify([facts, decoded.layers, text, names]))
    .digest('base64url')
    .slice(0, 16);
  return { key, title: titleOf(facts, decoded), facts, layers: decoded.layers };
}

function titleOf(facts: readonly Fact[], decoded: Pick<DecodedMessage, 'layers' | 'value'>): string {
  const said = errors.flatMap(label => facts.find(fact => fact.label === label)?.value ?? []);
  if (said.length > 0) return said.join(': ').slice(0, 200);
  const kind = facts.find(fact => fact.label === 'Detail type' || fact.label === 'Event');
  return `${kind ? `${kind.value}, ` : ''}${shapeLabel(decoded.value)}`.slice(0, 200);
}
