import * as vscode from 'vscode';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { inPurgeWords, notePurge, type PurgeTimes, purgeConsequence, requirePurgeAllowed } from './purgeRule.ts';

/** Deletes all messages of a queue, with the count and the one-minute rule said first. Returns true when it was done. */
export function purgeQueueCommand(
  deps: QueueDeps,
  times: PurgeTimes,
): CommandHandler<'messagingWorkbench.queue.purge'> {
  const { host } = deps;
  return async args => {
    const queue = await pickQueue(deps, args, 'Purge Queue');
    requirePurgeAllowed(times, queue, Date.now());
    const client = deps.queues(queue);
    const [scope, attributes] = await withSlowProgress(`Counting the messages of ${queue.name}`, signal =>
      Promise.all([host.scopes.describe(queue, signal), client.attributes(queue, signal)]),
    );
    await confirmDestructive({
      verb: 'Purge the queue',
      name: queue.name,
      consequence: purgeConsequence(attributes),
      button: 'Purge',
      scope,
      confirmed: args.confirmed,
    });
    const look = (): void => {
      notePurge(times, queue, Date.now());
      host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
    };
    try {
      const purging = withSlowProgress(`Purging ${queue.name}`, signal => client.purge(queue, signal));
      await orInDoubt(purging, `purge ${queue.name}`, look);
    } catch (error) {
      throw inPurgeWords(error, queue);
    }
    look();
    void vscode.window.showInformationMessage(`Purged ${queue.name}. The counts settle within a minute.`);
    return true;
  };
}
