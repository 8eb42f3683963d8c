import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../src/messages/message.ts';
import type { MessageFilter } from '../../../../src/messages/store/messageFilter.ts';
import { MessageStore } from '../../../../src/messages/store/messageStore.ts';
import { MessageView } from '../../../../src/messages/store/messageView.ts';
import type { ViewOptions } from '../../../../src/messages/store/payload.ts';
import { acrossFields } from '../../../../src/messages/store/textPattern.ts';

function made(id: string, body: string, more: Partial<Message> = {}): Message {
  return { id, body, attributes: {}, systemAttributes: {}, ...more };
}

function viewOf(messages: readonly Message[], options: ViewOptions = {}): { store: MessageStore; view: MessageView } {
  const store = new MessageStore({ limit: 10_000, maxBytes: 1e9 });
  const view = new MessageView(store, options);
  store.add(messages);
  return { store, view };
}

describe('what is held', () => {
  test('any text comes back as it was, from full chunks as well', () => {
    const texts = ['\ud83d', 'a\udc00b', '\ufeffmark', 'é', '漢'.repeat(1_000), `${'x'.repeat(999)}😀`, '\0', ''];
    const messages = Array.from({ length: 6_000 }, (_, at) =>
      made(`m${at}`, `${texts[at % texts.length]}${'y'.repeat(at % 7 === 0 ? 20_000 : 10)}`, {
        attributes: { bytes: { type: 'Binary', value: Buffer.from([at & 255, 0, 255]).toString('base64') } },
        systemAttributes: { note: texts[(at + 1) % texts.length] as string },
      }),
    );
    const { store } = viewOf(messages);
    for (const [seq, message] of messages.entries()) expect(store.get(seq)).toEqual(message);
  });

  test('a body of 1 MiB, and one larger than a chunk', () => {
    const large = `{"a":"${'z'.repeat(1_048_570)}"}`;
    const huge = '漢'.repeat(6_000_000);
    const { store } = viewOf([made('1', large), made('2', huge), made('3', 'small'), made('4', large)]);
    expect(store.get(0)?.body === large && store.get(1)?.body === huge).toBe(true);
    expect(store.get(2)?.body).toBe('small');
    expect(store.get(3)?.body === large).toBe(true);
  });

  test('more shapes of attributes than are kept apart', async () => {
    const messages = Array.from({ length: 5_000 }, (_, at) =>
      made(`m${at}`, 'b', { attributes: { [`name${at}`]: { type: 'String', value: `value${at}` } } }),
    );
    const { store, view } = viewOf(messages);
    expect(store.get(4_999)).toEqual(messages[4_999]);
    expect(store.seqOf('m4998')).toBe(4_998);
    expect((await view.setFilter({ text: 'VALUE4999' })).matched).toBe(1);
    expect((await view.setFilter({ text: 'name4500' })).matched).toBe(1);
  });

  test('the byte limit lets the oldest fall out, the newest stays whatever its size', () => {
    const store = new MessageStore({ limit: 100, maxBytes: 1_000 });
    store.add(Array.from({ length: 50 }, (_, at) => made(`m${at}`, 'x'.repeat(100))));
    expect([store.size, store.dropped, store.bytes]).toEqual([10, 40, 1_000]);
    store.add([made('big', 'x'.repeat(5_000))]);
    expect([store.size, store.get(50)?.id]).toEqual([1, 'big']);
    expect(store.seqOf('m49')).toBeUndefined();
  });

  test('a limit out of bounds is refused with the bounds named', () => {
    expect(() => new MessageStore({ limit: 2_000_000, maxBytes: 1 })).toThrow('100 to 1,000,000');
    const { store } = viewOf([]);
    expect(() => store.setLimit(10)).toThrow('100 to 1,000,000');
    expect(store.limit).toBe(10_000);
  });
});

