/**
 * A filter as it was typed. Words are separated by blanks and all of them have to match:
 * `orders` is a part of the name in any case; `orders-*` and `*-dlq` are patterns for the whole name;
 * `dlq:` keeps dead-letter queues, `dlq:full` those that are not known to be empty;
 * `prefix:Orders-` keeps names that begin with exactly this, and is asked of SQS itself.
 */
export interface Filter {
  readonly text: string;
  /** Each word's parts between its stars. */
  readonly patterns: readonly (readonly string[])[];
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
  const patterns: (readonly string[])[] = [];
  let deadLetters: Filter['deadLetters'] = 'any';
  let prefix: string | undefined;
  for (const word of words) {
    if (/^dlq:full$/i.test(word)) deadLetters = 'full';
    else if (/^dlq:$/i.test(word)) deadLetters = deadLetters === 'full' ? 'full' : 'only';
    else if (word.startsWith('prefix:') && word.length > 'prefix:'.length) prefix = word.slice('prefix:'.length);
    else patterns.push(partsOf(word));
  }
  return { text: words.join(' '), patterns, deadLetters, ...(prefix !== undefined && { prefix }) };
}

export function matches(filter: Filter, row: Filterable): boolean {
  if (filter.prefix !== undefined && !row.name.startsWith(filter.prefix)) return false;
  if (filter.deadLetters !== 'any' && !row.deadLetters) return false;
  if (filter.deadLetters === 'full' && row.messages === 0) return false;
  const name = row.name.toLowerCase();
  return filter.patterns.every(parts => fits(parts, name));
}

/** A word in small letters, cut at its stars; one part is looked for anywhere in the name. */
function partsOf(word: string): readonly string[] {
  return word.toLowerCase().split(/\*+/);
}

/**
 * Takes each part at its first place after the one before, which is enough with no wildcard but `*` and keeps the
 * time proportional to the name's length for every pattern.
 */
function fits(parts: readonly string[], name: string): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return name.includes(first);
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
