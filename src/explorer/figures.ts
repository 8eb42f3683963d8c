import { AwsError, isCancelled } from '../core/errors.ts';
import { type Scope, scopeKey } from '../core/scope.ts';
import type { QueueAttributes } from '../queues/queue.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { DeadLetterSummary } from './badge.ts';
import { runPooled } from './pool.ts';
import { type QueueRow, rowKey, suggestsDeadLetters } from './row.ts';

/** What the tree shows of a queue besides its name. Counts are approximate, as SQS says itself. */
export interface Figures {
  readonly messages: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly deadLetterArn?: string;
  readonly maxReceiveCount?: number;
  /** When they were read, milliseconds since 1970. */
  readonly at: number;
}

/** How sure it is that a queue takes dead letters: another queue's redrive policy names it, or only its own name does. */
export type DeadLetterMark = 'named' | 'suggested';

export interface FigureEvents {
  /** Rows whose looks may have changed, by {@link rowKey}. */
  changed(keys: ReadonlySet<string>): void;
  /** SQS does not know the queue any more. */
  gone(row: QueueRow): void;
}

/** GetQueueAttributes calls under way at a time, over all connections. */
export const figureConcurrency = 6;

/** Failures that a person has to mend; asking again by itself would only repeat them. */
const lasting: ReadonlySet<string> = new Set([
  'access-denied',
  'no-credentials',
  'expired-credentials',
  'unknown-profile',
  'unsupported',
]);

/** What has been read of queues: depths, and which queue takes whose dead letters. */
export class FigureBook {
  readonly #queues: QueueClients;
  readonly #events: FigureEvents;
  readonly #now: () => number;
  readonly #figures = new Map<string, { row: QueueRow; figures: Figures }>();
  /** For each dead-letter queue, the keys of the queues that name it. */
  readonly #sources = new Map<string, Set<string>>();
  readonly #problems = new Map<string, AwsError>();

  constructor(queues: QueueClients, events: FigureEvents, now: () => number = Date.now) {
    this.#queues = queues;
    this.#events = events;
    this.#now = now;
  }

  of(row: QueueRow): Figures | undefined {
    return this.#figures.get(rowKey(row.ref, row.arn))?.figures;
  }

