import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QueueRef, ReceivedMessage } from '../../../../src/queues/queue.ts';
import { keyIdOf } from '../../../../src/queues/snapshot/snapshotCodec.ts';
import {
  readSnapshot,
  recordsOf,
  SnapshotLog,
  type SnapshotServices,
} from '../../../../src/queues/snapshot/snapshotLog.ts';
import { messageOfRecord, messageRecord } from '../../../../src/queues/snapshot/snapshotRecord.ts';
import { listSnapshots, removeSnapshot } from '../../../../src/queues/snapshot/snapshots.ts';
import { snapshotsIn } from '../../../../src/storage/snapshotFiles.ts';
import { servicesOf } from './memoryStore.ts';

const queue: QueueRef = {
  connectionId: 'c',
  region: 'eu-west-1',
  name: 'orders',
  url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
  arn: 'arn:aws:sqs:eu-west-1:123456789012:orders',
};
const key = randomBytes(32);
let directory: string;
let services: SnapshotServices;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'snapshots-'));
  services = servicesOf(snapshotsIn(directory), key);
});
afterEach(() => rm(directory, { recursive: true }));

function received(n: number, body = `secret body ${n}`): ReceivedMessage {
  return {
    messageId: `m${n}`,
    receiptHandle: `handle ${n}`,
    body,
    attributes: { n: { type: 'Number', value: String(n) }, raw: { type: 'Binary', value: 'AAEC/w==' } },
    systemAttributes: { SentTimestamp: '1800000000000', AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
    receiveCount: 1,
    sentAt: new Date(1_800_000_000_000),
  };
}

/** Ten messages, of which the first five are gone. */
async function write(encrypted: boolean, id = 'one', messages = 10): Promise<string> {
  const file = encrypted ? await services.store.fileOf(id) : path.join(directory, `${id}.ndjson`);
  const header = {
    t: 'snapshot',
    version: 1,
    id,
    at: 1,
    queue,
    encrypted,
    ...(encrypted && { keyId: keyIdOf(key) }),
  } as const;
  const log = await SnapshotLog.create(services, file, header, encrypted ? key : undefined);
  for (let n = 0; n < messages; n++) await log.append([messageRecord(n, received(n))], true);
  await log.append([{ t: 'gone', seqs: [0, 1, 2, 3, 4] }], false);
  await log.close();
  return file;
}

test.each([true, false])(
  'encrypted %s: what was written is read, and the file says no more than it should',
  async encrypted => {
    const file = await write(encrypted);
    const { header, state } = await readSnapshot(services, file);
    expect(header.queue).toEqual(queue);
    expect([state.size, state.count('gone'), state.count('written'), state.ended]).toEqual([10, 5, 5, true]);
    const text = await readFile(file, 'utf8');
    expect(text.includes('secret body')).toBe(!encrypted);
    expect(text).not.toContain('handle 1');
    expect((await stat(file)).mode & 0o077).toBe(0);
    const lines = text
      .trimEnd()
      .split('\n')
      .map(line => (line.startsWith('{') ? (JSON.parse(line) as { t: string }).t : '?'));
    expect(lines.filter(t => t === 'message')).toHaveLength(encrypted ? 0 : 10);
  },
);

test('any text comes back as it was, half surrogates and odd names included', async () => {
  const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) });
  const name = fc.oneof(anyText, fc.constantFrom('__proto__', '12', 'check', 't'));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyText, name, anyText), { maxLength: 5 }),
      fc.boolean(),
      async (texts, encrypted) => {
        const id = `run${run++}`;
        const file = path.join(directory, id);
        const header = { t: 'snapshot', version: 1, id, at: 1, queue, encrypted } as const;
        const log = await SnapshotLog.create(services, file, header, encrypted ? key : undefined);
        const messages = texts.map(([body, attribute, value], n) => ({
          ...received(n, body),
          attributes: Object.fromEntries([[attribute, { type: 'String', value }]]),
        }));
        await log.append(
          messages.map((message, n) => messageRecord(n, message)),
          false,
        );
        await log.close();
        const read: ReceivedMessage[] = [];
        for await (const record of recordsOf(services, file)) {
          if (record.t === 'message') read.push({ ...messageOfRecord(record), receiptHandle: '' });
        }
        expect(read).toEqual(messages.map(message => ({ ...message, receiptHandle: '' })));
      },
    ),
    { seed: 31, numRuns: 60 },
  );
});

