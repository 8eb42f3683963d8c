import { arnName } from '../../core/arn.ts';
import { isObject } from '../../core/parse.ts';
import { count } from '../../core/text.ts';
import type { QueueRef } from '../queue.ts';

export type Destination =
  | { readonly kind: 'sources'; readonly sources: readonly QueueRef[] }
  | { readonly kind: 'queue'; readonly queue: QueueRef };

/** The first line of a journal: what the run is. */
export interface RunHeader {
  readonly t: 'run';
  readonly version: 1;
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly source: QueueRef;
  readonly destination: Destination;
}

/**
 * The lines after it, each about the messages of one batch, by the ids they have in the source. Written before the act
 * (`try`) or right after the answer; bodies are never written, since every message is in one of the two queues.
 */
export type RunRecord =
  /** A process takes the run up … */
  | { readonly t: 'owner'; readonly pid: number; readonly host: string }
  /** … and lays it down. */
  | { readonly t: 'rest' }
  /** About to be sent. Followed by `sent`, `not` or, when no answer came, by nothing. */
  | { readonly t: 'try'; readonly at: number; readonly ids: readonly string[] }
  /** The destination confirmed them: pairs of the old and the new id. */
  | { readonly t: 'sent'; readonly pairs: readonly (readonly [string, string])[] }
  /** Certainly not sent. */
  | { readonly t: 'not'; readonly ids: readonly string[] }
  /** Sent a second time after an answer that never came. */
  | { readonly t: 'maybe'; readonly ids: readonly string[] }
  /** Deleted from the source in time. */
  | { readonly t: 'gone'; readonly ids: readonly string[] };

export interface JournalWriter {
  /** With `durable`, resolves only once the records would survive a power cut. */
  append(records: readonly RunRecord[], durable: boolean): Promise<void>;
}

/** What a journal says about the messages of a run. */
export class RunState {
  /** Who is at it, unless that process died without a word. */
  owner: { readonly pid: number; readonly host: string } | undefined;
  /** Announced and never answered: in the source, and perhaps in the destination. With the time of the first try. */
  readonly tried = new Map<string, number>();
  /** Confirmed by the destination and not yet gone from the source. */
  readonly sent = new Set<string>();
  readonly gone = new Set<string>();
  /** May be in the destination twice. */
  readonly possibleDuplicates = new Set<string>();
  /** New id → old id of everything that the run has put into a destination. */
  readonly produced = new Map<string, string>();

  apply(record: RunRecord): void {
    switch (record.t) {
      case 'owner':
        this.owner = record;
        break;
      case 'rest':
        this.owner = undefined;
        break;
      case 'try':
        for (const id of record.ids) if (!this.tried.has(id)) this.tried.set(id, record.at);
        break;
      case 'sent':
        for (const [id, newId] of record.pairs) {
          this.tried.delete(id);
          this.sent.add(id);
          this.produced.set(newId, id);
        }
        break;
      case 'not':
        for (const id of record.ids) this.tried.delete(id);
        break;
      case 'maybe':
        for (const id of record.ids) this.possibleDuplicates.add(id);
        break;
      case 'gone':
        for (const id of record.ids) {
          this.sent.delete(id);
          this.gone.add(id);
        }
        break;
    }
  }

  /** True when this message has reached the destination: met again it is deleted, not sent. */
  reached(id: string): boolean {
    return this.sent.has(id) || this.gone.has(id);
  }

  /** True when a resume has something to put right. */
  get unsettled(): boolean {
    return this.tried.size > 0 || this.sent.size > 0;
  }
}

/** Reads a journal's lines; undefined when the first is not a header that this version writes. */
export function replay(lines: readonly unknown[]): { header: RunHeader; state: RunState } | undefined {
  const [first, ...rest] = lines;
  if (!isHeader(first)) return undefined;
  const state = new RunState();
  for (const line of rest) if (isRunRecord(line)) state.apply(line);
  return { header: first, state };
}

function isHeader(value: unknown): value is RunHeader {
  return (
    isObject(value) &&
    value['t'] === 'run' &&
    value['version'] === 1 &&
    typeof value['run'] === 'string' &&
    typeof value['at'] === 'number' &&
    isQueueRef(value['source']) &&
    isDestination(value['destination'])
  );
}

function isDestination(value: unknown): value is Destination {
  if (!isObject(value)) return false;
  if (value['kind'] === 'queue') return isQueueRef(value['queue']);
  return value['kind'] === 'sources' && Array.isArray(value['sources']) && value['sources'].every(isQueueRef);
}

export function isQueueRef(value: unknown): value is QueueRef {
  return (
    isObject(value) && ['connectionId', 'region', 'url', 'name', 'arn'].every(key => typeof value[key] === 'string')
  );
}

/** A line of a journal after its header. */
export function isRunRecord(value: unknown): value is RunRecord {
  if (!isObject(value)) return false;
  if (value['t'] === 'sent') {
    return (
      Array.isArray(value['pairs']) &&
      value['pairs'].every(pair => Array.isArray(pair) && pair.length === 2 && pair.every(isText))
    );
  }
  if (value['t'] === 'owner') return typeof value['pid'] === 'number' && isText(value['host']);
  if (value['t'] === 'rest') return true;
  const named = Array.isArray(value['ids']) && value['ids'].every(isText);
  if (value['t'] === 'try') return named && typeof value['at'] === 'number';
  return named && (value['t'] === 'not' || value['t'] === 'maybe' || value['t'] === 'gone');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function destinationName(destination: Destination): string {
  if (destination.kind === 'queue') return destination.queue.name;
  const [only, ...more] = destination.sources;
  return more.length === 0 ? arnName(only?.arn ?? 'its source') : `${count(more.length + 1, 'source queue')}`;
}

/** Where every message of a run is, in one sentence. */
export function whereabouts(header: RunHeader, state: RunState): string {
  const to = destinationName(header.destination);
  const from = header.source.name;
  const parts = [`${count(state.gone.size, 'message')} ${state.gone.size === 1 ? 'is' : 'are'} in ${to} only`];
  if (state.sent.size > 0)
    parts.push(`${state.sent.size.toLocaleString('en-US')} in ${to} and perhaps still in ${from}`);
  if (state.tried.size > 0) {
    parts.push(`${state.tried.size.toLocaleString('en-US')} in ${from} and perhaps already in ${to}`);
  }
  return `${parts.join(', ')}, the rest is in ${from} only.`;
}
