import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { poisonMessages } from '../../../src/sandbox/poison.ts';
import { seedShop } from '../../../src/sandbox/seed.ts';
import type { SeedMessage, SeedTarget } from '../../../src/sandbox/seedTarget.ts';
import { clickRecords, orderEvents, orderedEvents, shopQueues, shopTopics } from '../../../src/sandbox/shop.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:shop-orders';

/** Queues that hold messages and move what has been touched four times; topics that deliver to every subscriber. */
class MemoryTarget implements SeedTarget {
  readonly queues = new Map<
    string,
    { messages: { body: string; touched: number }[]; attributes: Record<string, string> }
  >();
  readonly subscribers = new Map<string, Set<string>>();
  readonly streams = new Map<string, number>();

  async createQueue(name: string, attributes: Readonly<Record<string, string>>) {
    if (!this.queues.has(name)) this.queues.set(name, { messages: [], attributes: { ...attributes } });
    return { url: name, arn: `arn:${name}` };
  }
  async setQueueAttributes(url: string, attributes: Readonly<Record<string, string>>) {
    Object.assign(this.#queue(url).attributes, attributes);
  }
  async messageCount(url: string) {
    return this.#queue(url).messages.length;
  }
  async sendMessages(url: string, messages: readonly SeedMessage[]) {
    for (const { body } of messages) this.#queue(url).messages.push({ body, touched: 0 });
  }
  async touchMessages(url: string) {
    const queue = this.#queue(url);
    const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(queue.attributes.RedrivePolicy ?? '{}');
    const taken = queue.messages.splice(0, 10);
    const kept = taken.filter(message => {
      message.touched += 1;
      return message.touched <= maxReceiveCount;
    });
    queue.messages.push(...kept);
    const dead = this.#queue(deadLetterTargetArn.slice('arn:'.length));
    dead.messages.push(...taken.filter(message => !kept.includes(message)));
    return kept.length;
  }
  async createTopic(name: string) {
    return `topic:${name}`;
  }
  async subscribeQueue(topic: string, queueArn: string) {
    this.subscribers.set(topic, (this.subscribers.get(topic) ?? new Set()).add(queueArn));
  }
  async publish(topic: string, { body }: SeedMessage) {
    for (const arn of this.subscribers.get(topic) ?? [])
      this.#queue(arn.slice('arn:'.length)).messages.push({ body, touched: 0 });
  }
  async createStream(name: string) {
    const created = !this.streams.has(name);
    if (created) this.streams.set(name, 0);
    return { created };
  }
  async putRecords(name: string, records: readonly unknown[]) {
    this.streams.set(name, (this.streams.get(name) ?? 0) + records.length);
  }

  #queue(name: string) {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`No queue ${name}`);
    return queue;
  }
}

describe('seeding the shop', () => {
  const signal = new AbortController().signal;

  test('makes everything once and fills what is empty', async () => {
    const target = new MemoryTarget();
    expect(await seedShop(target, signal)).toEqual({ queues: 8, topics: 2, streams: 1, messages: 47, records: 120 });
    expect(target.queues.get('shop-payments-dlq')?.messages).toHaveLength(11);
    expect(await seedShop(target, signal)).toMatchObject({ messages: 0, records: 0 });
    expect(target.streams.get('shop-clicks')).toBe(120);
  });

  test('fills a dead-letter queue again that was emptied together with its source', async () => {
    const target = new MemoryTarget();
    await seedShop(target, signal);
    for (const name of ['shop-payments', 'shop-payments-dlq']) target.queues.get(name)?.messages.splice(0);
    expect(await seedShop(target, signal)).toMatchObject({ messages: 11, records: 0 });
    expect(target.queues.get('shop-payments-dlq')?.messages).toHaveLength(11);
  });

  test('leaves a dead-letter queue alone whose source holds messages, which would be moved along', async () => {
    const target = new MemoryTarget();
    await seedShop(target, signal);
    target.queues.get('shop-payments-dlq')?.messages.splice(0);
    expect(await seedShop(target, signal)).toMatchObject({ messages: 0 });
  });
});

describe('the shop', () => {
  test('names dead-letter queues before the queues that use them, and of the same kind', () => {
    const names = shopQueues.map(queue => queue.name);
    for (const { name, deadLetter } of shopQueues) {
      if (deadLetter === undefined) continue;
      expect(names.indexOf(deadLetter.queue)).toBeLessThan(names.indexOf(name));
      expect(names).toContain(deadLetter.queue);
      expect(deadLetter.queue.endsWith('.fifo')).toBe(name.endsWith('.fifo'));
    }
    for (const { subscriptions } of shopTopics) for (const { queue } of subscriptions) expect(names).toContain(queue);
  });

  test('says the same thing every time', () => {
    expect(orderEvents()).toEqual(orderEvents());
    expect(orderedEvents().every(event => event.groupId !== undefined)).toBe(true);
    expect(new Set(clickRecords().map(record => record.partitionKey)).size).toBe(12);
  });
});

describe('poison', () => {
  const bodies = poisonMessages(topicArn).map(message => message.body);
  const parsed = bodies.flatMap(body => {
    try {
      return [JSON.parse(body) as Record<string, unknown>];
    } catch {
      return [];
    }
  });

  test('is of every kind that people meet', () => {
    expect(bodies.filter(body => /^[{]/.test(body) && !isJson(body))).toHaveLength(2);
    expect(parsed.filter(body => body.Type === 'Notification' && body.TopicArn === topicArn)).toHaveLength(2);
    expect(parsed.filter(body => body.requestContext !== undefined && body.responsePayload !== undefined)).toHaveLength(
      2,
    );
    const compressed = bodies.filter(body => body.startsWith('H4sI'));
    expect(compressed.map(body => JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString()).orderId)).toEqual([
      'o-2007',
      'o-2008',
    ]);
    expect(parsed.filter(body => typeof body.total === 'string')).toHaveLength(1);
  });

  test('is no two alike', () => {
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
