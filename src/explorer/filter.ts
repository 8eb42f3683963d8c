/**
 * A filter as it was typed. Words are separated by blanks and all of them have to match:
 * `orders` is a part of the name in any case; `orders-*` and `*-dlq` are patterns for the whole name;
 * `dlq:` keeps dead-letter queues, `dlq:full` those that are not known to be empty;
 * `prefix:Orders-` keeps names that begin with exactly this, and is asked of SQS itself.
 */
export interface Filter {
  readonly text: string;
  readonly patterns: readonly RegExp[];
  readonly deadLetters: 'any' | 'only' | 'full';
  /** Case counts, as it does for QueueNamePrefix of ListQueues. */
  readonly prefix?: string;
}

/** What a filter has to know of a row. */
export interface Filterable {
  readonly name: string;
  readonly deadLetters: boolean;
  /** Absent while nobody has looked. */
  readonly messages?: number | undefined;
}

/** Reads a filter; undefined when the text is blank. */
export function parseFilter(text: string): Filter | undefined {
  const words = text
    .trim()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return undefined;
  const patterns: RegExp[] = [];
  let deadLetters: Filter['deadLetters'] = 'any';
  let prefix: string | undefined;
  for (const word of words) {
    if (/^dlq:full$/i.test(word)) deadLetters = 'full';
    else if (/^dlq:$/i.test(word)) deadLetters = deadLetters === 'full' ? 'full' : 'only';
    else if (word.startsWith('prefix:') && word.length > 'prefix:'.length) prefix = word.slice('prefix:'.length);
    else patterns.push(patternOf(word));
  }
  return { text: words.join(' '), patterns, deadLetters, ...(prefix !== undefined && { prefix }) };
}

export function matches(filter: Filter, row: Filterable): boolean {
  if (filter.prefix !== undefined && !row.name.startsWith(filter.prefix)) return false;
  if (filter.deadLetters !== 'any' && !row.deadLetters) return false;
  if (filter.deadLetters === 'full' && row.messages === 0) return false;
  return filter.patterns.every(pattern => pattern.test(row.name));
}

/** Runs of `*` count as one, so that no pattern takes longer than the name is long times the stars it has. */
function patternOf(word: string): RegExp {
  const parts = word.split(/\*+/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.length === 1 ? parts.join('') : `^${parts.join('.*?')}$`, 'i');
}
