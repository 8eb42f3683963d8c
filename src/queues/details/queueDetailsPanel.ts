import { panels } from '../../contributions.ts';
import { disposeAll } from '../../core/disposable.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import type { QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { describeQueue } from './describeQueue.ts';
import {
  type QueueAction,
  type QueueDetailsEvents,
  type QueueDetailsMethods,
  queueDetailsParsers,
} from './queueDetailsProtocol.ts';

/** Opens the page that tells everything about one queue. */
export function openQueueDetails(deps: QueueDeps, queue: QueueRef): void {
  const { host } = deps;
  const key = `${queue.connectionId} ${queue.arn}`;
  const standing = host.panels.find<QueueDetailsEvents>(panels.queueDetails, key);
  if (standing) {
    standing.reveal();
    return;
  }
  const panel: PanelHandle<QueueDetailsEvents> = host.panels.open<QueueDetailsMethods, QueueDetailsEvents>({
    viewType: panels.queueDetails,
    title: queue.name,
    icon: 'list-ordered',
    app: 'queueDetailsApp',
    key,
    scope: queue,
    parsers: queueDetailsParsers,
    handlers: {
      load: async (_params, signal) =>
        describeQueue(deps.queues(queue), queue, await host.scopes.describe(queue, signal), signal),
      act: async ({ action }) => {
        if (action === 'close') panel.dispose();
        else await act(queue, action);
      },
    },
  });
  let stale = false;
  const listening = disposeAll(
    host.changes.event(change => {
      if (change.kind !== 'queue' || change.scope.connectionId !== queue.connectionId) return;
      // A new or deleted queue may name this one in its redrive policy, or be named here.
      if (change.arn !== queue.arn && change.what !== 'created' && change.what !== 'deleted') return;
      stale = !panel.visible;
      if (panel.visible) panel.emit('changed', undefined);
    }),
    panel.onDidChangeVisibility(visible => {
      if (!visible || !stale) return;
      stale = false;
      panel.emit('changed', undefined);
    }),
  );
  panel.onDidDispose(() => listening.dispose());
}

async function act(queue: QueueRef, action: Exclude<QueueAction, 'close'>): Promise<void> {
  switch (action) {
    case 'copyArn':
      await executeCommand('messagingWorkbench.explorer.copyArn', { arn: queue.arn });
      return;
    case 'copyUrl':
      await executeCommand('messagingWorkbench.explorer.copyUrl', { url: queue.url });
      return;
    case 'openInConsole':
      await executeCommand('messagingWorkbench.explorer.openInConsole', queue);
      return;
    default:
      await executeCommand(`messagingWorkbench.queue.${action}`, queue);
  }
}
