import type { Page } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import type { OutgoingNotification, Subscription, SubscriptionAttributes, TopicAttributes, TopicRef } from './topic.ts';

/** What we need of SNS in one scope; guarded as said in queues/queueClient.ts. */
export interface TopicClient {
  /** One page of at most 100; SNS takes no size. */
  list(options: { token?: string }, signal: AbortSignal): Promise<Page<TopicRef>>;
  attributes(topic: TopicRef, signal: AbortSignal): Promise<TopicAttributes>;
  tags(topic: TopicRef, signal: AbortSignal): Promise<Record<string, string>>;
  subscriptions(topic: TopicRef, options: { token?: string }, signal: AbortSignal): Promise<Page<Subscription>>;
  subscriptionAttributes(subscription: Subscription, signal: AbortSignal): Promise<SubscriptionAttributes>;

  /** Guarded. */
  create(
    name: string,
    attributes: Record<string, string>,
    tags: Record<string, string>,
    signal: AbortSignal,
  ): Promise<TopicRef>;
  /** Guarded. */
  setAttribute(topic: TopicRef, name: string, value: string, signal: AbortSignal): Promise<void>;
  /** Guarded. */
  changeTags(
    topic: TopicRef,
    change: { set: Record<string, string>; remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>;
  /** Guarded, destructive. Subscriptions go with the topic. */
  delete(topic: TopicRef, signal: AbortSignal): Promise<void>;
  /** Guarded. */
  publish(
    topic: TopicRef,
    message: OutgoingNotification,
    signal: AbortSignal,
  ): Promise<{ messageId: string; sequenceNumber?: string }>;
  /** Guarded. */
  subscribe(
    topic: TopicRef,
    subscription: { protocol: string; endpoint: string; attributes?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<Subscription>;
  /** Guarded. */
  setSubscriptionAttribute(subscription: Subscription, name: string, value: string, signal: AbortSignal): Promise<void>;
  /** Guarded, destructive. */
  unsubscribe(subscription: Subscription, signal: AbortSignal): Promise<void>;
}

export type TopicClients = (scope: Scope) => TopicClient;
