import { formatBytes } from '../../core/text.ts';
import type { MessageValue } from '../message.ts';
import { prettyJson } from '../prettyJson.ts';
import { openBytes } from './binary.ts';
import { deadLetterFacts } from './deadLetterFacts.ts';
import { openEnvelope } from './envelopes.ts';
import {
  type Attempt,
  bounds,
  type ContainerDecoder,
  type DecodeContext,
  type Fact,
  type Payload,
  type S3Pointer,
  type SchemaDecoder,
  type Step,
} from './payload.ts';
import { hexDump } from './textOf.ts';
import { openText } from './textual.ts';

export type PayloadLanguage = 'json' | 'xml' | 'plaintext' | 'hex';

export interface DecodedMessage {
  /** The layers from the outside in: `SNS notification`, `EventBridge event`, `S3 event`. Empty = plain text. */
  readonly layers: readonly string[];
  /** The innermost payload, laid out for reading. */
  readonly text: string;
  /** The innermost payload as filters and columns see it: a JSON value, or text. */
  readonly value: unknown;
  readonly language: PayloadLanguage;
  readonly facts: readonly Fact[];
  /** Why nothing more could be taken off the innermost payload. */
  readonly attempts: readonly Attempt[];
  /** The body lies in S3 and can be fetched. */
  readonly pointer?: S3Pointer;
}

/** What can be read beyond what the message says of itself. */
export interface DecodeOptions {
  readonly schemas?: readonly SchemaDecoder[];
  readonly container?: ContainerDecoder;
}

export interface Decodable {
  readonly body: string | Uint8Array;
  readonly attributes?: Readonly<Record<string, MessageValue>>;
  readonly systemAttributes?: Readonly<Record<string, string>>;
}

/** Bytes a hex dump shows. */
const dumpedBytes = 16_384;

/**
 * Takes envelopes and encodings off a message until nothing more is known to come off. Every expansion is bounded in
 * size, depth and time; a payload that no decoder understands comes back as it is, with the reasons. Never throws.
 */
export function decodeMessage(message: Decodable, options: DecodeOptions = {}): DecodedMessage {
  const { layers, facts, attempts, payload, pointer } = unwrap(message, options);
  return { layers, facts, attempts, ...present(payload, layers), ...(pointer && { pointer }) };
}

/** The innermost payload of a message as filters and columns see it: a JSON value, or text. Bounded alike; never throws. */
export function innerPayload(message: Decodable, options: DecodeOptions = {}): unknown {
  const { payload, layers } = unwrap(message, options);
  return payloadValue(payload, layers);
}

interface Unwrapped {
  readonly layers: readonly string[];
  readonly facts: readonly Fact[];
  readonly attempts: readonly Attempt[];
  readonly payload: Payload;
  readonly pointer: S3Pointer | undefined;
}

function unwrap(message: Decodable, options: DecodeOptions): Unwrapped {
  const { body, attributes = {} } = message;
  const layers: string[] = [];
  const facts: Fact[] = deadLetterFacts(attributes, message.systemAttributes);
  let payload: Payload = typeof body === 'string' ? { kind: 'text', text: body } : { kind: 'bytes', bytes: body };
  let attempts: Attempt[] = [];
  let pointer: S3Pointer | undefined;
  const started = performance.now();
  while (true) {
    attempts = [];
    if (layers.length >= bounds.layers) {
      attempts.push({ decoder: 'All', reason: `more than ${bounds.layers} layers` });
      break;
    }
    if (performance.now() - started > bounds.milliseconds) {
      attempts.push({ decoder: 'All', reason: `decoding took longer than ${bounds.milliseconds} ms` });
      break;
    }
    const { schemas = [], container } = options;
    const step = open(payload, { attributes, attempts, schemas, container });
    if (!step) break;
    layers.push(...step.layers);
    facts.push(...(step.facts ?? []));
    payload = step.payload;
    pointer = step.pointer;
    if (step.final) {
      attempts = [];
      break;
    }
  }
  return { layers, facts, attempts, payload, pointer };
}

function open(payload: Payload, context: DecodeContext): Step | undefined {
  switch (payload.kind) {
    case 'text':
      return encoded(openText(payload.text, context), context);
    case 'bytes':
      return openBytes(payload.bytes, context);
    case 'value': {
      const { value } = payload;
      if (typeof value === 'string') return { layers: [], payload: { kind: 'text', text: value } };
      return openEnvelope(value) ?? { layers: ['JSON'], payload, final: true };
    }
  }
}

/** Text that could be hex or base64 counts as such only where its bytes turn out to be something; else it stays text. */
function encoded(step: Step | undefined, context: DecodeContext): Step | undefined {
  if (step?.payload.kind !== 'bytes') return step;
  const inner = openBytes(step.payload.bytes, context);
  if (inner) return { ...inner, layers: [...step.layers, ...inner.layers], facts: inner.facts ?? [] };
  context.attempts.push({ decoder: step.layers.join(''), reason: 'it decodes to bytes that nothing understands' });
  return undefined;
}

function present(payload: Payload, layers: readonly string[]): Pick<DecodedMessage, 'text' | 'value' | 'language'> {
  const value = payloadValue(payload, layers);
  switch (payload.kind) {
    case 'text': {
      const { text } = payload;
      if (layers.at(-1) === 'JSON') return { text: prettyJson(text), value, language: 'json' };
      return { text, value, language: /^\s*<[?!a-z]/i.test(text) ? 'xml' : 'plaintext' };
    }
    case 'bytes': {
      const shown = payload.bytes.subarray(0, dumpedBytes);
      const cut = payload.bytes.length - shown.length;
      const rest = cut > 0 ? `\n(${formatBytes(cut)} more)` : '';
      return { text: hexDump(shown) + rest, value, language: 'hex' };
    }
    case 'value':
      return { text: prettyJson(JSON.stringify(value) ?? 'null'), value, language: 'json' };
  }
}

function payloadValue(payload: Payload, layers: readonly string[]): unknown {
  switch (payload.kind) {
    case 'text':
      return layers.at(-1) === 'JSON' ? JSON.parse(payload.text) : payload.text;
    case 'bytes':
      return Buffer.from(payload.bytes).toString('base64');
    case 'value':
      return plain(payload.value);
  }
}

/** What the readers of binary formats bring, as JSON knows it: large integers and bytes as text, times in ISO 8601. */
function plain(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, (_key, each: unknown) => {
      if (typeof each === 'bigint') return bigText(each);
      if (each instanceof Uint8Array) return Buffer.from(each).toString('base64');
      return each instanceof Map ? Object.fromEntries(each) : each;
    });
    return text === undefined ? null : JSON.parse(text);
  } catch (error) {
    return `It cannot be shown: ${error instanceof RangeError ? 'it is nested too deep' : 'it is no JSON'}.`;
  }
}

function bigText(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
