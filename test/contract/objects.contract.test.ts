import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, never, openDoor } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('s3');
const body = '{"order":"A-1"}'.repeat(1_000);

describe.each(kinds)('objects on $name', kind => {
  let server: LocalServer;
  let door: Door;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    const { endpoint, region, credentials } = server;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'large-bodies' }));
    await s3.send(new PutObjectCommand({ Bucket: 'large-bodies', Key: 'orders/a 1.json', Body: body }));
    s3.destroy();
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  test('are read byte by byte as they were put', async () => {
    const bytes = await door.aws.objects(door.scope).get('large-bodies', 'orders/a 1.json', 1_048_576, never);
    expect(Buffer.from(bytes).toString()).toBe(body);
  });

  test('are refused when they are larger than wanted, with the limit named', async () => {
    await expect(door.aws.objects(door.scope).get('large-bodies', 'orders/a 1.json', 1_024, never)).rejects.toThrow(
      'The object is larger than 1 KiB: large-bodies/orders/a 1.json',
    );
  });

  test('that are gone are said to be gone', async () => {
    await expect(door.aws.objects(door.scope).get('large-bodies', 'nothing', 1_024, never)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  test('are read on a read-only connection too', async () => {
    const guarded = openDoor(server, { readOnly: true });
    const bytes = await guarded.aws.objects(guarded.scope).get('large-bodies', 'orders/a 1.json', 1_048_576, never);
    expect(bytes.length).toBe(body.length);
    guarded.aws.dispose();
  });
});
