import * as vscode from 'vscode';
import { panels } from '../../contributions.ts';
import { systemClock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import { count } from '../../core/text.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { bodyCheckFor } from '../../messages/compose/bodySchemaCommand.ts';
import { draftText, parseDraft } from '../../messages/compose/messageDraft.ts';
import { entryFiller, systemSource } from '../../messages/compose/placeholders.ts';
import { afterRetry, inDoubt, type RunItem, type RunReport, retryable } from '../../messages/compose/runReport.ts';
import { itemsOfList, itemsOfRepetition, survey } from '../../messages/compose/runSources.ts';
import { type RunTarget, runSend } from '../../messages/compose/sendRun.ts';
import { templateNameFault } from '../../messages/compose/templateName.ts';
import type { MessageFilter } from '../../messages/store/messageFilter.ts';
import type { QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openDraft } from './draftCommand.ts';
import {
  type QueueSendEvents,
  type QueueSendMethods,
  queueSendParsers,
  type RunView,
  type SendDraft,
  type Speed,
  shownFailures,
  type TemplateList,
} from './queueSendProtocol.ts';
import { entryOfMessage, messageOfEntry, queueTarget } from './queueTarget.ts';
import { type ChosenFile, chooseFile, itemsOf } from './sendFileCommand.ts';
import { type SendRules, sendMessage, sendRules } from './sendMessage.ts';
import { sentSince } from './sentFilter.ts';

/** Opens the page that sends messages to a queue, or hands an open one the draft. */
export function openQueueSend(deps: QueueDeps, queue: QueueRef, draft: SendDraft): void {
  const standing = deps.host.panels.find<QueueSendEvents>(panels.queueSend, keyOf(queue));
  if (standing) {
    standing.reveal();
    if (Object.keys(draft).length > 0) standing.emit('draft', draft);
    return;
  }
  new SendPage(deps, queue, draft).open();
}

const keyOf = (queue: QueueRef): string => `${queue.connectionId} ${queue.arn}`;

class SendPage {
  readonly #deps: QueueDeps;
  readonly #queue: QueueRef;
  readonly #draft: SendDraft;
  #panel: PanelHandle<QueueSendEvents> | undefined;
  /** Until the queue is edited from here; SQS has the last word on what is edited elsewhere. */
  #rules: SendRules | undefined;
  #file: ChosenFile | undefined;
  #lastReport: RunReport | undefined;
  /** Finds in a viewer what was sent last. */
  #lastSent: MessageFilter | undefined;

  constructor(deps: QueueDeps, queue: QueueRef, draft: SendDraft) {
    this.#deps = deps;
    this.#queue = queue;
    this.#draft = draft;
  }

  open(): void {
    const queue = this.#queue;
    const { host } = this.#deps;
    const panel = host.panels.open<QueueSendMethods, QueueSendEvents>({
      viewType: panels.queueSend,
      title: `Send: ${queue.name}`,
      icon: 'send',
      app: 'queueSendApp',
      key: keyOf(queue),
      scope: queue,
      parsers: queueSendParsers,
      handlers: this.#handlers(),
    });
    this.#panel = panel;
    const listening = host.changes.event(change => {
      if (change.arn !== queue.arn || change.scope.connectionId !== queue.connectionId) return;
      if (change.what === 'changed') this.#rules = undefined;
      if (change.what === 'deleted') panel.emit('deleted', undefined);
    });
    panel.onDidDispose(() => listening.dispose());
  }

  #handlers(): Handlers<QueueSendMethods> {
    const deps = this.#deps;
    const queue = this.#queue;
    const client = deps.queues(queue);
    return {
      load: async (_params, signal) => {
        const [scope, rules, list, schema] = await Promise.all([
          deps.host.scopes.describe(queue, signal),
          sendRules(client, queue, signal),
          this.#templates(),
          bodyCheckFor(queue),
        ]);
        this.#rules = rules;
        const file = schema && { schema: schema.file };
        return { scope, rules, name: queue.name, draft: this.#draft, ...list, ...file };
      },
      send: async ({ message, placeholders, ignoreSchema }, signal) => {
        const entry = entryOfMessage(message);
        const filled = placeholders ? messageOfEntry(entryFiller(entry)(systemSource, 0)) : message;
        const problems = ignoreSchema ? [] : ((await bodyCheckFor(queue))?.check(filled.body) ?? []);
        if (problems.length > 0) return { kind: 'unfit', problems };
        const sent = await sendMessage(client, queue, filled, await this.#currentRules(signal), signal);
        this.#lastSent = { text: sent.messageId };
        this.#announce();
        return { kind: 'sent', sent };
      },
      repeat: async ({ message, placeholders, ignoreSchema, times, everySeconds, ...speed }, signal) => {
        const repetition = {
          ...(times !== undefined && { times }),
          ...(everySeconds !== undefined && { everySeconds }),
        };
        const items = itemsOfRepetition(
          entryOfMessage(message),
          repetition,
          placeholders ? systemSource : undefined,
          systemClock,
          signal,
        );
        const target = await this.#target(ignoreSchema, signal);
        await this.#askOnProduction(times === undefined ? 'messages until you stop it' : count(times, 'message'));
        return this.#run(items, target, speed, signal);
      },
      chooseFile: async ({ placeholders }, signal) => {
        const file = await chooseFile(undefined);
        if (!file) return null;
        this.#file = file;
        const target = await this.#target(false, signal);
        const found = await survey(itemsOf(file, placeholders), target.faults, signal);
        return { ...found, name: file.uri.path.split('/').at(-1) ?? '' };
      },
      sendFile: async ({ placeholders, ignoreSchema, ...speed }, signal) => {
        if (!this.#file) throw new UserError('Choose a file first');
        const target = await this.#target(ignoreSchema, signal);
        await this.#askOnProduction('the messages of a file');
        return this.#run(itemsOf(this.#file, placeholders), target, speed, signal);
      },
      retry: async ({ what, ...speed }, signal) => {
        const last = this.#lastReport;
        const again = last ? (what === 'failed' ? retryable(last) : inDoubt(last)) : [];
        const target = await this.#target(true, signal);
        return this.#run(itemsOfList(again), target, speed, signal, second =>
          last ? afterRetry(last, again, second) : second,
        );
      },
      loadTemplate: async template => {
        const { entry, placeholders } = parseDraft(await deps.templates.read(template));
        return { ...messageOfEntry(entry), placeholders };
      },
      saveTemplate: async ({ message, placeholders, ...template }) => {
        const fault = templateNameFault(template.name);
        if (fault !== undefined) throw new UserError(`${fault}: ${template.name}`);
        await deps.templates.write(template, draftText({ target: {}, placeholders, entry: entryOfMessage(message) }));
        return this.#templates();
      },
      deleteTemplate: async template => {
        const answer = await vscode.window.showWarningMessage(
          `Delete the template ${template.name}?`,
          {
            modal: true,
            detail:
              template.place === 'workspace' ? 'It is a file of this workspace.' : 'It is yours, in every workspace.',
          },
          'Delete',
        );
        if (answer !== 'Delete') return null;
        await deps.templates.remove(template);
        return this.#templates();
      },
      editAsFile: async ({ message, placeholders }) => {
        const { arn, connectionId, region } = queue;
        const target = { queue: arn, connection: connectionId, region };
        await openDraft({ target, placeholders, entry: entryOfMessage(message) });
      },
      openQueue: async () => void (await executeCommand('messagingWorkbench.queue.open', queue)),
      poll: async () => {
        const filter = this.#lastSent;
        await executeCommand('messagingWorkbench.queue.poll', { ...queue, ...(filter && { filter }) });
      },
    };
  }

  async #currentRules(signal: AbortSignal): Promise<SendRules> {
    this.#rules ??= await sendRules(this.#deps.queues(this.#queue), this.#queue, signal);
    return this.#rules;
  }

  async #target(ignoreSchema: boolean, signal: AbortSignal): Promise<RunTarget> {
    const check = ignoreSchema ? undefined : (await bodyCheckFor(this.#queue))?.check;
    return queueTarget(this.#deps.queues(this.#queue), this.#queue, await this.#currentRules(signal), check);
  }

  /** Many messages leave for real consumers: the queue's name is typed first, as before everything that cannot be undone. */
  async #askOnProduction(what: string): Promise<void> {
    const scope = await this.#deps.host.scopes.describe(this.#queue);
    if (!scope.production) return;
    await confirmDestructive({
      verb: `Send ${what} to`,
      name: this.#queue.name,
      consequence: 'Real consumers receive them, and there is no way to call them back.',
      button: 'Send',
      scope,
    });
  }

  async #run(
    items: AsyncIterable<readonly RunItem[]>,
    target: RunTarget,
    speed: Speed,
    signal: AbortSignal,
    whole: (report: RunReport) => RunReport = report => report,
  ): Promise<RunView> {
    const startedAt = systemClock.now();
    const ended = await runSend(items, target, {
      clock: systemClock,
      signal,
      messagesPerSecond: speed.messagesPerSecond,
      onProgress: progress => this.#panel?.emit('progress', progress),
    });
    const report = whole(ended);
    this.#lastReport = report;
    this.#lastSent = sentSince(startedAt);
    this.#announce();
    const { failures, ...rest } = report;
    return {
      ...rest,
      failures: failures.slice(0, shownFailures).map(({ entry: _entry, ...told }) => told),
      retryable: retryable(report).length,
      inDoubt: inDoubt(report).length,
    };
  }

  async #templates(): Promise<TemplateList> {
    const { templates } = this.#deps;
    const [list, places] = await Promise.all([templates.list(), templates.places()]);
    return { templates: list, places };
  }

  #announce(): void {
    const queue = this.#queue;
    this.#deps.host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
  }
}
