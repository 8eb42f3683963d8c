import { afterEach, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import type { Message } from '../../../src/messages/message.ts';
import { MessageStore } from '../../../src/messages/store/messageStore.ts';
import { MessageView } from '../../../src/messages/store/messageView.ts';
import { Causes } from '../../../src/messages/triage/causes.ts';
import { TriageSession } from '../../../src/messages/triage/triageSession.ts';

const never = new AbortController().signal;
const sessions: TriageSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
});

function failed(n: number): Message {
  const timeout = n % 3 === 0;
  return {
    id: `m${n}`,
    body: JSON.stringify({ orderId: `o-${n}` }),
    attributes: {
      RequestID: { type: 'String', value: `r${n}` },
      ErrorMessage: { type: 'String', value: timeout ? `Timed out after ${n} ms` : `No customer ${n}` },
    },
    systemAttributes: {},
    sentAt: 1_800_000_000_000 + n,
  };
}

function setup(limit = 100_000) {
  const store = new MessageStore({ limit, maxBytes: 1e9 });
  const causes = new Causes();
  const read = (message: Message) => decodeMessage(message);
  const view = new MessageView(store, { causeOf: message => causes.causeOf(message, read) });
  const selected: number[] = [];
  const source = {
    get held() {
      return { from: store.added - store.size, to: store.added };
    },
    messageAt: (seq: number) => store.get(seq),
    selectSeqs: (seqs: Iterable<number>) => void selected.splice(0, selected.length, ...seqs),
    read,
  };
  const session = new TriageSession(source, causes);
  sessions.push(session);
  const told: number[] = [];
  session.attach((_event, { sorted }) => void told.push(sorted));
  return { store, causes, view, session, selected, told };
}

const groups = (session: TriageSession) => session.handlers['triage.groups'](undefined, never);
const show = (session: TriageSession, shown: boolean) => session.handlers['triage.show']({ shown }, never);

test('messages are sorted only while somebody looks, those that arrive as well', async () => {
  const { store, session, told } = setup();
  store.add(Array.from({ length: 300 }, (_, n) => failed(n)));
  expect(await groups(session)).toMatchObject({ groups: [], sorted: 0, total: 300 });
  await show(session, true);
  await expect.poll(() => told.at(-1)).toBe(300);
  const view = await groups(session);
  expect(view.groups.map(({ count, title }) => [count, title])).toEqual([
    [200, 'No customer <n>'],
    [100, 'Timed out after <n> ms'],
  ]);
  expect(view.groups[1]).toMatchObject({
    firstSent: 1_800_000_000_000,
    lastSent: 1_800_000_000_297,
    samples: ['m0', 'm3', 'm6'],
  });
  store.add(Array.from({ length: 3 }, (_, n) => failed(300 + n)));
  await expect.poll(() => told.at(-1)).toBe(303);
  await show(session, false);
  store.add([failed(400)]);
  await new Promise(resolve => setTimeout(resolve, 600));
  expect((await groups(session)).sorted).toBe(303);
});

test('no stretch of sorting keeps the host for long', async () => {
  const { store, session, told } = setup();
  store.add(Array.from({ length: 20_000 }, (_, n) => failed(n)));
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await show(session, true);
  await expect.poll(() => told.at(-1), { timeout: 15_000 }).toBe(20_000);
  clearInterval(watch);
  // 12 ms of work, and what a busy machine adds.
  expect(longest).toBeLessThan(200);
});

test('a group is a filter, a column, an order and a selection', async () => {
  const { store, view, session, selected, causes } = setup();
  store.add(Array.from({ length: 30 }, (_, n) => failed(n)));
  const { key } = causes.causeOf(failed(0), decodeMessage);
  expect(await view.setFilter({ cause: key }, never)).toMatchObject({ matched: 10 });
  store.add([failed(30), failed(31)]);
  expect(view.count).toBe(11);
  expect(await view.setFilter({ cause: key, text: 'o-3' }, never)).toMatchObject({ matched: 2 });
  expect(await view.setFilter({ cause: key, invert: true }, never)).toMatchObject({ matched: 21 });
  await view.setFilter(undefined, never);
  await view.setColumns([{ kind: 'field', field: 'cause' }]);
  await view.setOrder({ column: { kind: 'field', field: 'cause' }, descending: true }, never);
  expect(view.window(0, 1).rows[0]?.cells).toEqual(['Timed out after <n> ms']);
  expect(await session.handlers['triage.select']({ key }, never)).toEqual({ selected: 11 });
  expect(selected).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
});

test('after a clear everything begins anew', async () => {
  const { store, session, causes, told } = setup();
  store.add([failed(1)]);
  await show(session, true);
  await expect.poll(() => told.at(-1)).toBe(1);
  store.clear();
  causes.clear();
  store.add([failed(1), failed(2)]);
  await expect.poll(() => told.at(-1)).toBe(2);
  expect((await groups(session)).groups[0]).toMatchObject({ count: 2 });
});
