import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { createQueue } from '../queueService.ts';
import { openNewQueueForm } from './queueFormPanel.ts';

/** Opens the form for a new queue; with a name and attributes makes it at once and returns its reference. */
export function createQueueCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.create'> {
  return async ({ connectionId, region, name, attributes, tags = {} }) => {
    const scope = await deps.host.pickScope('Create Queue', {
      ...(connectionId !== undefined && { connectionId }),
      ...(region !== undefined && { region }),
    });
    if (name === undefined || attributes === undefined) {
      openNewQueueForm(deps, scope, { name: name ?? '', attributes: attributes ?? {}, tags });
      return undefined;
    }
    const queue = await withSlowProgress(`Creating ${name}`, signal =>
      createQueue(deps.queues(scope), { name, attributes, tags }, signal),
    );
    deps.host.changes.fire({ kind: 'queue', what: 'created', scope, arn: queue.arn });
    return queue;
  };
}
