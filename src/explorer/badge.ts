import { count, formatNumber } from '../core/text.ts';

export interface DeadLetterSummary {
  /** Dead-letter queues with messages, among the queues looked at. */
  readonly full: number;
  /** Those of them that only their name makes dead-letter queues. */
  readonly fullByNameAlone: number;
  readonly looked: number;
}

/** The number on the view's icon, whose tooltip says what it counts: only what has been looked at. */
export function badgeOf(summary: DeadLetterSummary): { value: number; tooltip: string } | undefined {
  const { full, fullByNameAlone, looked } = summary;
  if (full === 0) return undefined;
  const byName = fullByNameAlone > 0 ? ` (${formatNumber(fullByNameAlone)} by name alone)` : '';
  const queues = count(full, 'dead-letter queue');
  return { value: full, tooltip: `${queues} with messages${byName}, of ${count(looked, 'queue')} looked at` };
}
