import { isCancelled } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicClients } from '../topics/topicClient.ts';
import { Listing } from './listing.ts';
import type { FolderKind, Row } from './row.ts';
import type { TagClients, TaggedService } from './tagClient.ts';

export interface FolderClients {
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
  readonly tags: TagClients;
}

const services: Readonly<Record<FolderKind, TaggedService>> = { queues: 'sqs', topics: 'sns', streams: 'kinesis' };

/** All queues, topics or streams of one scope: their listing, and their tags once somebody groups by them. */
export class Folder {
  readonly kind: FolderKind;
  readonly scope: Scope;
  readonly #clients: FolderClients;
  readonly #onChange: () => void;
  readonly #full: Listing<Row>;
  #narrow: { readonly prefix: string; readonly listing: Listing<Row> } | undefined;
  readonly #tags = new Map<string, Readonly<Record<string, string>>>();
  #tagRun: AbortController | undefined;
  #tagError: unknown;

  constructor(kind: FolderKind, scope: Scope, clients: FolderClients, onChange: () => void) {
    this.kind = kind;
    this.scope = scope;
    this.#clients = clients;
    this.#onChange = onChange;
    this.#full = this.#listing(undefined);
  }

  /** The listing that is shown: of everything, or of one prefix. */
  get listing(): Listing<Row> {
    return this.#narrow?.listing ?? this.#full;
  }

  /** The prefix that SQS has been asked for, when not everything was listed. */
  get narrowedTo(): string | undefined {
    return this.#narrow?.prefix;
  }

  /** `ready`, `reading`, or why the tags could not be read. */
  get tagState(): 'ready' | 'reading' | { readonly error: unknown } {
    if (this.#tagError !== undefined) return { error: this.#tagError };
    return this.#tagRun ? 'reading' : 'ready';
  }

  /**
   * Narrows queues to an exact prefix, which SQS looks up itself; with the whole listing at hand, or for topics and
   * streams, whose listings take no prefix, the rows are filtered here instead.
   */
  narrow(prefix: string | undefined): void {
    if (prefix === this.#narrow?.prefix) return;
    this.#narrow?.listing.stop();
    this.#narrow = undefined;
    if (prefix === undefined || this.kind !== 'queues' || this.#full.state === 'complete') return;
    this.#full.stop();
    this.#narrow = { prefix, listing: this.#listing(prefix) };
  }

  tagOf(arn: string, key: string): string | undefined {
    return this.#tags.get(arn)?.[key];
  }

  /** Reads the tags of all rows that have not been read yet. Never rejects: see {@link tagState}. */
  async readTags(): Promise<void> {
    if (this.#tagRun) return;
    const missing = this.listing.rows.filter(row => !this.#tags.has(row.arn)).map(row => row.arn);
    if (missing.length === 0 || this.#tagError !== undefined) return;
    const run = new AbortController();
    this.#tagRun = run;
    try {
      const read = await this.#clients.tags(this.scope).tags(services[this.kind], missing, run.signal);
      for (const arn of missing) this.#tags.set(arn, read.get(arn) ?? {});
    } catch (error) {
      if (!run.signal.aborted && !isCancelled(error)) this.#tagError = error;
    }
    this.#tagRun = undefined;
    if (!run.signal.aborted) this.#onChange();
  }

  /** Lists anew, and reads tags anew when they are next wanted. Settles when the last page is in. */
  refresh(): Promise<void> {
    this.#forgetTags();
    return this.listing.refresh();
  }

  remove(arn: string): void {
    this.#full.remove(arn);
    this.#narrow?.listing.remove(arn);
  }

  allow(arn: string): void {
    this.#full.allow(arn);
    this.#narrow?.listing.allow(arn);
  }

  /** Leaves everything under way. */
  stop(): void {
    this.listing.stop();
    this.#tagRun?.abort();
  }

  #forgetTags(): void {
    this.#tagRun?.abort();
    this.#tagRun = undefined;
    this.#tagError = undefined;
    this.#tags.clear();
  }

  #listing(prefix: string | undefined): Listing<Row> {
    return new Listing(
      (token, signal) => this.#page(prefix, token, signal),
      () => this.#onChange(),
    );
  }

  async #page(prefix: string | undefined, token: string | undefined, signal: AbortSignal): Promise<Page<Row>> {
    const at = token === undefined ? {} : { token };
    switch (this.kind) {
      case 'queues': {
        const page = await this.#clients.queues(this.scope).list(prefix === undefined ? at : { ...at, prefix }, signal);
        return { ...page, items: page.items.map(ref => ({ kind: 'queue', arn: ref.arn, name: ref.name, ref })) };
      }
      case 'topics': {
        const page = await this.#clients.topics(this.scope).list(at, signal);
        return { ...page, items: page.items.map(ref => ({ kind: 'topic', arn: ref.arn, name: ref.name, ref })) };
      }
      case 'streams': {
        const page = await this.#clients.streams(this.scope).list(at, signal);
        return { ...page, items: page.items.map(ref => ({ kind: 'stream', arn: ref.arn, name: ref.name, ref })) };
      }
    }
  }
}
