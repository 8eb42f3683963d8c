/** Hands values from several producers to one consumer, in the order in which they came. Unbounded: producers pace themselves. */
export class Handover<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #wake: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** The consumer ends once it has taken everything. */
  close(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** The consumer gets the error once it has taken everything before it. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (true) {
      while (this.#values.length > 0) yield this.#values.shift() as T;
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
