import { afterEach, expect, test, vi } from 'vitest';
import type { Message } from '../../../../src/messages/message.ts';
import type { ViewerDocument } from '../../../../src/messages/viewer/messageReader.ts';
import { columnsOf } from '../../../../src/messages/viewer/viewerColumns.ts';
import type { SavedFilter, ViewerFigures, ViewerSettings } from '../../../../src/messages/viewer/viewerProtocol.ts';
import { ViewerSession } from '../../../../src/messages/viewer/viewerSession.ts';

const signal = new AbortController().signal;
const sessions: ViewerSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
});

function message(index: number, part: Partial<Message> = {}): Message {
  return {
    id: `id-${index}`,
    body: JSON.stringify({ n: index }),
    attributes: {},
    systemAttributes: {},
    sentAt: 1_000 + index,
    ...part,
  };
}

const messages = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, at) => message(from + at));

/** A session on ports that keep what they are given. */
function open(settings?: ViewerSettings) {
  const copied: string[] = [];
  const shown: ViewerDocument[] = [];
  let saved: readonly SavedFilter[] = [];
  const session = new ViewerSession({
    columns: columnsOf('id', 'sentAt', 'preview'),
    settings,
    ports: {
      copy: async text => void copied.push(text),
      show: async document => void shown.push(document),
      compare: async (left, right) => void shown.push(left, right),
      saved: {
        read: () => saved,
        write: async list => {
          saved = list;
        },
      },
    },
  });
  sessions.push(session);
  const { handlers } = session;
  const ids = async (params: { from: number; count: number; keep?: { seq: number; row: number } }) =>
    (await handlers['viewer.window'](params, signal)).rows.map(({ row }) => row.id);
  const figures = async () => (await handlers['viewer.open'](undefined, signal)).figures;
  return { session, handlers, copied, shown, ids, figures };
}

test('rows come in windows, in the order and with the filter that were asked for', async () => {
  const { session, handlers, ids } = open();
  session.add(messages(0, 300));
  expect(await ids({ from: 298, count: 10 })).toEqual(['id-298', 'id-299']);
  await handlers['viewer.order']({ order: { column: { kind: 'field', field: 'sentAt' }, descending: true } }, signal);
  expect(await ids({ from: 0, count: 2 })).toEqual(['id-299', 'id-298']);
  const outcome = await handlers['viewer.filter']({ filter: { expression: 'body.n < `2`' } }, signal);
  expect(outcome).toMatchObject({ matched: 2, scanned: 300 });
  expect(await ids({ from: 0, count: 9 })).toEqual(['id-1', 'id-0']);
});

test('a filter that cannot be read is refused and the one before stays, also for the next reload', async () => {
  const { session, handlers, figures } = open();
  session.add(messages(0, 10));
  await handlers['viewer.filter']({ filter: { text: 'id-3' } }, signal);
  const outcome = await handlers['viewer.filter']({ filter: { expression: 'body.' } }, signal);
  expect(outcome.invalid).toMatch(/at character \d+/);
  expect((await figures()).matched).toBe(1);
  expect(session.settings.filter).toEqual({ text: 'id-3' });
});

test('a window follows the row at its edge when older ones fall out, and says where the active one went', async () => {
  const { session, handlers } = open();
  await handlers['viewer.limit']({ limit: 100 }, signal);
  session.add(messages(0, 100));
  session.add(messages(100, 130));
  const window = await handlers['viewer.window'](
    { from: 50, count: 5, keep: { seq: 50, row: 50 }, active: 60 },
    signal,
  );
  expect(window).toMatchObject({ from: 20, moved: -30, activeRow: 30, total: 100 });
  expect(window.rows[0]?.seq).toBe(50);
  const gone = await handlers['viewer.window']({ from: 0, count: 5, keep: { seq: 3, row: 3 }, active: 3 }, signal);
  expect(gone).toMatchObject({ moved: 0, activeRow: -1 });
});

test('what arrives while paused waits, is counted and comes with Resume', async () => {
  const { session, handlers, figures } = open();
  session.add(messages(0, 5));
  await handlers['viewer.pause']({ paused: true }, signal);
  session.add(messages(5, 8));
  expect(await figures()).toMatchObject({ size: 5, matched: 5, waiting: 3, paused: true });
  expect(session.size).toBe(8);
  await handlers['viewer.pause']({ paused: false }, signal);
  expect(await figures()).toMatchObject({ size: 8, waiting: 0, dropped: 0, paused: false });
});

test('a pause holds no more than the viewer itself does, and says what fell out', async () => {
  const { session, handlers, figures } = open();
  await handlers['viewer.limit']({ limit: 100 }, signal);
  await handlers['viewer.pause']({ paused: true }, signal);
  session.add(messages(0, 250));
  expect(await figures()).toMatchObject({ waiting: 100, dropped: 150 });
  await handlers['viewer.pause']({ paused: false }, signal);
  const [first] = session.messages();
  expect(first?.id).toBe('id-150');
});

test('clearing forgets messages, states and selection, and counts from there', async () => {
  const { session, handlers, figures } = open();
  session.add(messages(0, 5));
  session.setStates(['id-1'], 'held');
  await handlers['viewer.select']({ how: 'all' }, signal);
  session.clear();
  expect(await figures()).toMatchObject({ size: 0, dropped: 0, selected: 0, selectedStates: {} });
  session.add([message(1)]);
  const window = await handlers['viewer.window']({ from: 0, count: 1 }, signal);
  expect(window.rows[0]).not.toHaveProperty('state');
});

