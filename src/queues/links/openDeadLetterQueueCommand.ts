import { UserError } from '../../core/errors.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';

/** Opens the queue that this one's failed messages go to. Returns its reference. */
export function openDeadLetterQueueCommand(
  deps: QueueDeps,
): CommandHandler<'messagingWorkbench.queue.openDeadLetterQueue'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Open Dead-Letter Queue');
    const client = deps.queues(queue);
    const target = await withSlowProgress(`Looking for the dead-letter queue of ${queue.name}`, async signal => {
      const { redrivePolicy } = await client.attributes(queue, signal);
      if (!redrivePolicy) {
        throw new UserError(`No dead-letter queue is set; messages that keep failing stay in the queue ${queue.name}`, {
          waysOut: [{ title: 'Edit Queue', command: 'messagingWorkbench.queue.edit', args: [queue] }],
        });
      }
      return client.find(redrivePolicy.deadLetterTargetArn, signal);
    });
    await executeCommand('messagingWorkbench.queue.open', target);
    await executeCommand('messagingWorkbench.explorer.reveal', { arn: target.arn, connectionId: target.connectionId });
    return target;
  };
}
