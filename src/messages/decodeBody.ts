import { gunzipSync } from 'node:zlib';
import { isObject } from '../core/parse.ts';
import { formatBytes } from '../core/text.ts';
import { prettyJson } from './prettyJson.ts';

/** A decoder that was tried on a body and why it did not apply. */
export interface Attempt {
  readonly decoder: string;
  readonly reason: string;
}

/** What an envelope says about the payload inside it: `Error message: Task timed out`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface DecodedBody {
  /** The layers from the outside in: `SNS notification`, `JSON`. Empty = plain text. */
  readonly layers: readonly string[];
  /** The innermost payload, laid out for reading. */
  readonly text: string;
  readonly facts: readonly Fact[];
  /** Why nothing more could be taken off the innermost payload. */
  readonly attempts: readonly Attempt[];
}

/** Layers that are taken off at most. */
const maxLayers = 8;
/** Bytes one expansion may grow to: four times the largest message. */
const maxExpanded = 4 * 1_048_576;

/**
 * Takes envelopes and encodings off a message body: SNS notifications, Lambda destination records, base64 and gzip.
 * Every expansion is bounded; a body that no decoder understands comes back as it is, with the reasons.
 */
export function decodeBody(body: string): DecodedBody {
  const layers: string[] = [];
  const facts: Fact[] = [];
  let text = body;
  let attempts: Attempt[] = [];
  while (layers.length < maxLayers) {
    attempts = [];
    const step = decodeJson(text, attempts) ?? decodeBase64(text, attempts);
    if (step === undefined) break;
    layers.push(...step.layers);
    facts.push(...(step.facts ?? []));
    text = step.text;
    if (step.final) return { layers, text, facts, attempts: [] };
  }
  if (layers.length >= maxLayers) attempts = [{ decoder: 'All', reason: `more than ${maxLayers} layers` }];
  return { layers, text, facts, attempts };
}

interface Step {
  readonly layers: readonly string[];
  readonly text: string;
  readonly facts?: readonly Fact[];
  readonly final?: boolean;
}

function decodeJson(text: string, attempts: Attempt[]): Step | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    attempts.push({ decoder: 'JSON', reason: jsonReason(text, error) });
    return undefined;
  }
  if (isObject(value)) {
    const envelope = snsNotification(value) ?? lambdaDestination(value);
    if (envelope) return envelope;
  } else if (typeof value === 'string' && value !== '') {
    return { layers: ['JSON string'], text: value };
  }
  return { layers: ['JSON'], text: prettyJson(text), final: true };
}

/** Parsers tell the position in different words; ours counts line and column from 1. */
function jsonReason(text: string, error: unknown): string {
  if (text.trim() === '') return 'the text is empty';
  const message = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message.includes('Unexpected end') ? 'the text ends too early' : 'not valid';
  const before = text.slice(0, Number(position)).split('\n');
  return `not valid at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** sns/latest/dg/sns-sqs-as-subscriber.html: what a subscription without raw delivery wraps a message in. */
function snsNotification(value: Record<string, unknown>): Step | undefined {
  const { Type, TopicArn, Message, Subject } = value;
  if (Type !== 'Notification' || typeof TopicArn !== 'string' || typeof Message !== 'string') return undefined;
  return {
    layers: ['SNS notification'],
    text: Message,
    facts: [
      { label: 'Topic', value: TopicArn },
      ...(typeof Subject === 'string' ? [{ label: 'Subject', value: Subject }] : []),
    ],
  };
}

/** lambda/latest/dg/invocation-async-retain-records.html: the record an asynchronous invocation's destination gets. */
function lambdaDestination(value: Record<string, unknown>): Step | undefined {
  const { requestContext, requestPayload, responsePayload } = value;
  if (!isObject(requestContext) || typeof requestContext['functionArn'] !== 'string' || requestPayload === undefined) {
    return undefined;
  }
  const facts: Fact[] = [{ label: 'Function', value: requestContext['functionArn'] }];
  if (typeof requestContext['condition'] === 'string')
    facts.push({ label: 'Condition', value: requestContext['condition'] });
  if (isObject(responsePayload)) {
    for (const [key, label] of [
      ['errorType', 'Error type'],
      ['errorMessage', 'Error message'],
    ] as const) {
      const fact = responsePayload[key];
      if (typeof fact === 'string') facts.push({ label, value: fact.slice(0, 2_000) });
    }
  }
  const text = typeof requestPayload === 'string' ? requestPayload : JSON.stringify(requestPayload);
  return { layers: ['Lambda destination'], text, facts };
}

function decodeBase64(text: string, attempts: Attempt[]): Step | undefined {
  const compact = text.trim();
  const reject = (reason: string): undefined => void attempts.push({ decoder: 'base64', reason });
  if (compact.length < 8 || compact.length % 4 !== 0) return reject('the length is no multiple of 4, or too short');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return reject('characters that base64 does not use');
  const bytes = Buffer.from(compact, 'base64');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return decodeGzip(bytes, attempts);
  const inner = utf8(bytes);
  return inner === undefined || /[\u0000-\u0008\u000e-\u001f]/.test(inner)
    ? reject('decodes to bytes that are no text')
    : { layers: ['base64'], text: inner };
}

function decodeGzip(bytes: Buffer, attempts: Attempt[]): Step | undefined {
  const reject = (reason: string): undefined => void attempts.push({ decoder: 'gzip', reason });
  try {
    const inner = utf8(gunzipSync(bytes, { maxOutputLength: maxExpanded }));
    return inner === undefined
      ? reject('unpacks to bytes that are no text')
      : { layers: ['base64', 'gzip'], text: inner };
  } catch (error) {
    const tooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return reject(tooLarge ? `unpacks to more than ${formatBytes(maxExpanded)}` : 'the data is damaged');
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
