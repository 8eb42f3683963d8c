import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueueDetails } from './queueDetailsPanel.ts';

/** Opens the details of a queue. Returns its reference. */
export function openQueueCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.open'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Open Queue');
    openQueueDetails(deps, queue);
    return queue;
  };
}