  markOf(row: QueueRow): DeadLetterMark | undefined {
    if ((this.#sources.get(rowKey(row.ref, row.arn))?.size ?? 0) > 0) return 'named';
    return suggestsDeadLetters(row.name) ? 'suggested' : undefined;
  }

  /** Why the figures of a scope cannot be read at all; such a scope is left alone until {@link retry}. */
  problemOf(scope: Scope): AwsError | undefined {
    return this.#problems.get(scopeKey(scope));
  }

  /** Forgets the problem and the age of what is known, so that the next round reads everything anew. */
  retry(scope: Scope): void {
    this.#problems.delete(scopeKey(scope));
    for (const entry of this.#figures.values()) {
      if (scopeKey(entry.row.ref) === scopeKey(scope)) entry.figures = { ...entry.figures, at: 0 };
    }
  }

  /** What is known of this queue stays, but the next round reads it anew. */
  expire(scope: Scope, arn: string): void {
    const entry = this.#figures.get(rowKey(scope, arn));
    if (entry) entry.figures = { ...entry.figures, at: 0 };
  }

  /** Forgets one queue. */
  forget(scope: Scope, arn: string): void {
    const key = rowKey(scope, arn);
    this.#figures.delete(key);
    for (const sources of this.#sources.values()) sources.delete(key);
  }

  /** Forgets everything of a connection. */
  forgetConnection(connectionId: string): void {
    for (const { row } of [...this.#figures.values()]) {
      if (row.ref.connectionId === connectionId) this.forget(row.ref, row.arn);
    }
    for (const key of [...this.#problems.keys()]) if (key.startsWith(`${connectionId}/`)) this.#problems.delete(key);
  }

  /** Dead-letter queues with messages among the queues looked at, for the badge. */
  summary(): DeadLetterSummary {
    const summary = { full: 0, fullByNameAlone: 0, looked: this.#figures.size };
    for (const { row, figures } of this.#figures.values()) {
      const mark = figures.messages > 0 ? this.markOf(row) : undefined;
      if (mark === undefined) continue;
      summary.full++;
      if (mark === 'suggested') summary.fullByNameAlone++;
    }
    return summary;
  }

  /**
   * Reads the figures of these queues, a few at a time, in this order. Never rejects: a queue that cannot be read
   * keeps what was known of it; a scope none of whose first queues can be read is given up for this round.
   */
  async read(rows: readonly QueueRow[], signal: AbortSignal): Promise<void> {
    const tallies = new Map<string, { good: number; bad: number; enough: number }>();
    for (const row of rows) {
      const tally = tallies.get(scopeKey(row.ref));
      if (tally) tally.enough = Math.min(tally.enough + 1, figureConcurrency);
      else tallies.set(scopeKey(row.ref), { good: 0, bad: 0, enough: 1 });
    }
    await runPooled(rows, figureConcurrency, signal, async row => {
      const scope = scopeKey(row.ref);
      const tally = tallies.get(scope);
      if (!tally || (tally.good === 0 && tally.bad >= tally.enough)) return 'go on';
      try {
        this.#note(row, await this.#queues(row.ref).attributes(row.ref, signal));
        tally.good++;
        if (this.#problems.delete(scope)) this.#events.changed(new Set());
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return 'stop';
        tally.bad++;
        this.#noteFailure(row, error, tally.good === 0 && tally.bad >= tally.enough);
      }
      return 'go on';
    });
  }

  #note(row: QueueRow, attributes: QueueAttributes): void {
    const key = rowKey(row.ref, row.arn);
    const before = this.#figures.get(key)?.figures;
    const policy = attributes.redrivePolicy;
    const figures: Figures = {
      messages: attributes.messages ?? 0,
      inFlight: attributes.messagesNotVisible ?? 0,
      delayed: attributes.messagesDelayed ?? 0,
      ...(policy && { deadLetterArn: policy.deadLetterTargetArn, maxReceiveCount: policy.maxReceiveCount }),
      at: this.#now(),
    };
    this.#figures.set(key, { row, figures });
    const changed = new Set<string>();
    if (!before || !sameFigures(before, figures)) changed.add(key);
    if (before?.deadLetterArn !== figures.deadLetterArn) {
      this.#link(row, key, before?.deadLetterArn, false, changed);
      this.#link(row, key, figures.deadLetterArn, true, changed);
    }
    if (changed.size > 0) this.#events.changed(changed);
  }

  #link(row: QueueRow, key: string, arn: string | undefined, names: boolean, changed: Set<string>): void {
    if (arn === undefined) return;
    const target = rowKey(row.ref, arn);
    const sources = this.#sources.get(target) ?? new Set();
    this.#sources.set(target, sources);
    const size = sources.size;
    if (names) sources.add(key);
    else sources.delete(key);
    if ((size === 0) !== (sources.size === 0)) changed.add(target);
  }

  #noteFailure(row: QueueRow, error: unknown, concernsAll: boolean): void {
    if (!(error instanceof AwsError)) return;
    if (error.kind === 'not-found') {
      this.forget(row.ref, row.arn);
      this.#events.gone(row);
    } else if (concernsAll && lasting.has(error.kind)) {
      this.#problems.set(scopeKey(row.ref), error);
      this.#events.changed(new Set([rowKey(row.ref, row.arn)]));
    }
  }
}

function sameFigures(a: Figures, b: Figures): boolean {
  return (
    a.messages === b.messages &&
    a.inFlight === b.inFlight &&
    a.delayed === b.delayed &&
    a.deadLetterArn === b.deadLetterArn &&
    a.maxReceiveCount === b.maxReceiveCount
  );
}
