import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueuePoll } from './queuePollPanel.ts';

/** Opens the page that receives messages of a queue; nothing is received before the person says so there. */
export function pollCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.poll'> {
  return async args => openQueuePoll(deps, await pickQueue(deps, args, 'Poll Messages'));
}
