import { UserError } from '../core/errors.ts';
import { sameJson } from '../core/json.ts';
import { sqs } from '../core/limits.ts';
import { formatSeconds } from '../core/text.ts';
import { isFifoName, parseRedrivePolicy, type QueueAttributes, type QueueRef } from './queue.ts';
import { factOf } from './queueAttributes.ts';
import type { QueueClient } from './queueClient.ts';

/** A queue to be made, with a dead-letter queue made before it when `newDeadLetterQueue` is given. */
export interface QueueRequest {
  readonly name: string;
  /** By SQS's own names; `FifoQueue` follows from the name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly newDeadLetterQueue?: { readonly name: string; readonly maxReceiveCount: number };
}

/** What is wrong with a queue's name, or undefined. APIReference/API_CreateQueue.html */
export function queueNameFault(name: string, fifo: boolean): string | undefined {
  const stem = name.endsWith('.fifo') ? name.slice(0, -5) : name;
  if (stem === '') return 'The queue needs a name';
  if (!/^[A-Za-z0-9_-]+$/.test(stem)) return 'A queue name has letters, digits, hyphens and underscores only';
  if (name.length > sqs.maxNameLength)
    return `A queue name has ${sqs.maxNameLength} characters at most, .fifo included`;
  if (fifo && !isFifoName(name)) return 'The name of a FIFO queue ends in .fifo';
  return !fifo && isFifoName(name) ? 'Only the name of a FIFO queue ends in .fifo' : undefined;
}

/** What is wrong with the value of an attribute, or undefined. Attributes that we do not know are left to SQS. */
export function attributeValueFault(name: string, value: string, fifo: boolean): string | undefined {
  const fact = factOf(name);
  if (!fact) return undefined;
  if (!fact.editable && name !== 'FifoQueue') return `${fact.label} is told by SQS and cannot be set`;
  if (fact.only === 'fifo' && !fifo) return `${fact.label} is for FIFO queues only`;
  if (fact.min !== undefined && fact.max !== undefined) return rangeFault(fact.label, value, fact.min, fact.max);
  if (fact.choices && !fact.choices.includes(value)) return `${fact.label} is one of ${fact.choices.join(', ')}`;
  if (fact.format === 'yesNo' && value !== 'true' && value !== 'false') return `${fact.label} is true or false`;
  if (name === 'RedrivePolicy' && value !== '') return redrivePolicyFault(value);
  return fact.format === 'json' && value !== '' && !isJsonObject(value) ? `${fact.label} is a JSON object` : undefined;
}

function rangeFault(label: string, value: string, min: number, max: number): string | undefined {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= min && number <= max
    ? undefined
    : `${label} is a whole number from ${min} to ${max}`;
}

function redrivePolicyFault(value: string): string | undefined {
  const policy = parseRedrivePolicy(value);
  if (!policy?.deadLetterTargetArn.startsWith('arn:')) {
    return 'The redrive policy needs deadLetterTargetArn and maxReceiveCount';
  }
  const { maxReceiveCountMin: min, maxReceiveCountMax: max } = sqs;
  return rangeFault('Maximum receives', String(policy.maxReceiveCount), min, max);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Every fault of a set of attributes, those that show only in combination included. */
export function attributeFaults(attributes: Readonly<Record<string, string>>, fifo: boolean): string[] {
  const faults = Object.entries(attributes).flatMap(([name, value]) => attributeValueFault(name, value, fifo) ?? []);
  if (attributes['FifoThroughputLimit'] === 'perMessageGroupId' && attributes['DeduplicationScope'] === 'queue') {
    faults.push('A throughput limit per message group needs the deduplication scope messageGroup');
  }
  if (attributes['SqsManagedSseEnabled'] === 'true' && attributes['KmsMasterKeyId']) {
    faults.push('A queue is encrypted either by SQS or with a KMS key, not both');
  }
  return faults;
}

/** Throws a UserError that names every fault. */
export function requireValid(faults: readonly string[]): void {
  if (faults.length > 0) throw new UserError(faults.map(fault => `${fault}.`).join(' '));
}

/** The attributes that would change: what `wanted` says other than the queue does, layout of JSON aside. */
export function changedAttributes(
  current: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !sameValue(name, current[name] ?? implied(name), value)),
  );
}

/** What a queue that does not list an attribute has in its place. */
function implied(name: string): string {
  return factOf(name)?.fallback ?? '';
}

