import { pick } from '../../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { chooseSnapshot, snapshotItem } from './pickSnapshotCommand.ts';

/** Lists the snapshots and offers what can be done with the chosen one. */
export function openSnapshotsCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.snapshot.open'> {
  return async () => {
    const { file, entry } = await chooseSnapshot(deps, 'Snapshots');
    const acts = [
      { label: '$(debug-restart) Restore…', value: 'messagingWorkbench.snapshot.restore' },
      { label: '$(save-as) Export as NDJSON…', value: 'messagingWorkbench.snapshot.export' },
      ...(entry ? [{ label: '$(trash) Delete Snapshot…', value: 'messagingWorkbench.snapshot.delete' } as const] : []),
    ] as const;
    const shown = entry && snapshotItem(entry);
    const act = await pick(acts, {
      title: shown ? `${shown.label}: ${shown.description}` : file,
      placeHolder: shown?.detail ?? 'What to do with this snapshot',
    });
    await executeCommand(act, { file });
  };
}
