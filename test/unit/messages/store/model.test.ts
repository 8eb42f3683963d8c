import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../../../src/messages/message.ts';
import type { ViewOrder } from '../../../../src/messages/store/columns.ts';
import type { MessageFilter } from '../../../../src/messages/store/messageFilter.ts';
import { MessageStore } from '../../../../src/messages/store/messageStore.ts';
import { MessageView } from '../../../../src/messages/store/messageView.ts';
import { NaiveView } from './naiveView.ts';

const optional = <T, K extends string>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.option(value, { nil: undefined }).map(each => (each === undefined ? {} : { [key]: each }) as { [P in K]?: T });

/** Words that filters will find, among texts of every kind: ASCII, Latin-1, emoji, half surrogates, NULs. */
const someText = fc.oneof(
  fc.constantFrom(
    'order',
    'Order failed',
    'ÄRGER',
    'time\0out',
    '{"a":1}',
    '{"a":"x","order":[2]}',
    '',
    '\ud83d',
    'a\nb',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('o', 'r', 'd', 'e', 'E', ' ', '😀', '\udc00', 'ß', '漢') }),
);
const attributes = fc
  .uniqueArray(fc.constantFrom('price', 'kind', '__proto__', 'order'), { maxLength: 3 })
  .chain(names =>
    fc
      .tuple(
        ...names.map(() =>
          fc.record({
            type: fc.constantFrom('String', 'Number', 'Binary'),
            value: fc.oneof(someText, fc.integer().map(String)),
          }),
        ),
      )
      .map(values => Object.fromEntries(names.map((name, at) => [name, values[at] as Message['attributes'][string]]))),
  );
const message: fc.Arbitrary<Message> = fc
  .tuple(
    fc.record({
      id: fc.oneof(fc.uuid(), fc.constantFrom('a', 'b', 'a\0b', 'ü')),
      body: someText,
      attributes,
      systemAttributes: fc.dictionary(fc.constantFrom('SenderId', 'AWSTraceHeader'), someText, { maxKeys: 2 }),
    }),
    optional('sentAt', fc.integer({ min: 0, max: 50 })),
    optional('receiveCount', fc.nat(5)),
    optional('groupId', fc.constantFrom('g1', 'order-group', '')),
    optional('receivedAt', fc.nat(100)),
    optional('source', someText),
    optional('sequence', someText),
  )
  .map(parts => Object.assign({}, ...parts) as Message);

const filter: fc.Arbitrary<MessageFilter> = fc
  .tuple(
    fc.oneof(
      fc.constant({}),
      fc.record({
        text: fc.oneof(fc.constantFrom('order', 'o', 'e', 'ä', '😀', '\0', 'kin'), someText),
        matchCase: fc.boolean(),
      }),
      fc.record({
        text: fc.constantFrom(
          'o.*e',
          '^order',
          'r$',
          '[^o]r',
          '\\bor',
          '(o|e)+r?',
          '.',
          'time.out',
          '\\W',
          '[^-x]d',
          'x*',
        ),
        regex: fc.constant(true),
        matchCase: fc.boolean(),
      }),
    ),
    optional('sentAfter', fc.nat(50)),
    optional('sentBefore', fc.nat(50)),
    optional('receiveCountAtLeast', fc.nat(5)),
    optional('groupId', fc.constantFrom('g1', 'nobody')),
    optional('invert', fc.boolean()),
    optional(
      'attributes',
      fc.array(
        fc.record({
          name: fc.constantFrom('price', 'kind', 'toString'),
          operator: fc.constantFrom(
            'equals' as const,
            'notEquals' as const,
            'contains' as const,
            'exists' as const,
            'absent' as const,
          ),
          value: someText,
        }),
        { maxLength: 2 },
      ),
    ),
  )
  .map(parts => Object.assign({}, ...parts) as MessageFilter);

const order: fc.Arbitrary<ViewOrder> = fc.record({
  column: fc.constantFrom<ViewOrder['column']>(
    'arrival',
    { kind: 'field', field: 'sentAt' },
    { kind: 'field', field: 'id' },
    { kind: 'field', field: 'bytes' },
    { kind: 'field', field: 'groupId' },
    { kind: 'field', field: 'source' },
    { kind: 'attribute', name: 'price' },
    { kind: 'path', path: 'a' },
  ),
  descending: fc.boolean(),
});

