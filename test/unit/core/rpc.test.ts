import { describe, expect, test } from 'vitest';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { parseNothing, parseObject, parseString } from '../../../src/core/parse.ts';
import { type Channel, emit, RpcClient, serve } from '../../../src/core/rpc.ts';

type Calls = {
  greet: { params: { name: string }; result: string };
  wait: { params: undefined; result: string };
};
type News = { news: { count: number } };

/** Two ends of one pipe; what goes through is cloned, as between a page and its host. */
function pipe(): [Channel, Channel] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (mine: number): Channel => ({
    post: message => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[1 - mine] ?? []) listener(copy);
      });
    },
    listen: listener => {
      listeners[mine]?.push(listener);
      return { dispose: () => listeners[mine]?.splice(0) };
    },
  });
  return [end(0), end(1)];
}

function setUp(failure?: Error) {
  const [host, page] = pipe();
  const failed: unknown[] = [];
  const aborted: unknown[] = [];
  const serving = serve<Calls>(
    host,
    { greet: parseObject({ name: parseString(10) }), wait: parseNothing as never },
    {
      greet: async ({ name }) => {
        if (failure) throw failure;
        return `Hello ${name}`;
      },
      wait: (_params, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(signal.reason);
            reject(signal.reason as Error);
          });
        }),
    },
    (method, error) => failed.push([method, error]),
  );
  return { client: new RpcClient<Calls, News>(page), host, serving, failed, aborted, page };
}

describe('calls between a page and its host', () => {
  test('answer with the value', async () => {
    expect(await setUp().client.call('greet', { name: 'Ada' })).toBe('Hello Ada');
  });

  test('refuse what the parser does not know', async () => {
    const { client, failed } = setUp();
    await expect(client.call('greet', { name: 'far too long a name' })).rejects.toThrow('greet.name');
    expect(failed).toHaveLength(1);
  });

  test('carry a UserError word for word, anything else as an accident', async () => {
    await expect(setUp(new UserError('No such queue: a')).client.call('greet', { name: 'a' })).rejects.toThrow(
      /^No such queue: a$/,
    );
    await expect(setUp(new TypeError('x is undefined')).client.call('greet', { name: 'a' })).rejects.toThrow(
      'Something went wrong',
    );
  });

  test('can be cancelled by the page, without a word in the log', async () => {
    const { client, failed, aborted } = setUp();
    const controller = new AbortController();
    const waiting = client.call('wait', undefined, controller.signal);
    await Promise.resolve();
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    expect(aborted).toHaveLength(1);
    expect(failed).toEqual([]);
  });

  test('end when the panel closes', async () => {
    const { client, serving, aborted } = setUp();
    void client.call('wait', undefined).catch(() => undefined);
    await new Promise(resolve => setTimeout(resolve, 5));
    serving.dispose();
    expect(aborted).toHaveLength(1);
  });

  test('ignore noise and unknown methods', async () => {
    const { client, page } = setUp();
    for (const noise of [
      null,
      'x',
      7,
      {},
      { id: 1 },
      { id: 1, method: 'constructor' },
      { id: 2, method: 'toString' },
      { cancel: 99 },
    ]) {
      page.post(noise);
    }
    expect(await client.call('greet', { name: 'b' })).toBe('Hello b');
  });

  test('let the host speak unasked', async () => {
    const { client, host } = setUp();
    const heard = new Promise(resolve => client.on('news', resolve));
    emit<News, 'news'>(host, 'news', { count: 3 });
    expect(await heard).toEqual({ count: 3 });
  });
});
