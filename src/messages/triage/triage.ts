import type { DecodedMessage } from '../decode/decodeMessage.ts';
import type { Message } from '../message.ts';
import { type Cause, causeOf } from './cause.ts';

/** Messages that failed alike. Times in milliseconds since 1970. */
export interface CauseGroup extends Cause {
  readonly count: number;
  readonly firstSent?: number;
  readonly lastSent?: number;
  /** Ids of the first few. */
  readonly samples: readonly string[];
}

const samplesKept = 3;
/** Groups told apart at most; what comes after goes into one group, so that a flood of kinds cannot fill the memory. */
const maxGroups = 5_000;
const otherKey = 'others';

interface Growing {
  readonly cause: Cause;
  count: number;
  firstSent: number;
  lastSent: number;
  readonly samples: string[];
}

/** Sorts messages by cause as they come. */
export class Triage {
  readonly #decode: (message: Message) => Pick<DecodedMessage, 'layers' | 'facts' | 'value'>;
  readonly #groups = new Map<string, Growing>();

  constructor(decode: (message: Message) => Pick<DecodedMessage, 'layers' | 'facts' | 'value'>) {
    this.#decode = decode;
  }

  /** The key of the group that the message has gone into. */
  add(message: Message): string {
    const cause = this.#limited(causeOf(message, this.#decode(message)));
    let group = this.#groups.get(cause.key);
    if (!group) {
      group = { cause, count: 0, firstSent: Number.POSITIVE_INFINITY, lastSent: Number.NEGATIVE_INFINITY, samples: [] };
      this.#groups.set(cause.key, group);
    }
    group.count++;
    if (group.samples.length < samplesKept) group.samples.push(message.id);
    if (message.sentAt !== undefined) {
      group.firstSent = Math.min(group.firstSent, message.sentAt);
      group.lastSent = Math.max(group.lastSent, message.sentAt);
    }
    return cause.key;
  }

  #limited(cause: Cause): Cause {
    if (this.#groups.has(cause.key) || this.#groups.size < maxGroups) return cause;
    return { key: otherKey, title: 'Other causes', facts: [], layers: [] };
  }

  /** A group's cause in words. */
  title(key: string): string | undefined {
    return this.#groups.get(key)?.cause.title;
  }

  /** The largest first. */
  groups(): CauseGroup[] {
    return [...this.#groups.values()]
      .map(({ cause, count, firstSent, lastSent, samples }) => ({
        ...cause,
        count,
        samples,
        ...(Number.isFinite(firstSent) && { firstSent, lastSent }),
      }))
      .sort((a, b) => b.count - a.count || a.title.localeCompare(b.title));
  }
}
