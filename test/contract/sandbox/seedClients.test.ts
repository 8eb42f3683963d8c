import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedShop } from '../../../src/sandbox/seed.ts';
import { seedTargetOf } from '../../../src/sandbox/seedClients.ts';
import { type Door, openDoor } from '../harness.ts';
import { sandbox } from '../servers/sandbox.ts';
import type { LocalServer } from '../servers/server.ts';

describe("seeding through the product's own clients", () => {
  let server: LocalServer;
  let door: Door;

  beforeAll(async () => {
    server = await sandbox.start();
    door = openDoor(server);
  });
  afterAll(() => server.stop());

  test('builds the shop, a second run changes nothing, and every change is in the activity log without a body', async () => {
    const target = seedTargetOf(door.aws, door.scope);
    const signal = AbortSignal.timeout(60_000);
    expect(await seedShop(target, signal)).toEqual({ queues: 8, topics: 2, streams: 1, messages: 47, records: 120 });
    const changes = door.activities.length;
    expect(await seedShop(target, signal)).toMatchObject({ messages: 0, records: 0 });
    expect(changes).toBeGreaterThan(40);
    expect(JSON.stringify(door.activities)).not.toContain('orderId');
  });

  test('a shop that was changed by hand is put right again', async () => {
    const signal = AbortSignal.timeout(60_000);
    const queues = door.aws.queues(door.scope);
    const payments = await queues.find('shop-payments', signal);
    await queues.setAttributes(payments, { VisibilityTimeout: '7' }, signal);
    await seedShop(seedTargetOf(door.aws, door.scope), signal);
    expect((await queues.attributes(payments, signal)).visibilitySeconds).toBe(60);
  });
});
