import { UserError } from '../core/errors.ts';
import { Emitter, type Event } from '../core/event.ts';
import type { Connection } from './connection.ts';

/** Where connections are kept between sessions: a machine-scoped setting. */
export interface ConnectionStore {
  read(): readonly Connection[];
  write(connections: readonly Connection[]): Promise<void>;
  readonly onDidChange: Event<void>;
}

/** Where the allowances to peek are kept: state of this machine, out of every workspace's reach. */
export interface PeekAllowances {
  read(): readonly string[];
  write(connectionIds: readonly string[]): Promise<void>;
}

/** The connections as configured, plus the running sandbox's, which is never written down. */
export class ConnectionService {
  readonly #store: ConnectionStore;
  readonly #allowances: PeekAllowances;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #sandbox: Connection | undefined;

  constructor(store: ConnectionStore, allowances: PeekAllowances) {
    this.#store = store;
    this.#allowances = allowances;
    store.onDidChange(() => this.#changed.fire());
  }

  /** The sandbox first, then the others in the order of the setting; entries that cannot be used are left out. */
  list(): readonly Connection[] {
    const kept = this.#store.read().filter(isUsable);
    return this.#sandbox ? [this.#sandbox, ...kept.filter(connection => connection.id !== sandboxConnectionId)] : kept;
  }

  get(id: string): Connection | undefined {
    return this.list().find(connection => connection.id === id);
  }

  /** Like {@link get}; a UserError when the connection is gone. */
  require(id: string): Connection {
    const connection = this.get(id);
    if (!connection) throw new UserError(`There is no connection with this id any more: ${id}`);
    return connection;
  }

  /** Adds a connection; its id is made from the name, so that it stays the same in settings sync. */
  async add(connection: Omit<Connection, 'id'>): Promise<Connection> {
    this.#checkName(connection.name);
    const added = { id: this.#freeId(connection.name), ...connection };
    requireUsable(added);
    await this.#store.write([...this.#store.read(), added]);
    this.#changed.fire();
    return added;
  }

  /** Changes some members of a connection; `undefined` removes an optional one. */
  async update(id: string, change: { [K in keyof Connection]?: Connection[K] | undefined }): Promise<Connection> {
    const current = this.require(id);
    if (change.name !== undefined && change.name !== current.name) this.#checkName(change.name);
    const merged = Object.fromEntries(
      Object.entries({ ...current, ...change, id }).filter(([, value]) => value !== undefined),
    ) as unknown as Connection;
    if (id !== sandboxConnectionId) requireUsable(merged);
    // The allowance was given for what stood behind the connection, not for another account or server.
    if ((['credentials', 'profile', 'endpoint'] as const).some(key => merged[key] !== current[key])) {
      if (id === sandboxConnectionId) {
        throw new UserError(
          `The local sandbox has its own key and address; add another connection for an account or a server: ${current.name}`,
        );
      }
      await this.setPeekAllowed(id, false);
    }
    if (id === sandboxConnectionId) this.#sandbox = merged;
    else await this.#store.write(this.#store.read().map(entry => (entry.id === id ? merged : entry)));
    this.#changed.fire();
    return merged;
  }

  async remove(id: string): Promise<void> {
    await this.#store.write(this.#store.read().filter(connection => connection.id !== id));
    await this.setPeekAllowed(id, false);
    this.#changed.fire();
  }

  /** Puts the running sandbox's connection first in the list, or takes it away. */
  setSandbox(connection: Connection | undefined): void {
    this.#sandbox = connection;
    this.#changed.fire();
  }

  peekAllowed(id: string): boolean {
    return this.#allowances.read().includes(id);
  }

  async setPeekAllowed(id: string, allowed: boolean): Promise<void> {
    const others = this.#allowances.read().filter(other => other !== id);
    await this.#allowances.write(allowed ? [...others, id] : others);
    this.#changed.fire();
  }

  #checkName(name: string): void {
    if (name.trim() === '') throw new UserError('A connection needs a name');
    if (this.list().some(connection => connection.name === name)) {
      throw new UserError(`There is a connection of this name already; choose another one: ${name}`);
    }
  }

  #freeId(name: string): string {
    const base =
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'connection';
    const taken = new Set([sandboxConnectionId, ...this.#store.read().map(connection => connection.id)]);
    let id = base;
    for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
    return id;
  }
}

/** The id of the running sandbox's connection. */
export const sandboxConnectionId = 'sandbox';

/** What a hand-edited setting may lack; such an entry is skipped instead of failing everything. */
function isUsable(connection: Partial<Connection> | null | undefined): connection is Connection {
  return (
    typeof connection?.id === 'string' &&
    typeof connection.name === 'string' &&
    ['profile', 'default', 'local'].includes(connection.credentials ?? '') &&
    Array.isArray(connection.regions) &&
    connection.regions.length > 0 &&
    connection.regions.every(region => typeof region === 'string') &&
    (connection.endpoint === undefined || isHttpUrl(connection.endpoint))
  );
}

/** Refuses what {@link isUsable} would skip once it is written. */
function requireUsable(connection: Partial<Connection>): void {
  if (isUsable(connection)) return;
  throw new UserError(`A connection needs a region and, where it has an endpoint, a valid one: ${connection.name}`);
}

/** True for an absolute http or https address. */
export function isHttpUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  return ['http:', 'https:'].includes(new URL(text).protocol);
}
