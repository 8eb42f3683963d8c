import { arnName } from '../core/arn.ts';
import { AwsError, UserError } from '../core/errors.ts';
import { sqs } from '../core/limits.ts';
import { allItems } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import { type QueueRef, queueNameOfUrl } from '../queues/queue.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamRef } from '../streams/stream.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicRef } from '../topics/topic.ts';
import type { TopicClients } from '../topics/topicClient.ts';
import type { SeedMessage, SeedTarget } from './seedTarget.ts';

const streamPollMs = 200;
const streamPolls = 150;

/** The seed's target in one scope, through the same guarded clients that everything else uses. */
export function seedTargetOf(
  clients: { queues: QueueClients; topics: TopicClients; streams: StreamClients },
  scope: Scope,
): SeedTarget {
  const queues = clients.queues(scope);
  const topics = clients.topics(scope);
  const streams = clients.streams(scope);
  const queueOf = (url: string): QueueRef => ({ ...scope, url, name: queueNameOfUrl(url), arn: '' });
  const topicOf = (arn: string): TopicRef => ({ ...scope, arn, name: arnName(arn) });
  return {
    async createQueue(name, attributes, tags, signal) {
      const queue = await queues.create(name, { ...attributes }, { ...tags }, signal).catch(async (error: unknown) => {
        if (!isThere(error)) throw error;
        const standing = await queues.find(name, signal);
        await queues.setAttributes(standing, { ...attributes }, signal);
        return standing;
      });
      return { url: queue.url, arn: queue.arn };
    },
    setQueueAttributes: (url, attributes, signal) => queues.setAttributes(queueOf(url), { ...attributes }, signal),
    async messageCount(url, signal) {
      const {
        messages = 0,
        messagesNotVisible = 0,
        messagesDelayed = 0,
      } = await queues.attributes(queueOf(url), signal);
      return messages + messagesNotVisible + messagesDelayed;
    },
    async sendMessages(url, messages, signal) {
      for (let start = 0; start < messages.length; start += sqs.maxBatchEntries) {
        const batch = messages.slice(start, start + sqs.maxBatchEntries);
        const { failed } = await queues.sendBatch(queueOf(url), batch.map(outgoing), signal);
        const [first] = failed;
        if (first) throw new UserError(`A sample message was refused: ${first.message}`);
      }
    },
    async touchMessages(url, signal) {
      const received = await queues.receive(
        queueOf(url),
        { max: sqs.maxReceive, waitSeconds: 0, visibilitySeconds: 0 },
        signal,
      );
      return received.length;
    },
    async createTopic(name, attributes, tags, signal) {
      return (await topics.create(name, { ...attributes }, { ...tags }, signal)).arn;
    },
    async subscribeQueue(topicArn, queueArn, attributes, signal) {
      const standing = await allItems(
        token => topics.subscriptions(topicOf(topicArn), token === undefined ? {} : { token }, signal),
        signal,
      );
      if (standing.some(({ protocol, endpoint }) => protocol === 'sqs' && endpoint === queueArn)) return;
      await topics.subscribe(
        topicOf(topicArn),
        { protocol: 'sqs', endpoint: queueArn, attributes: { ...attributes } },
        signal,
      );
    },
    async publish(topicArn, message, signal) {
      await topics.publish(topicOf(topicArn), outgoing(message), signal);
    },
    async createStream(name, shards, tags, signal) {
      const listed = await allItems(token => streams.list(token === undefined ? {} : { token }, signal), signal);
      const standing = listed.find(stream => stream.name === name);
      const stream =
        standing ?? (await streams.create(name, { mode: 'PROVISIONED', shards, tags: { ...tags } }, signal));
      await active(stream);
      return { created: standing === undefined };

      async function active(made: StreamRef): Promise<void> {
        for (let poll = 0; poll < streamPolls; poll++) {
          if ((await streams.summary(made, signal)).status === 'ACTIVE') return;
          await new Promise(resolve => setTimeout(resolve, streamPollMs));
          signal.throwIfAborted();
        }
        throw new UserError(
          `The stream did not become active in ${(streamPolls * streamPollMs) / 1000} s: ${made.name}`,
        );
      }
    },
    async putRecords(name, records, signal) {
      const listed = await allItems(token => streams.list(token === undefined ? {} : { token }, signal), signal);
      const stream = listed.find(candidate => candidate.name === name);
      if (!stream) throw new UserError(`The sample stream is not there: ${name}`);
      const encoder = new TextEncoder();
      const encoded = records.map(({ data, partitionKey }) => ({ data: encoder.encode(data), partitionKey }));
      const outcome = await streams.putBatch(stream, encoded, signal);
      const failed = outcome.find(entry => 'code' in entry);
      if (failed && 'message' in failed) throw new UserError(`A sample record was refused: ${failed.message}`);
    },
  };
}

function isThere(error: unknown): boolean {
  return error instanceof AwsError && error.kind === 'already-exists';
}

function outgoing(message: SeedMessage) {
  const attributes = Object.entries(message.attributes ?? {}).map(
    ([name, value]) => [name, { type: 'String', value }] as const,
  );
  return {
    body: message.body,
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(message.subject !== undefined && { subject: message.subject }),
    ...(message.groupId !== undefined && { groupId: message.groupId }),
  };
}
