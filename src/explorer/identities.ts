import { logWords } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Scope, ScopeDirectory, ScopeInfo } from '../core/scope.ts';

/** Rows are painted before anybody asks whose they are. */
const afterPaintMs = 300;

/** What is known of connections besides their settings: the account, as STS confirms it. */
export class Identities {
  readonly #scopes: ScopeDirectory;
  readonly #logger: Logger;
  readonly #changed: (connectionId: string) => void;
  readonly #infos = new Map<string, ScopeInfo>();
  readonly #asked = new Set<string>();

  constructor(scopes: ScopeDirectory, logger: Logger, changed: (connectionId: string) => void) {
    this.#scopes = scopes;
    this.#logger = logger;
    this.#changed = changed;
  }

  of(connectionId: string): ScopeInfo | undefined {
    return this.#infos.get(connectionId);
  }

  /** Asks soon, once for each connection. */
  ask(scope: Scope): void {
    if (this.#asked.has(scope.connectionId)) return;
    this.#asked.add(scope.connectionId);
    setTimeout(() => void this.#describe(scope), afterPaintMs).unref();
  }

  /** What is known stays, but the next wish to know asks anew. */
  expire(connectionId: string): void {
    this.#asked.delete(connectionId);
  }

  forget(connectionId: string): void {
    this.#asked.delete(connectionId);
    this.#infos.delete(connectionId);
  }

  async #describe(scope: Scope): Promise<void> {
    const before = JSON.stringify(this.of(scope.connectionId));
    try {
      const info = await this.#scopes.describe(scope);
      if (!this.#asked.has(scope.connectionId)) return;
      this.#infos.set(scope.connectionId, info);
    } catch (error) {
      this.forget(scope.connectionId);
      this.#logger.debug(`The account of a connection could not be confirmed: ${logWords(error)}`);
    }
    if (JSON.stringify(this.of(scope.connectionId)) !== before) this.#changed(scope.connectionId);
  }
}
