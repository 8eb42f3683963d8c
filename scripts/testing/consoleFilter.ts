import { Writable } from 'node:stream';

/** Prints only the lines that begin with a prefix, without it, and remembers the rest for when something went wrong. */
export class ConsoleFilter {
  readonly #prefix: string;
  readonly #verbose: boolean;
  #rest: string[] = [];

  constructor(prefix: string, verbose: boolean) {
    this.#prefix = prefix;
    this.#verbose = verbose;
  }

  /** A stream whose lines go through this filter. */
  stream(): NodeJS.WritableStream {
    let pending = '';
    return new Writable({
      write: (chunk, _encoding, done) => {
        const lines = (pending + String(chunk)).split('\n');
        pending = lines.pop() ?? '';
        for (const line of lines) this.#take(line);
        done();
      },
      final: done => {
        if (pending !== '') this.#take(pending);
        done();
      },
    });
  }

  lastLines(count: number): string {
    return this.#rest.slice(-count).join('\n');
  }

  #take(line: string): void {
    if (line.startsWith(this.#prefix)) {
      console.log(line.slice(this.#prefix.length));
    } else {
      if (this.#verbose) console.log(line);
      this.#rest.push(line);
      if (this.#rest.length > 2_000) this.#rest = this.#rest.slice(-1_000);
    }
  }
}
