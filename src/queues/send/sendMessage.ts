import { UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import {
  attributeFault,
  describeForbidden,
  fifoIdFault,
  firstForbiddenCharacter,
  messageBytes,
} from '../../core/messageRules.ts';
import { count, formatBytes } from '../../core/text.ts';
import { isFifoName, type OutgoingMessage, type QueueRef, type SentMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';

/** What a queue asks of the messages sent to it. */
export interface SendRules {
  readonly fifo: boolean;
  /** The queue's own MaximumMessageSize, in bytes. */
  readonly limitBytes: number;
  readonly contentBasedDeduplication: boolean;
}

/**
 * The rules of a queue, from its attributes. Who may send but not read attributes gets those that hold for any queue,
 * and SQS has the last word.
 */
export async function sendRules(client: QueueClient, queue: QueueRef, signal: AbortSignal): Promise<SendRules> {
  const fifo = isFifoName(queue.name);
  try {
    const attributes = await client.attributes(queue, signal);
    return {
      fifo: attributes.fifo || fifo,
      limitBytes: attributes.maximumMessageBytes ?? sqs.maxMessageBytes,
      contentBasedDeduplication: attributes.contentBasedDeduplication ?? false,
    };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { fifo, limitBytes: sqs.maxMessageBytes, contentBasedDeduplication: true };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof UserError && 'kind' in error && error.kind === 'access-denied';
}

/**
 * What is wrong with a message before it is sent, in words; empty when nothing is. Limits:
 * APIReference/API_SendMessage.html
 */
export function messageFaults(message: OutgoingMessage, rules: SendRules): string[] {
  return [
    ...bodyFaults(message.body),
    ...attributeListFaults(message.attributes ?? {}),
    ...fifoFaults(message, rules),
    ...delayFaults(message.delaySeconds, rules.fifo),
    ...traceFaults(message.traceHeader),
    ...sizeFaults(message, rules.limitBytes),
  ];
}

function bodyFaults(body: string): string[] {
  if (body === '') return ['The body cannot be empty'];
  const found = firstForbiddenCharacter(body);
  return found ? [describeForbidden(found)] : [];
}

function attributeListFaults(attributes: NonNullable<OutgoingMessage['attributes']>): string[] {
  const entries = Object.entries(attributes);
  const faults = entries.flatMap(([name, attribute]) => {
    const fault = attributeFault(name, attribute);
    return fault === undefined ? [] : [name === '' ? fault : `${fault}: attribute ${name}`];
  });
  if (entries.length > sqs.maxMessageAttributes) {
    faults.unshift(`A message has ${sqs.maxMessageAttributes} attributes at most; this one has ${entries.length}`);
  }
  return faults;
}

function fifoFaults({ groupId, deduplicationId }: OutgoingMessage, rules: SendRules): string[] {
  const faults: (string | undefined)[] = [];
  if (groupId !== undefined) faults.push(fifoIdFault('The message group id', groupId));
  else if (rules.fifo) faults.push('A FIFO queue needs a message group id');
  if (deduplicationId !== undefined) {
    faults.push(
      rules.fifo ? fifoIdFault('The deduplication id', deduplicationId) : 'Only a FIFO queue takes a deduplication id',
    );
  } else if (rules.fifo && !rules.contentBasedDeduplication) {
    faults.push('This queue has no content-based deduplication, so the message needs a deduplication id');
  }
  return faults.filter(fault => fault !== undefined);
}

function delayFaults(delaySeconds: number | undefined, fifo: boolean): string[] {
  if (delaySeconds === undefined) return [];
  if (fifo) return ['A FIFO queue takes no delay for a single message; the queue has a delay of its own'];
  return Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= sqs.maxDelaySeconds
    ? []
    : [`The delay is a whole number of seconds from 0 to ${sqs.maxDelaySeconds}`];
}

/** xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceFaults(header: string | undefined): string[] {
  if (header === undefined) return [];
  const fields = header.split(';').map(field => field.trim());
  const root = fields.find(field => field.startsWith('Root='));
  const wellFormed =
    root !== undefined &&
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(root) &&
    fields.every(field => /^\w+=[^=]+$/.test(field));
  return wellFormed
    ? []
    : ['The trace header reads Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'];
}

function sizeFaults(message: OutgoingMessage, limitBytes: number): string[] {
  const bytes = messageBytes(message.body, message.attributes);
  return bytes > limitBytes
    ? [
        `The message has ${formatBytes(bytes)} with its attributes, ${count(bytes - limitBytes, 'byte')} more than the ${formatBytes(limitBytes)} this queue takes`,
      ]
    : [];
}

/** Sends one message after checking it against the queue's rules; rejects with a UserError that names every fault. */
export async function sendMessage(
  client: QueueClient,
  queue: QueueRef,
  message: OutgoingMessage,
  rules: SendRules,
  signal: AbortSignal,
): Promise<SentMessage> {
  const faults = messageFaults(message, rules);
  if (faults.length > 0) throw new UserError(`Not sent. ${faults.map(fault => `${fault}.`).join(' ')}`);
  return client.send(queue, message, signal);
}
