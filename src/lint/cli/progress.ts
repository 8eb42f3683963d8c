import { formatNumber } from '../../core/text.ts';

/** Nothing is shown before: most runs are over by then. In milliseconds. */
const patience = 2_000;
const pause = 100;

/** Where progress goes; standard error. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that counts files while a person waits at a terminal, and that is gone when the run is over. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #total: number;
  readonly #now: () => number;
  readonly #started: number;
  #shown: number | undefined;
  #done = 0;

  constructor(stream: ProgressStream, total: number, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#total = total;
    this.#now = now;
    this.#started = now();
  }

  /** One more file is done. */
  step(): void {
    this.#done++;
    const now = this.#now();
    if (!this.#stream.isTTY || now - this.#started < patience) return;
    if (this.#shown !== undefined && now - this.#shown < pause) return;
    this.#shown = now;
    this.#stream.write(`\r\u001b[K${formatNumber(this.#done)} of ${formatNumber(this.#total)} files`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown !== undefined) this.#stream.write('\r\u001b[K');
  }
}
