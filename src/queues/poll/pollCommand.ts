import type { CommandHandler } from '../../editor/registerCommand.ts';
import { filterParser } from '../../messages/store/messageFilter.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueuePoll } from './queuePollPanel.ts';

/** Opens the page that receives messages of a queue; nothing is received before the person says so there. */
export function pollCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.poll'> {
  return async args => {
    const filter = args?.filter === undefined ? undefined : filterParser(args.filter, 'filter');
    openQueuePoll(deps, await pickQueue(deps, args, 'Poll Messages'), filter);
  };
}
