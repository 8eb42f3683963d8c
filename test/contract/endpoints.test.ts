import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awsFiles, type Door, listen, never, newName, openDoor } from './harness.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { kinesisLocal } from './servers/kinesisLocal.ts';
import type { LocalServer } from './servers/server.ts';

/** A region whose host names resolve nowhere, so that a call to AWS itself reaches nobody. */
const nowhere = { region: 'xx-nowhere-1' };

describe('where a message goes', () => {
  let mine: LocalServer;
  let other: LocalServer;
  let files: { restore(): void } | undefined;
  let door: Door | undefined;

  beforeAll(async () => {
    [mine, other] = await Promise.all([fauxqs.start(), fauxqs.start()]);
  });
  afterAll(async () => {
    await mine.stop();
    await other.stop();
  });
  afterEach(() => {
    door?.aws.dispose();
    files?.restore();
  });

  const keys = 'aws_access_key_id = test\naws_secret_access_key = test\n';

  /** Sends through a connection with the profile `mine` and says on which of the two servers the message is. */
  async function whereItWent(): Promise<string[]> {
    door = openDoor(mine, { credentials: 'profile', profile: 'mine' });
    const name = newName('where');
    const servers = { mine, other };
    const direct = Object.entries(servers).map(([label, server]) => ({ label, door: openDoor(server) }));
    for (const { door: straight } of direct) await straight.aws.queues(straight.scope).create(name, {}, {}, never);
    const queues = door.aws.queues(door.scope);
    await queues.send(await queues.find(name, never), { body: 'hello' }, never);
    const found: string[] = [];
    for (const { label, door: straight } of direct) {
      const client = straight.aws.queues(straight.scope);
      const { messages } = await client.attributes(await client.find(name, never), never);
      if (messages === 1) found.push(label);
      straight.aws.dispose();
    }
    return found;
  }

  test("trap 1: the connection's profile decides, not the profile of the process", async () => {
    files = awsFiles(
      {
        config: `[profile mine]\nendpoint_url = ${mine.endpoint}\n${keys}[profile other]\nendpoint_url = ${other.endpoint}\n${keys}`,
      },
      { AWS_PROFILE: 'other' },
    );
    expect(await whereItWent()).toEqual(['mine']);
  });

  test('trap 1: the services section of the profile of the process does not apply either', async () => {
    files = awsFiles({
      config: `[default]\nservices = away\n${keys}[profile mine]\nendpoint_url = ${mine.endpoint}\n${keys}[services away]\nsqs =\n  endpoint_url = ${other.endpoint}\n`,
    });
    expect(await whereItWent()).toEqual(['mine']);
  });

  test('the services section of the own profile beats its endpoint_url', async () => {
    files = awsFiles({
      config: `[profile mine]\nservices = here\nendpoint_url = ${other.endpoint}\n${keys}[services here]\nsqs =\n  endpoint_url = ${mine.endpoint}\n`,
    });
    expect(await whereItWent()).toEqual(['mine']);
  });

  test('AWS_ENDPOINT_URL_SQS beats AWS_ENDPOINT_URL, and both beat the profile', async () => {
    files = awsFiles(
      { config: `[profile mine]\nendpoint_url = ${other.endpoint}\n${keys}` },
      { AWS_ENDPOINT_URL: other.endpoint, AWS_ENDPOINT_URL_SQS: mine.endpoint },
    );
    expect(await whereItWent()).toEqual(['mine']);
  });

  test('trap 1: a profile without an endpoint means AWS, whatever the process has configured', async () => {
    files = awsFiles(
      { config: `[profile mine]\n${keys}[profile other]\nendpoint_url = ${other.endpoint}\n${keys}` },
      { AWS_PROFILE: 'other' },
    );
    door = openDoor(
      { ...mine, ...nowhere },
      { credentials: 'profile', profile: 'mine' },
      { requestTimeoutMs: () => 3_000 },
    );
    await expect(door.aws.queues(door.scope).list({}, never)).rejects.toMatchObject({
      kind: expect.stringMatching(/^(unreachable|timeout)$/),
    });
  });

  test('configured endpoints are ignored when they are to be', async () => {
    files = awsFiles(
      { config: `[profile mine]\nignore_configured_endpoint_urls = true\nendpoint_url = ${mine.endpoint}\n${keys}` },
      { AWS_ENDPOINT_URL: other.endpoint },
    );
    door = openDoor(
      { ...mine, ...nowhere },
      { credentials: 'profile', profile: 'mine' },
      { requestTimeoutMs: () => 3_000 },
    );
    await expect(door.aws.queues(door.scope).list({}, never)).rejects.toMatchObject({
      kind: expect.stringMatching(/^(unreachable|timeout)$/),
    });
    const info = await door.aws.scopes.describe(door.scope);
    expect(info.endpoint).toBeUndefined();
  });

  test("the connection's own endpoint beats everything", async () => {
    files = awsFiles({ config: `[profile mine]\n${keys}` }, { AWS_ENDPOINT_URL_SQS: other.endpoint });
    door = openDoor(mine, { credentials: 'profile', profile: 'mine', endpoint: mine.endpoint });
    expect((await door.aws.scopes.describe(door.scope)).endpoint).toBe(mine.endpoint);
    const queue = await door.aws.queues(door.scope).create(newName('own'), {}, {}, never);
    const straight = openDoor(mine);
    expect((await straight.aws.queues(straight.scope).find(queue.name, never)).url).toBe(queue.url);
    straight.aws.dispose();
  });

  test('trap 2: a queue URL that names another host gets nothing', async () => {
    files = awsFiles({ config: `[profile mine]\n${keys}` });
    const trap = await listen(() => ({ status: 200, body: '{}' }));
    try {
      door = openDoor(
        { ...mine, ...nowhere },
        { credentials: 'profile', profile: 'mine' },
        { requestTimeoutMs: () => 3_000 },
      );
      const queue = {
        ...door.scope,
        name: 'q',
        url: `${trap.endpoint}/000000000000/q`,
        arn: 'arn:aws:sqs:xx-nowhere-1:000000000000:q',
      };
      await expect(door.aws.queues(door.scope).send(queue, { body: 'secret' }, never)).rejects.toThrow();
      expect(trap.seen).toEqual([]);
    } finally {
      await trap.stop();
    }
  });

  test('trap 2: a queue URL on a host that does not resolve is reached through the endpoint', async () => {
    door = openDoor(mine);
    const queues = door.aws.queues(door.scope);
    const queue = await queues.create(newName('unresolvable'), {}, {}, never);
    expect(new URL(queue.url).hostname).toBe('sqs.us-east-1.localhost');
    const moved = { ...queue, url: queue.url.replace('sqs.us-east-1.localhost', 'no-such-host.invalid') };
    expect((await queues.send(moved, { body: 'x' }, never)).messageId).not.toBe('');
  });
});

test('trap 4: Kinesis is spoken to in HTTP/1.1', async () => {
  const server = await kinesisLocal.start();
  const door = openDoor(server);
  try {
    expect((await door.aws.streams(door.scope).list({}, never)).items).toEqual([]);
  } finally {
    door.aws.dispose();
    await server.stop();
  }
});
