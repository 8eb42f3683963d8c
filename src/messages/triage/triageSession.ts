import type { Handlers } from '../../core/rpc.ts';
import type { DecodedMessage } from '../decode/decodeMessage.ts';
import type { Message } from '../message.ts';
import type { Causes } from './causes.ts';
import type { TriageEvents, TriageMethods } from './triageProtocol.ts';

/** The messages of a viewer, as far as sorting them needs it. */
export interface TriageSource {
  readonly held: { readonly from: number; readonly to: number };
  messageAt(seq: number): Message | undefined;
  selectSeqs(seqs: Iterable<number>): void;
  readonly read: (message: Message) => Pick<DecodedMessage, 'layers' | 'facts' | 'value'>;
}

/** Milliseconds of work at a stretch, and of rest between two of them. */
const stretchMs = 12;
const restMs = 4;
/** Milliseconds between two looks for new messages once all are sorted, and between two tellings. */
const pace = 400;
/** Groups that a page gets. */
const maxShown = 200;

/** Sorts the messages of a viewer by cause, in short stretches and only while somebody looks. */
export class TriageSession {
  readonly #source: TriageSource;
  readonly #causes: Causes;
  #emit: ((event: 'triage.changed', payload: TriageEvents['triage.changed']) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #next = 0;
  #told = { at: 0, sorted: -1 };

  constructor(source: TriageSource, causes: Causes) {
    this.#source = source;
    this.#causes = causes;
  }

  attach(emit: (event: 'triage.changed', payload: TriageEvents['triage.changed']) => void): void {
    this.#emit = emit;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#emit = undefined;
  }

  readonly handlers: Handlers<TriageMethods> = {
    'triage.show': async ({ shown }) => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (shown) this.#work();
    },
    'triage.groups': async () => {
      const { held } = this.#source;
      const groups = this.#causes.groups();
      return {
        groups: groups.slice(0, maxShown),
        more: Math.max(0, groups.length - maxShown),
        sorted: this.#causes.sorted,
        total: held.to - held.from,
      };
    },
    'triage.select': async ({ key }, signal) => {
      const seqs: number[] = [];
      let until = performance.now() + stretchMs;
      for (let seq = this.#source.held.from; seq < this.#source.held.to; seq++) {
        const message = this.#source.messageAt(seq);
        if (message && this.#causeOf(message) === key) seqs.push(seq);
        if (performance.now() < until) continue;
        await new Promise(resolve => setImmediate(resolve));
        signal.throwIfAborted();
        until = performance.now() + stretchMs;
      }
      this.#source.selectSeqs(seqs);
      return { selected: seqs.length };
    },
  };

  #causeOf(message: Message): string {
    return this.#causes.causeOf(message, this.#source.read).key;
  }

  /** One stretch; the next follows after a rest, or when there may be something new. */
  #work(): void {
    const { held } = this.#source;
    this.#next = this.#causes.sorted === 0 ? held.from : Math.max(this.#next, held.from);
    const until = performance.now() + stretchMs;
    while (this.#next < held.to && performance.now() < until) {
      const message = this.#source.messageAt(this.#next++);
      if (message) this.#causeOf(message);
    }
    const done = this.#next >= held.to;
    this.#tell(done);
    this.#timer = setTimeout(() => this.#work(), done ? pace : restMs);
  }

  #tell(done: boolean): void {
    const { sorted } = this.#causes;
    const now = Date.now();
    if (sorted === this.#told.sorted || (!done && now - this.#told.at < pace)) return;
    this.#told = { at: now, sorted };
    this.#emit?.('triage.changed', { sorted });
  }
}