type Step =
  | { kind: 'add'; messages: Message[]; times: number }
  | { kind: 'filter'; filter: MessageFilter | undefined }
  | { kind: 'order'; order: ViewOrder | undefined }
  | { kind: 'limit'; limit: number }
  | { kind: 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      messages: fc.array(message, { maxLength: 40 }),
      times: fc.constantFrom(1, 1, 3, 20),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('filter' as const), filter: fc.option(filter, { nil: undefined }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('order' as const), order: fc.option(order, { nil: undefined }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('limit' as const), limit: fc.integer({ min: 100, max: 400 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);

test('store and view do what plain arrays do, whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const store = new MessageStore({ limit: 200, maxBytes: 1e9 });
      const view = new MessageView(store);
      const naive = new NaiveView(200);
      for (const each of steps) {
        switch (each.kind) {
          case 'add':
            for (let time = 0; time < each.times; time++) {
              store.add(each.messages);
              naive.add(each.messages);
            }
            break;
          case 'filter':
            naive.filter = each.filter;
            expect((await view.setFilter(each.filter)).invalid).toBeUndefined();
            break;
          case 'order':
            naive.order = each.order;
            await view.setOrder(each.order);
            break;
          case 'limit':
            naive.limit = each.limit;
            naive.trim();
            store.setLimit(each.limit);
            break;
          case 'clear':
            naive.all = [];
            store.clear();
        }
        const expected = naive.seqs();
        expect(view.seqs(0, 1_000)).toEqual(expected);
        expect(view.count).toBe(expected.length);
        const middle = Math.floor(expected.length / 2);
        expect(view.seqs(middle, 7)).toEqual(expected.slice(middle, middle + 7));
        expect(expected.map(seq => view.rankOf(seq))).toEqual(expected.map((_, row) => row));
        expect(store.size).toBe(naive.all.length);
        for (const { seq, message: original } of naive.all.slice(-20)) expect(store.get(seq)).toEqual(original);
        const newest = new Map(naive.all.map(({ seq, message: { id } }) => [id, seq]));
        for (const [id, seq] of newest) expect(store.seqOf(id)).toBe(seq);
        for (const field of ['sentAt', 'receivedAt'] as const) {
          const { counts, matchedCounts } = view.histogram(7, field);
          const timed = naive.all.filter(({ message: { [field]: time } }) => time !== undefined);
          const shown = new Set(expected);
          expect(counts.reduce((sum, each) => sum + each, 0)).toBe(timed.length);
          expect(matchedCounts.reduce((sum, each) => sum + each, 0)).toBe(
            timed.filter(({ seq }) => shown.has(seq)).length,
          );
        }
      }
      view.dispose();
      store.dispose();
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('scans of full chunks find what a look at each message finds', async () => {
  const random = fc.sample(fc.nat(1e6), { numRuns: 3_000, seed: 5 });
  const messages = random.map((number, at): Message => {
    const wide = at % 500 === 499 ? '漢' : at % 300 === 299 ? 'é' : at % 400 === 399 ? `${'.'.repeat(99)}😀` : '';
    return {
      id: `id-${number}`,
      body: `{"n":"n-${number}","pad":"${wide.padEnd(3_000 + (number % 2_000), 'ab ')}","end":${at % 7 === 0 ? 'TRUE' : 'false'}}`,
      attributes: number % 3 === 0 ? { kind: { type: 'String', value: `kind ${number % 11}` } } : {},
      systemAttributes: { SenderId: 'n-999' },
      sentAt: number,
    };
  });
  const store = new MessageStore({ limit: 2_500, maxBytes: 1e9 });
  const view = new MessageView(store);
  const naive = new NaiveView(2_500);
  for (let at = 0; at < messages.length; at += 250) {
    store.add(messages.slice(at, at + 250));
    naive.add(messages.slice(at, at + 250));
  }
  const filters: MessageFilter[] = [
    { text: 'true}' },
    { text: 'TRUE', matchCase: true },
    { text: 'n-99' },
    { text: 'n-99', invert: true },
    { text: 'n-99', sentAfter: 500_000 },
    { text: 'kind 1' },
    { text: 'kind' },
    { text: 'É' },
    { text: '漢' },
    { text: '😀' },
    { text: 'n-\\d*7".*true', regex: true },
    { text: 'true\\}$', regex: true },
    { text: '^kind', regex: true },
    { text: '[^a-z0-9]{5}', regex: true },
    { text: '\\d7"', regex: true, invert: true, attributes: [{ name: 'kind', operator: 'exists' }] },
    { text: 'x*', regex: true },
  ];
  for (const filter of filters) {
    naive.filter = filter;
    const { matched } = await view.setFilter(filter);
    expect([filter, matched, view.seqs(0, 3_000)]).toEqual([filter, naive.seqs().length, naive.seqs()]);
    store.add(messages.slice(0, 20));
    naive.add(messages.slice(0, 20));
    expect(view.seqs(0, 3_000)).toEqual(naive.seqs());
  }
});
