import type * as vscode from 'vscode';
import { panels } from '../../contributions.ts';
import { arnName } from '../../core/arn.ts';
import { systemClock } from '../../core/clock.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import { count } from '../../core/text.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { ViewerTools } from '../../messages/export/toolsPanel.ts';
import type { MessageFilter } from '../../messages/store/messageFilter.ts';
import { Causes } from '../../messages/triage/causes.ts';
import { columnsOf } from '../../messages/viewer/viewerColumns.ts';
import { defaultLimit } from '../../messages/viewer/viewerLimits.ts';
import { viewerPorts } from '../../messages/viewer/viewerPanel.ts';
import type { ViewerSettings } from '../../messages/viewer/viewerProtocol.ts';
import { ViewerSession } from '../../messages/viewer/viewerSession.ts';
import { isFifoName, type QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { type CheckOutcome, checkUnconfirmed } from './checkUnconfirmed.ts';
import { asMessage, idsByState } from './polledMessages.ts';
import type { PollFigures } from './pollPlan.ts';
import { type HoldState, PollSession, type PollStep } from './pollSession.ts';
import {
  copiedState,
  type PollSummary,
  pollPageStateParser,
  type QueuePollEvents,
  type QueuePollMethods,
  queuePollParsers,
} from './queuePollProtocol.ts';

/**
 * Opens the page that receives messages. Whatever it holds when it is closed is released. With a filter it is a page
 * of its own beside one that is open: that one's filter is somebody's work.
 */
export function openQueuePoll(deps: QueueDeps, queue: QueueRef, filter?: MessageFilter): void {
  const standing = deps.host.panels.find<QueuePollEvents>(panels.queuePoll, keyOf(queue));
  if (filter) new PollPage(deps, queue, { filter, beside: standing !== undefined }).open();
  else if (standing) {
    standing.reveal();
    standing.emit('shown', {});
  } else new PollPage(deps, queue).open();
}

/** Fills a page that VS Code restored after a reload of the window: its settings come back, its messages do not. */
export function restoreQueuePoll(deps: QueueDeps, restored: vscode.WebviewPanel, state: unknown): void {
  const { queue, settings } = pollPageStateParser(state, 'state');
  new PollPage(deps, queue, { settings, restored }).open();
}

const keyOf = (queue: QueueRef): string => `${queue.connectionId} ${queue.arn}`;

interface PollPageOptions {
  readonly settings?: ViewerSettings;
  readonly restored?: vscode.WebviewPanel;
  /** What the list is filtered by from the start. */
  readonly filter?: MessageFilter;
  /** Another page of the queue is open. */
  readonly beside?: boolean;
  /** The viewer whose messages and settings this page begins with, beside it. */
  readonly original?: ViewerSession;
}

class PollPage {
  readonly #deps: QueueDeps;
  readonly #queue: QueueRef;
  readonly #options: PollPageOptions;
  readonly #viewer: ViewerSession;
  readonly #tools: ViewerTools;
  #panel: PanelHandle<QueuePollEvents> | undefined;
  #session: PollSession;
  #figures: PollFigures;
  #stopping: AbortController | undefined;
  #lapse: NodeJS.Timeout | undefined;

  constructor(deps: QueueDeps, queue: QueueRef, options: PollPageOptions = {}) {
    this.#deps = deps;
    this.#queue = queue;
    this.#options = options;
    this.#figures = { fifo: isFifoName(queue.name) };
    this.#session = this.#newSession();
    const { original } = options;
    const causes = new Causes();
    const { fifo } = this.#figures;
    const columns = columnsOf('state', 'sentAt', 'id', 'receiveCount', fifo && 'groupId', 'bytes', 'preview');
    const { filter } = options;
    const filtered = filter && { columns, limit: defaultLimit, histogram: false, filter };
    this.#viewer = new ViewerSession({
      ports: viewerPorts(deps.host, queue.name),
      columns,
      settings: original?.settings ?? options.settings ?? filtered,
      restored: options.restored !== undefined,
      causes,
      duplicate: () => this.#duplicate(),
    });
    const origin = async () => ({ ...queue, endpoint: (await deps.host.scopes.describe(queue)).endpoint });
    this.#tools = new ViewerTools(this.#viewer, queue.name, origin, causes);
    if (original) {
      const copies = [...original.messages()];
      this.#viewer.add(copies);
      this.#viewer.setStates(
        copies.map(message => message.id),
        copiedState,
      );
    }
  }

  open(): void {
    const { original, restored } = this.#options;
    const panel = this.#deps.host.panels.open<QueuePollMethods, QueuePollEvents>({
      viewType: panels.queuePoll,
      title: `Poll: ${this.#queue.name}`,
      icon: 'inbox',
      app: 'queuePollApp',
      key: keyOf(this.#queue),
      scope: this.#queue,
      parsers: queuePollParsers,
      handlers: this.handlers,
      another: original !== undefined || this.#options.beside === true,
      restored,
      duplicate: () => this.#duplicate(),
    });
    this.#panel = panel;
    this.#viewer.attach((event, figures) => panel.emit(event, figures));
    this.#tools.attach((event, payload) => panel.emit(event, payload));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      clearTimeout(this.#lapse);
      this.#stopping?.abort();
      this.#tools.dispose();
      this.#viewer.dispose();
      this.#session.release().catch(error => this.#deps.host.logger.error('Releasing polled messages', error));
    });
  }

  #duplicate(): void {
    new PollPage(this.#deps, this.#queue, { original: this.#viewer }).open();
  }

  get handlers(): Handlers<QueuePollMethods> {
    return {
      ...this.#viewer.handlers,
      ...this.#tools.handlers,
      load: async (_params, signal) => {
        const [scope] = await Promise.all([
          this.#deps.host.scopes.describe(this.#queue, signal),
          this.#readFigures(signal),
          this.#readReading(signal),
        ]);
        return {
          scope,
          queue: this.#queue,
          name: this.#queue.name,
          figures: this.#figures,
          problems: this.#viewer.reading.problems,
        };
      },
      poll: params => this.#poll(params),
      stop: async () => this.#stopping?.abort(),
      release: async ({ all }) => {
        const outcome = await this.#session.release(all ? undefined : this.#viewer.selectedIds());
        this.#tellStates();
        return outcome;
      },
      delete: (_params, signal) => this.#delete(this.#deletable(), signal),
      checkUnconfirmed: (_params, signal) => this.#check(signal),
      allowPeek: async (_params, signal) => {
        await executeCommand('messagingWorkbench.connection.allowPeek', { connectionId: this.#queue.connectionId });
        return this.#deps.host.scopes.describe(this.#queue, signal);
      },
      openDeadLetterQueue: async () =>
        void (await executeCommand('messagingWorkbench.queue.openDeadLetterQueue', this.#queue)),
    };
  }

  #newSession(): PollSession {
    return new PollSession(this.#deps.queues(this.#queue), this.#queue, systemClock);
  }

  async #readReading(signal: AbortSignal): Promise<void> {
    this.#viewer.use(await this.#deps.reading(this.#queue, signal));
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
        await Promise.all([this.#session.release(), this.#readReading(stopping.signal)]);
        this.#session = this.#newSession();
        this.#viewer.clear();
      }
      const session = this.#session;
      const budget = { maxReceiveCount: this.#figures.maxReceiveCount, pastBudget: go === 'pastBudget' };
      let end: Extract<PollStep, { kind: 'end' }> | undefined;
      try {
        for await (const step of session.collect(plan, budget, stopping.signal)) {
          if (step.kind === 'end') end = step;
          else {
            const { messages, receives } = step;
            const now = systemClock.now();
            this.#viewer.add(messages.map(message => asMessage(message, now)));
            this.#viewer.setStates(
              messages.map(message => message.messageId),
              'held' satisfies HoldState,
            );
            this.#panel?.emit('progress', { distinct: session.distinct, receives, deadline: session.deadline });
            this.#armLapse(session.deadline);
          }
        }
      } catch (error) {
        await session.release();
        throw withHidden(error, session.hiddenUntil);
      }
      if (!end || !this.#panel) {
        // The page went away while the last receive was under way: what that one brought is given back too.
        await session.release();
        throw new CancelledError();
      }
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
        const held = idsByState(this.#session).get('held')?.length ?? 0;
        if (!this.#session.lapse()) return;
        this.#panel?.emit('lapsed', { count: held });
        this.#tellStates();
      },
      Math.max(0, deadline - Date.now()) + 50,
    );
  }

  #tellStates(): void {
    for (const [state, ids] of idsByState(this.#session)) this.#viewer.setStates(ids, state);
  }

  async #check(signal: AbortSignal): Promise<CheckOutcome> {
    if (this.#stopping) throw new UserError(`A poll of this queue is under way: ${this.#queue.name}`);
    const { host } = this.#deps;
    const client = this.#deps.queues(this.#queue);
    const { maxReceiveCount } = this.#figures;
    const outcome = await checkUnconfirmed(
      this.#session,
      client,
      this.#queue,
      systemClock,
      { maxReceiveCount },
      signal,
    );
    this.#tellStates();
    if (outcome.still.length > 0) this.#armLapse(outcome.heldUntil);
    host.changes.fire({ kind: 'queue', what: 'messages', scope: this.#queue, arn: this.#queue.arn });
    return outcome;
  }

  /** Of what is selected, that which may still be in the queue and that this page has received. */
  #deletable(): string[] {
    const states = new Set<HoldState | undefined>(['held', 'lapsed', 'unconfirmed']);
    return this.#viewer.selectedIds().filter(id => states.has(this.#session.message(id)?.state));
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
