/** Takes one set of figures of the message store and prints them as JSON: `cold`, `speed`, `memory` or `million`. */
import type { Message } from '../../src/messages/message.ts';
import type { ColumnSpec } from '../../src/messages/store/columns.ts';
import { MessageStore } from '../../src/messages/store/messageStore.ts';
import { MessageView } from '../../src/messages/store/messageView.ts';
import { type BenchRow, median } from './row.ts';

const amount = 100_000;
const batch = 1_000;
const rounds = 9;
const page = 50;
const words =
  'alpha beta gamma delta customer order shipped pending failed timeout error region europe warehouse'.split(' ');

/** A source of numbers that gives the same ones in every run. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Messages as SQS gives them, with JSON bodies of about so many bytes; sent times ascend with some disorder. */
function makeMessages(count: number, bytes: number): Message[] {
  const random = randoms(7);
  const word = (): string => words[Math.floor(random() * words.length)] as string;
  return Array.from({ length: count }, (_, at) => {
    const items: string[] = [];
    let length = 110;
    while (length < bytes) {
      const item = `{"sku":"sku-${Math.floor(random() * 1e6)}","name":"${word()} ${word()}","quantity":${at % 9}}`;
      items.push(item);
      length += item.length + 1;
    }
    const status = at % 100 === 0 ? 'REJECTED' : 'accepted';
    const body = `{"orderId":"order-${at}","customer":{"id":${Math.floor(random() * 1e5)},"name":"${word()}"},"status":"${status}","items":[${items.join(',')}]}`;
    const sentAt = 1_700_000_000_000 + at * 10 + Math.floor(random() * 200);
    return {
      id: `${(at * 2_654_435_761).toString(16).padStart(12, '0')}-4c1e-4b6e-9d0a-${at.toString(16).padStart(12, '0')}`,
      // Bodies come out of a parser flat, not as ropes.
      body: Buffer.from(body).toString(),
      attributes: { kind: { type: 'String', value: word() } },
      systemAttributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: '1' },
      sentAt,
      receiveCount: 1,
    };
  });
}

function fill(store: MessageStore, messages: readonly Message[]): number {
  const start = performance.now();
  for (let at = 0; at < messages.length; at += batch) store.add(messages.slice(at, at + batch));
  return (messages.length / (performance.now() - start)) * 1_000;
}

const newStore = (limit: number): MessageStore => new MessageStore({ limit, maxBytes: 4e9 });
const rate = (name: string, ours: number, against: string, theirs: number): BenchRow => ({
  name,
  ours: ours / 1_000,
  unit: 'k/s',
  against,
  theirs: theirs / 1_000,
  higherIsBetter: true,
});
const time = (name: string, ours: number, against: string, theirs: number): BenchRow => ({
  name,
  ours,
  unit: 'ms',
  against,
  theirs,
});

async function timed(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** Medians of some acts that take turns, so that what else the machine does meets all of them alike. */
async function turns(acts: Readonly<Record<string, () => unknown>>, times = rounds): Promise<Record<string, number>> {
  const taken: Record<string, number[]> = {};
  for (let round = 0; round < times + 2; round++) {
    for (const [name, act] of Object.entries(acts)) {
      const each = await timed(act);
      if (round >= 2) taken[name] = [...(taken[name] ?? []), each];
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, each]) => [name, median(each)]));
}

async function cold(): Promise<BenchRow[]> {
  const messages = makeMessages(amount, 780);
  const store = newStore(amount);
  const view = new MessageView(store);
  await view.setFilter({ text: 'rejected' });
  const perSecond = fill(store, messages);
  return [rate('messages: insert, cold, two orders and a filter', perSecond, 'Confluent', 105_000)];
}

