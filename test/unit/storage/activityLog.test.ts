import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/connections/connection.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { ActivityFile } from '../../../src/storage/activityLog.ts';

const sent: Activity = {
  at: new Date('2026-01-02T03:04:05Z'),
  connectionName: 'dev',
  accountId: '123456789012',
  region: 'eu-west-1',
  action: 'sqs:SendMessage',
  resource: 'orders',
  outcome: 'ok',
};

describe('the activity log', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'activity-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is no file until something happened', async () => {
    const log = new ActivityFile(path.join(folder, 'new'), silentLogger);
    expect(await log.text()).toBe('');
    expect(await log.entries(10)).toEqual([]);
  });

  test('keeps the order of calls that come at once', async () => {
    const log = new ActivityFile(path.join(folder, 'new'), silentLogger);
    for (let index = 0; index < 50; index++) log.record({ ...sent, resource: `queue-${index}` });
    const entries = await log.entries(3);
    expect(entries.map(entry => entry.resource)).toEqual(['queue-47', 'queue-48', 'queue-49']);
    expect(entries[0]?.at).toBe('2026-01-02T03:04:05.000Z');
  });

  test('survives a torn line', async () => {
    await writeFile(path.join(folder, 'activity.ndjson'), '{"resource":"a"}\n{"resource":\n{"resource":"b"}\n');
    expect((await new ActivityFile(folder, silentLogger).entries(10)).map(entry => entry.resource)).toEqual(['a', 'b']);
  });

  test('begins a new file when the old one is large, and keeps the old one', async () => {
    const file = path.join(folder, 'activity.ndjson');
    await writeFile(file, `{"resource":"before"}\n${'x'.repeat(5 * 1024 * 1024 + 1)}\n`);
    const log = new ActivityFile(folder, silentLogger);
    log.record(sent);
    // What is exported and shown goes on where the new file began.
    const lines = (await log.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect([lines[0], lines[2]].map(line => (JSON.parse(line ?? '') as { resource: string }).resource)).toEqual([
      'before',
      'orders',
    ]);
    expect((await log.entries(5)).map(entry => entry.resource)).toEqual(['before', 'orders']);
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2);
    expect((await readFile(path.join(folder, 'activity.old.ndjson'), 'utf8')).length).toBeGreaterThan(5_000_000);
  });
});