function sameValue(name: string, a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [parseRedrivePolicy(a), parseRedrivePolicy(b)];
  if (name === 'RedrivePolicy' && one && other) {
    return one.deadLetterTargetArn === other.deadLetterTargetArn && one.maxReceiveCount === other.maxReceiveCount;
  }
  return a !== '' && b !== '' && factOf(name)?.format === 'json' && sameJson(a, b);
}

/**
 * Makes a queue, its dead-letter queue first when one is asked for. Rejects with a UserError that says what stands
 * already when the second half fails.
 */
export async function createQueue(client: QueueClient, request: QueueRequest, signal: AbortSignal): Promise<QueueRef> {
  const fifo = isFifoName(request.name);
  const target = request.newDeadLetterQueue;
  requireValid([
    ...present(queueNameFault(request.name, fifo)),
    ...present(target && queueNameFault(target.name, fifo)),
    ...present(target?.name === request.name ? 'The dead-letter queue needs a name of its own' : undefined),
    ...attributeFaults(request.attributes, fifo),
  ]);
  const attributes: Record<string, string> = { ...request.attributes, ...(fifo && { FifoQueue: 'true' }) };
  if (!target) return client.create(request.name, attributes, request.tags, signal);

  const deadLetterQueue = await createDeadLetterQueue(client, target.name, request.tags, signal);
  attributes['RedrivePolicy'] = redrivePolicy(deadLetterQueue.arn, target.maxReceiveCount);
  try {
    return await client.create(request.name, attributes, request.tags, signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`The dead-letter queue ${target.name} was created, but the queue itself was not: ${why}`, {
      cause: error,
    });
  }
}

/** Makes a queue for failed messages: of the kind its name says, and with the longest retention there is. */
export function createDeadLetterQueue(
  client: QueueClient,
  name: string,
  tags: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<QueueRef> {
  const attributes = {
    MessageRetentionPeriod: String(sqs.maxRetentionSeconds),
    ...(isFifoName(name) && { FifoQueue: 'true' }),
  };
  return client.create(name, attributes, tags, signal);
}

/** The RedrivePolicy attribute as SQS takes it. */
export function redrivePolicy(deadLetterTargetArn: string, maxReceiveCount: number): string {
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
}

/** Sets those of the attributes that differ from what the queue has; resolves to what was sent, by SQS's own names. */
export async function editQueue(
  client: QueueClient,
  queue: QueueRef,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const fifo = isFifoName(queue.name);
  requireValid(attributeFaults(wanted, fifo));
  const current = await client.attributes(queue, signal);
  const changes = changedAttributes(current.raw, wanted);
  requireValid(attributeFaults({ ...pairs(current.raw), ...changes }, fifo));
  if (Object.keys(changes).length > 0) await client.setAttributes(queue, changes, signal);
  return changes;
}

/**
 * What is lost when the retention becomes shorter than it is; undefined when nothing is. SQS deletes messages older than
 * the new retention within 15 minutes
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
 */
export function retentionLoss(
  before: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): string | undefined {
  const to = wanted['MessageRetentionPeriod'];
  if (to === undefined) return undefined;
  const from = Number(before['MessageRetentionPeriod'] ?? sqs.maxRetentionSeconds);
  const seconds = to === '' ? sqs.defaultRetentionSeconds : Number(to);
  if (!(seconds < from)) return undefined;
  return `Messages older than ${formatSeconds(seconds)} are deleted unread and for good, within 15 minutes.`;
}

/** Attributes of which the one cannot be judged without the other. */
function pairs(raw: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    ['FifoThroughputLimit', 'DeduplicationScope'].flatMap(name => (raw[name] === undefined ? [] : [[name, raw[name]]])),
  );
}

/** How many messages a queue holds, in words: `about 214 messages (200 waiting, 10 in flight, 4 delayed)`. */
export function depthWords(attributes: QueueAttributes): string {
  const { messages, messagesNotVisible = 0, messagesDelayed = 0 } = attributes;
  if (messages === undefined) return 'an unknown number of messages';
  const total = messages + messagesNotVisible + messagesDelayed;
  if (total === 0) return 'no messages as far as SQS knows';
  const words = `about ${total.toLocaleString('en-US')} ${total === 1 ? 'message' : 'messages'}`;
  if (messagesNotVisible + messagesDelayed === 0) return words;
  const parts = [`${messages.toLocaleString('en-US')} waiting`];
  if (messagesNotVisible > 0) parts.push(`${messagesNotVisible.toLocaleString('en-US')} in flight`);
  if (messagesDelayed > 0) parts.push(`${messagesDelayed.toLocaleString('en-US')} delayed`);
  return `${words} (${parts.join(', ')})`;
}

function present(fault: string | undefined | false): string[] {
  return fault ? [fault] : [];
}
