import { randomUUID } from 'node:crypto';
import { type Answer, failure, json } from './answer.ts';
import { type SqsQueue, SqsStore, type Stores, sourcesOf, type TracedMessage } from './stores.ts';

interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly toMove: number;
  readonly startedAt: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failureReason?: string;
  timer?: NodeJS.Timeout;
}

/** Messages a second when the caller leaves the rate to the service. SQS would take more; this one can be watched. */
const defaultRate = 50;
const tickMs = 100;

/**
 * Message move tasks as SQS describes them: messages get a new id and a new life, and return to the queue they came
 * from unless a destination is named. Limits: 1 to 500 messages a second, one running task per source.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export class MoveTasks {
  readonly #stores: Stores;
  readonly #tasks: MoveTask[] = [];

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  start(input: Readonly<Record<string, unknown>>): Answer {
    const sourceArn = String(input.SourceArn ?? '');
    const destinationArn = typeof input.DestinationArn === 'string' ? input.DestinationArn : undefined;
    const perSecond =
      typeof input.MaxNumberOfMessagesPerSecond === 'number' ? input.MaxNumberOfMessagesPerSecond : undefined;
    const source = this.#stores.sqs.getQueueByArn(sourceArn);
    if (source === undefined)
      return noSuchResource('The resource that you specified for the SourceArn parameter doesn’t exist.');
    if (destinationArn !== undefined && this.#stores.sqs.getQueueByArn(destinationArn) === undefined) {
      return noSuchResource('The resource that you specified for the DestinationArn parameter doesn’t exist.');
    }
    if (sourcesOf(sourceArn, this.#stores).length === 0) {
      return invalid('Source queue must be configured as a Dead Letter Queue.');
    }
    if (perSecond !== undefined && !(perSecond >= 1 && perSecond <= 500)) {
      return invalid('Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500.');
    }
    if (this.#tasks.some(task => task.sourceArn === sourceArn && task.status === 'RUNNING')) {
      return failure(
        'sqs',
        400,
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64'),
      sourceArn,
      destinationArn,
      perSecond,
      toMove: Number(source.getAttribute('ApproximateNumberOfMessages')),
      startedAt: Date.now(),
      moved: 0,
      status: 'RUNNING',
    };
    this.#tasks.unshift(task);
    this.#run(task, source);
    return json({ TaskHandle: task.handle });
  }

  list(input: Readonly<Record<string, unknown>>): Answer {
    const sourceArn = String(input.SourceArn ?? '');
    if (this.#stores.sqs.getQueueByArn(sourceArn) === undefined) {
      return noSuchResource('The resource that you specified for the SourceArn parameter doesn’t exist.');
    }
    const max = typeof input.MaxResults === 'number' ? input.MaxResults : 1;
    const tasks = this.#tasks.filter(task => task.sourceArn === sourceArn).slice(0, Math.min(max, 10));
    return json({ Results: tasks.map(described) });
  }

  cancel(input: Readonly<Record<string, unknown>>): Answer {
    const task = this.#tasks.find(each => each.handle === input.TaskHandle);
    if (task === undefined) return noSuchResource('Task does not exist.');
    if (task.status !== 'RUNNING')
      return failure('sqs', 400, 'UnsupportedOperation', 'Only active tasks can be cancelled.');
    end(task, 'CANCELLED');
    return json({ ApproximateNumberOfMessagesMoved: task.moved });
  }

  stop(): void {
    for (const task of this.#tasks) clearInterval(task.timer);
  }

  #run(task: MoveTask, source: SqsQueue): void {
    let allowance = 0;
    task.timer = setInterval(() => {
      allowance += ((task.perSecond ?? defaultRate) * tickMs) / 1_000;
      for (; allowance >= 1 && task.status === 'RUNNING'; allowance -= 1) this.#moveOne(task, source);
    }, tickMs);
  }

  #moveOne(task: MoveTask, source: SqsQueue): void {
    const [received] = task.moved < task.toMove ? source.dequeue(1, 30) : [];
    const message: TracedMessage | undefined = received && source.inflightMessages.get(received.ReceiptHandle)?.message;
    if (received === undefined || message === undefined) {
      end(task, 'COMPLETED');
      return;
    }
    const target = this.#stores.sqs.getQueueByArn(task.destinationArn ?? message.deadLetterQueueSourceArn ?? '');
    if (target === undefined) {
      source.changeVisibility(received.ReceiptHandle, 0);
      task.failureReason = 'CouldNotDetermineMessageSource';
      end(task, 'FAILED');
      return;
    }
    const { body, messageAttributes, messageGroupId } = message;
    const copy = SqsStore.createMessage(body, messageAttributes, undefined, messageGroupId, randomUUID());
    if (target.isFifo()) copy.sequenceNumber = target.nextSequenceNumber();
    target.enqueue(copy);
    source.deleteMessage(received.ReceiptHandle);
    task.moved += 1;
  }
}

function end(task: MoveTask, status: MoveTask['status']): void {
  clearInterval(task.timer);
  task.status = status;
}

function described(task: MoveTask) {
  return {
    ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  };
}

function noSuchResource(message: string): Answer {
  return failure('sqs', 404, 'ResourceNotFoundException', message);
}

function invalid(message: string): Answer {
  return failure('sqs', 400, 'InvalidParameterValue', message);
}
