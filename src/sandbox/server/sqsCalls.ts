import { type Answer, failure, json } from './answer.ts';
import type { MoveTasks } from './moveTasks.ts';
import { queueOfArn, type SqsQueue, type Stores, sourcesOf, type TracedMessage } from './stores.ts';

/** An SQS call in the JSON protocol, its queue URL already in fauxqs' own form. */
export interface SqsCall {
  readonly action: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const pageSize = 1_000;

/** Answers the SQS calls that fauxqs lacks or gets wrong; undefined leaves the call to fauxqs. */
export function answerSqs(call: SqsCall, stores: Stores, tasks: MoveTasks): Answer | undefined {
  switch (call.action) {
    case 'ListQueues':
      return listQueues(call, stores);
    case 'ListDeadLetterSourceQueues':
      return listSources(call, stores);
    case 'StartMessageMoveTask':
      return tasks.start(call.input);
    case 'ListMessageMoveTasks':
      return tasks.list(call.input);
    case 'CancelMessageMoveTask':
      return tasks.cancel(call.input);
    default:
      return undefined;
  }
}

/** Queues of the region of the call alone; like SQS, a next token only for callers that named a page size. */
function listQueues({ region, input }: SqsCall, stores: Stores): Answer {
  const prefix = typeof input.QueueNamePrefix === 'string' ? input.QueueNamePrefix : '';
  const queues = [...stores.sqs.allQueues()].filter(
    queue => queueOfArn(queue.arn).region === region && queue.name.startsWith(prefix),
  );
  const { page, nextToken } = pageOf(queues, input);
  return json({ QueueUrls: page.map(queue => queue.url), ...nextToken });
}

function listSources({ input }: SqsCall, stores: Stores): Answer {
  const queue = stores.sqs.getQueue(String(input.QueueUrl ?? ''));
  if (queue === undefined) return noSuchQueue();
  const { page, nextToken } = pageOf(sourcesOf(queue.arn, stores), input);
  return json({ queueUrls: page.map(source => source.url), ...nextToken });
}

function pageOf(queues: SqsQueue[], input: SqsCall['input']): { page: SqsQueue[]; nextToken: { NextToken?: string } } {
  const after = typeof input.NextToken === 'string' ? input.NextToken : '';
  const left = queues.filter(queue => queue.name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = left.slice(0, typeof input.MaxResults === 'number' ? input.MaxResults : pageSize);
  const last = page.at(-1);
  const more = typeof input.MaxResults === 'number' && page.length < left.length && last !== undefined;
  return { page, nextToken: more ? { NextToken: last.name } : {} };
}

/** Adds DeadLetterQueueSourceArn to the messages of a receive that asked for it. */
export function addSourceArns(call: SqsCall, output: Record<string, unknown>, stores: Stores): void {
  const asked = [call.input.AttributeNames, call.input.MessageSystemAttributeNames].flat();
  if (!asked.includes('All') && !asked.includes('DeadLetterQueueSourceArn')) return;
  const queue = stores.sqs.getQueue(String(call.input.QueueUrl ?? ''));
  for (const received of receivedMessages(output)) {
    const message: TracedMessage | undefined = queue?.inflightMessages.get(received.ReceiptHandle)?.message;
    if (message?.deadLetterQueueSourceArn === undefined) continue;
    received.Attributes = { ...received.Attributes, DeadLetterQueueSourceArn: message.deadLetterQueueSourceArn };
  }
}

/** Makes the messages of a receive visible again whose caller had hung up before they came. */
export function releaseReceived(call: SqsCall, output: Record<string, unknown>, stores: Stores): void {
  const queue = stores.sqs.getQueue(String(call.input.QueueUrl ?? ''));
  for (const received of receivedMessages(output)) queue?.changeVisibility(received.ReceiptHandle, 0);
}

function receivedMessages(output: Record<string, unknown>) {
  return (output.Messages ?? []) as { ReceiptHandle: string; Attributes?: Record<string, string> }[];
}

function noSuchQueue(): Answer {
  return failure('sqs', 400, 'QueueDoesNotExist', 'The specified queue does not exist.');
}
