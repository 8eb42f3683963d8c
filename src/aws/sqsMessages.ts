import { createHash } from 'node:crypto';
import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageRequest,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunks } from '../core/concurrency.ts';
import { AwsError, isCancelled, messageOf } from '../core/errors.ts';
import { sqs as limits } from '../core/limits.ts';
import { count } from '../core/text.ts';
import type {
  EntryFailure,
  MessageAttribute,
  OutgoingMessage,
  QueueRef,
  ReceivedMessage,
  SentMessage,
} from '../queues/queue.ts';
import type { QueueClient } from '../queues/queueClient.ts';
import { given } from './answers.ts';
import { numberOf, withoutAbsent } from './attributeValues.ts';
import type { Attempt } from './calls.ts';
import type { Sqs } from './sqsCalls.ts';
import { problemOf, requestOf, sizeOf, tooLarge, tooMany } from './sqsOutgoing.ts';

type Messages = Pick<QueueClient, 'send' | 'sendBatch' | 'receive' | 'changeVisibility' | 'deleteMessages'>;

/**
 * Sends are never tried again once the request may have reached SQS: a repeated one would be a second message. The
 * error then says that it may have happened, and the person or the redrive decides.
 */
export function queueMessages(sqs: Sqs): Messages {
  return {
    send: async (queue, message, signal) => {
      const problem = problemOf(message);
      if (problem) throw problem;
      return sqs.call(
        { action: 'sqs:SendMessage', effect: 'write', resource: queue.arn, detail: () => '1 message' },
        signal,
        async (client, attempt) => {
          const command = new SendMessageCommand({ QueueUrl: queue.url, ...requestOf(message) });
          const answer = await client.send(attempt.track(command), attempt.options);
          if (!sameBody(message.body, answer.MD5OfMessageBody)) throw damaged(answer.MessageId);
          return sentOf(answer);
        },
      );
    },

    sendBatch: (queue, messages, signal) => sendBatch(sqs, queue, messages, signal),

    receive: (queue, options, signal) =>
      sqs.call(
        {
          action: 'sqs:ReceiveMessage',
          effect: 'peek',
          resource: queue.arn,
          repeatable: true,
          waitSeconds: options.waitSeconds,
          detail: (received: ReceivedMessage[]) => count(received.length, 'message'),
        },
        signal,
        async (client, attempt) => {
          const command = new ReceiveMessageCommand({
            QueueUrl: queue.url,
            MaxNumberOfMessages: options.max,
            WaitTimeSeconds: options.waitSeconds,
            VisibilityTimeout: options.visibilitySeconds,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
            // The older name of the same list: some local servers know only this one.
            AttributeNames: ['All'],
          });
          const { Messages } = await client.send(attempt.track(command), attempt.options);
          return (Messages ?? []).map(receivedOf);
        },
      ),

    changeVisibility: (queue, receiptHandles, seconds, signal) =>
      inBatches(receiptHandles, signal, (handles, first) =>
        sqs.call(
          {
            action: 'sqs:ChangeMessageVisibility',
            effect: 'peek',
            resource: queue.arn,
            repeatable: true,
            detail: failed => count(handles.length - failed.length, 'message'),
          },
          signal,
          async (client, attempt) => {
            const command = new ChangeMessageVisibilityBatchCommand({
              QueueUrl: queue.url,
              Entries: handles.map((ReceiptHandle, index) => ({
                Id: String(index),
                ReceiptHandle,
                VisibilityTimeout: seconds,
              })),
            });
            const { Failed } = await client.send(attempt.track(command), attempt.options);
            return failuresOf(Failed, first);
          },
        ),
      ),

    deleteMessages: (queue, receiptHandles, signal) =>
      inBatches(receiptHandles, signal, (handles, first) =>
        sqs.call(
          {
            action: 'sqs:DeleteMessage',
            effect: 'destroy',
            resource: queue.arn,
            repeatable: true,
            detail: failed => count(handles.length - failed.length, 'message'),
          },
          signal,
          async (client, attempt) => {
            const command = new DeleteMessageBatchCommand({
              QueueUrl: queue.url,
              Entries: handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
            });
            const { Failed } = await client.send(attempt.track(command), attempt.options);
            return failuresOf(Failed, first);
          },
        ),
      ),
  };
}

