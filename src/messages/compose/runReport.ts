import type { OutgoingEntry } from './outgoingEntry.ts';

/** A message of a run with its place: its number from 1, and its line where it came out of a file. */
export interface RunEntry {
  readonly number: number;
  readonly line?: number;
  readonly entry: OutgoingEntry;
}

/** What a run is fed: a message, or the place of a file that holds none. */
export type RunItem = RunEntry | { readonly number: number; readonly line?: number; readonly problem: string };

/**
 * What became of a message that was not confirmed:
 * - `refused`: it breaks a rule, or the service will not take it; sending it again as it is cannot help;
 * - `failed`: it was certainly not taken, and may be sent again;
 * - `possiblySent`: nobody answered; it may stand in the queue already;
 * - `heldBack`: one before it in its group was not confirmed, or the run ended first; it never left.
 */
export type FailureKind = 'refused' | 'failed' | 'possiblySent' | 'heldBack';

export interface RunFailure {
  readonly number: number;
  readonly line?: number;
  readonly kind: FailureKind;
  readonly reason: string;
  /** Absent where a file holds no message. */
  readonly entry?: OutgoingEntry;
}

export interface RunProgress {
  /** Confirmed by the service. */
  readonly sent: number;
  readonly refused: number;
  readonly failed: number;
  readonly possiblySent: number;
  readonly heldBack: number;
}

export type RunEnd =
  /** Everything that was given was tried. */
  | 'done'
  | 'cancelled'
  /** Something stands in the way of every message: `stoppedBy` says what. */
  | 'stopped';

export interface RunReport extends RunProgress {
  readonly end: RunEnd;
  readonly stoppedBy?: string;
  /** In the order of their numbers. */
  readonly failures: readonly RunFailure[];
  /** Ids of the first and the last messages that were confirmed. */
  readonly firstId?: string;
  readonly lastId?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One line: `1,200 messages sent, 3 failed, 1 possibly sent`. */
export function reportWords(progress: RunProgress): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const parts = [`${number(progress.sent)} ${progress.sent === 1 ? 'message' : 'messages'} sent`];
  if (progress.refused > 0) parts.push(`${number(progress.refused)} refused`);
  if (progress.failed > 0) parts.push(`${number(progress.failed)} failed`);
  if (progress.possiblySent > 0) parts.push(`${number(progress.possiblySent)} possibly sent`);
  if (progress.heldBack > 0) parts.push(`${number(progress.heldBack)} held back`);
  return parts.join(', ');
}

/** The messages of a report that a second run takes up: those that were certainly not taken. */
export function retryable(report: Pick<RunReport, 'failures'>): RunEntry[] {
  return entriesOfKinds(report, ['failed', 'heldBack']);
}

/** The messages of a report that may stand in the queue already. */
export function inDoubt(report: Pick<RunReport, 'failures'>): RunEntry[] {
  return entriesOfKinds(report, ['possiblySent']);
}

/** A second run's report with what the first one left and the second did not take up, so that nothing is forgotten. */
export function afterRetry(
  first: Pick<RunReport, 'failures'>,
  again: readonly RunEntry[],
  second: RunReport,
): RunReport {
  const taken = new Set(again.map(({ number }) => number));
  const left = first.failures.filter(({ number }) => !taken.has(number));
  const counts = { refused: 0, failed: 0, possiblySent: 0, heldBack: 0 };
  const failures = [...left, ...second.failures].sort((a, b) => a.number - b.number);
  for (const { kind } of failures) counts[kind]++;
  return { ...second, ...counts, failures };
}

function entriesOfKinds(report: Pick<RunReport, 'failures'>, kinds: readonly FailureKind[]): RunEntry[] {
  return report.failures.flatMap(({ kind, number, line, entry }) =>
    entry !== undefined && kinds.includes(kind) ? [{ number, ...(line !== undefined && { line }), entry }] : [],
  );
}