test.each([true, false])('encrypted %s: a change anywhere is found', async encrypted => {
  const file = await write(encrypted);
  const bytes = await readFile(file);
  for (let at = 0; at < bytes.length; at += 37) {
    const other = Buffer.from(bytes);
    other[at] = other[at] === 0x41 ? 0x42 : 0x41;
    await writeFile(file, other);
    await expect(readSnapshot(services, file), `byte ${at}`).rejects.toThrow(
      /changed or damaged|no snapshot|another key|newer version|missing at the end/,
    );
  }
});

test.each([true, false])('encrypted %s: lines taken out, moved or doubled are found', async encrypted => {
  const file = await write(encrypted);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const save = (some: readonly string[]): Promise<void> => writeFile(file, `${some.join('\n')}\n`);
  for (let at = 1; at < lines.length; at++) {
    await save([...lines.slice(0, at), ...lines.slice(at + 1)]);
    await expect(readSnapshot(services, file), `without line ${at}`).rejects.toThrow(
      /changed or damaged|missing at the end/,
    );
  }
  await save([lines[0] ?? '', lines[2] ?? '', lines[1] ?? '', ...lines.slice(3)]);
  await expect(readSnapshot(services, file)).rejects.toThrow('line 2 does not follow');
  await save([...lines, lines.at(-1) ?? '']);
  await expect(readSnapshot(services, file)).rejects.toThrow('changed or damaged');
  for (let left = 1; left < lines.length; left++) {
    await save(lines.slice(0, left));
    await expect(readSnapshot(services, file)).rejects.toThrow(
      `${lines.length - left} of its ${lines.length} lines are missing`,
    );
  }
});

test('another key, a line of another snapshot, and no snapshot at all', async () => {
  const file = await write(true);
  const other = servicesOf(snapshotsIn(directory), randomBytes(32));
  await expect(readSnapshot(other, file)).rejects.toThrow('another key');
  const foreign = (await readFile(await write(true, 'two'), 'utf8')).split('\n');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [lines[0], foreign[1], ...lines.slice(2)].join('\n'));
  await expect(readSnapshot(services, file)).rejects.toThrow('line 2 does not follow');
  const note = path.join(directory, 'note.txt');
  await writeFile(note, 'hello\n');
  await expect(readSnapshot(services, note)).rejects.toThrow('This file is no snapshot');
  await expect(readSnapshot(services, path.join(directory, 'none'))).rejects.toThrow('There is no such snapshot');
});

test('half a line at the end is cut off, and what comes next follows the whole ones', async () => {
  const file = await write(true);
  await services.store.forget('one');
  const { size } = await stat(file);
  await truncate(file, size - 10);
  const log = await SnapshotLog.resume(services, file);
  expect(log.state.ended).toBe(false);
  await log.append([messageRecord(10, received(10))], true);
  await log.close();
  expect((await readSnapshot(services, file)).state.size).toBe(11);
  await appendFile(file, 'half');
  expect((await readSnapshot(services, file)).state.size).toBe(11);
});

test('the list says what is there, and what is not; a snapshot goes with its file', async () => {
  const file = await write(true);
  const readable = await write(false, 'two');
  await rm(readable);
  const entries = await listSnapshots(services, Date.now());
  expect(entries.find(entry => entry.id === 'one')).toMatchObject({
    condition: 'whole',
    messages: 10,
    deleted: 5,
    unconfirmed: 5,
  });
  expect(entries.find(entry => entry.id === 'two')).toMatchObject({ condition: 'missing', encrypted: false });
  for (const entry of entries) await removeSnapshot(services, entry);
  expect(await listSnapshots(services, Date.now())).toEqual([]);
  await expect(stat(file)).rejects.toThrow('ENOENT');
});
