import type { Disposable } from './disposable.ts';
import { CancelledError, isCancelled, messageOf, UserError } from './errors.ts';
import { isObject, type Parser } from './parse.ts';

/** The calls a page can make of its host: parameters and result for each name. */
export type Methods = Record<string, { params: unknown; result: unknown }>;
/** What a host tells its page unasked: a payload for each name. */
export type Events = Record<string, unknown>;

/** One parser per method: what a page sends is parsed, not trusted. */
export type ParamsParsers<M extends Methods> = { readonly [K in keyof M]: Parser<M[K]['params']> };
export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (params: M[K]['params'], signal: AbortSignal) => Promise<M[K]['result']>;
};

/** A two-way pipe of structured-cloneable values, such as a webview. */
export interface Channel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): Disposable;
}

type Reply = { re: number; ok: true; value: unknown } | { re: number; ok: false; message: string; cancelled: boolean };

/** Serves a page's calls; each can be cancelled by the page and all are when the result is disposed. */
export function serve<M extends Methods>(
  channel: Channel,
  parsers: ParamsParsers<M>,
  handlers: Handlers<M>,
  onError: (method: string, error: unknown) => void,
): Disposable {
  const running = new Map<number, AbortController>();
  const answer = (reply: Reply): void => channel.post(reply);

  const call = async (id: number, method: string, params: unknown): Promise<void> => {
    if (!Object.hasOwn(handlers, method)) return;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const value = await handlers[method as keyof M](parsers[method as keyof M](params, method), controller.signal);
      answer({ re: id, ok: true, value });
    } catch (error) {
      const cancelled = isCancelled(error);
      if (!cancelled) onError(method, error);
      answer({ re: id, ok: false, message: publicMessage(error), cancelled });
    } finally {
      running.delete(id);
    }
  };

  const listening = channel.listen(message => {
    if (!isObject(message)) return;
    if (typeof message['cancel'] === 'number') running.get(message['cancel'])?.abort(new CancelledError());
    else if (typeof message['id'] === 'number' && typeof message['method'] === 'string') {
      void call(message['id'], message['method'], message['params']);
    }
  });
  return {
    dispose() {
      listening.dispose();
      for (const controller of running.values()) controller.abort(new CancelledError());
    },
  };
}

function publicMessage(error: unknown): string {
  return error instanceof UserError ? error.message : `Something went wrong: ${messageOf(error)}`;
}

/** The page's end: `call` rejects with a UserError that carries the host's message, or a CancelledError. */
export class RpcClient<M extends Methods, E extends Events> {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, (payload: unknown) => void>();
  #lastId = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.listen(message => this.#receive(message));
  }

  call<K extends keyof M & string>(method: K, params: M[K]['params'], signal?: AbortSignal): Promise<M[K]['result']> {
    const id = ++this.#lastId;
    signal?.addEventListener('abort', () => this.#channel.post({ cancel: id }), { once: true });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#channel.post({ id, method, params });
    });
  }

  /** One listener per event; a second call replaces the first. */
  on<K extends keyof E & string>(event: K, listener: (payload: E[K]) => void): void {
    this.#listeners.set(event, listener as (payload: unknown) => void);
  }

  #receive(message: unknown): void {
    if (!isObject(message)) return;
    if (typeof message['event'] === 'string') {
      this.#listeners.get(message['event'])?.(message['payload']);
      return;
    }
    const reply = message as unknown as Reply;
    const waiting = this.#waiting.get(reply.re);
    if (!waiting) return;
    this.#waiting.delete(reply.re);
    if (reply.ok) waiting.resolve(reply.value);
    else waiting.reject(reply.cancelled ? new CancelledError() : new UserError(reply.message));
  }
}

/** The host's way to tell its page something. */
export function emit<E extends Events, K extends keyof E & string>(channel: Channel, event: K, payload: E[K]): void {
  channel.post({ event, payload });
}
