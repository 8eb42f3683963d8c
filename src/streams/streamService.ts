import type { Clock } from '../core/clock.ts';
import { AwsError, messageOf, UserError } from '../core/errors.ts';
import { kinesis } from '../core/limits.ts';
import { count, formatNumber, formatSeconds } from '../core/text.ts';
import type { StreamMode, StreamRef, StreamSummary } from './stream.ts';
import type { StreamClient } from './streamClient.ts';

/** What a stream's page starts with. Tags that could not be read do not keep the rest from being shown. */
export interface StreamState {
  readonly summary: StreamSummary;
  readonly tags: Readonly<Record<string, string>>;
  readonly tagsFailure?: string;
}

export async function readStream(client: StreamClient, stream: StreamRef, signal: AbortSignal): Promise<StreamState> {
  const tags = client.tags(stream, signal).then(
    value => ({ tags: value }),
    (error: unknown) => ({ tags: {}, tagsFailure: messageOf(error) }),
  );
  const [summary, tagged] = await Promise.all([client.summary(stream, signal), tags]);
  return { summary, ...tagged };
}

/** What is wrong with a stream's name, or undefined. kinesis/latest/APIReference/API_CreateStream.html */
export function streamNameProblem(name: string): string | undefined {
  if (name === '') return 'The stream needs a name';
  if (name.length > kinesis.maxNameLength) return `A stream name has ${kinesis.maxNameLength} characters at most`;
  return /^[A-Za-z0-9_.-]+$/.test(name)
    ? undefined
    : 'A stream name has letters, digits, hyphens, underscores and periods';
}

export interface NewStream {
  readonly name: string;
  readonly mode: StreamMode;
  /** For PROVISIONED; 1 when absent. */
  readonly shards?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Checks and starts the creation of a stream; it can be used once it is ACTIVE, see {@link waitUntilActive}. */
export async function createStream(client: StreamClient, wanted: NewStream, signal: AbortSignal): Promise<StreamRef> {
  const { name, mode, shards, tags } = wanted;
  const problem = streamNameProblem(name) ?? shardsProblem(mode, shards);
  if (problem !== undefined) throw new UserError(`${problem}. The stream was not created: ${name}`);
  return client.create(
    name,
    { mode, ...(mode === 'PROVISIONED' && { shards: shards ?? 1 }), ...(tags && { tags: { ...tags } }) },
    signal,
  );
}

function shardsProblem(mode: StreamMode, shards: number | undefined): string | undefined {
  if (shards === undefined) return undefined;
  if (mode === 'ON_DEMAND') return 'An on-demand stream chooses its number of shards itself';
  return Number.isInteger(shards) && shards >= 1 ? undefined : 'The number of shards is a whole number from 1';
}

/** Milliseconds between two looks at a stream that is being made or changed: DescribeStreamSummary allows 20 a second. */
const lookEvery = 1_000;
/** Changing the shards or the mode of a large stream takes minutes. */
const longestWait = 30 * 60_000;

/** Waits until a stream is ACTIVE; `onStatus` hears each status and the seconds gone by. */
export async function waitUntilActive(
  client: StreamClient,
  stream: StreamRef,
  clock: Clock,
  signal: AbortSignal,
  onStatus: (status: string, seconds: number) => void = () => undefined,
): Promise<StreamSummary> {
  const start = clock.now();
  for (;;) {
    const summary = await lookAt(client, stream, signal);
    if (summary?.status === 'ACTIVE') return summary;
    if (summary?.status === 'DELETING') throw new UserError(`The stream is being deleted: ${stream.name}`);
    const waited = clock.now() - start;
    if (waited >= longestWait) {
      throw new UserError(
        `After ${formatSeconds(longestWait / 1_000)} the stream is still ${summary?.status ?? 'not there'}. It may become usable later: ${stream.name}`,
      );
    }
    onStatus(summary?.status ?? 'CREATING', Math.round(waited / 1_000));
    await clock.sleep(lookEvery, signal);
  }
}

/** A throttled look is no answer; the next one will be. */
async function lookAt(
  client: StreamClient,
  stream: StreamRef,
  signal: AbortSignal,
): Promise<StreamSummary | undefined> {
  try {
    return await client.summary(stream, signal);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'throttled') return undefined;
    throw error;
  }
}

