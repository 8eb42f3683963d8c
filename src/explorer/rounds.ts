import type { Disposable } from '../core/disposable.ts';

export interface RoundsOptions {
  /** One round; must obey its signal and not reject. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** Seconds from the end of a round to the next; 0 = only when nudged. */
  readonly intervalSeconds: () => number;
  /** Rows are painted first; several wishes at once become one round. */
  readonly nudgeMs: number;
}

/** Repeats a task while somebody looks: nothing runs while hidden, and hiding ends what runs. */
export class Rounds implements Disposable {
  readonly #options: RoundsOptions;
  #visible = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  #again = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) {
      this.nudge();
    } else {
      this.#clear();
      this.#running?.abort();
    }
  }

  /** Asks for a round soon; while one runs, for another one right after it. */
  nudge(): void {
    if (!this.#visible) return;
    if (this.#running) this.#again = true;
    else this.#schedule(this.#options.nudgeMs);
  }

  dispose(): void {
    this.setVisible(false);
  }

  #schedule(ms: number): void {
    this.#clear();
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #run(): Promise<void> {
    const controller = new AbortController();
    this.#running = controller;
    this.#again = false;
    await this.#options.round(controller.signal);
    this.#running = undefined;
    if (!this.#visible) return;
    const seconds = this.#options.intervalSeconds();
    if (this.#again || controller.signal.aborted) this.#schedule(this.#options.nudgeMs);
    else if (seconds > 0) this.#schedule(seconds * 1000);
  }
}
