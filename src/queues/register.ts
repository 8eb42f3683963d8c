import type { CommandId } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { QueueDeps } from './queueDeps.ts';

/** Registers the queue commands; what each of them does is loaded when it is first run. */
export function register(deps: QueueDeps): Disposable {
  const add = <K extends CommandId>(id: K, load: () => Promise<CommandHandler<K>>): Disposable =>
    deps.host.commands.register(id, async args => (await load())(args));

  return disposeAll(
    add('messagingWorkbench.queue.open', async () =>
      (await import('./details/openQueueCommand.ts')).openQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.create', async () =>
      (await import('./edit/createQueueCommand.ts')).createQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.edit', async () =>
      (await import('./edit/editQueueCommand.ts')).editQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.delete', async () =>
      (await import('./remove/deleteQueueCommand.ts')).deleteQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.purge', async () =>
      (await import('./remove/purgeQueueCommand.ts')).purgeQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.send', async () => (await import('./send/sendCommand.ts')).sendCommand(deps)),
    add('messagingWorkbench.queue.poll', async () => (await import('./poll/pollCommand.ts')).pollCommand(deps)),
    add('messagingWorkbench.queue.redrive', async () =>
      (await import('./redrive/redriveCommand.ts')).redriveCommand(deps),
    ),
    add('messagingWorkbench.queue.openDeadLetterQueue', async () =>
      (await import('./links/openDeadLetterQueueCommand.ts')).openDeadLetterQueueCommand(deps),
    ),
    add('messagingWorkbench.queue.openSources', async () =>
      (await import('./links/openSourcesCommand.ts')).openSourcesCommand(deps),
    ),
  );
}
