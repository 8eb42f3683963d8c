import { arnName } from '../../core/arn.ts';
import { AwsError, isCancelled, UserError } from '../../core/errors.ts';
import { tidyJson } from '../../core/json.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import { formatNumber } from '../../core/text.ts';
import type { QueueAttributes, QueueRef } from '../queue.ts';
import { formatAttribute, queueAttributes } from '../queueAttributes.ts';
import type { QueueClient } from '../queueClient.ts';
import type { ExplainedAttribute, Part, QueueDetails, QueueView } from './queueDetailsProtocol.ts';

/** Figures, policies and the ARN have a place of their own on the page. */
const shownElsewhere = new Set(['QueueArn', 'Policy', 'RedrivePolicy', 'RedriveAllowPolicy']);
const sourcesShown = 100;

/**
 * Everything the details page tells about a queue. Tags and sources that cannot be read are told in words in their
 * place; a queue that is not there any more is an answer, not a failure.
 */
export async function describeQueue(
  client: QueueClient,
  queue: QueueRef,
  scope: ScopeInfo,
  signal: AbortSignal,
): Promise<QueueView> {
  const [attributes, tags, sources] = await Promise.all([
    settle(client.attributes(queue, signal)),
    settle(client.tags(queue, signal)),
    settle(client.sources(queue, signal)),
  ]);
  if (!attributes.ok) {
    if (attributes.error instanceof AwsError && attributes.error.kind === 'not-found') {
      return { kind: 'gone', scope, name: queue.name };
    }
    throw attributes.error;
  }
  return {
    kind: 'queue',
    scope,
    details: detailsOf(queue, attributes.value, partOf(tags), sourcesOf(partOf(sources))),
  };
}

type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    value => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );
}

function partOf<T>(settled: Settled<T>): Part<T> {
  if (settled.ok) return { value: settled.value };
  if (isCancelled(settled.error) || !(settled.error instanceof UserError)) throw settled.error;
  return { problem: settled.error.message };
}

function sourcesOf(part: Part<readonly QueueRef[]>): QueueDetails['sources'] {
  if (!('value' in part)) return part;
  return { value: { total: part.value.length, names: part.value.slice(0, sourcesShown).map(source => source.name) } };
}

function detailsOf(
  queue: QueueRef,
  attributes: QueueAttributes,
  tags: QueueDetails['tags'],
  sources: QueueDetails['sources'],
): QueueDetails {
  const { raw, redrivePolicy } = attributes;
  return {
    name: queue.name,
    arn: attributes.arn,
    url: queue.url,
    fifo: attributes.fifo,
    figures: figuresOf(attributes),
    attributes: explainAttributes(raw, attributes.fifo),
    tags,
    sources,
    ...(redrivePolicy && {
      deadLetter: { name: arnName(redrivePolicy.deadLetterTargetArn), maxReceiveCount: redrivePolicy.maxReceiveCount },
    }),
    ...(raw['Policy'] && { policy: tidyJson(raw['Policy']) }),
    ...(raw['RedriveAllowPolicy'] && { redriveAllowPolicy: tidyJson(raw['RedriveAllowPolicy']) }),
  };
}

function figuresOf({ messages, messagesNotVisible, messagesDelayed }: QueueAttributes): QueueDetails['figures'] {
  const words = (value: number | undefined): string => (value === undefined ? 'unknown' : formatNumber(value));
  return { available: words(messages), inFlight: words(messagesNotVisible), delayed: words(messagesDelayed) };
}

/** Every attribute with its meaning: the known ones in reading order, set or not, then those we do not know, as they are. */
export function explainAttributes(raw: Readonly<Record<string, string>>, fifo: boolean): ExplainedAttribute[] {
  const known = queueAttributes
    .filter(fact => !shownElsewhere.has(fact.name))
    .filter(fact => raw[fact.name] !== undefined || fact.only === undefined || (fact.only === 'fifo') === fifo)
    .map(({ name, label, explanation, format }) => ({
      name,
      label,
      explanation,
      value: formatAttribute(format, raw[name] ?? (name === 'FifoQueue' ? String(fifo) : '')),
    }));
  const names = new Set(queueAttributes.map(fact => fact.name));
  const unknown = Object.entries(raw)
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => ({ name, label: name, explanation: '', value }));
  return [...known, ...unknown];
}
