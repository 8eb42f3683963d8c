import * as vscode from 'vscode';
import { CancelledError, UserError } from '../../core/errors.ts';
import { count, formatNumber } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { listSnapshots, type SnapshotEntry } from './snapshots.ts';

/** Lets the person choose a snapshot, or a file that holds one. */
export async function chooseSnapshot(deps: QueueDeps, title: string): Promise<{ file: string; entry?: SnapshotEntry }> {
  const entries = await withSlowProgress('Reading the list of snapshots', () =>
    listSnapshots(deps.snapshots, Date.now()),
  );
  const items = entries.map(entry => ({ ...snapshotItem(entry), entry }));
  const other = { label: '$(folder-opened) Snapshot file…', alwaysShow: true, entry: undefined };
  const picked = await vscode.window.showQuickPick([...items, other], {
    title,
    placeHolder: entries.length === 0 ? 'There are no snapshots yet' : count(entries.length, 'snapshot'),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!picked) throw new CancelledError();
  if (picked.entry) return { file: picked.entry.file, entry: picked.entry };
  const [uri] =
    (await vscode.window.showOpenDialog({
      title,
      filters: { Snapshots: ['ndjson', 'snapshot'], 'All files': ['*'] },
    })) ?? [];
  if (!uri) throw new CancelledError();
  return { file: uri.fsPath };
}

/** The snapshot of a file, as the list knows it. */
export async function snapshotOf(deps: QueueDeps, file: string): Promise<SnapshotEntry> {
  const entry = (await listSnapshots(deps.snapshots, Date.now())).find(each => each.file === file);
  if (!entry) throw new UserError(`The list of snapshots has none in this file: ${file}`);
  return entry;
}

/** One line of the list: which queue, how many, when, and in what state it is. */
export function snapshotItem(entry: SnapshotEntry): { label: string; description: string; detail: string } {
  const { queue, messages, at } = entry;
  const amount = messages === undefined ? 'messages unknown' : count(messages, 'message');
  return {
    label: queue.name,
    description: `${amount}, ${new Date(at).toLocaleString()}, ${queue.region}`,
    detail: stateWords(entry),
  };
}

export function stateWords(entry: SnapshotEntry): string {
  const { condition, problem, deleted = 0, unconfirmed = 0, restored, restoring, encrypted } = entry;
  if (condition === 'unreadable' || condition === 'missing') return problem ?? condition;
  const parts = [
    `${formatNumber(deleted)} deleted for certain`,
    unconfirmed > 0 && `${formatNumber(unconfirmed)} unconfirmed`,
    condition === 'running' && 'being written now',
    condition === 'cut short' && !restoring && 'cut short: empty the queue again to go on',
    restored !== undefined &&
      (restoring ? `restore cut short after ${formatNumber(restored)}` : `${formatNumber(restored)} restored`),
    encrypted ? 'encrypted' : 'readable file',
  ];
  return parts.filter(part => part !== false).join(' · ');
}