async function sendBatch(
  sqs: Sqs,
  queue: QueueRef,
  messages: readonly OutgoingMessage[],
  signal: AbortSignal,
): Promise<{ sent: readonly (SentMessage | undefined)[]; failed: readonly EntryFailure[] }> {
  if (messages.length > limits.maxBatchEntries) throw tooMany(messages.length);
  const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
  if (messages.length > 1 && bytes > limits.maxMessageBytes) throw tooLarge('This batch', bytes);

  const failed: EntryFailure[] = [];
  const entries: (Omit<SendMessageRequest, 'QueueUrl'> & { Id: string })[] = [];
  for (const [index, message] of messages.entries()) {
    const problem = problemOf(message);
    if (problem) failed.push({ index, code: problem.code, message: problem.message, senderFault: true });
    else entries.push({ Id: String(index), ...requestOf(message) });
  }
  const sent: (SentMessage | undefined)[] = messages.map(() => undefined);
  if (entries.length === 0) return { sent, failed };

  const send = async (client: SQSClient, attempt: Attempt): Promise<number> => {
    const command = new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: entries });
    const { Successful = [], Failed } = await client.send(attempt.track(command), attempt.options);
    for (const entry of Successful) {
      const index = Number(entry.Id);
      if (sameBody(messages[index]?.body ?? '', entry.MD5OfMessageBody)) sent[index] = sentOf(entry);
      else
        failed.push({ index, code: 'ChecksumMismatch', message: damaged(entry.MessageId).message, senderFault: false });
    }
    failed.push(...failuresOf(Failed, 0));
    return Successful.length;
  };
  await sqs.call(
    {
      action: 'sqs:SendMessage',
      effect: 'write',
      resource: queue.arn,
      detail: (done: number) => count(done, 'message'),
    },
    signal,
    send,
  );
  return { sent, failed: failed.sort((a, b) => a.index - b.index) };
}

/**
 * Runs one call for each ten handles. Once some batches are through, a failing one no longer rejects: its handles and
 * all after it come back as failures, so that the caller knows which were done.
 */
async function inBatches(
  handles: readonly string[],
  signal: AbortSignal,
  run: (handles: string[], first: number) => Promise<EntryFailure[]>,
): Promise<EntryFailure[]> {
  const failures: EntryFailure[] = [];
  let first = 0;
  for (const batch of chunks(handles, limits.maxBatchEntries)) {
    try {
      failures.push(...(await run(batch, first)));
    } catch (error) {
      if (first === 0) throw error;
      const code =
        error instanceof AwsError ? error.code : isCancelled(error) || signal.aborted ? 'Cancelled' : 'Failed';
      const rest = handles.length - first;
      const message = messageOf(error);
      failures.push(
        ...Array.from({ length: rest }, (_, at) => ({ index: first + at, code, message, senderFault: false })),
      );
      break;
    }
    first += batch.length;
  }
  return failures;
}

/** A body that is not the one sent, by its MD5: the message is there, but wrong. */
function damaged(messageId: string | undefined): AwsError {
  return new AwsError(
    `The service received another body than the one sent (its MD5 differs), as message ${messageId ?? 'without an id'}. Look at the queue before you send again.`,
    { kind: 'service', code: 'ChecksumMismatch', mayHaveHappened: true },
  );
}

function sameBody(body: string, md5: string | undefined): boolean {
  return md5 === undefined || createHash('md5').update(body, 'utf8').digest('hex') === md5.toLowerCase();
}

function sentOf(answer: { MessageId?: string | undefined; SequenceNumber?: string | undefined }): SentMessage {
  const messageId = given(answer.MessageId, 'sqs:SendMessage');
  return answer.SequenceNumber ? { messageId, sequenceNumber: answer.SequenceNumber } : { messageId };
}

function receivedOf(message: Message): ReceivedMessage {
  const body = message.Body ?? '';
  const messageId = given(message.MessageId, 'sqs:ReceiveMessage');
  if (!sameBody(body, message.MD5OfBody)) {
    throw new AwsError(
      `A message arrived with another body than was sent (its MD5 differs): ${messageId}. Receive it again.`,
      {
        kind: 'service',
        code: 'ChecksumMismatch',
        mayHaveHappened: true,
      },
    );
  }
  const systemAttributes: Record<string, string> = { ...message.Attributes };
  const sent = numberOf(systemAttributes['SentTimestamp']);
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, value]): [string, MessageAttribute] => [
      name,
      {
        type: value.DataType ?? 'String',
        value:
          value.BinaryValue === undefined
            ? (value.StringValue ?? '')
            : Buffer.from(value.BinaryValue).toString('base64'),
      },
    ],
  );
  return {
    messageId,
    receiptHandle: given(message.ReceiptHandle, 'sqs:ReceiveMessage'),
    body,
    attributes: Object.fromEntries(attributes),
    systemAttributes,
    receiveCount: numberOf(systemAttributes['ApproximateReceiveCount']) ?? 1,
    ...withoutAbsent({
      sentAt: sent === undefined ? undefined : new Date(sent),
      groupId: systemAttributes['MessageGroupId'],
    }),
  };
}

function failuresOf(failed: BatchResultErrorEntry[] | undefined, first: number): EntryFailure[] {
  return (failed ?? []).map(entry => ({
    index: first + Number(entry.Id),
    code: entry.Code ?? 'Failed',
    message: entry.Message ?? entry.Code ?? 'The service gave no reason',
    senderFault: entry.SenderFault ?? false,
  }));
}
