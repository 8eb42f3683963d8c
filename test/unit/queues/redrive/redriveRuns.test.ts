import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalStore } from '../../../../src/queues/redrive/journalStore.ts';
import { resumeRun, startRun, unfinishedRuns } from '../../../../src/queues/redrive/redriveRuns.ts';
import { journalsIn } from '../../../../src/storage/journal.ts';
import { ManualClock, MemorySqs } from '../memoryQueue.ts';

const never = new AbortController().signal;
const nothing = (): void => undefined;
let directory: string;
let journals: JournalStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'redrives-'));
  journals = journalsIn(directory);
});
afterEach(() => rm(directory, { recursive: true }));

function setup() {
  const clock = new ManualClock();
  const client = new MemorySqs(clock);
  const source = client.queue('dlq');
  const queue = client.queue('main');
  for (let n = 0; n < 25; n++) client.put(source, { body: `b${n}` });
  return { client, clock, source, queue, services: { client, clock, journals }, to: { kind: 'queue', queue } as const };
}

test('a run that settled everything leaves no journal', async () => {
  const { services, source, to, clock } = setup();
  expect(await startRun(services, source, to, {}, nothing, never)).toMatchObject({ outcome: 'done', moved: 25 });
  expect(await unfinishedRuns(journals, clock.now())).toEqual([]);
});

test('a run that was cut short is found, says where the messages are, and is resumed without sending twice', async () => {
  const { services, client, clock, source, queue, to } = setup();
  let deletes = 0;
  client.fault = call => {
    if (call === 'delete' && ++deletes > 1) throw new Error('the window was closed');
    return undefined;
  };
  await startRun(services, source, to, {}, nothing, never);
  client.fault = () => undefined;
  const [left] = await unfinishedRuns(journals, Date.now());
  expect(left).toMatchObject({
    sentence: '10 messages are in main only, 10 in main and perhaps still in dlq, the rest is in dlq only.',
    running: false,
  });
  await expect(startRun(services, source, to, {}, nothing, never)).rejects.toThrow('Resume or discard it first: dlq');
  const result = await resumeRun(services, left?.run ?? '', {}, nothing, never);
  expect(result).toMatchObject({ outcome: 'done', moved: 25, possibleDuplicates: [], unconfirmed: [] });
  expect(client.bodies(queue)).toHaveLength(25);
  expect(client.bodies(source)).toEqual([]);
  expect(await unfinishedRuns(journals, clock.now())).toEqual([]);
});

test('a run in a living process is said to be running', async () => {
  const { services, client, source, to } = setup();
  let during: unknown;
  let second: unknown;
  client.fault = call => {
    if (call === 'delete' && during === undefined) {
      during = unfinishedRuns(journals, Date.now());
      second = startRun(
        { ...services, clock: { now: Date.now, sleep: () => Promise.resolve() } },
        source,
        to,
        {},
        nothing,
        never,
      ).catch(error => error);
    }
    return undefined;
  };
  await startRun(services, source, to, {}, nothing, never);
  expect(await during).toMatchObject([{ running: true }]);
  expect(String(await second)).toContain('under way already');
});

test('a journal of another version is named and never resumed', async () => {
  const { services, clock } = setup();
  await writeFile(path.join(directory, 'old.ndjson'), '{"t":"run","version":2,"run":"old"}\n');
  expect(await unfinishedRuns(journals, clock.now())).toMatchObject([{ run: 'old', running: false }]);
  await expect(resumeRun(services, 'old', {}, nothing, never)).rejects.toThrow('cannot be read: old');
});
