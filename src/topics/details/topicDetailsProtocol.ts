import {
  parseArray,
  parseInteger,
  parseNothing,
  parseObject,
  parseOptional,
  parseRecord,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';

/** A line of the page; `name` is SNS's own, `raw` its value as SNS wants it. */
export interface TopicDetailsRow {
  readonly name: string;
  readonly label: string;
  readonly explanation: string;
  readonly kind: 'text' | 'json' | 'switch' | 'choice' | 'bytes';
  readonly value: string;
  readonly raw: string;
  readonly editable: boolean;
  readonly choices?: readonly string[];
  readonly isDefault: boolean;
}

export interface TopicDetails {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly rows: readonly TopicDetailsRow[];
  readonly tags: Readonly<Record<string, string>>;
  /** Why the tags could not be read. */
  readonly tagsFailure?: string;
  readonly confirmed?: number;
  readonly pending?: number;
  /** The part of the page that a command asked for. */
  readonly show?: TopicPart;
}

export type TopicPart = 'edit' | 'subscribe';

export interface SubscriptionRow {
  /** The host's number for it: pending subscriptions have no ARN of their own. */
  readonly id: number;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner?: string;
  readonly pending: boolean;
  readonly deleted: boolean;
}

export interface SubscriptionPage {
  readonly rows: readonly SubscriptionRow[];
  readonly nextToken?: string;
}

/** What one subscription is set to, by SNS's own names; JSON laid out for reading. */
export type SubscriptionSettings = Readonly<Record<string, string>>;

export interface SubscriptionInput {
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type TopicDetailsMethods = {
  load: { params: void; result: TopicDetails };
  subscriptions: { params: { token?: string }; result: SubscriptionPage };
  subscription: { params: { id: number }; result: SubscriptionSettings };
  save: { params: { attributes: Record<string, string> }; result: { changed: readonly string[] } };
  saveTags: { params: { set: Record<string, string>; remove: string[] }; result: void };
  /** Everything that is wrong with a subscription before it is made. */
  check: { params: SubscriptionInput; result: readonly string[] };
  subscribe: { params: SubscriptionInput; result: { pending: boolean } };
  saveSubscription: {
    params: { id: number; attributes: Record<string, string> };
    result: { changed: readonly string[] };
  };
  unsubscribe: { params: { id: number }; result: void };
  openQueue: { params: { arn: string }; result: void };
  publish: { params: void; result: void };
  whoGets: { params: void; result: void };
  delete: { params: void; result: void };
};

export type TopicDetailsEvents = {
  /** The topic was deleted. */
  gone: undefined;
  /** A command wants a part of the page in front. */
  show: TopicPart;
  /** The topic was changed elsewhere in the extension. */
  changed: undefined;
};

const parseId = parseInteger(0, 1_000_000);
const id = parseObject({ id: parseId });
const subscription = parseObject({
  protocol: parseString(64),
  endpoint: parseString(4_096),
  attributes: parseRecord(parseString(524_288), 50),
});

export const topicDetailsParsers: ParamsParsers<TopicDetailsMethods> = {
  load: parseNothing,
  subscriptions: parseObject({ token: parseOptional(parseString(16_384)) }),
  subscription: id,
  save: parseObject({ attributes: parseRecord(parseString(524_288), 100) }),
  saveTags: parseObject({ set: parseRecord(parseString(1_024), 50), remove: parseArray(parseString(1_024), 50) }),
  check: subscription,
  subscribe: subscription,
  saveSubscription: parseObject({ id: parseId, attributes: parseRecord(parseString(524_288), 50) }),
  unsubscribe: id,
  openQueue: parseObject({ arn: parseString(2_048) }),
  publish: parseNothing,
  whoGets: parseNothing,
  delete: parseNothing,
};
