import { panels } from '../../contributions.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { OutgoingMessage, QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { type QueueSendEvents, type QueueSendMethods, queueSendParsers } from './queueSendProtocol.ts';
import { type SendRules, sendMessage, sendRules } from './sendMessage.ts';

/** Opens the page that sends messages to a queue, or hands an open one the draft. */
export function openQueueSend(deps: QueueDeps, queue: QueueRef, draft: Partial<OutgoingMessage>): void {
  const { host } = deps;
  const key = `${queue.connectionId} ${queue.arn}`;
  const standing = host.panels.find<QueueSendEvents>(panels.queueSend, key);
  if (standing) {
    standing.reveal();
    if (Object.keys(draft).length > 0) standing.emit('draft', draft);
    return;
  }
  const client = deps.queues(queue);
  /** Until the queue is edited from here; SQS has the last word on what is edited elsewhere. */
  let rules: SendRules | undefined;
  const panel = host.panels.open<QueueSendMethods, QueueSendEvents>({
    viewType: panels.queueSend,
    title: `Send: ${queue.name}`,
    icon: 'send',
    app: 'queueSendApp',
    key,
    scope: queue,
    parsers: queueSendParsers,
    handlers: {
      load: async (_params, signal) => {
        const [scope, fresh] = await Promise.all([
          host.scopes.describe(queue, signal),
          sendRules(client, queue, signal),
        ]);
        rules = fresh;
        return { scope, rules, name: queue.name, draft };
      },
      send: async (message, signal) => {
        rules ??= await sendRules(client, queue, signal);
        const sent = await sendMessage(client, queue, message, rules, signal);
        host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
        return sent;
      },
      openQueue: async () => void (await executeCommand('messagingWorkbench.queue.open', queue)),
      poll: async () => void (await executeCommand('messagingWorkbench.queue.poll', queue)),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn !== queue.arn || change.scope.connectionId !== queue.connectionId) return;
    if (change.what === 'changed') rules = undefined;
    if (change.what === 'deleted') panel.emit('deleted', undefined);
  });
  panel.onDidDispose(() => listening.dispose());
}