test('selection: toggled, by range in the order shown, all that match; it tells the states', async () => {
  const { session, handlers } = open();
  session.add(messages(0, 10));
  session.setStates(['id-0', 'id-1'], 'held');
  await handlers['viewer.select']({ how: 'toggle', seq: 1 }, signal);
  expect(session.selectedIds()).toEqual(['id-1']);
  await handlers['viewer.order']({ order: { column: 'arrival', descending: true } }, signal);
  await handlers['viewer.select']({ how: 'range', from: 9, to: 8 }, signal);
  expect(session.selectedIds().sort()).toEqual(['id-0', 'id-1']);
  await handlers['viewer.filter']({ filter: { text: 'id-7' } }, signal);
  const figures = await handlers['viewer.select']({ how: 'all' }, signal);
  expect([session.selectedIds(), figures.selectedStates]).toEqual([['id-7'], { '': 1 }]);
});

test('what has fallen out is not selected any more', async () => {
  const { session, handlers, figures } = open();
  await handlers['viewer.limit']({ limit: 100 }, signal);
  session.add(messages(0, 100));
  await handlers['viewer.select']({ how: 'range', from: 0, to: 1 }, signal);
  session.add(messages(100, 101));
  expect(await figures()).toMatchObject({ selected: 1, dropped: 1 });
  await expect(handlers['viewer.message']({ seq: 0 }, signal)).rejects.toThrow('no longer held');
});

test('copies, documents and comparisons keep every character of a body', async () => {
  const { session, handlers, copied, shown } = open();
  const wild = '{"id": 12345678901234567890, "text": "<b>\\u0001"}';
  session.add([message(0, { body: wild }), message(1, { body: '<a>\n</a>' })]);
  await handlers['viewer.copy']({ what: 'raw', seq: 0 }, signal);
  await handlers['viewer.select']({ how: 'all' }, signal);
  await handlers['viewer.copy']({ what: 'row' }, signal);
  expect(copied[0]).toBe(wild);
  expect((JSON.parse(copied[1] ?? '') as Message[]).map(({ body }) => body)).toEqual([wild, '<a>\n</a>']);
  await handlers['viewer.edit']({ seq: 1, which: 'text' }, signal);
  await handlers['viewer.compare']({}, signal);
  expect(shown.map(({ name }) => name)).toEqual(['id-1.xml', 'id-0.json', 'id-1.xml']);
  await handlers['viewer.select']({ how: 'none' }, signal);
  await expect(handlers['viewer.compare']({ seq: 0 }, signal)).rejects.toThrow('Select the two messages');
  await expect(handlers['viewer.copy']({ what: 'row' }, signal)).rejects.toThrow('Select the messages');
});

test('a body of a mebibyte comes cut, and whole on request', async () => {
  const { session, handlers } = open();
  session.add([message(0, { body: 'x'.repeat(1_000_000) })]);
  const detail = await handlers['viewer.message']({ seq: 0 }, signal);
  expect([detail.text.length, detail.textLength]).toEqual([65_536, 1_000_000]);
  expect((await handlers['viewer.body']({ seq: 0, which: 'raw' }, signal)).length).toBe(1_000_000);
});

test('filters are saved under their names, the last one of a name, and deleted', async () => {
  const { handlers } = open();
  await expect(handlers['viewer.saveFilter']({ name: 'a' }, signal)).rejects.toThrow('no filter to save');
  for (const text of ['one', 'two']) {
    await handlers['viewer.filter']({ filter: { text } }, signal);
    await handlers['viewer.saveFilter']({ name: ' Same ' }, signal);
  }
  expect((await handlers['viewer.open'](undefined, signal)).saved).toEqual([{ name: 'Same', filter: { text: 'two' } }]);
  expect(await handlers['viewer.deleteFilter']({ name: 'Same' }, signal)).toEqual([]);
});

test('settings come back, but for those that are refused now', async () => {
  const columns = columnsOf('id', { kind: 'path', path: 'a[' });
  const { handlers } = open({ columns, limit: 100, histogram: true, filter: { text: 'x(', regex: true } });
  const { settings } = await handlers['viewer.open'](undefined, signal);
  expect(settings).toEqual({ columns: columnsOf('id', 'sentAt', 'preview'), limit: 100, histogram: true });
});

test('changes are told at once and then ten times a second at most', async () => {
  vi.useFakeTimers();
  try {
    const { session } = open();
    const told: ViewerFigures[] = [];
    session.attach((_event, figures) => told.push(figures));
    for (let batch = 0; batch < 100; batch++) {
      session.add(messages(batch * 10, batch * 10 + 10));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(told.length).toBeLessThanOrEqual(13);
    expect(told.at(-1)?.size).toBe(1_000);
  } finally {
    vi.useRealTimers();
  }
});

test('names for columns and conditions are those the messages have', async () => {
  const { session, handlers } = open();
  const sns = JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:a:1:t', Message: '{"total":1,"a b":2}' });
  session.add([message(0, { body: sns, attributes: { kind: { type: 'String', value: 'x' } } })]);
  expect(await handlers['viewer.names'](undefined, signal)).toEqual({
    attributes: ['kind'],
    system: [],
    paths: ['"a b"', 'total'],
  });
});
