import type { Figures } from './figures.ts';
import { type QueueRow, rowKey, suggestsDeadLetters } from './row.ts';

/**
 * Which queues are looked at. VS Code does not tell a tree which rows are on the screen, and looking at every queue of
 * a large account every half minute would be thousands of calls, so the budget goes to what a person most likely sees:
 *
 * 1. rows they asked for: hovered, selected or revealed lately, and favourites of open folders;
 * 2. the first rows of every open folder and group;
 * 3. queues that a redrive policy names as dead-letter queue, and rows whose name suggests one: their red matters most.
 *
 * Everything else is read when somebody points at it. The folder's tooltip and the badge say how many were looked at.
 */
export const figureBudget = {
  /** Rows of one open folder or group, from its top. */
  perContainer: 200,
  /** Dead-letter queues below the first rows. */
  deadLetters: 100,
  /** Rows of a round in all. */
  perRound: 400,
} as const;

export interface LookedAt {
  readonly askedFor: readonly QueueRow[];
  /** For each open folder or group its rows in the order of the tree. */
  readonly containers: readonly (readonly QueueRow[])[];
  /** Listed queues that a redrive policy names. */
  readonly named: readonly QueueRow[];
}

/** The rows of one round, each once, the most wanted first. */
export function planRound(looked: LookedAt): QueueRow[] {
  const planned = new Map<string, QueueRow>();
  const add = (rows: Iterable<QueueRow>, limit: number): void => {
    let left = limit;
    for (const row of rows) {
      if (left <= 0 || planned.size >= figureBudget.perRound) return;
      const key = rowKey(row.ref, row.arn);
      if (planned.has(key)) continue;
      planned.set(key, row);
      left--;
    }
  };
  add(looked.askedFor, figureBudget.perRound);
  for (const rows of looked.containers) add(rows.slice(0, figureBudget.perContainer), figureBudget.perContainer);
  const suggested = looked.containers.flatMap(rows => rows.filter(row => suggestsDeadLetters(row.name)));
  add([...looked.named, ...suggested], figureBudget.deadLetters);
  return [...planned.values()];
}

/** The rows of a plan whose figures are missing, or older than `refreshSeconds` (0 = never too old). */
export function dueRows(
  plan: readonly QueueRow[],
  figuresOf: (row: QueueRow) => Figures | undefined,
  refreshSeconds: number,
  now: number,
): QueueRow[] {
  const oldest = refreshSeconds > 0 ? now - refreshSeconds * 1000 : 1;
  return plan.filter(row => (figuresOf(row)?.at ?? 0) < oldest);
}
