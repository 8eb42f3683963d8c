import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { QueueRef } from '../../src/queues/queue.ts';
import { awsFiles, callerIdentity, type Door, listen, never, newName, openDoor } from './harness.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { localAwsSqs } from './servers/localAwsSqs.ts';
import type { LocalServer } from './servers/server.ts';

const keys = 'aws_access_key_id = test\naws_secret_access_key = test\n';

describe('the write guard', () => {
  let server: LocalServer;
  let door: Door;
  let queue: QueueRef;

  beforeAll(async () => {
    server = await fauxqs.start();
    door = openDoor(server);
    queue = await door.aws.queues(door.scope).create(newName('guarded'), {}, {}, never);
    await door.aws.queues(door.scope).send(queue, { body: 'x' }, never);
  });
  afterAll(async () => {
    door.aws.dispose();
    await server.stop();
  });
  afterEach(() => {
    door.connection = { ...door.connection, readOnly: false };
    door.peekAllowed = false;
    door.activities.length = 0;
  });

  /** Every call of every client that changes something, with whatever arguments; none may get as far as a request. */
  const changes = (): Record<string, () => Promise<unknown>> => {
    const { aws, scope } = door;
    const queues = aws.queues(scope);
    const topics = aws.topics(scope);
    const streams = aws.streams(scope);
    const topic = { ...scope, name: 't', arn: 'arn:aws:sns:us-east-1:000000000000:t' };
    const subscription = { ...scope, arn: `${topic.arn}:1`, topicArn: topic.arn, protocol: 'sqs', endpoint: queue.arn };
    const stream = { ...scope, name: 's', arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' };
    const record = { data: Buffer.from('x'), partitionKey: 'k' };
    const tags = { set: { a: 'b' }, remove: [] };
    return {
      'sqs:CreateQueue': () => queues.create('new', {}, {}, never),
      'sqs:SetQueueAttributes': () => queues.setAttributes(queue, { DelaySeconds: '1' }, never),
      'sqs:TagQueue': () => queues.changeTags(queue, tags, never),
      'sqs:UntagQueue': () => queues.changeTags(queue, { set: {}, remove: ['a'] }, never),
      'sqs:DeleteQueue': () => queues.delete(queue, never),
      'sqs:PurgeQueue': () => queues.purge(queue, never),
      'sqs:SendMessage': () => queues.send(queue, { body: 'x' }, never),
      'sqs:SendMessage (batch)': () => queues.sendBatch(queue, [{ body: 'x' }], never),
      'sqs:ReceiveMessage': () => queues.receive(queue, { max: 1, waitSeconds: 0 }, never),
      'sqs:ChangeMessageVisibility': () => queues.changeVisibility(queue, ['h'], 0, never),
      'sqs:DeleteMessage': () => queues.deleteMessages(queue, ['h'], never),
      'sqs:StartMessageMoveTask': () => queues.startMoveTask(queue, {}, never),
      'sqs:CancelMessageMoveTask': () => queues.cancelMoveTask('h', scope, never),
      'sns:CreateTopic': () => topics.create('new', {}, {}, never),
      'sns:SetTopicAttributes': () => topics.setAttribute(topic, 'DisplayName', 'x', never),
      'sns:TagResource': () => topics.changeTags(topic, tags, never),
      'sns:UntagResource': () => topics.changeTags(topic, { set: {}, remove: ['a'] }, never),
      'sns:DeleteTopic': () => topics.delete(topic, never),
      'sns:Publish': () => topics.publish(topic, { body: 'x' }, never),
      'sns:Subscribe': () => topics.subscribe(topic, { protocol: 'sqs', endpoint: queue.arn }, never),
      'sns:SetSubscriptionAttributes': () =>
        topics.setSubscriptionAttribute(subscription, 'RawMessageDelivery', 'true', never),
      'sns:Unsubscribe': () => topics.unsubscribe(subscription, never),
      'kinesis:CreateStream': () => streams.create('new', { mode: 'ON_DEMAND' }, never),
      'kinesis:IncreaseStreamRetentionPeriod': () => streams.setRetention(stream, 48, 24, never),
      'kinesis:DecreaseStreamRetentionPeriod': () => streams.setRetention(stream, 24, 48, never),
      'kinesis:UpdateStreamMode': () => streams.setMode(stream, 'ON_DEMAND', never),
      'kinesis:StartStreamEncryption': () => streams.setEncryption(stream, 'alias/aws/kinesis', undefined, never),
      'kinesis:StopStreamEncryption': () => streams.setEncryption(stream, undefined, 'alias/aws/kinesis', never),
      'kinesis:AddTagsToStream': () => streams.changeTags(stream, tags, never),
      'kinesis:RemoveTagsFromStream': () => streams.changeTags(stream, { set: {}, remove: ['a'] }, never),
      'kinesis:DeleteStream': () => streams.delete(stream, never),
      'kinesis:PutRecord': () => streams.put(stream, record, never),
      'kinesis:PutRecords': () => streams.putBatch(stream, [record], never),
    };
  };

  test('refuses every changing call on a read-only connection and writes it down', async () => {
    door.connection = { ...door.connection, readOnly: true };
    door.activities.length = 0;
    for (const [name, call] of Object.entries(changes())) {
      await expect(call(), name).rejects.toMatchObject({ kind: 'read-only', mayHaveHappened: false });
      expect(door.activities.at(-1), name).toMatchObject({
        action: name.replace(/ .*/, ''),
        outcome: 'refused',
        connectionName: 'Here',
        region: 'us-east-1',
      });
    }
    expect(door.activities).toHaveLength(Object.keys(changes()).length);
  });

  test('lets a peek through once it is allowed, and nothing else', async () => {
    door.connection = { ...door.connection, readOnly: true };
    door.peekAllowed = true;
    const queues = door.aws.queues(door.scope);
    const [message] = await queues.receive(queue, { max: 1, waitSeconds: 0, visibilitySeconds: 30 }, never);
    expect(message?.body).toBe('x');
    expect(await queues.changeVisibility(queue, [message?.receiptHandle ?? ''], 0, never)).toEqual([]);
    await expect(queues.deleteMessages(queue, [message?.receiptHandle ?? ''], never)).rejects.toMatchObject({
      kind: 'read-only',
    });
    await expect(queues.send(queue, { body: 'x' }, never)).rejects.toMatchObject({ kind: 'read-only' });
    expect((await door.aws.scopes.describe(door.scope)).peekAllowed).toBe(true);
  });

  test('offers the allowance when it refuses a peek', async () => {
    door.connection = { ...door.connection, readOnly: true };
    await expect(door.aws.queues(door.scope).receive(queue, { max: 1, waitSeconds: 0 }, never)).rejects.toMatchObject({
      waysOut: [{ command: 'messagingWorkbench.connection.allowPeek', args: [{ connectionId: 'here' }] }],
    });
  });

  test('reading is free on a read-only connection, and not written down', async () => {
    door.connection = { ...door.connection, readOnly: true };
    const queues = door.aws.queues(door.scope);
    await queues.attributes(queue, never);
    await queues.sources(queue, never);
    await queues.list({}, never);
    expect(door.activities).toEqual([]);
  });

  test('what was done is written down without bodies', async () => {
    const queues = door.aws.queues(door.scope);
    await queues.sendBatch(queue, [{ body: 'secret one' }, { body: 'secret two' }], never);
    await queues.receive(queue, { max: 10, waitSeconds: 0 }, never);
    await expect(queues.setAttributes(queue, { VisibilityTimeout: '99999999' }, never)).rejects.toThrow();
    expect(door.activities).toMatchObject([
      {
        action: 'sqs:SendMessage',
        resource: queue.arn,
        outcome: 'ok',
        detail: '2 messages',
        endpoint: server.endpoint,
      },
      { action: 'sqs:ReceiveMessage', outcome: 'ok', detail: expect.stringMatching(/^\d messages?$/) },
      { action: 'sqs:SetQueueAttributes', outcome: 'failed', detail: expect.stringMatching(/^Invalid/) },
    ]);
    expect(JSON.stringify(door.activities)).not.toContain('secret');
  });
});

describe('the account', () => {
  let server: LocalServer;
  let door: Door | undefined;
  let files: { restore(): void } | undefined;

  beforeAll(async () => {
    server = await fauxqs.start();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    door?.aws.dispose();
    files?.restore();
  });

  /** A door whose STS is ours and whose queues are real. */
  function openWith(sts: { endpoint: string }, readOnly = false): Door {
    files = awsFiles({
      config: `[profile shop]\nservices = s\n${keys}[services s]\nsts =\n  endpoint_url = ${sts.endpoint}\nsqs =\n  endpoint_url = ${server.endpoint}\n`,
    });
    return openDoor(server, { credentials: 'profile', profile: 'shop', readOnly });
  }

  test('is asked for again before a destructive call, which is refused when it has changed', async () => {
    let account = '111111111111';
    const sts = await listen(() => ({ status: 200, body: callerIdentity(account) }));
    try {
      door = openWith(sts);
      const queues = door.aws.queues(door.scope);
      const queue = await queues.create(newName('account'), {}, {}, never);
      expect(await door.aws.scopes.describe(door.scope)).toMatchObject({ accountId: account, production: false });
      expect(sts.seen).toHaveLength(1);
      await until5s();
      account = '222222222222';
      await expect(queues.delete(queue, never)).rejects.toMatchObject({
        kind: 'wrong-account',
        message: expect.stringMatching(/111111111111.*222222222222/),
      });
      await expect(queues.purge(queue, never)).rejects.toMatchObject({ kind: 'wrong-account' });
      expect(door.activities.at(-1)).toMatchObject({ action: 'sqs:PurgeQueue', outcome: 'refused' });
      expect((await queues.attributes(queue, never)).arn).toBe(queue.arn);
      account = '111111111111';
      await queues.delete(queue, never);
    } finally {
      await sts.stop();
    }
  });

  test('that was confirmed and cannot be any more stops a destructive call', async () => {
    const sts = await listen(() => ({ status: 200, body: callerIdentity('111111111111') }));
    door = openWith(sts);
    const queues = door.aws.queues(door.scope);
    const queue = await queues.create(newName('account'), {}, {}, never);
    await door.aws.scopes.describe(door.scope);
    await sts.stop();
    await until5s();
    await expect(queues.delete(queue, never)).rejects.toMatchObject({ kind: 'wrong-account' });
  });

  test('that STS cannot confirm counts as production', async () => {
    const sts = await listen(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
    }));
    try {
      door = openWith(sts);
      const info = await door.aws.scopes.describe(door.scope);
      expect(info.production).toBe(true);
      expect(info.accountId).toBeUndefined();
      await door.aws.scopes.describe(door.scope);
      expect(sts.seen).toHaveLength(1);
      const queues = door.aws.queues(door.scope);
      await queues.delete(await queues.create(newName('unconfirmed'), {}, {}, never), never);
      expect(sts.seen).toHaveLength(1);
      expect(await door.aws.confirm(door.connection, never)).toBeUndefined();
    } finally {
      await sts.stop();
    }
  });

  test('of the dummy key on this machine is not production, though the server has no STS', async () => {
    const local = await localAwsSqs.start();
    try {
      door = openDoor(local, { credentials: 'local', endpoint: local.endpoint });
      const info = await door.aws.scopes.describe(door.scope);
      expect(info.accountId).toBeUndefined();
      expect(info.production).toBe(false);
      const queues = door.aws.queues(door.scope);
      await queues.delete(await queues.create(newName('local'), {}, {}, never), never);
    } finally {
      await local.stop();
    }
  });

  test('of the dummy key somewhere else is production', async () => {
    door = openDoor(
      server,
      { credentials: 'local', endpoint: 'http://no-such-host.invalid:4566' },
      { requestTimeoutMs: () => 2_000 },
    );
    expect((await door.aws.scopes.describe(door.scope)).production).toBe(true);
  });

  test('marked as production stays production', async () => {
    door = openDoor(server, { production: true });
    expect(await door.aws.scopes.describe(door.scope)).toMatchObject({ accountId: '000000000000', production: true });
  });
});

/** Past the time in which a confirmation still counts as "right before". */
function until5s(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 5_100));
}
