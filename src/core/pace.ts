import type { Clock } from './clock.ts';

const shortest = 100;
const longest = 10_000;

/** How long to wait between calls: doubled when the service asks for less, halved with each success. */
export class Pace {
  readonly #perMessage: number;
  #pause = 0;
  #next = 0;

  /** At most this many messages a second; absent = as fast as the answers come. */
  constructor(messagesPerSecond?: number) {
    this.#perMessage = messagesPerSecond === undefined ? 0 : 1_000 / messagesPerSecond;
  }

  slowDown(): void {
    this.#pause = Math.min(longest, Math.max(shortest, this.#pause * 2));
  }

  succeeded(): void {
    this.#pause = this.#pause <= shortest ? 0 : this.#pause / 2;
  }

  async wait(clock: Clock, signal?: AbortSignal): Promise<void> {
    if (this.#pause > 0) await clock.sleep(this.#pause, signal);
  }

  /** Before a batch of this many: waits until the chosen rate allows it. */
  async turn(messages: number, clock: Clock, signal?: AbortSignal): Promise<void> {
    const delay = Math.max(this.#next - clock.now(), this.#pause);
    if (delay > 0) await clock.sleep(delay, signal);
    this.#next = Math.max(this.#next, clock.now()) + messages * this.#perMessage;
  }
}
