import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from '../../src/contributions.ts';

const scope = { connectionId: 'sandbox', region: 'us-east-1' };

function run<R, K extends CommandId = CommandId>(id: K, args: CommandArguments[K]): Thenable<R | undefined> {
  return vscode.commands.executeCommand<R | undefined>(id, args);
}

/** The commands with all they need: they ask nothing and answer what came of it. */
describe('topic commands', function () {
  this.timeout(60_000);
  const name = `editor-topic-${Date.now()}.fifo`;
  let topic: { name: string; arn: string };

  before(async () => {
    await vscode.commands.executeCommand('messagingWorkbench.sandbox.start', { seed: false });
    const created = await run<{ name: string; arn: string }>('messagingWorkbench.topic.create', {
      ...scope,
      name,
      attributes: { ContentBasedDeduplication: 'true' },
      tags: { team: 'shop' },
    });
    assert.ok(created, 'no topic was created');
    topic = created;
  });

  it('create answers the reference', () => {
    assert.match(topic.arn, new RegExp(`^arn:aws:sns:us-east-1:\\d{12}:${name}$`));
  });

  it('edit sends only what differs and refuses what SNS would', async () => {
    const attributes = { ContentBasedDeduplication: 'true', DisplayName: 'Orders' };
    assert.deepEqual(await run('messagingWorkbench.topic.edit', { ...scope, name, attributes }), ['DisplayName']);
    assert.deepEqual(await run('messagingWorkbench.topic.edit', { ...topic, ...scope, attributes }), []);
    const broken = { ...scope, name, attributes: { DeliveryPolicy: '{' } };
    assert.equal(await run('messagingWorkbench.topic.edit', broken), undefined);
  });

  it('subscribe answers the subscription', async () => {
    const queue = `editor-queue-${Date.now()}.fifo`;
    const made = await run<{ arn: string }>('messagingWorkbench.queue.create', {
      ...scope,
      name: queue,
      attributes: { FifoQueue: 'true' },
    });
    const subscription = await run<{ arn: string; endpoint: string }>('messagingWorkbench.topic.subscribe', {
      ...scope,
      name,
      protocol: 'sqs',
      endpoint: made?.arn ?? '',
      attributes: { RawMessageDelivery: 'true' },
    });
    assert.equal(subscription?.endpoint, made?.arn);
    const refused = { ...scope, name, protocol: 'email', endpoint: 'ada@example.com' };
    assert.equal(await run('messagingWorkbench.topic.subscribe', refused), undefined);
    await run('messagingWorkbench.queue.delete', { ...scope, name: queue, confirmed: true });
  });

  it('publish answers the message id, and nothing without a group', async () => {
    const message = { ...scope, name, body: '{"a":1}', send: true };
    const sent = await run<{ messageId: string }>('messagingWorkbench.topic.publish', { ...message, groupId: 'g' });
    assert.match(sent?.messageId ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(await run('messagingWorkbench.topic.publish', message), undefined);
  });

  it('delete with a confirmation given asks nothing; then nothing is found', async () => {
    assert.equal(await run('messagingWorkbench.topic.delete', { ...scope, name, confirmed: true }), true);
    assert.equal(await run('messagingWorkbench.topic.delete', { ...scope, name, confirmed: true }), undefined);
  });
});

describe('stream commands', function () {
  this.timeout(90_000);
  const name = `editor-stream-${Date.now()}`;
  let stream: { name: string; arn: string };

  before(async () => {
    await vscode.commands.executeCommand('messagingWorkbench.sandbox.start', { seed: false });
    const created = await run<{ name: string; arn: string }>('messagingWorkbench.stream.create', {
      ...scope,
      name,
      mode: 'PROVISIONED',
      shards: 2,
      tags: { team: 'shop' },
    });
    assert.ok(created, 'no stream was created');
    stream = created;
  });

  it('create waits until the stream takes records', async () => {
    const put = await run<{ shardId: string; expected: string }>('messagingWorkbench.stream.put', {
      ...scope,
      name,
      body: 'aGVsbG8=',
      encoding: 'base64',
      partitionKey: 'visitor-1',
      send: true,
    });
    assert.match(put?.shardId ?? '', /^shardId-/);
    assert.equal(put?.shardId, put?.expected);
  });

  it('put refuses what Kinesis would', async () => {
    const record = { ...stream, ...scope, body: 'x', partitionKey: '', send: true };
    assert.equal(await run('messagingWorkbench.stream.put', record), undefined);
  });

  it('edit waits for each change and does what is left only', async () => {
    const wanted = { ...stream, ...scope, retentionHours: 48 };
    assert.deepEqual(await run('messagingWorkbench.stream.edit', wanted), ['retention']);
    assert.deepEqual(await run('messagingWorkbench.stream.edit', wanted), []);
    const shorter = { ...wanted, retentionHours: 24, confirmed: true };
    assert.deepEqual(await run('messagingWorkbench.stream.edit', shorter), ['retention']);
    assert.equal(await run('messagingWorkbench.stream.edit', { ...wanted, retentionHours: 9_000 }), undefined);
  });

  it('a name that is taken and a stream that is not there are no answer', async () => {
    assert.equal(await run('messagingWorkbench.stream.create', { ...scope, name, mode: 'ON_DEMAND' }), undefined);
    const missing = { ...scope, name: 'no-such-stream', body: 'x', partitionKey: 'k', send: true };
    assert.equal(await run('messagingWorkbench.stream.put', missing), undefined);
  });

  it('delete with a confirmation given asks nothing', async () => {
    assert.equal(await run('messagingWorkbench.stream.delete', { ...scope, name, confirmed: true }), true);
  });
});