/** What a person wants a stream to be; absent = as it is. An empty key turns encryption off. */
export interface StreamChange {
  readonly retentionHours?: number;
  readonly mode?: StreamMode;
  readonly kmsKeyId?: string;
}

/** The parts of a change that differ from now, and what follows from them. */
export interface ChangePlan {
  readonly change: StreamChange;
  readonly problems: readonly string[];
  /** Words for the question before records are lost; absent when none are. */
  readonly loss?: string;
}

export function planChange(summary: StreamSummary, wanted: StreamChange): ChangePlan {
  const { retentionHours, mode, kmsKeyId } = wanted;
  const newRetention = retentionHours !== undefined && retentionHours !== summary.retentionHours;
  const change: StreamChange = {
    ...(newRetention && { retentionHours }),
    ...(mode !== undefined && mode !== summary.mode && { mode }),
    ...(kmsKeyId !== undefined && kmsKeyId.trim() !== (summary.kmsKeyId ?? '') && { kmsKeyId: kmsKeyId.trim() }),
  };
  const problems = newRetention ? [retentionProblem(retentionHours)].filter(problem => problem !== undefined) : [];
  const lower = newRetention && problems.length === 0 && retentionHours < summary.retentionHours;
  return {
    change,
    problems,
    ...(lower && {
      loss: `Records older than ${formatSeconds(retentionHours * 3_600)} can no longer be read, at once and for good.`,
    }),
  };
}

function retentionProblem(hours: number): string | undefined {
  return Number.isInteger(hours) && hours >= kinesis.minRetentionHours && hours <= kinesis.maxRetentionHours
    ? undefined
    : `The retention is a whole number of hours from ${kinesis.minRetentionHours} to ${formatNumber(kinesis.maxRetentionHours)}`;
}

/** What a retention costs, in words: kinesis/data-streams/pricing names three bands. */
export function retentionHint(hours: number): string {
  if (hours <= 24) return '24 hours are included.';
  if (hours <= 168) return 'Up to 7 days: each shard costs extra for every hour (extended retention).';
  return 'Beyond 7 days: stored data costs by the gigabyte and month, and reading it again costs by the gigabyte.';
}

/** Makes the changes one after the other, since each makes the stream UPDATING for a while. Answers what was changed. */
export async function changeStream(
  client: StreamClient,
  stream: StreamRef,
  wanted: StreamChange,
  clock: Clock,
  signal: AbortSignal,
  onStatus: (what: string, seconds: number) => void = () => undefined,
): Promise<string[]> {
  const summary = await client.summary(stream, signal);
  const { change, problems } = planChange(summary, wanted);
  if (problems.length > 0) throw new UserError(`${problems.join('. ')}. Nothing was changed`);
  const { retentionHours, mode, kmsKeyId } = change;
  const steps: (readonly [what: string, run: () => Promise<void>])[] = [];
  if (retentionHours !== undefined) {
    steps.push(['retention', () => client.setRetention(stream, retentionHours, summary.retentionHours, signal)]);
  }
  if (mode !== undefined) steps.push(['mode', () => client.setMode(stream, mode, signal)]);
  if (kmsKeyId !== undefined) {
    const now = summary.encryption === 'KMS' ? summary.kmsKeyId : undefined;
    steps.push(['encryption', () => client.setEncryption(stream, kmsKeyId || undefined, now, signal)]);
  }
  const done: string[] = [];
  for (const [what, run] of steps) {
    try {
      await run();
      done.push(what);
      await waitUntilActive(client, stream, clock, signal, (_status, seconds) => onStatus(what, seconds));
    } catch (error) {
      if (done.length === 0 || !(error instanceof UserError)) throw error;
      throw new UserError(`${error.message}. Changed before that: ${done.join(', ')}`, { cause: error });
    }
  }
  return done;
}

/** What goes with a stream when it is deleted. */
export function deleteConsequence(summary: StreamSummary | undefined): string {
  const records = 'All its records are lost and producers get an error from then on. This cannot be undone.';
  if (summary === undefined) return `${records} Its consumers go with it.`;
  const shards = count(summary.openShards, 'open shard');
  const consumers = summary.consumers ?? 0;
  return consumers === 0
    ? `${records} It has ${shards} and no registered consumers.`
    : `${records} It has ${shards}, and ${count(consumers, 'registered consumer')} ${consumers === 1 ? 'goes' : 'go'} with it.`;
}
