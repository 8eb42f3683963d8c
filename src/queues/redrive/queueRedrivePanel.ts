import { panels } from '../../contributions.ts';
import { arnName } from '../../core/arn.ts';
import { systemClock } from '../../core/clock.ts';
import { AwsError, UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import { count } from '../../core/text.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { chooseQueue } from '../pickQueueCommand.ts';
import { isFifoName, type MoveTask, type QueueRef } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import type { QueueDeps } from '../queueDeps.ts';
import {
  type Listing,
  type QueueRedriveEvents,
  type QueueRedriveMethods,
  queueRedriveParsers,
  type RedriveRequest,
  type RedriveView,
  type RunReport,
  type TaskRow,
} from './queueRedriveProtocol.ts';
import { backFault, managedFault } from './redrivePlan.ts';
import type { RedriveResult } from './redriveResult.ts';
import { type RunServices, resumeRun, startRun, type UnfinishedRun, unfinishedRuns } from './redriveRuns.ts';
import { type Destination, destinationName } from './redriveState.ts';

/** Opens the page that moves a dead-letter queue's messages. A run of ours ends with it, after the batch at hand. */
export function openQueueRedrive(deps: QueueDeps, queue: QueueRef): void {
  const key = `${queue.connectionId} ${queue.arn}`;
  const standing = deps.host.panels.find<QueueRedriveEvents>(panels.queueRedrive, key);
  if (standing) {
    standing.reveal();
    standing.emit('shown', {});
    return;
  }
  const page = new RedrivePage(deps, queue);
  const panel = deps.host.panels.open<QueueRedriveMethods, QueueRedriveEvents>({
    viewType: panels.queueRedrive,
    title: `Redrive: ${queue.name}`,
    icon: 'debug-restart',
    app: 'queueRedriveApp',
    key,
    scope: queue,
    parsers: queueRedriveParsers,
    handlers: page.handlers,
  });
  page.attach(panel);
}

class RedrivePage {
  readonly #deps: QueueDeps;
  readonly #queue: QueueRef;
  readonly #client: QueueClient;
  readonly #services: RunServices;
  #panel: PanelHandle<QueueRedriveEvents> | undefined;
  #sources: readonly QueueRef[] = [];
  #offered = false;
  readonly #chosen = new Map<string, QueueRef>();
  #stopping: AbortController | undefined;

  constructor(deps: QueueDeps, queue: QueueRef) {
    this.#deps = deps;
    this.#queue = queue;
    this.#client = deps.queues(queue);
    this.#services = { client: this.#client, journals: deps.journals, clock: systemClock };
  }

  attach(panel: PanelHandle<QueueRedriveEvents>): void {
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#stopping?.abort();
    });
  }

  readonly handlers: Handlers<QueueRedriveMethods> = {
    load: (_params, signal) => this.#load(signal),
    chooseDestination: async () => {
      const fifo = isFifoName(this.#queue.name);
      const accept = (other: QueueRef): boolean => other.url !== this.#queue.url && isFifoName(other.name) === fifo;
      const chosen = await chooseQueue(this.#deps, this.#queue, `Move the messages of ${this.#queue.name} to`, accept);
      this.#chosen.set(chosen.arn, chosen);
      return { name: chosen.name, arn: chosen.arn };
    },
    start: (request, signal) => this.#start(request, signal),
    resume: ({ run }, signal) => this.#resume(run, signal),
    discard: ({ run }, signal) => this.#discard(run, signal),
    stop: async () => this.#stopping?.abort(),
    tasks: async (_params, signal) => (await this.#client.moveTasks(this.#queue, signal)).map(rowOf),
    cancelTask: async ({ taskHandle }, signal) => ({
      moved: await this.#client.cancelMoveTask(taskHandle, this.#queue, signal),
    }),
    openQueue: async ({ arn }) => {
      const { connectionId, region } = this.#queue;
      await executeCommand('messagingWorkbench.queue.open', { connectionId, region, arn });
    },
  };

  async #load(signal: AbortSignal): Promise<RedriveView> {
    const client = this.#client;
    const [scope, attributes, sources, offered, runs] = await Promise.all([
      this.#deps.host.scopes.describe(this.#queue, signal),
      client.attributes(this.#queue, signal),
      client.sources(this.#queue, signal),
      // A server that answers the question with nonsense does not offer it either.
      client.offersMoveTasks(this.#queue, signal).catch(unlessService),
      unfinishedRuns(this.#deps.journals, Date.now()),
    ]);
    this.#sources = sources;
    this.#offered = offered;
    // The past tasks are worth showing, but no reason to keep a person from moving messages.
    const tasks = offered ? await client.moveTasks(this.#queue, signal).catch(() => []) : [];
    const { fifo, messages, messagesNotVisible } = attributes;
    return {
      scope,
      name: this.#queue.name,
      fifo,
      ...(messages !== undefined && { messages }),
      ...(messagesNotVisible !== undefined && { messagesNotVisible }),
      sources: sources.map(({ name, arn }) => ({ name, arn })),
      offered,
      tasks: tasks.map(rowOf),
      unfinished: runs.filter(run => this.#concerns(run)).map(unfinishedRow),
    };
  }

  #concerns({ header }: UnfinishedRun): boolean {
    if (header === undefined) return true;
    return header.source.url === this.#queue.url && header.source.connectionId === this.#queue.connectionId;
  }

  async #start(request: RedriveRequest, signal: AbortSignal): Promise<{ ours?: RunReport }> {
    const destination = this.#destinationOf(request);
    const managed = request.way === 'managed';
    if (managed) {
      const fault = managedFault({ offered: this.#offered, sources: this.#sources.length });
      if (fault) throw new UserError(fault);
    }
    if (this.#stopping) throw new UserError(`A redrive of this queue is under way: ${this.#queue.name}`);
    const { messages } = await this.#client.attributes(this.#queue, signal);
    const scope = await this.#deps.host.scopes.describe(this.#queue, signal);
    await confirmDestructive({
      verb: 'Move the messages of',
      name: this.#queue.name,
      consequence: `${messages === undefined ? 'All its messages' : `About ${count(messages, 'message')}`} are moved to ${destinationName(destination)}${managed ? ' by SQS' : ' by this window'}. Each becomes a new message there, and consumers get it at once.`,
      button: 'Move Messages',
      scope,
    });
    const { destinationArn, messagesPerSecond } = request;
    const options = { ...(messagesPerSecond !== undefined && { messagesPerSecond }) };
    if (!managed) {
      const run = await this.#ours(
        (onProgress, stop) => startRun(this.#services, this.#queue, destination, options, onProgress, stop),
        messages,
      );
      return { ours: run };
    }
    await this.#client.startMoveTask(
      this.#queue,
      { ...options, ...(destinationArn !== undefined && { destinationArn }) },
      signal,
    );
    this.#changed();
    return {};
  }

  #destinationOf({ destinationArn }: RedriveRequest): Destination {
    if (destinationArn === undefined) {
      const fault = backFault({ offered: this.#offered, sources: this.#sources.length });
      if (fault) throw new UserError(fault);
      return { kind: 'sources', sources: this.#sources };
    }
    const queue = this.#chosen.get(destinationArn);
    if (!queue) throw new UserError(`Choose this destination anew: ${arnName(destinationArn)}`);
    return { kind: 'queue', queue };
  }

  /** Runs ours; the page hears of it at most four times a second. */
  async #ours(
    run: (onProgress: Parameters<typeof startRun>[4], stop: AbortSignal) => Promise<RedriveResult>,
    total?: number,
  ): Promise<RunReport> {
    if (this.#stopping) throw new UserError(`A redrive of this queue is under way: ${this.#queue.name}`);
    const stopping = new AbortController();
    this.#stopping = stopping;
    let last = 0;
    try {
      const result = await run(progress => {
        if (Date.now() - last < 250) return;
        last = Date.now();
        this.#panel?.emit('progress', total === undefined ? progress : { ...progress, total });
      }, stopping.signal);
      return reportOf(result);
    } finally {
      this.#stopping = undefined;
      this.#changed();
    }
  }

  async #resume(run: string, signal: AbortSignal): Promise<RunReport> {
    const found = (await unfinishedRuns(this.#deps.journals, Date.now())).find(candidate => candidate.run === run);
    if (!found?.header) throw new UserError(`The journal of this redrive is gone or cannot be read: ${run}`);
    await confirmDestructive({
      verb: 'Resume the redrive of',
      name: this.#queue.name,
      consequence: `${found.sentence} The rest is moved to ${destinationName(found.header.destination)}; what was sent already is deleted here, not sent again.`,
      button: 'Resume',
      scope: await this.#deps.host.scopes.describe(this.#queue, signal),
    });
    return this.#ours((onProgress, stop) => resumeRun(this.#services, run, {}, onProgress, stop));
  }

  async #discard(run: string, signal: AbortSignal): Promise<void> {
    const found = (await unfinishedRuns(this.#deps.journals, Date.now())).find(candidate => candidate.run === run);
    if (!found) return;
    if (found.running) throw new UserError(`This redrive is still running, perhaps in another window: ${run}`);
    await confirmDestructive({
      verb: 'Discard the journal of the redrive of',
      name: this.#queue.name,
      consequence: `${found.sentence} No message is lost, but a later redrive no longer knows which of them were sent, and may send those again.`,
      button: 'Discard',
      scope: await this.#deps.host.scopes.describe(this.#queue, signal),
    });
    await this.#deps.journals.remove(run);
  }

  #changed(): void {
    for (const queue of [this.#queue, ...this.#sources, ...this.#chosen.values()]) {
      this.#deps.host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
    }
  }
}

function rowOf(task: MoveTask): TaskRow {
  const { taskHandle, status, destinationArn, messagesPerSecond, moved, toMove, failureReason, startedAt } = task;
  return {
    status,
    moved,
    ...(taskHandle !== undefined && { taskHandle }),
    ...(destinationArn !== undefined && { destination: arnName(destinationArn) }),
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
    ...(toMove !== undefined && { toMove }),
    ...(failureReason !== undefined && { failureReason }),
    ...(startedAt !== undefined && { startedAt: startedAt.getTime() }),
  };
}

function unfinishedRow({
  run,
  sentence,
  running,
  header,
}: UnfinishedRun): QueueRedriveMethods['load']['result']['unfinished'][number] {
  return {
    run,
    sentence,
    running,
    ...(header && { to: destinationName(header.destination), startedAt: header.at }),
  };
}

function unlessService(error: unknown): false {
  if (error instanceof AwsError && error.kind === 'service') return false;
  throw error;
}

/** Entries of a list that the page gets. */
const listedEntries = 200;

function reportOf(result: RedriveResult): RunReport {
  const listing = <T>(all: readonly T[]): Listing<T> => ({ total: all.length, entries: all.slice(0, listedEntries) });
  const { failed, skipped, possibleDuplicates, undecided, unconfirmed, ...rest } = result;
  return {
    ...rest,
    failed: listing(failed),
    skipped: listing(skipped),
    possibleDuplicates: listing(possibleDuplicates),
    undecided: listing(undecided),
    unconfirmed: listing(unconfirmed),
  };
}
