import type { FavouriteStore } from './explorerDeps.ts';

const key = 'favourites';

/** The ARNs a person has starred, kept for all windows. */
export class Favourites {
  readonly #store: FavouriteStore;
  #arns: Set<string> | undefined;

  constructor(store: FavouriteStore) {
    this.#store = store;
  }

  has(arn: string): boolean {
    this.#arns ??= this.#read();
    return this.#arns.has(arn);
  }

  async set(arn: string, favourite: boolean): Promise<void> {
    // Read anew: another window may have changed them meanwhile.
    this.#arns = this.#read();
    if (favourite) this.#arns.add(arn);
    else this.#arns.delete(arn);
    await this.#store.update(key, [...this.#arns]);
  }

  #read(): Set<string> {
    const kept: unknown = this.#store.get(key, []);
    return new Set(Array.isArray(kept) ? kept.filter(arn => typeof arn === 'string') : []);
  }
}
