import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../core/errors.ts';
import { sqs as limits } from '../core/limits.ts';
import type { MoveTask, MoveTaskStatus, QueueRef } from '../queues/queue.ts';
import type { QueueClient } from '../queues/queueClient.ts';
import { given } from './answers.ts';
import { withoutAbsent } from './attributeValues.ts';
import { foreignAnswer } from './errors.ts';
import type { Sqs } from './sqsCalls.ts';

/** The call whose answer tells whether an endpoint has move tasks at all. */
const action = 'sqs:ListMessageMoveTasks';

type MoveTasks = Pick<QueueClient, 'offersMoveTasks' | 'moveTasks' | 'startMoveTask' | 'cancelMoveTask'>;

/** Managed redrive. Where an endpoint lacks it, the first answer is remembered for the connection. */
export function queueMoveTasks(sqs: Sqs): MoveTasks {
  const list = (source: QueueRef, signal: AbortSignal): Promise<MoveTask[]> =>
    sqs.call({ action, effect: 'read', resource: source.arn }, signal, async (client, attempt) => {
      const command = new ListMessageMoveTasksCommand({ SourceArn: source.arn, MaxResults: limits.listedMoveTasks });
      const { Results } = await client.send(attempt.track(command), attempt.options);
      return (Results ?? [])
        .map(entry => taskOf(entry, source))
        .sort((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
    });

  return {
    moveTasks: list,

    offersMoveTasks: async (queue, signal) => {
      const known = sqs.offers.get(action);
      if (known !== undefined) return known;
      try {
        await list(queue, signal);
        sqs.offers.set(action, true);
        return true;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        // moto answers unknown calls as if it had crashed, with a page of HTML.
        if (error.kind === 'unsupported' || error.code === foreignAnswer) {
          sqs.offers.set(action, false);
          return false;
        }
        // The service knows the call, whatever it has against this queue or this user: its own error says more later.
        if (error.kind === 'access-denied' || error.kind === 'invalid' || error.kind === 'not-found') return true;
        throw error;
      }
    },

    startMoveTask: async (source, options, signal) => {
      if (sqs.offers.get(action) === false) {
        throw new AwsError('This endpoint does not offer sqs:StartMessageMoveTask. Move the messages one by one.', {
          kind: 'unsupported',
          code: 'NoMoveTasks',
        });
      }
      return sqs.call(
        { action: 'sqs:StartMessageMoveTask', effect: 'destroy', resource: source.arn },
        signal,
        async (client, attempt) => {
          const command = new StartMessageMoveTaskCommand({
            SourceArn: source.arn,
            DestinationArn: options.destinationArn,
            MaxNumberOfMessagesPerSecond: options.messagesPerSecond,
          });
          const { TaskHandle } = await client.send(attempt.track(command), attempt.options);
          return given(TaskHandle, 'sqs:StartMessageMoveTask');
        },
      );
    },

    cancelMoveTask: (taskHandle, scope, signal) =>
      sqs.call(
        { action: 'sqs:CancelMessageMoveTask', effect: 'write', resource: `move task in ${scope.region}` },
        signal,
        async (client, attempt) => {
          const command = new CancelMessageMoveTaskCommand({ TaskHandle: taskHandle });
          const answer = await client.send(attempt.track(command), attempt.options);
          return answer.ApproximateNumberOfMessagesMoved ?? 0;
        },
      ),
  };
}

const statuses: readonly MoveTaskStatus[] = ['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED'];

function taskOf(entry: ListMessageMoveTasksResultEntry, source: QueueRef): MoveTask {
  return {
    status: statuses.find(status => status === entry.Status) ?? 'FAILED',
    sourceArn: entry.SourceArn ?? source.arn,
    moved: Number(entry.ApproximateNumberOfMessagesMoved ?? 0),
    ...withoutAbsent({
      taskHandle: entry.TaskHandle || undefined,
      destinationArn: entry.DestinationArn || undefined,
      messagesPerSecond: entry.MaxNumberOfMessagesPerSecond,
      toMove: entry.ApproximateNumberOfMessagesToMove,
      failureReason: entry.FailureReason || undefined,
      startedAt: entry.StartedTimestamp === undefined ? undefined : new Date(Number(entry.StartedTimestamp)),
    }),
  };
}
