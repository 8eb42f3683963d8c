import { poisonMessages } from './poison.ts';
import type { SeedTarget } from './seedTarget.ts';
import { clickRecords, orderEvents, orderedEvents, shopQueues, shopStream, shopTopics } from './shop.ts';

export interface SeedSummary {
  readonly queues: number;
  readonly topics: number;
  readonly streams: number;
  /** Messages sent or published by this run; none for queues that held some already. */
  readonly messages: number;
  readonly records: number;
}

interface Built {
  readonly queues: ReadonlyMap<string, { readonly url: string; readonly arn: string }>;
  readonly topics: ReadonlyMap<string, string>;
}

/** The queue whose content tells whether the orders have been published already. */
const ordersWitness = 'shop-analytics';
/** Receives enough to move every poison message over the limit, in batches of ten, and then some. */
const touchLimit = 60;

/**
 * Builds the sample shop and fills what is empty: run twice, it changes nothing. Takes two to three seconds on local
 * servers, most of it the start of Kinesis. `onStep` gets a short line before each step.
 */
export async function seedShop(
  target: SeedTarget,
  signal: AbortSignal,
  onStep: (step: string) => void = () => undefined,
): Promise<SeedSummary> {
  onStep('Stream');
  const streaming = seedStream(target, signal);
  const building = (async () => {
    onStep('Queues and topics');
    const shop: Built = { queues: await seedQueues(target, signal), topics: new Map() };
    const topics = await seedTopics(target, shop.queues, signal);
    onStep('Messages');
    return await seedMessages(target, { ...shop, topics }, signal);
  })();
  const [records, messages] = await Promise.all([streaming, building]);
  return { queues: shopQueues.length, topics: shopTopics.length, streams: 1, messages, records };
}

async function seedQueues(target: SeedTarget, signal: AbortSignal): Promise<Built['queues']> {
  const queues = new Map<string, { url: string; arn: string }>();
  for (const { name, attributes, deadLetter, team } of shopQueues) {
    const queue = await target.createQueue(name, attributes, { app: 'shop', team }, signal);
    queues.set(name, queue);
    const deadLetterTargetArn = deadLetter && queues.get(deadLetter.queue)?.arn;
    if (deadLetter === undefined || deadLetterTargetArn === undefined) continue;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: deadLetter.maxReceiveCount });
    await target.setQueueAttributes(queue.url, { RedrivePolicy }, signal);
  }
  return queues;
}

async function seedTopics(target: SeedTarget, queues: Built['queues'], signal: AbortSignal): Promise<Built['topics']> {
  const topics = new Map<string, string>();
  for (const { name, attributes, subscriptions } of shopTopics) {
    const topicArn = await target.createTopic(name, attributes, { app: 'shop' }, signal);
    topics.set(name, topicArn);
    for (const subscription of subscriptions) {
      const queue = queues.get(subscription.queue);
      if (queue === undefined) continue;
      await target.setQueueAttributes(queue.url, { Policy: policyFor(topicArn, queue.arn) }, signal);
      await target.subscribeQueue(topicArn, queue.arn, subscription.attributes, signal);
    }
  }
  return topics;
}

/** Lets this topic alone send to the queue. */
function policyFor(topicArn: string, queueArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LetTopicSend',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
}

async function seedMessages(target: SeedTarget, shop: Built, signal: AbortSignal): Promise<number> {
  let messages = await seedPoison(target, shop, signal);
  const isEmpty = async (queue: string) => {
    const url = shop.queues.get(queue)?.url;
    return url !== undefined && (await target.messageCount(url, signal)) === 0;
  };
  const runs = [
    { topic: 'shop-orders', witness: ordersWitness, events: orderEvents() },
    { topic: 'shop-orders.fifo', witness: 'shop-fulfilment.fifo', events: orderedEvents() },
  ];
  for (const { topic, witness, events } of runs) {
    const topicArn = shop.topics.get(topic);
    if (topicArn === undefined || !(await isEmpty(witness))) continue;
    for (const event of events) await target.publish(topicArn, event, signal);
    messages += events.length;
  }
  return messages;
}

/**
 * Fills the dead-letter queue the way it happens in life: the messages go to the work queue and are received until SQS
 * moves them, so that they carry receive counts and the ARN of their source. Only while both queues are empty, because
 * any other message in the work queue would be moved along.
 */
async function seedPoison(target: SeedTarget, shop: Built, signal: AbortSignal): Promise<number> {
  const work = shop.queues.get('shop-payments');
  const dead = shop.queues.get('shop-payments-dlq');
  if (work === undefined || dead === undefined) return 0;
  const poison = poisonMessages(shop.topics.get('shop-orders') ?? '');
  if ((await target.messageCount(dead.url, signal)) > 0 || (await target.messageCount(work.url, signal)) > 0) return 0;
  await target.sendMessages(work.url, poison, signal);
  for (let touched = 0; touched < touchLimit; touched += 1) {
    if ((await target.touchMessages(work.url, signal)) === 0) break;
  }
  return poison.length;
}

async function seedStream(target: SeedTarget, signal: AbortSignal): Promise<number> {
  const { created } = await target.createStream(shopStream.name, shopStream.shards, { app: 'shop' }, signal);
  if (!created) return 0;
  const records = clickRecords();
  await target.putRecords(shopStream.name, records, signal);
  return records.length;
}
