import type { Scope } from '../core/scope.ts';

export interface TopicRef extends Scope {
  readonly arn: string;
  readonly name: string;
}

export interface TopicAttributes {
  readonly arn: string;
  readonly fifo: boolean;
  readonly displayName?: string;
  readonly policy?: string;
  readonly deliveryPolicy?: string;
  readonly kmsKeyId?: string;
  readonly contentBasedDeduplication?: boolean;
  readonly subscriptionsConfirmed?: number;
  readonly subscriptionsPending?: number;
  readonly subscriptionsDeleted?: number;
  /** Bytes; 262,144 unless the topic says otherwise. */
  readonly maximumMessageBytes: number;
  readonly raw: Readonly<Record<string, string>>;
}

export const subscriptionProtocols = [
  'sqs',
  'lambda',
  'firehose',
  'https',
  'http',
  'email',
  'email-json',
  'sms',
  'application',
] as const;
export type SubscriptionProtocol = (typeof subscriptionProtocols)[number];

export interface Subscription extends Scope {
  /** The ARN, or `PendingConfirmation` / `Deleted` while there is none. */
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner?: string;
}

/** FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy … by SNS's own names. */
export type SubscriptionAttributes = Readonly<Record<string, string>>;

export interface TopicMessageAttribute {
  /** `String`, `Number`, `Binary` (base64) or `String.Array` (JSON text). */
  readonly type: string;
  readonly value: string;
}

export interface OutgoingNotification {
  readonly body: string;
  /** ASCII, at most 100 characters, first a letter, digit or punctuation mark. */
  readonly subject?: string;
  /** With this, `body` is sent as the `default` of a MessageStructure=json payload. */
  readonly perProtocol?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, TopicMessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}
