import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import type { QueueRef } from '../queue.ts';
import { isAtWork, thisProcess } from '../runOwner.ts';
import type { JournalStore, JournalText } from './journalStore.ts';
import { type RedrivePort, redriveQueue } from './redriveQueue.ts';
import type { RedriveProgress, RedriveResult } from './redriveResult.ts';
import { type Destination, type RunHeader, type RunRecord, RunState, replay, whereabouts } from './redriveState.ts';

/** A run whose journal is still there: it was cut short, or it left messages whose place is not certain. */
export interface UnfinishedRun {
  readonly run: string;
  /** Absent when the journal was written by another version or is damaged from its first line on. */
  readonly header?: RunHeader;
  /** Where every message is, or why that cannot be told. */
  readonly sentence: string;
  /** Another window is at it right now. */
  readonly running: boolean;
}

export interface RunServices {
  readonly client: RedrivePort;
  readonly journals: JournalStore;
  readonly clock: Clock;
}

export interface RunOptions {
  readonly messagesPerSecond?: number | undefined;
  /** How long a batch is hidden while it is moved; 60 by default. */
  readonly visibilitySeconds?: number;
  /** How long a receive waits; 2 by default. */
  readonly waitSeconds?: number;
}

/** Every run that did not come to a clean end; one look into a directory that is nearly always empty. */
export async function unfinishedRuns(journals: JournalStore, now: number): Promise<UnfinishedRun[]> {
  return (await journals.list()).map(text => unfinished(text, now));
}

function unfinished(text: JournalText, now: number): UnfinishedRun {
  const found = replay(text.records);
  if (found === undefined) {
    const sentence = `A redrive left a journal that this version cannot read; no message is lost, each is in its source, its destination or both: ${text.name}`;
    return { run: text.name, sentence, running: false };
  }
  const { header, state } = found;
  const doubt =
    text.damaged > 0 ? ` ${text.damaged} lines of its journal are damaged, so some may have moved already.` : '';
  return {
    run: header.run,
    header,
    sentence: whereabouts(header, state) + doubt,
    running: isAtWork(state.owner, text.modifiedAt, now),
  };
}

/** Moves everything from a queue; its journal stays behind only when some message's place is not certain. */
export async function startRun(
  services: RunServices,
  source: QueueRef,
  destination: Destination,
  options: RunOptions,
  onProgress: (progress: RedriveProgress) => void,
  signal: AbortSignal,
): Promise<RedriveResult> {
  await refuseSecond(services, source);
  const header = headerOf(randomUUID(), source, destination, services.clock.now());
  return moveWithJournal(services, header, new RunState(), false, options, onProgress, signal);
}

/** Takes up a run that was cut short, under the same id: what its journal says was sent is deleted, not sent again. */
export async function resumeRun(
  services: RunServices,
  run: string,
  options: RunOptions,
  onProgress: (progress: RedriveProgress) => void,
  signal: AbortSignal,
): Promise<RedriveResult> {
  const text = await services.journals.read(run);
  const found = text && replay(text.records);
  if (!text || !found) throw new UserError(`The journal of this redrive is gone or cannot be read: ${run}`);
  const { header, state } = found;
  if (isAtWork(state.owner, text.modifiedAt, services.clock.now())) {
    throw new UserError(
      `A redrive of this queue is under way already, perhaps in another window: ${header.source.name}`,
    );
  }
  return moveWithJournal(services, header, state, true, options, onProgress, signal);
}

async function refuseSecond(services: RunServices, source: QueueRef): Promise<void> {
  const runs = await unfinishedRuns(services.journals, services.clock.now());
  const other = runs.find(run => run.header?.source.arn === source.arn && run.header.source.url === source.url);
  if (!other) return;
  throw new UserError(
    other.running
      ? `A redrive of this queue is under way already, perhaps in another window: ${source.name}`
      : `An earlier redrive of this queue did not finish. Resume or discard it first: ${source.name}`,
  );
}

function headerOf(run: string, source: QueueRef, destination: Destination, at: number): RunHeader {
  return { t: 'run', version: 1, run, at, source, destination };
}

async function moveWithJournal(
  services: RunServices,
  header: RunHeader,
  state: RunState,
  resumed: boolean,
  options: RunOptions,
  onProgress: (progress: RedriveProgress) => void,
  signal: AbortSignal,
): Promise<RedriveResult> {
  const { client, journals, clock } = services;
  const journal = await journals.open(header.run);
  try {
    const owner: RunRecord = { t: 'owner', ...thisProcess() };
    await journal.append(resumed ? [owner] : [header, owner], true);
    return await redriveQueue(
      {
        client,
        source: header.source,
        destination: header.destination,
        run: header.run,
        journal,
        state,
        resumed,
        clock,
        visibilitySeconds: options.visibilitySeconds ?? 60,
        waitSeconds: options.waitSeconds ?? 2,
        ...(options.messagesPerSecond !== undefined && { messagesPerSecond: options.messagesPerSecond }),
      },
      onProgress,
      signal,
    );
  } finally {
    const rest: RunRecord = { t: 'rest' };
    await journal.append([rest], false).catch(() => undefined);
    await journal.close().catch(() => undefined);
    if (!state.unsettled) await journals.remove(header.run).catch(() => undefined);
  }
}
