import { parseNothing, parseObject, parseOptional, parseRecord, parseString } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { OutgoingNotification } from '../topic.ts';

export interface PublishPage {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Bytes that the topic takes. */
  readonly limit: number;
  /** Subscriptions that will get it, as far as SNS says. */
  readonly subscriptions?: number;
  readonly protocols: readonly string[];
  /** What the form starts with. */
  readonly draft: Partial<OutgoingNotification>;
}

export interface PublishCheck {
  readonly bytes: number;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export type PublishMethods = {
  load: { params: void; result: PublishPage };
  check: { params: OutgoingNotification; result: PublishCheck };
  publish: { params: OutgoingNotification; result: { messageId: string; sequenceNumber?: string } };
  whoGets: { params: OutgoingNotification; result: void };
  openTopic: { params: void; result: void };
};

export type PublishEvents = {
  /** The topic was deleted. */
  gone: undefined;
  /** A command brings another draft to the open form. */
  draft: Partial<OutgoingNotification>;
};

const notification = parseObject({
  body: parseString(),
  subject: parseOptional(parseString(1_024)),
  perProtocol: parseOptional(parseRecord(parseString(), 50)),
  attributes: parseOptional(parseRecord(parseObject({ type: parseString(300), value: parseString() }), 200)),
  groupId: parseOptional(parseString(1_024)),
  deduplicationId: parseOptional(parseString(1_024)),
});

export const publishParsers: ParamsParsers<PublishMethods> = {
  load: parseNothing,
  check: notification,
  publish: notification,
  whoGets: notification,
  openTopic: parseNothing,
};