describe('filters that a person gets wrong', () => {
  test.each<[MessageFilter, string]>([
    [{ text: '(', regex: true }, 'Unterminated group'],
    [{ expression: 'a.[' }, 'character 4'],
    [{ expression: 'a.b c' }, '“c” at character 5'],
    [{ expression: 'a == `{' }, 'at character 6'],
    [{ expression: 'nosuch(@)' }, 'nosuch()'],
    [{ expression: `${'['.repeat(4_000)}` }, 'JMESPath'],
  ])('%# is told and the filter before stays', async (filter, words) => {
    const { view } = viewOf([made('1', 'keep'), made('2', 'other')]);
    await view.setFilter({ text: 'keep' });
    const outcome = await view.setFilter(filter);
    expect(outcome.invalid).toContain(words);
    expect(view.seqs(0, 10)).toEqual([0]);
  });

  test('an expression that fails on some messages says on how many and why', async () => {
    const { view } = viewOf([made('1', '{"n":-1}'), made('2', '{"n":"x"}'), made('3', 'text')]);
    const outcome = await view.setFilter({ expression: 'abs(body.n) == `1`' });
    expect(outcome.matched).toBe(1);
    expect(outcome.failed?.count).toBe(2);
    expect(outcome.failed?.reason).toContain('abs()');
  });

  test('expressions see the inner payload, attributes by type, and the rest of the message', async () => {
    const { view } = viewOf([
      made('1', '{"n":{"m":[1,2]}}', { attributes: { price: { type: 'Number', value: '12.5' } }, receiveCount: 3 }),
      made('2', '{"n":{"m":[]}}', { systemAttributes: { SenderId: 'me' }, groupId: 'g', sentAt: 5 }),
    ]);
    const rows = async (expression: string): Promise<number[]> => {
      expect((await view.setFilter({ expression })).invalid).toBeUndefined();
      return view.seqs(0, 10);
    };
    expect(await rows('body.n.m')).toEqual([0]);
    expect(await rows('attributes.price > `12`')).toEqual([0]);
    expect(await rows("system.SenderId == 'me'")).toEqual([1]);
    expect(await rows("groupId == 'g' && sentAt == `5` && receiveCount == null")).toEqual([1]);
    expect(await rows("@.system.SenderId == 'me' || id == '1'")).toEqual([0, 1]);
  });
});

describe('filters that would never end', () => {
  /** Of `(a+)+$`: no end for a body of 60 letters. */
  const slow = `${'a'.repeat(60)}!`;

  test('a regular expression that backtracks for ever is given up message by message, the window stays alive', async () => {
    const bodies = Array.from({ length: 2_000 }, (_, at) => (at % 400 === 0 ? slow : `${at} aaa`));
    const { store, view } = viewOf(bodies.map((body, at) => made(`m${at}`, body)));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const outcome = await view.setFilter({ text: '^(a+)+$|aaa$', regex: true });
    delay.disable();
    expect(outcome).toEqual({ matched: 1_995, scanned: 2_000, gaveUp: 5 });
    // 40 ms by the watchdog; the rest is what a busy machine may add. Unwatched it would be years.
    expect(delay.max / 1e6).toBeLessThan(5_000);
    store.add([made('late', slow), made('later', 'aaa')]);
    expect([view.count, view.gaveUp]).toEqual([1_996, 6]);
  });

  test('one that is slow but ends is not given up', async () => {
    const body = `{"a":"${'ab '.repeat(400)}"}`;
    const { store, view } = viewOf(Array.from({ length: 60 }, (_, at) => made(`m${at}`, body)));
    const outcome = await view.setFilter({ text: '[a-z ]+"x', regex: true, invert: true });
    expect(outcome).toEqual({ matched: 60, scanned: 60 });
    store.add(Array.from({ length: 60 }, (_, at) => made(`n${at}`, body)));
    expect([view.count, view.gaveUp]).toEqual([120, 0]);
  });

  test('one that does so on many messages is refused, and the filter before stays', async () => {
    const { view } = viewOf(Array.from({ length: 100 }, (_, at) => made(`m${at}`, slow)));
    const outcome = await view.setFilter({ text: '^(a+)+$', regex: true });
    expect(outcome.invalid).toContain('takes too long');
    expect(view.count).toBe(100);
  });

  test('a new filter and the signal end one that is under way', async () => {
    const { view } = viewOf(Array.from({ length: 100 }, (_, at) => made(`m${at}`, at === 50 ? 'x' : slow)));
    const first = view.setFilter({ text: '^(a+)+$', regex: true });
    const second = view.setFilter({ text: 'x' });
    await expect(first).rejects.toThrow('Cancelled');
    expect((await second).matched).toBe(1);
    const stop = new AbortController();
    const third = view.setFilter({ text: '^(a+)+$', regex: true }, stop.signal);
    stop.abort();
    await expect(third).rejects.toThrow('Cancelled');
    expect(view.count).toBe(1);
  });

  test('JSON nested 10,000 deep is passed over, not died of', async () => {
    const deep = `${'['.repeat(10_000)}1${']'.repeat(10_000)}`;
    const { view } = viewOf([made('1', deep), made('2', '{"a":1}')]);
    expect((await view.setFilter({ expression: 'body.a' })).matched).toBe(1);
    await view.setFilter(undefined);
    await view.setColumns([{ kind: 'path', path: '@' }]);
    await view.setOrder({ column: { kind: 'path', path: 'a' }, descending: false });
    const { rows } = view.window(0, 10);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 0]);
    expect(rows[0]?.cells).toEqual(['{"a":1}']);
    expect(rows[1]?.cells[0]?.length).toBeLessThanOrEqual(200);
  });
});

