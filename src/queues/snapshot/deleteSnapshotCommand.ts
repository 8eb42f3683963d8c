import { count } from '../../core/text.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { chooseSnapshot, snapshotOf } from './pickSnapshotCommand.ts';
import { removeSnapshot, type SnapshotEntry } from './snapshots.ts';

/** Deletes a snapshot with its file, after the person has confirmed it. Returns true when it was done. */
export function deleteSnapshotCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.snapshot.delete'> {
  return async args => {
    const file = args.file ?? (await chooseSnapshot(deps, 'Delete Snapshot')).file;
    const entry = await snapshotOf(deps, file);
    await confirmDestructive({
      verb: 'Delete the snapshot of',
      name: entry.queue.name,
      consequence: consequenceOf(entry),
      button: 'Delete Snapshot',
      scope: await deps.host.scopes.describe(entry.queue),
      confirmed: args.confirmed,
    });
    await removeSnapshot(deps.snapshots, entry);
    return true;
  };
}

function consequenceOf({ deleted, unconfirmed = 0, restored, restoring, encrypted, file }: SnapshotEntry): string {
  const only =
    deleted === undefined
      ? 'What it holds cannot be told.'
      : restored !== undefined && !restoring
        ? `${count(restored, 'message')} of it were sent back.`
        : `${count(deleted, 'message')} that were deleted from the queue are nowhere else${unconfirmed > 0 ? `, and of ${count(unconfirmed, 'message')} that is not known` : ''}.`;
  return `${only} This cannot be undone.${encrypted ? '' : `\n\nThe file goes with it: ${file}`}`;
}
