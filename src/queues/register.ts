import { panels } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { QueueDeps } from './queueDeps.ts';
import type { PurgeTimes } from './remove/purgeRule.ts';
import { showDraftLenses } from './send/draftLensCommand.ts';

/** Registers the queue commands; what each of them does is loaded when it is first run. */
export function register(deps: QueueDeps): Disposable {
  const { commands } = deps.host;
  const purgeTimes: PurgeTimes = new Map();
  // Long after the start, so that it costs none of it.
  const look = setTimeout(() => {
    import('./redrive/unfinishedRedrivesCommand.ts')
      .then(({ announceUnfinishedRedrives }) => announceUnfinishedRedrives(deps))
      .catch(error => deps.host.logger.error('Looking for unfinished redrives', error));
  }, 5_000);

  return disposeAll(
    { dispose: () => clearTimeout(look) },
    showDraftLenses(),
    deps.host.panels.restorable(panels.queuePoll, async (panel, state) =>
      (await import('./poll/queuePollPanel.ts')).restoreQueuePoll(deps, panel, state),
    ),
    commands.registerLazy('messagingWorkbench.queue.open', async () =>
      (await import('./details/openQueueCommand.ts')).openQueueCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.create', async () =>
      (await import('./edit/createQueueCommand.ts')).createQueueCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.edit', async () =>
      (await import('./edit/editQueueCommand.ts')).editQueueCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.delete', async () =>
      (await import('./remove/deleteQueueCommand.ts')).deleteQueueCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.purge', async () =>
      (await import('./remove/purgeQueueCommand.ts')).purgeQueueCommand(deps, purgeTimes),
    ),
    commands.registerLazy('messagingWorkbench.queue.emptyWithSnapshot', async () =>
      (await import('./snapshot/emptyCommand.ts')).emptyWithSnapshotCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.snapshot.open', async () =>
      (await import('./snapshot/openSnapshotsCommand.ts')).openSnapshotsCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.snapshot.restore', async () =>
      (await import('./snapshot/restoreCommand.ts')).restoreSnapshotCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.snapshot.export', async () =>
      (await import('./snapshot/exportSnapshotCommand.ts')).exportSnapshotCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.snapshot.delete', async () =>
      (await import('./snapshot/deleteSnapshotCommand.ts')).deleteSnapshotCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.send', async () =>
      (await import('./send/sendCommand.ts')).sendCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.sendFile', async () =>
      (await import('./send/sendFileCommand.ts')).sendFileCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.newDraft', async () =>
      (await import('./send/draftCommand.ts')).newDraftCommand(),
    ),
    commands.registerLazy('messagingWorkbench.queue.sendDraft', async () =>
      (await import('./send/draftCommand.ts')).sendDraftCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.saveTemplate', async () =>
      (await import('./send/templateCommand.ts')).saveTemplateCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.sendTemplate', async () =>
      (await import('./send/templateCommand.ts')).sendTemplateCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.poll', async () =>
      (await import('./poll/pollCommand.ts')).pollCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.redrive', async () =>
      (await import('./redrive/redriveCommand.ts')).redriveCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.openDeadLetterQueue', async () =>
      (await import('./links/openDeadLetterQueueCommand.ts')).openDeadLetterQueueCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.queue.openSources', async () =>
      (await import('./links/openSourcesCommand.ts')).openSourcesCommand(deps),
    ),
  );
}
