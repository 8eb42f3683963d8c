import * as vscode from 'vscode';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { shorten } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueAttributes, QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { depthWords } from '../queueService.ts';

/** Deletes a queue with its messages, after the person has confirmed it. Returns true when it was done. */
export function deleteQueueCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.delete'> {
  const { host } = deps;
  return async args => {
    const queue = await pickQueue(deps, args, 'Delete Queue');
    const client = deps.queues(queue);
    const [scope, attributes, sources] = await withSlowProgress(`Looking at ${queue.name}`, signal =>
      Promise.all([
        host.scopes.describe(queue, signal),
        client.attributes(queue, signal),
        // Who may not list sources may still delete; the question then says less.
        client.sources(queue, signal).catch((): QueueRef[] => []),
      ]),
    );
    await confirmDestructive({
      verb: 'Delete the queue',
      name: queue.name,
      consequence: consequenceOf(attributes, sources),
      button: 'Delete',
      scope,
      confirmed: args.confirmed,
    });
    const look = (what: 'changed' | 'deleted'): void =>
      host.changes.fire({ kind: 'queue', what, scope: queue, arn: queue.arn });
    await orInDoubt(
      withSlowProgress(`Deleting ${queue.name}`, signal => client.delete(queue, signal)),
      `delete ${queue.name}`,
      () => look('changed'),
    );
    look('deleted');
    void vscode.window.showInformationMessage(`Deleted ${queue.name}.`);
    return true;
  };
}

function consequenceOf(attributes: QueueAttributes, sources: readonly QueueRef[]): string {
  const lines = [
    `It holds ${depthWords(attributes)}. Everything in it is deleted with it for good. A queue of this name can be created again only after 60 seconds.`,
  ];
  if (sources.length > 0) {
    const names = shorten(sources.map(source => source.name).join(', '), 300);
    lines.push(`It is the dead-letter queue of ${names}: their failed messages would have nowhere to go.`);
  }
  return lines.join('\n\n');
}