async function speed(): Promise<BenchRow[]> {
  const messages = makeMessages(amount, 780);
  const inserts: number[] = [];
  const arrays: number[] = [];
  for (let round = 0; round < 7; round++) {
    const store = newStore(amount);
    const view = new MessageView(store);
    await view.setFilter({ text: 'rejected' });
    inserts.push(fill(store, messages));
    arrays.push(fillArray(messages));
    view.dispose();
    store.dispose();
  }
  const store = newStore(amount);
  const view = new MessageView(store);
  fill(store, messages);
  const rows = [
    rate('messages: insert, warm, two orders and a filter', median(inserts), 'Confluent', 240_000),
    rate('messages: insert, warm, two orders and a filter', median(inserts), 'target', 400_000),
    rate(
      'messages: insert, warm, two orders and a filter',
      median(inserts),
      'plain array, sorted in, same filter',
      median(arrays),
    ),
  ];
  const bodies = messages.map(({ body }) => body);
  const scan = (pattern: RegExp) => () => bodies.filter(body => pattern.test(body)).length;
  const filters = await turns({
    literal: () => view.setFilter({ text: 'rejected' }),
    bareLiteral: scan(/rejected/i),
    common: () => view.setFilter({ text: 'timeout' }),
    bareCommon: scan(/timeout/i),
    exact: () => view.setFilter({ text: 'REJECTED', matchCase: true }),
    bareExact: scan(/REJECTED/),
    regex: () => view.setFilter({ text: 'order-\\d+7".*REJ', regex: true }),
    bareRegex: scan(/order-\d+7".*REJ/i),
    anchored: () => view.setFilter({ text: '^\\{"orderId":"order-\\d+7"', regex: true }),
    bareAnchored: scan(/^\{"orderId":"order-\d+7"/i),
    none: () => view.setFilter(undefined),
    refined: async () => view.setFilter({ text: 'rejected' }),
    more: async () => view.setFilter({ text: 'rejected"' }),
    expression: () => view.setFilter({ expression: "body.status == 'REJECTED'" }),
    bareExpression: () => bodies.filter(body => JSON.parse(body).status === 'REJECTED').length,
  });
  const pair = (name: string, ours: string, theirs: string): BenchRow =>
    time(`messages: ${name}`, filters[ours] ?? Number.NaN, 'bare scan', filters[theirs] ?? Number.NaN);
  rows.push(
    pair('filter 100,000, rare literal, any case', 'literal', 'bareLiteral'),
    time('messages: filter 100,000, rare literal, any case', filters['literal'] ?? 0, 'target', 15),
    pair('filter 100,000, common literal, any case', 'common', 'bareCommon'),
    pair('filter 100,000, rare literal, exact case', 'exact', 'bareExact'),
    time('messages: filter 100,000, one more letter typed', filters['more'] ?? 0, 'target', 15),
    pair('filter 100,000, regular expression', 'regex', 'bareRegex'),
    time('messages: filter 100,000, regular expression', filters['regex'] ?? 0, 'Confluent', 23),
    pair('filter 100,000, anchored regular expression', 'anchored', 'bareAnchored'),
    pair('filter 100,000, JMESPath', 'expression', 'bareExpression'),
  );
  await view.setFilter(undefined);
  rows.push(...(await pages(store, view, messages)));
  rows.push(...(await orders(view, messages)));
  return rows;
}

/** What a viewer without a store does: an array, a list sorted by time, a list of what matches. */
function fillArray(messages: readonly Message[]): number {
  const start = performance.now();
  const all: Message[] = [];
  const bySent: number[] = [];
  const matching: number[] = [];
  for (const message of messages) {
    const at = all.push(message) - 1;
    let low = 0;
    let high = bySent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[bySent[middle] as number]?.sentAt ?? 0) <= (message.sentAt ?? 0)) low = middle + 1;
      else high = middle;
    }
    bySent.splice(low, 0, at);
    if (/rejected/i.test(message.body)) matching.push(at);
  }
  return (messages.length / (performance.now() - start)) * 1_000;
}

