import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems } from '../../src/core/page.ts';
import type { QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import type { TopicClient } from '../../src/topics/topicClient.ts';
import { checked, type Door, never, newName, openDoor, until } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sns');

describe.each(kinds)('topics on $name', kind => {
  let server: LocalServer;
  let door: Door;
  let topics: TopicClient;
  let queues: QueueClient;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    topics = door.aws.topics(door.scope);
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  const create = (suffix = '', attributes: Record<string, string> = {}) =>
    topics.create(newName('topic', suffix), attributes, {}, never);

  async function receiveOne(queue: QueueRef): Promise<ReceivedMessage | undefined> {
    const batch = await until(
      () => queues.receive(queue, { max: 1, waitSeconds: 0 }, never),
      messages => messages.length > 0,
      5_000,
    );
    return batch[0];
  }

  test('a topic is created, described, tagged, changed and deleted', async () => {
    const name = newName('life');
    const topic = await topics.create(name, { DisplayName: 'Shop' }, { team: 'shop' }, never);
    expect(topic).toMatchObject({ name, arn: `arn:aws:sns:${server.region}:${server.accountId}:${name}` });
    expect(await topics.attributes(topic, never)).toMatchObject({
      arn: topic.arn,
      fifo: false,
      displayName: 'Shop',
      maximumMessageBytes: 262_144,
      subscriptionsConfirmed: 0,
    });
    await topics.setAttribute(topic, 'DisplayName', 'Shop two', never);
    expect((await topics.attributes(topic, never)).displayName).toBe('Shop two');
    expect(await topics.tags(topic, never)).toEqual({ team: 'shop' });
    await topics.changeTags(topic, { set: { stage: 'dev' }, remove: ['team'] }, never);
    expect(await topics.tags(topic, never)).toEqual({ stage: 'dev' });
    await topics.delete(topic, never);
    await expect(topics.attributes(topic, never)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(name),
    });
  });

  test('trap 7: 230 topics are all listed, a page after the other', async () => {
    const prefix = newName('many');
    const wanted = Array.from({ length: 230 }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);
    for (let start = 0; start < wanted.length; start += 20) {
      await Promise.all(wanted.slice(start, start + 20).map(name => topics.create(name, {}, {}, never)));
    }
    const all = await allItems(token => topics.list(token === undefined ? {} : { token }, never));
    const names = all.map(topic => topic.name).filter(name => name.startsWith(prefix));
    expect(names.sort()).toEqual(wanted);
  });

  test('a message reaches a subscribed queue, with attributes when it is delivered raw', async () => {
    const topic = await create();
    const queue = await queues.create(newName('sink'), {}, {}, never);
    const subscription = await topics.subscribe(
      topic,
      { protocol: 'sqs', endpoint: queue.arn, attributes: { RawMessageDelivery: 'true' } },
      never,
    );
    expect(subscription).toMatchObject({ topicArn: topic.arn, protocol: 'sqs', endpoint: queue.arn });
    const listed = await allItems(token => topics.subscriptions(topic, token === undefined ? {} : { token }, never));
    expect(listed.map(({ arn, endpoint }) => ({ arn, endpoint }))).toEqual([
      { arn: subscription.arn, endpoint: queue.arn },
    ]);
    expect(await topics.subscriptionAttributes(subscription, never)).toMatchObject({ RawMessageDelivery: 'true' });

    const attributes = { kind: { type: 'String', value: 'order' }, size: { type: 'Number', value: '3' } };
    const { messageId } = await topics.publish(topic, { body: 'hello <&> \u00e9', attributes }, never);
    expect(messageId).not.toBe('');
    expect(await receiveOne(queue)).toMatchObject({ body: 'hello <&> \u00e9', attributes });

    await topics.unsubscribe(subscription, never);
    expect((await topics.subscriptions(topic, {}, never)).items).toEqual([]);
  });

  test('a subject travels in the envelope, and a filter policy lets through what matches', async () => {
    const topic = await create();
    const queue = await queues.create(newName('filtered'), {}, {}, never);
    const subscription = await topics.subscribe(topic, { protocol: 'sqs', endpoint: queue.arn }, never);
    await topics.setSubscriptionAttribute(subscription, 'FilterPolicy', JSON.stringify({ kind: ['order'] }), never);
    expect(JSON.parse((await topics.subscriptionAttributes(subscription, never))['FilterPolicy'] ?? '')).toEqual({
      kind: ['order'],
    });
    await topics.publish(topic, { body: 'no', attributes: { kind: { type: 'String', value: 'refund' } } }, never);
    await topics.publish(
      topic,
      { body: 'yes', subject: 'News', attributes: { kind: { type: 'String', value: 'order' } } },
      never,
    );
    const message = await receiveOne(queue);
    expect(JSON.parse(message?.body ?? '{}')).toMatchObject({
      Type: 'Notification',
      Message: 'yes',
      Subject: 'News',
      TopicArn: topic.arn,
    });
  });

  checked(kind, 'sns.messageStructure')('each protocol gets its own payload', async () => {
    const topic = await create();
    const queue = await queues.create(newName('own'), {}, {}, never);
    const raw = { protocol: 'sqs', endpoint: queue.arn, attributes: { RawMessageDelivery: 'true' } };
    await topics.subscribe(topic, raw, never);
    await topics.publish(topic, { body: 'for all', perProtocol: { sqs: 'for queues' } }, never);
    expect((await receiveOne(queue))?.body).toBe('for queues');
  });

  test('a FIFO topic takes messages with and without a deduplication id', async () => {
    const topic = await create('.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' });
    expect(await topics.attributes(topic, never)).toMatchObject({ fifo: true, contentBasedDeduplication: true });
    const first = await topics.publish(topic, { body: 'one', groupId: 'g' }, never);
    const second = await topics.publish(topic, { body: 'two', groupId: 'g', deduplicationId: 'b' }, never);
    expect(second.messageId).not.toBe(first.messageId);
  });

  checked(kind, 'sns.fifoSequenceNumber')('a FIFO topic numbers its messages', async () => {
    const topic = await create('.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' });
    const first = await topics.publish(topic, { body: 'one', groupId: 'g' }, never);
    const second = await topics.publish(topic, { body: 'two', groupId: 'g' }, never);
    expect(BigInt(second.sequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.sequenceNumber ?? 0));
  });

  test('publishing to a topic deleted meanwhile, half an emoji and too much are refused', async () => {
    const topic = await create();
    await expect(topics.publish(topic, { body: 'half \ud83d' }, never)).rejects.toMatchObject({ kind: 'invalid' });
    await expect(topics.publish(topic, { body: 'x'.repeat(1_048_577) }, never)).rejects.toMatchObject({
      kind: 'too-large',
    });
    await topics.delete(topic, never);
    await expect(topics.publish(topic, { body: 'late' }, never)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('tags of many topics and queues come together, whatever the endpoint offers', async () => {
    const tagged = await topics.create(newName('tagged'), {}, { team: 'shop' }, never);
    const bare = await create();
    const queue = await queues.create(newName('tagged'), {}, { team: 'store' }, never);
    const tags = door.aws.tags(door.scope);
    const ofTopics = await tags.tags('sns', [tagged.arn, bare.arn], never);
    expect(ofTopics.get(tagged.arn)).toEqual({ team: 'shop' });
    expect(ofTopics.get(bare.arn) ?? {}).toEqual({});
    expect((await tags.tags('sqs', [queue.arn], never)).get(queue.arn)).toEqual({ team: 'store' });
  });
});
