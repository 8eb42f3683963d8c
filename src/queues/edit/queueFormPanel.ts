import { panels } from '../../contributions.ts';
import { AwsError, isCancelled } from '../../core/errors.ts';
import { type Scope, scopeKey } from '../../core/scope.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { chooseQueue } from '../pickQueueCommand.ts';
import { isFifoName, type QueueRef } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { confirmRetention } from './confirmRetentionCommand.ts';
import { attributesOfForm, formChanges, formOfQueue, newQueueForm, type QueueForm } from './queueForm.ts';
import { type QueueFormEvents, type QueueFormMethods, queueFormParsers } from './queueFormProtocol.ts';
import { createFromForm, editFromForm } from './saveQueue.ts';

/** Opens the form for a new queue. */
export function openNewQueueForm(
  deps: QueueDeps,
  scope: Scope,
  start: {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly tags: QueueForm['tags'];
  },
): void {
  const { host } = deps;
  const before = { ...newQueueForm(start.name, start.attributes), tags: start.tags };
  openForm(deps, scope, `create ${scopeKey(scope)}`, 'Create queue', {
    load: async (_params, signal) => ({ mode: 'create', before, scope: await host.scopes.describe(scope, signal) }),
    save: async (form, signal) => {
      const queue = await createFromForm(deps.queues(scope), form, signal);
      host.changes.fire({ kind: 'queue', what: 'created', scope, arn: queue.arn });
      return queue;
    },
  });
}

/** Opens the form for a queue that exists. */
export function openQueueForm(deps: QueueDeps, queue: QueueRef): void {
  const { host } = deps;
  const client = deps.queues(queue);
  let before: QueueForm | undefined;
  openForm(deps, queue, `edit ${queue.connectionId} ${queue.arn}`, `Edit: ${queue.name}`, {
    load: async (_params, signal) => {
      const [scope, attributes, tags] = await Promise.all([
        host.scopes.describe(queue, signal),
        client.attributes(queue, signal),
        readTags(client, queue, signal),
      ]);
      before = formOfQueue(queue.name, attributes, tags.tags);
      return { mode: 'edit', before, scope, ...(tags.problem !== undefined && { tagsProblem: tags.problem }) };
    },
    save: async (form, signal) => {
      const changed = { ...form, name: queue.name, fifo: isFifoName(queue.name) };
      if (before) {
        const scope = await host.scopes.describe(queue, signal);
        await confirmRetention(queue, scope, attributesOfForm(before), formChanges(before, changed));
        await editFromForm(client, queue, before, changed, signal);
      }
      host.changes.fire({ kind: 'queue', what: 'changed', scope: queue, arn: queue.arn });
      return queue;
    },
  });
}

/** Who may not read tags may still change attributes. */
async function readTags(
  client: QueueClient,
  queue: QueueRef,
  signal: AbortSignal,
): Promise<{ tags: QueueForm['tags']; problem?: string }> {
  try {
    return { tags: await client.tags(queue, signal) };
  } catch (error) {
    if (error instanceof AwsError && (error.kind === 'access-denied' || error.kind === 'unsupported')) {
      return { tags: {}, problem: error.message };
    }
    throw error;
  }
}

interface FormPlan {
  readonly load: (params: unknown, signal: AbortSignal) => Promise<QueueFormMethods['load']['result']>;
  /** Resolves to the queue whose details are shown afterwards. */
  readonly save: (form: QueueForm, signal: AbortSignal) => Promise<QueueRef>;
}

function openForm(deps: QueueDeps, scope: Scope, key: string, title: string, plan: FormPlan): void {
  const panel: PanelHandle<QueueFormEvents> = deps.host.panels.open<QueueFormMethods, QueueFormEvents>({
    viewType: panels.queueForm,
    title,
    icon: 'edit',
    app: 'queueFormApp',
    key,
    scope,
    parsers: queueFormParsers,
    handlers: {
      load: plan.load,
      chooseDeadLetterQueue: async ({ fifo }) => {
        try {
          const chosen = await chooseQueue(deps, scope, 'Dead-Letter Queue', ({ name }) => isFifoName(name) === fifo);
          return { arn: chosen.arn };
        } catch (error) {
          if (isCancelled(error)) return undefined;
          throw error;
        }
      },
      save: async (form, signal) => {
        const queue = await plan.save(form, signal);
        await executeCommand('messagingWorkbench.queue.open', queue);
        panel.dispose();
      },
      close: async () => {
        panel.dispose();
      },
    },
  });
}
