import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueueRedrive } from './queueRedrivePanel.ts';

/** Opens the page that moves the messages of a dead-letter queue; nothing moves before the person confirms it there. */
export function redriveCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.redrive'> {
  return async args => openQueueRedrive(deps, await pickQueue(deps, args, 'Redrive Dead-Letter Queue'));
}