describe('rows', () => {
  test('show what columns ask for, cut and harmless', async () => {
    const { view } = viewOf(
      [
        made('1', '{"a":{"b":"<script>"}}', {
          attributes: { kind: { type: 'String', value: 'k'.repeat(500) } },
          systemAttributes: { SenderId: 'me' },
          sentAt: 7,
          source: 'shard-1',
          sequence: '9',
        }),
      ],
      { stateOf: id => `state of ${id}` },
    );
    await view.setColumns([
      { kind: 'path', path: 'a.b' },
      { kind: 'attribute', name: 'kind' },
      { kind: 'system', name: 'SenderId' },
      { kind: 'field', field: 'state' },
      { kind: 'field', field: 'receiveCount' },
    ]);
    const { rows } = view.window(0, 5);
    expect(rows[0]?.cells).toEqual(['<script>', `${'k'.repeat(199)}…`, 'me', 'state of 1', '']);
    expect(rows[0]?.row).toEqual({
      id: '1',
      sentAt: 7,
      source: 'shard-1',
      bytes: 22 + 'kind'.length + 'String'.length + 500,
      preview: '{"a":{"b":"<script>"}}',
    });
    await expect(view.setColumns([{ kind: 'path', path: 'a..' }])).rejects.toThrow('JMESPath');
  });

  test('text inside envelopes is found, and plain messages are asked about once', async () => {
    const asked: string[] = [];
    const { view } = viewOf([made('1', 'aGVsbG8='), made('2', 'plain')], {
      innerText: ({ id, body }) => {
        asked.push(id);
        return body.endsWith('=') ? Buffer.from(body, 'base64').toString() : undefined;
      },
    });
    expect((await view.setFilter({ text: 'hello' })).matched).toBe(1);
    expect((await view.setFilter({ text: 'HELL', invert: true })).matched).toBe(1);
    expect(asked.filter(id => id === '2')).toHaveLength(1);
  });

  test('the place of the reader is known while rows arrive above it', async () => {
    const { store, view } = viewOf(Array.from({ length: 100 }, (_, at) => made(`m${at}`, `b${at % 2}`)));
    await view.setOrder({ column: 'arrival', descending: true });
    await view.setFilter({ text: 'b1' });
    const [reader = -1] = view.seqs(10, 1);
    store.add(Array.from({ length: 30 }, (_, at) => made(`n${at}`, `b${at % 2}`)));
    expect(view.rankOf(reader)).toBe(25);
    expect(view.seqs(25, 1)).toEqual([reader]);
  });
});

test.each([
  ['a.b', 'a[^\\x00\\n\\r\\u2028\\u2029]b'],
  ['[^"]+x$', '[^\\x00"]+x(?![^\\x00])'],
  ['\\D\\w', '[^\\d\\x00]\\w'],
  ['(?:a|b)', '(?:a|b)'],
  ['^a', undefined],
  ['(?=a)', undefined],
  ['(a)\\1', undefined],
  ['[\\x00-\\x1f]', undefined],
  ['[^-a]', undefined],
  ['\\u0041', undefined],
])('%s searches many fields at once as %s', (source, expected) => {
  expect(acrossFields(source)).toBe(expected);
});

test('orders by texts of which most differ, and by texts of which few do', async () => {
  const messages = Array.from({ length: 9_000 }, (_, at) =>
    made(`same-${(at * 7_919) % 9_000}`, 'b', { groupId: `group-${at % 3}` }),
  );
  const { store, view } = viewOf(messages);
  const all = messages.map((message, seq) => ({ ...message, seq }));
  const sorted = (key: (message: Message) => string): number[] =>
    all.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.seq - b.seq)).map(({ seq }) => seq);
  await view.setOrder({ column: { kind: 'field', field: 'id' }, descending: false });
  expect(view.seqs(0, 9_000)).toEqual(sorted(({ id }) => id));
  await view.setOrder({ column: { kind: 'field', field: 'groupId' }, descending: false });
  expect(view.seqs(0, 9_000)).toEqual(sorted(({ groupId = '' }) => groupId));
  store.add([made('late', 'b', { groupId: 'group-0' })]);
  expect(view.rankOf(9_000)).toBe(3_000);
});
