import type { ScopeInfo } from '../../core/scope.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { QueueRef } from '../queue.ts';
import { retentionLoss } from '../queueService.ts';

/** Asks before a shorter retention deletes messages; settles at once when the change is none. */
export async function confirmRetention(
  queue: QueueRef,
  scope: ScopeInfo,
  before: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  confirmed?: boolean,
): Promise<void> {
  const consequence = retentionLoss(before, wanted);
  if (consequence === undefined) return;
  await confirmDestructive({
    verb: 'Shorten the retention of',
    name: queue.name,
    consequence,
    button: 'Shorten',
    scope,
    confirmed,
  });
}
