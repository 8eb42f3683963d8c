import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { editQueue } from '../queueService.ts';
import { confirmRetention } from './confirmRetentionCommand.ts';
import { openQueueForm } from './queueFormPanel.ts';

/** Opens the form for a queue; with attributes sets those that differ and returns what was sent. A shorter retention is asked about. */
export function editQueueCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.edit'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Edit Queue');
    const { attributes } = args;
    if (attributes === undefined) {
      openQueueForm(deps, queue);
      return undefined;
    }
    if (attributes['MessageRetentionPeriod'] !== undefined) {
      const [scope, { raw }] = await withSlowProgress(`Looking at ${queue.name}`, signal =>
        Promise.all([deps.host.scopes.describe(queue, signal), deps.queues(queue).attributes(queue, signal)]),
      );
      await confirmRetention(queue, scope, raw, attributes, args.confirmed);
    }
    const look = (): void => deps.host.changes.fire({ kind: 'queue', what: 'changed', scope: queue, arn: queue.arn });
    const editing = withSlowProgress(`Changing ${queue.name}`, signal =>
      editQueue(deps.queues(queue), queue, attributes, signal),
    );
    const sent = await orInDoubt(editing, `change ${queue.name}`, look);
    look();
    return sent;
  };
}
