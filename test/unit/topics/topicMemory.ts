import { AwsError } from '../../../src/core/errors.ts';
import type { Page } from '../../../src/core/page.ts';
import type { Subscription, SubscriptionAttributes, TopicAttributes, TopicRef } from '../../../src/topics/topic.ts';
import type { TopicClient } from '../../../src/topics/topicClient.ts';

export const signal = new AbortController().signal;

/** A topic client over one topic in memory; remembers the calls that change something. */
export class TopicMemory implements TopicClient {
  readonly calls: unknown[] = [];
  raw: Record<string, string>;
  subscriptionSettings: Record<string, string> = {};
  refuse: string | undefined;
  tagsRefused = false;

  constructor(raw: Record<string, string> = {}) {
    this.raw = raw;
  }

  async list() {
    return { items: [] };
  }

  async attributes(topic: TopicRef): Promise<TopicAttributes> {
    return {
      arn: topic.arn,
      fifo: this.raw['FifoTopic'] === 'true',
      maximumMessageBytes: Number(this.raw['MaximumMessageSize'] ?? 262_144),
      raw: { ...this.raw },
    };
  }

  async tags(): Promise<Record<string, string>> {
    if (this.tagsRefused)
      throw new AwsError('No permission: sns:ListTagsForResource', { kind: 'access-denied', code: 'AccessDenied' });
    return { team: 'shop' };
  }

  async subscriptions(): Promise<Page<Subscription>> {
    return { items: [] };
  }

  async subscriptionAttributes(): Promise<SubscriptionAttributes> {
    return this.subscriptionSettings;
  }

  async create(name: string, attributes: Record<string, string>, tags: Record<string, string>): Promise<TopicRef> {
    this.calls.push({ create: name, attributes, tags });
    return topicRef(name);
  }

  async setAttribute(_topic: TopicRef, name: string, value: string): Promise<void> {
    if (name === this.refuse) throw new AwsError(`Refused: ${name}`, { kind: 'invalid', code: 'InvalidParameter' });
    this.calls.push([name, value]);
    this.raw[name] = value;
  }

  async changeTags(): Promise<void> {}
  async delete(): Promise<void> {}

  async publish() {
    this.calls.push('publish');
    return { messageId: 'id' };
  }

  async subscribe(
    topic: TopicRef,
    { protocol, endpoint, attributes }: { protocol: string; endpoint: string; attributes?: Record<string, string> },
  ): Promise<Subscription> {
    this.calls.push({ subscribe: endpoint, protocol, attributes });
    return { ...topic, arn: `${topic.arn}:1`, topicArn: topic.arn, protocol, endpoint };
  }

  async setSubscriptionAttribute(_subscription: Subscription, name: string, value: string): Promise<void> {
    this.calls.push([name, value]);
  }

  async unsubscribe(): Promise<void> {}
}

export function topicRef(name: string): TopicRef {
  return { connectionId: 'c', region: 'eu-west-1', name, arn: `arn:aws:sns:eu-west-1:123456789012:${name}` };
}
