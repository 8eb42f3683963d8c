import * as vscode from 'vscode';
import { panels } from '../../contributions.ts';
import { arnName } from '../../core/arn.ts';
import { systemClock } from '../../core/clock.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import { count } from '../../core/text.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { isFifoName, type QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { requireMessage, rowsOf, searchMessages, statesOf, textOf, viewOf } from './polledMessages.ts';
import type { PollFigures } from './pollPlan.ts';
import { PollSession, type PollStep } from './pollSession.ts';
import {
  type PollSummary,
  type QueuePollEvents,
  type QueuePollMethods,
  queuePollParsers,
} from './queuePollProtocol.ts';

/** Opens the page that receives messages. Whatever it holds when it is closed is released. */
export function openQueuePoll(deps: QueueDeps, queue: QueueRef): void {
  const key = `${queue.connectionId} ${queue.arn}`;
  const standing = deps.host.panels.find<QueuePollEvents>(panels.queuePoll, key);
  if (standing) {
    standing.reveal();
    standing.emit('shown', {});
    return;
  }
  const page = new PollPage(deps, queue);
  const panel = deps.host.panels.open<QueuePollMethods, QueuePollEvents>({
    viewType: panels.queuePoll,
    title: `Poll: ${queue.name}`,
    icon: 'inbox',
    app: 'queuePollApp',
    key,
    scope: queue,
    parsers: queuePollParsers,
    handlers: page.handlers,
  });
  page.attach(panel);
}

class PollPage {
  readonly #deps: QueueDeps;
  readonly #queue: QueueRef;
  #panel: PanelHandle<QueuePollEvents> | undefined;
  #session: PollSession;
  #figures: PollFigures;
  #stopping: AbortController | undefined;
  #lapse: NodeJS.Timeout | undefined;

  constructor(deps: QueueDeps, queue: QueueRef) {
    this.#deps = deps;
    this.#queue = queue;
    this.#figures = { fifo: isFifoName(queue.name) };
    this.#session = this.#newSession();
  }

  attach(panel: PanelHandle<QueuePollEvents>): void {
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      clearTimeout(this.#lapse);
      this.#stopping?.abort();
      this.#session.release().catch(error => this.#deps.host.logger.error('Releasing polled messages', error));
    });
  }

  readonly handlers: Handlers<QueuePollMethods> = {
    load: async (_params, signal) => {
      const [scope] = await Promise.all([
        this.#deps.host.scopes.describe(this.#queue, signal),
        this.#readFigures(signal),
      ]);
      return { scope, name: this.#queue.name, figures: this.#figures };
    },
    poll: params => this.#poll(params),
    stop: async () => this.#stopping?.abort(),
    message: async ({ id }) => viewOf(requireMessage(this.#session, id)),
    body: async ({ id, which }) => textOf(requireMessage(this.#session, id), which),
    copy: async ({ id, which }) => vscode.env.clipboard.writeText(textOf(requireMessage(this.#session, id), which)),
    search: ({ text }, signal) => searchMessages(this.#session, text, signal),
    release: async ({ ids }) => {
      const outcome = await this.#session.release(ids);
      this.#tellStates();
      return outcome;
    },
    delete: ({ ids }, signal) => this.#delete(ids, signal),
    allowPeek: async (_params, signal) => {
      await executeCommand('messagingWorkbench.connection.allowPeek', { connectionId: this.#queue.connectionId });
      return this.#deps.host.scopes.describe(this.#queue, signal);
    },
    openDeadLetterQueue: async () =>
      void (await executeCommand('messagingWorkbench.queue.openDeadLetterQueue', this.#queue)),
  };

  #newSession(): PollSession {
    return new PollSession(this.#deps.queues(this.#queue), this.#queue, systemClock);
  }

  async #readFigures(signal: AbortSignal): Promise<void> {
    const { fifo, messages, messagesNotVisible, messagesDelayed, redrivePolicy } = await this.#deps
      .queues(this.#queue)
      .attributes(this.#queue, signal);
    this.#figures = {
      fifo,
      ...(messages !== undefined && { messages }),
      ...(messagesNotVisible !== undefined && { messagesNotVisible }),
      ...(messagesDelayed !== undefined && { messagesDelayed }),
      ...(redrivePolicy && {
        maxReceiveCount: redrivePolicy.maxReceiveCount,
        deadLetterQueueName: arnName(redrivePolicy.deadLetterTargetArn),
      }),
    };
  }

  async #poll({ plan, keepHeld, go }: QueuePollMethods['poll']['params']): Promise<PollSummary> {
    if (this.#stopping) throw new UserError(`A poll of this queue is under way: ${this.#queue.name}`);
    const stopping = new AbortController();
    this.#stopping = stopping;
    try {
      if (go === 'anew') {
        await this.#session.release();
        this.#session = this.#newSession();
      }
      const session = this.#session;
      const budget = { maxReceiveCount: this.#figures.maxReceiveCount, pastBudget: go === 'pastBudget' };
      let end: Extract<PollStep, { kind: 'end' }> | undefined;
      try {
        for await (const step of session.collect(plan, budget, stopping.signal)) {
          if (step.kind === 'end') end = step;
          else {
            const { messages, receives } = step;
            this.#panel?.emit('batch', { rows: rowsOf(messages), receives, deadline: session.deadline });
            this.#armLapse(session.deadline);
          }
        }
      } catch (error) {
        await session.release();
        throw withHidden(error, session.hiddenUntil);
      }
      if (!end || !this.#panel) throw new CancelledError();
      const { reason, receives } = end;
      const stays = keepHeld || reason === 'budget';
      const released = stays ? undefined : await session.release();
      this.#tellStates();
      return { reason, receives, distinct: session.distinct, ...(released && { released }) };
    } finally {
      this.#stopping = undefined;
      const { host } = this.#deps;
      host.changes.fire({ kind: 'queue', what: 'messages', scope: this.#queue, arn: this.#queue.arn });
    }
  }

  /** Everything comes back at one moment; the page says so when it is over. */
  #armLapse(deadline: number): void {
    clearTimeout(this.#lapse);
    this.#lapse = setTimeout(
      () => {
        const held = statesOf(this.#session).filter(entry => entry.state === 'held').length;
        if (!this.#session.lapse()) return;
        this.#panel?.emit('lapsed', { count: held });
        this.#tellStates();
      },
      Math.max(0, deadline - Date.now()) + 50,
    );
  }

  #tellStates(): void {
    this.#panel?.emit('states', statesOf(this.#session));
  }

  async #delete(ids: readonly string[], signal: AbortSignal): Promise<QueuePollMethods['delete']['result']> {
    const { host } = this.#deps;
    const late = ids.filter(id => this.#session.message(id)?.state !== 'held').length;
    await confirmDestructive({
      verb: `Delete ${count(ids.length, 'message')} of`,
      name: this.#queue.name,
      consequence: `${ids.length === 1 ? 'It' : 'They'} cannot be brought back.${
        late > 0
          ? ` The hold of ${count(late, 'message')} has ended: a standard queue then answers success without deleting, so that delete stays unconfirmed.`
          : ''
      }`,
      button: 'Delete',
      scope: await host.scopes.describe(this.#queue, signal),
    });
    const outcome = await this.#session.delete(ids);
    this.#tellStates();
    host.changes.fire({ kind: 'queue', what: 'messages', scope: this.#queue, arn: this.#queue.arn });
    return outcome;
  }
}

function withHidden(error: unknown, hiddenUntil: number): unknown {
  if (hiddenUntil === 0 || !(error instanceof UserError)) return error;
  const until = new Date(hiddenUntil).toLocaleTimeString();
  return new UserError(
    `${error.message} Up to 10 messages that the lost answer carried stay hidden until ${until} and then come back.`,
    { cause: error },
  );
}
