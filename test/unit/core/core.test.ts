import { describe, expect, test } from 'vitest';
import { arnName, formatArn, parseArn } from '../../../src/core/arn.ts';
import { disposeAll } from '../../../src/core/disposable.ts';
import { AwsError, logWords, UserError } from '../../../src/core/errors.ts';
import { Emitter } from '../../../src/core/event.ts';
import { lazyClient, once } from '../../../src/core/lazy.ts';
import { allItems } from '../../../src/core/page.ts';
import { scopeLabel } from '../../../src/core/scope.ts';

describe('arn', () => {
  test.each(['arn:aws:sqs:eu-west-1:123456789012:orders', 'arn:aws-cn:kinesis:cn-north-1:123456789012:stream/clicks'])(
    'reads and writes %s',
    arn => {
      const parsed = parseArn(arn);
      expect(parsed && formatArn(parsed)).toBe(arn);
    },
  );

  test('knows what is none', () => {
    expect(['', 'orders', 'arn:aws:sqs', 'http://a/b'].map(parseArn)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('finds the name', () => {
    expect(arnName('arn:aws:kinesis:eu-west-1:1:stream/clicks')).toBe('clicks');
    expect(arnName('arn:aws:sqs:eu-west-1:1:orders')).toBe('orders');
  });
});

describe('events', () => {
  test('a listener that throws does not silence the next', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<number>(error => errors.push(error));
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error('no');
    });
    const listening = emitter.event(value => heard.push(value));
    emitter.fire(1);
    listening.dispose();
    emitter.fire(2);
    expect(heard).toEqual([1]);
    expect(errors).toHaveLength(2);
  });

  test('disposeAll lets go in reverse order, once', () => {
    const order: string[] = [];
    const all = disposeAll({ dispose: () => order.push('first') }, { dispose: () => order.push('second') });
    all.dispose();
    all.dispose();
    expect(order).toEqual(['second', 'first']);
  });
});

describe('loading late', () => {
  test('makes once, and again after a failure', async () => {
    let made = 0;
    const get = once(async () => {
      made++;
      if (made === 1) throw new Error('no');
      return made;
    });
    await expect(get()).rejects.toThrow('no');
    expect([await get(), await get(), made]).toEqual([2, 2, 2]);
  });

  test('a lazy client loads on its first call and keeps `this`', async () => {
    class Counter {
      #count = 0;
      async next(step: number): Promise<number> {
        this.#count += step;
        return this.#count;
      }
    }
    let loads = 0;
    const load = once(async () => {
      loads++;
      return new Counter();
    });
    const client = lazyClient<Counter>(load);
    expect(loads).toBe(0);
    expect([await client.next(2), await client.next(3), loads]).toEqual([2, 5, 1]);
    expect(await Promise.resolve(client)).toBe(client);
  });
});

describe('pages', () => {
  const fetchPage = async (token: string | undefined) => ({
    items: [Number(token ?? 0)],
    ...(Number(token ?? 0) < 3 && { nextToken: String(Number(token ?? 0) + 1) }),
  });

  test('are read to the last', async () => {
    expect(await allItems(fetchPage)).toEqual([0, 1, 2, 3]);
  });

  test('stop when told to', async () => {
    await expect(allItems(fetchPage, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

test('the place of an action names connection, account, region and endpoint', () => {
  const info = {
    connectionId: 'a',
    connectionName: 'shop',
    region: 'eu-west-1',
    readOnly: false,
    production: true,
    peekAllowed: false,
  };
  expect(scopeLabel(info)).toBe('shop · account not confirmed · eu-west-1');
  expect(scopeLabel({ ...info, accountId: '123456789012', endpoint: 'http://localhost:1' })).toBe(
    'shop · 123456789012 · eu-west-1 · http://localhost:1',
  );
});

describe('what a log is told of a failure', () => {
  const said = new AwsError('sqs:SendMessage was refused: a private body', { kind: 'invalid', code: 'InvalidBody' });

  test('is only the code where a service or a credential process spoke, also when it is passed on', () => {
    expect(logWords(said)).toBe('InvalidBody');
    expect(logWords(new UserError(`Only a part was saved: ${said.message}`, { cause: said }))).toBe('InvalidBody');
  });

  test('is our own sentence otherwise', () => {
    expect(logWords(new UserError('Open a folder first'))).toBe('Open a folder first');
    expect(logWords(new Error('no such file'))).toBe('no such file');
  });
});