async function pages(store: MessageStore, view: MessageView, messages: readonly Message[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const sent: ColumnSpec = { kind: 'field', field: 'sentAt' };
  for (const [name, filter, order] of [
    ['arrival', undefined, undefined],
    ['arrival, filtered', { text: 'timeout' }, undefined],
    ['sent time, filtered', { text: 'timeout' }, { column: sent, descending: true }],
  ] as const) {
    await view.setFilter(filter);
    await view.setOrder(order);
    const taken: number[] = [];
    const random = randoms(3);
    for (let round = 0; round < 2_000; round++) {
      const from = round % 2 === 0 ? Math.floor(view.count * 0.9) : Math.floor(random() * view.count);
      const start = performance.now();
      view.window(from, page);
      taken.push(performance.now() - start);
    }
    const figure = median(taken);
    rows.push(time(`messages: page of ${page} at row 90,000 and others, ${name}`, figure, 'target', 0.1));
    if (filter === undefined) rows.push(time(`messages: page of ${page}, ${name}`, figure, 'Confluent, best', 0.3));
    else if (order) {
      const naive = await turns(
        {
          sort: () =>
            messages
              .filter(({ body }) => /timeout/i.test(body))
              .sort((a, b) => (b.sentAt ?? 0) - (a.sentAt ?? 0))
              .slice(50_000, 50_000 + page),
        },
        3,
      );
      rows.push(time(`messages: page of ${page}, ${name}`, figure, 'plain array', naive['sort'] ?? Number.NaN));
    }
  }
  await view.setFilter({ text: 'timeout' });
  const histogram = await turns({ ours: () => view.histogram(100, 'sentAt'), size: () => store.size });
  rows.push(time('messages: histogram of 100 bins, filtered', histogram['ours'] ?? 0, 'target', 1));
  await view.setFilter(undefined);
  await view.setOrder(undefined);
  return rows;
}

async function orders(view: MessageView, messages: readonly Message[]): Promise<BenchRow[]> {
  const by = (column: ColumnSpec) => () => view.setOrder({ column, descending: false });
  const taken = await turns(
    {
      bytes: by({ kind: 'field', field: 'bytes' }),
      id: by({ kind: 'field', field: 'id' }),
      attribute: by({ kind: 'attribute', name: 'kind' }),
      path: by({ kind: 'path', path: 'customer.id' }),
      bareId: () => messages.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      bareBytes: () => messages.toSorted((a, b) => a.body.length - b.body.length),
      bareAttribute: () =>
        messages.toSorted((a, b) =>
          (a.attributes['kind']?.value ?? '') < (b.attributes['kind']?.value ?? '') ? -1 : 1,
        ),
      barePath: () =>
        messages
          .map(message => ({ message, key: JSON.parse(message.body).customer.id as number }))
          .sort((a, b) => a.key - b.key),
    },
    5,
  );
  await view.setOrder(undefined);
  const row = (name: string, key: string): BenchRow =>
    time(`messages: order 100,000 by ${name}`, taken[key] ?? Number.NaN, 'target', 150);
  return [
    row('size', 'bytes'),
    time('messages: order 100,000 by size', taken['bytes'] ?? 0, 'plain array', taken['bareBytes'] ?? 0),
    row('id', 'id'),
    time('messages: order 100,000 by id', taken['id'] ?? 0, 'plain array', taken['bareId'] ?? 0),
    row('attribute', 'attribute'),
    time('messages: order 100,000 by attribute', taken['attribute'] ?? 0, 'plain array', taken['bareAttribute'] ?? 0),
    row('JSON path', 'path'),
    time('messages: order 100,000 by JSON path', taken['path'] ?? 0, 'plain array', taken['barePath'] ?? 0),
  ];
}

/** Resident memory that a full store with a view adds, with nothing else held. */
async function held(
  count: number,
  bytes: number,
): Promise<{ store: MessageStore; view: MessageView; ratio: number; megabytes: number; perSecond: number }> {
  const collect = globalThis.gc as () => void;
  const store = newStore(count);
  const view = new MessageView(store);
  await view.setFilter({ text: 'rejected' });
  let warm: Message[] | undefined = makeMessages(2_000, bytes);
  fill(store, warm);
  store.clear();
  warm = undefined;
  collect();
  const before = process.memoryUsage().rss;
  let spent = 0;
  const template = makeMessages(1_000, bytes);
  for (let at = 0; at < count; at += 1_000) {
    const part = template.map((message, index) => ({
      ...message,
      id: `${message.id.slice(0, 24)}${(at + index).toString(16).padStart(12, '0')}`,
      sentAt: (message.sentAt ?? 0) + at * 10,
    }));
    const start = performance.now();
    for (let from = 0; from < part.length; from += batch) store.add(part.slice(from, from + batch));
    spent += performance.now() - start;
  }
  template.length = 0;
  collect();
  await new Promise(resolve => setTimeout(resolve, 200));
  collect();
  const rss = process.memoryUsage().rss - before;
  return { store, view, ratio: rss / store.bytes, megabytes: rss / 1e6, perSecond: (count / spent) * 1_000 };
}

async function memory(): Promise<BenchRow[]> {
  const { ratio, megabytes } = await held(amount, 780);
  return [
    { name: 'messages: resident memory of 100,000', ours: megabytes, unit: 'MB', against: 'Confluent', theirs: 200 },
    { name: 'messages: resident memory to bytes received', ours: ratio, unit: 'x', against: 'target', theirs: 1.5 },
  ];
}

async function million(): Promise<BenchRow[]> {
  const count = 1_000_000;
  const { store, view, ratio, perSecond } = await held(count, 1_000);
  const literal = await turns(
    { none: () => view.setFilter(undefined), ours: () => view.setFilter({ text: 'rejected' }) },
    3,
  );
  const scrolls: number[] = [];
  for (let round = 0; round < 1_000; round++) {
    scrolls.push(await timed(() => view.window((round * 7_919) % view.count, page)));
  }
  await view.setFilter(undefined);
  await view.setOrder({ column: { kind: 'field', field: 'sentAt' }, descending: true });
  for (let round = 0; round < 1_000; round++) {
    scrolls.push(await timed(() => view.window((round * 7_919) % view.count, page)));
  }
  const order = await timed(() => view.setOrder({ column: { kind: 'field', field: 'bytes' }, descending: true }));
  if (store.size !== count) throw new Error(`${store.size} messages held`);
  return [
    rate('messages: insert 1,000,000 of 1 KB, two orders and a filter', perSecond, 'target', 400_000),
    {
      name: 'messages: 1,000,000 of 1 KB, resident memory to bytes',
      ours: ratio,
      unit: 'x',
      against: 'target',
      theirs: 1.5,
    },
    time('messages: 1,000,000 of 1 KB, literal filter', literal['ours'] ?? 0, 'ten times the target for 100,000', 150),
    time(`messages: 1,000,000 of 1 KB, page of ${page} anywhere`, median(scrolls), 'target', 0.1),
    time('messages: 1,000,000 of 1 KB, order by size', order, 'ten times the target for 100,000', 1_500),
  ];
}

const sets = { cold, speed, memory, million };
const chosen = sets[process.argv[2] as keyof typeof sets];
process.stdout.write(JSON.stringify(await chosen()));
