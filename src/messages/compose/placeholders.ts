import { UserError } from '../../core/errors.ts';
import { positionAt } from '../../core/messageRules.ts';
import type { OutgoingEntry } from './outgoingEntry.ts';

/** Where chance and time come from, so that a test can decide both. */
export interface PlaceholderSource {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0, inclusive, to 1, exclusive. */
  random(): number;
  uuid(): string;
}

export const systemSource: PlaceholderSource = {
  now: () => Date.now(),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};

/** What a placeholder stands for in the nth message of a run, counted from 0. */
type Fill = (source: PlaceholderSource, nth: number) => string;
type Piece = string | Fill;

/** A text with its placeholders found; the same one serves every message of a run. */
export interface Compiled {
  readonly pieces: readonly Piece[];
  /** How many placeholders there are. */
  readonly count: number;
}

/** Every placeholder with what it becomes, for the page and the documentation. */
export const placeholderHelp: readonly { readonly form: string; readonly meaning: string }[] = [
  { form: '{{uuid}}', meaning: 'a new random UUID' },
  { form: '{{now}}', meaning: 'the time, 2026-01-31T12:00:00.000Z' },
  { form: '{{now ms}}', meaning: 'the time in milliseconds since 1970' },
  { form: '{{int 1 9}}', meaning: 'a random whole number from 1 to 9' },
  { form: '{{counter}}', meaning: '1, 2, 3 … within a run; {{counter 100}} starts at 100' },
  { form: '{{pick a b c}}', meaning: 'one of the words, at random' },
  { form: '\\{{', meaning: 'two braces as they are' },
];

/** Finds the placeholders of a text. `\{{` stands for the braces themselves. Throws a UserError that names the place. */
export function compilePlaceholders(text: string, where = 'the body'): Compiled {
  const pieces: Piece[] = [];
  let plain = '';
  let placeholders = 0;
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    if (text[open - 1] === '\\' && open > at) {
      plain += `${text.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    plain += text.slice(at, open);
    const close = text.indexOf('}}', open + 2);
    if (close < 0) throw wrong(text, open, where, 'A placeholder is not closed. Write \\{{ for the braces themselves');
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push(fillOf(text.slice(open + 2, close), problem => wrong(text, open, where, problem)));
    placeholders++;
    at = close + 2;
  }
  plain += text.slice(at);
  if (plain !== '') pieces.push(plain);
  return { pieces, count: placeholders };
}

/** The text for the nth message of a run, counted from 0. */
export function fill(compiled: Compiled, source: PlaceholderSource, nth: number): string {
  return compiled.pieces.map(piece => (typeof piece === 'string' ? piece : piece(source, nth))).join('');
}

function fillOf(words: string, problem: (text: string) => UserError): Fill {
  const [name = '', ...rest] = words.trim().split(/\s+/);
  const whole = rest.every(word => /^[+-]?\d+$/.test(word)) ? rest.map(Number) : undefined;
  const exact = whole?.every(Number.isSafeInteger) ? whole : undefined;
  switch (name) {
    case 'uuid':
      if (rest.length === 0) return source => source.uuid();
      throw problem('Nothing follows uuid in a placeholder');
    case 'now':
      if (rest.length === 0) return source => new Date(source.now()).toISOString();
      if (rest.length === 1 && rest[0] === 'ms') return source => String(source.now());
      throw problem('Write {{now}} or {{now ms}}');
    case 'int': {
      const [low, high] = exact ?? [];
      if (rest.length !== 2 || low === undefined || high === undefined || low > high) {
        throw problem('Write two whole numbers, the smaller one first: {{int 1 9}}');
      }
      return source => String(low + Math.floor(source.random() * (high - low + 1)));
    }
    case 'counter': {
      const [first = 1] = exact ?? [];
      if (rest.length > 1 || !exact) throw problem('Write {{counter}}, or with the first number {{counter 100}}');
      return (_source, nth) => String(first + nth);
    }
    case 'pick':
      if (rest.length === 0) throw problem('Write what to choose from: {{pick a b c}}');
      return source => rest[Math.floor(source.random() * rest.length)] ?? '';
    default:
      throw problem(
        'This placeholder is unknown; there are uuid, now, now ms, int, counter and pick. Write \\{{ for the braces themselves',
      );
  }
}

function wrong(text: string, index: number, where: string, problem: string): UserError {
  const { line, column } = positionAt(text, index);
  return new UserError(`${problem}: line ${line}, column ${column} of ${where}`);
}

/** Makes the messages of a run out of one entry, placeholders filled in body, attribute values and both ids. */
export function entryFiller(entry: OutgoingEntry): (source: PlaceholderSource, nth: number) => OutgoingEntry {
  const body = compilePlaceholders(entry.body);
  const attributes = Object.entries(entry.attributes ?? {}).map(([name, { type, value }]) => {
    return { name, type, value: compilePlaceholders(value, `attribute ${name}`) };
  });
  const groupId = entry.groupId === undefined ? undefined : compilePlaceholders(entry.groupId, 'the group id');
  const deduplicationId =
    entry.deduplicationId === undefined
      ? undefined
      : compilePlaceholders(entry.deduplicationId, 'the deduplication id');
  return (source, nth) => ({
    ...entry,
    body: fill(body, source, nth),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(
        attributes.map(({ name, type, value }) => [name, { type, value: fill(value, source, nth) }]),
      ),
    }),
    ...(groupId && { groupId: fill(groupId, source, nth) }),
    ...(deduplicationId && { deduplicationId: fill(deduplicationId, source, nth) }),
  });
}
