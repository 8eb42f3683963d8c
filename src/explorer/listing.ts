import { isCancelled } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import { naturalOrder } from '../core/text.ts';

/** What a listing holds: an ARN to tell rows apart and a name to order them. */
export interface Listed {
  readonly arn: string;
  readonly name: string;
}

export type ListingState =
  /** Nobody has asked yet. */
  | 'idle'
  | 'loading'
  | 'complete'
  /** Left before the last page; `resume()` goes on where it was left. */
  | 'stopped'
  | 'failed';

export type FetchPage<T> = (token: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

/** How long a row that was deleted here is kept out: a deletion takes up to 60 seconds to leave ListQueues. */
const goneForMs = 60_000;

/**
 * A listing that arrives page by page. Rows of an earlier listing stay until the new one is complete, so that a
 * refresh never empties what is on the screen; a row that the new pages do not name then goes. Never rejects: a
 * failure is a state, and the rows that had arrived stay.
 */
export class Listing<T extends Listed> {
  readonly #fetchPage: FetchPage<T>;
  readonly #onChange: () => void;
  readonly #now: () => number;
  /** Ordered by name. */
  #rows: readonly T[] = [];
  /** ARNs of the rows that this run has named so far. */
  #fresh = new Set<string>();
  readonly #gone = new Map<string, number>();
  #state: ListingState = 'idle';
  #error: unknown;
  #token: string | undefined;
  #controller: AbortController | undefined;
  #firstPage: Promise<void> | undefined;
  #end: Promise<void> | undefined;

  constructor(fetchPage: FetchPage<T>, onChange: () => void, now: () => number = Date.now) {
    this.#fetchPage = fetchPage;
    this.#onChange = onChange;
    this.#now = now;
  }

  get rows(): readonly T[] {
    return this.#rows;
  }

  get state(): ListingState {
    return this.#state;
  }

  /** Why the listing failed; for the state `failed`. */
  get error(): unknown {
    return this.#error;
  }

  /** Settles when there is something to show: the first page, a failure, or rows of before. Starts the listing. */
  ready(): Promise<void> {
    if (this.#state === 'idle') this.#run(undefined);
    return this.#rows.length > 0 ? Promise.resolve() : (this.#firstPage ?? Promise.resolve());
  }

  /** Settles when the last page is in, or the listing failed or was stopped. Starts or resumes the listing. */
  whole(): Promise<void> {
    if (this.#state === 'idle') this.#run(undefined);
    this.resume();
    return this.#end ?? Promise.resolve();
  }

  /** Lists anew; a run under way is left. Settles when the last page is in. */
  refresh(): Promise<void> {
    this.#controller?.abort();
    this.#run(undefined);
    return this.whole();
  }

  /** Leaves a run under way; the rows that have arrived stay. */
  stop(): void {
    if (this.#state !== 'loading') return;
    this.#controller?.abort();
    this.#state = this.#rows.length === 0 && this.#token === undefined ? 'idle' : 'stopped';
    this.#onChange();
  }

  /** Goes on with a listing that was stopped. */
  resume(): void {
    if (this.#state === 'stopped') this.#run(this.#token);
  }

  /** Takes a row out that is known to be gone. */
  remove(arn: string): void {
    this.#gone.set(arn, this.#now() + goneForMs);
    this.#setRows(this.#rows.filter(row => row.arn !== arn));
  }

  /** A row that was made again under a name that was deleted shortly before. */
  allow(arn: string): void {
    this.#gone.delete(arn);
  }

  find(arn: string): T | undefined {
    return this.#rows.find(row => row.arn === arn);
  }

  #run(token: string | undefined): void {
    const controller = new AbortController();
    this.#controller = controller;
    this.#state = 'loading';
    this.#token = token;
    if (token === undefined) this.#fresh = new Set();
    let showFirst: () => void = () => undefined;
    this.#firstPage = new Promise(resolve => {
      showFirst = resolve;
    });
    this.#end = this.#read(controller, showFirst).finally(showFirst);
  }

  async #read({ signal }: AbortController, showFirst: () => void): Promise<void> {
    try {
      do {
        const page = await this.#fetchPage(this.#token, signal);
        if (signal.aborted) return;
        // An endpoint that repeats its token would keep the listing running for ever.
        const next = page.nextToken === this.#token ? undefined : page.nextToken;
        this.#token = next;
        if (next === undefined) this.#state = 'complete';
        this.#merge(page.items, next === undefined);
        showFirst();
      } while (this.#token !== undefined);
    } catch (error) {
      if (signal.aborted) return;
      this.#state = isCancelled(error) ? 'stopped' : 'failed';
      this.#error = error;
      this.#onChange();
    }
  }

  #merge(items: readonly T[], last: boolean): void {
    const byArn = new Map(this.#rows.map(row => [row.arn, row]));
    for (const item of items) {
      if (this.#isGone(item.arn)) continue;
      this.#fresh.add(item.arn);
      byArn.set(item.arn, item);
    }
    const rows = [...byArn.values()];
    this.#setRows(last ? rows.filter(row => this.#fresh.has(row.arn)) : rows);
  }

  #isGone(arn: string): boolean {
    const until = this.#gone.get(arn);
    if (until === undefined) return false;
    if (until > this.#now()) return true;
    this.#gone.delete(arn);
    return false;
  }

  #setRows(rows: readonly T[]): void {
    this.#rows = [...rows].sort((a, b) => naturalOrder(a.name, b.name));
    this.#onChange();
  }
}
