import type { ResourceChange } from '../core/changes.ts';
import type { Disposable } from '../core/disposable.ts';
import type { Event } from '../core/event.ts';
import type { Attention } from './attention.ts';
import { type Branch, queueRows } from './branch.ts';
import type { ExplorerTree } from './explorerTree.ts';
import { folderOf } from './row.ts';

/** A new queue may take a few seconds to show up in ListQueues; milliseconds between the looks. */
const lookAgainMs = [2_000, 8_000] as const;

/** Brings the tree up to date with what the extension itself makes, changes and deletes. */
export function followChanges(changes: Event<ResourceChange>, tree: ExplorerTree, attention: Attention): Disposable {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const lookFor = async (branch: Branch, arn: string, attempt: number): Promise<void> => {
    if (branch.folder.listing.state === 'idle') return;
    await branch.folder.listing.refresh();
    const wait = lookAgainMs[attempt];
    if (branch.folder.listing.find(arn) || wait === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void lookFor(branch, arn, attempt + 1);
    }, wait);
    timers.add(timer);
  };
  const listening = changes(({ kind, what, scope, arn }) => {
    const branch = tree.branchOf(scope, folderOf(kind));
    if (!branch) return;
    if (what === 'deleted') {
      branch.folder.remove(arn);
      tree.figures.forget(scope, arn);
    } else if (what === 'created') {
      branch.folder.allow(arn);
      void lookFor(branch, arn, 0);
    } else {
      const row = branch.folder.listing.find(arn);
      if (!row) return;
      tree.figures.expire(scope, arn);
      attention.askFor(queueRows([row]));
    }
  });
  return {
    dispose() {
      listening.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
