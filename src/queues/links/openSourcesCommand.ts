import { UserError } from '../../core/errors.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import { chooseAmong, pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';

/** Opens a queue whose failed messages come here; asks which one when there are several. Returns its reference. */
export function openSourcesCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.openSources'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Open Source Queue');
    const sources = await withSlowProgress(`Looking for the sources of ${queue.name}`, signal =>
      deps.queues(queue).sources(queue, signal),
    );
    const [first] = sources;
    if (!first) throw new UserError(`No queue here has it as its dead-letter queue: ${queue.name}`);
    const source =
      sources.length === 1 ? first : await chooseAmong(sources, 'Open Source Queue', `Sources of ${queue.name}`);
    await executeCommand('messagingWorkbench.queue.open', source);
    await executeCommand('messagingWorkbench.explorer.reveal', { arn: source.arn, connectionId: source.connectionId });
    return source;
  };
}
