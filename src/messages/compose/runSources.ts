import type { Clock } from '../../core/clock.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { type EntryFormat, readEntries } from './entryFile.ts';
import { entryBytes, type OutgoingEntry } from './outgoingEntry.ts';
import { entryFiller, type PlaceholderSource } from './placeholders.ts';
import type { RunEntry, RunItem } from './runReport.ts';

/** The messages of a file; with a source of placeholders each one's are filled in, counters running over the whole file. */
export async function* itemsOfFile(
  pieces: AsyncIterable<Uint8Array>,
  format: EntryFormat,
  placeholders: PlaceholderSource | undefined,
): AsyncGenerator<readonly RunItem[]> {
  let number = 0;
  for await (const found of readEntries(pieces, format)) {
    yield found.map(place => {
      const { line } = place;
      number++;
      if ('problem' in place) return { number, line, problem: place.problem };
      if (!placeholders) return { number, line, entry: place.entry };
      try {
        return { number, line, entry: entryFiller(place.entry)(placeholders, number - 1) };
      } catch (error) {
        if (error instanceof UserError) return { number, line, problem: error.message };
        throw error;
      }
    });
  }
}

export interface Repetition {
  /** Absent = until cancelled. */
  readonly times?: number;
  /** From the beginning of one to the beginning of the next; absent = one right after the other. */
  readonly everySeconds?: number;
}

/** Messages made at once, where nothing has to be waited for. */
const perRound = 100;

/** One message again and again. Throws a UserError when a placeholder is wrong; ends with CancelledError when cancelled. */
export async function* itemsOfRepetition(
  entry: OutgoingEntry,
  { times = Number.POSITIVE_INFINITY, everySeconds }: Repetition,
  placeholders: PlaceholderSource | undefined,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly RunItem[]> {
  const filler = placeholders && entryFiller(entry);
  const item = (nth: number): RunEntry => ({
    number: nth + 1,
    entry: filler && placeholders ? filler(placeholders, nth) : entry,
  });
  const start = clock.now();
  for (let nth = 0; nth < times; ) {
    if (everySeconds !== undefined) {
      const due = start + nth * everySeconds * 1_000 - clock.now();
      if (due > 0) await clock.sleep(due, signal);
      yield [item(nth++)];
    } else {
      const round = Math.min(perRound, times - nth);
      const first = nth;
      nth += round;
      yield Array.from({ length: round }, (_, at) => item(first + at));
    }
  }
}

/** Messages that are there already, such as those of a run to be tried again. */
export async function* itemsOfList(entries: readonly RunItem[]): AsyncGenerator<readonly RunItem[]> {
  yield entries;
}

/** What stands in a file, before anything of it is sent. */
export interface FileSurvey {
  /** Messages that can be sent. */
  readonly messages: number;
  /** Of those, as the service counts them. */
  readonly bytes: number;
  /** Places that hold no message, or one that breaks a rule. */
  readonly problems: number;
  /** The first of them. */
  readonly examples: readonly { readonly line?: number; readonly problem: string }[];
}

const maxExamples = 20;

/** Reads a file to its end without sending anything. */
export async function survey(
  items: AsyncIterable<readonly RunItem[]>,
  faults: (entry: OutgoingEntry) => readonly string[],
  signal: AbortSignal,
): Promise<FileSurvey> {
  let messages = 0;
  let bytes = 0;
  let problems = 0;
  const examples: { line?: number; problem: string }[] = [];
  for await (const round of items) {
    if (signal.aborted) throw new CancelledError();
    for (const item of round) {
      const [problem] = 'problem' in item ? [item.problem] : faults(item.entry);
      if (problem === undefined && 'entry' in item) {
        messages++;
        bytes += entryBytes(item.entry);
        continue;
      }
      problems++;
      if (examples.length < maxExamples) {
        examples.push({ ...(item.line !== undefined && { line: item.line }), problem: problem ?? '' });
      }
    }
  }
  return { messages, bytes, problems, examples };
}
