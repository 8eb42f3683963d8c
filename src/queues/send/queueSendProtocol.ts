import { sqs } from '../../core/limits.ts';
import {
  type Parser,
  parseInteger,
  parseNothing,
  parseObject,
  parseOptional,
  parseRecord,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { OutgoingMessage, SentMessage } from '../queue.ts';
import type { SendRules } from './sendMessage.ts';

/** What the send page shows before anything is typed. */
export interface SendView {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly rules: SendRules;
  /** What the caller brought along. */
  readonly draft: Partial<OutgoingMessage>;
}

export type QueueSendMethods = {
  load: { params: void; result: SendView };
  send: { params: OutgoingMessage; result: SentMessage };
  openQueue: { params: void; result: void };
  /** Opens the page that receives from this queue. */
  poll: { params: void; result: void };
};

export type QueueSendEvents = {
  /** The command was run again with something to send. */
  draft: Partial<OutgoingMessage>;
  /** The queue was deleted from here; the page stays, for what was typed. */
  deleted: undefined;
};

const parseMessage: Parser<OutgoingMessage> = parseObject({
  body: parseString(),
  attributes: parseOptional(parseRecord(parseObject({ type: parseString(256), value: parseString() }), 100)),
  groupId: parseOptional(parseString(1_000)),
  deduplicationId: parseOptional(parseString(1_000)),
  delaySeconds: parseOptional(parseInteger(0, sqs.maxDelaySeconds)),
  traceHeader: parseOptional(parseString(2_000)),
});

export const queueSendParsers: ParamsParsers<QueueSendMethods> = {
  load: parseNothing,
  send: parseMessage,
  openQueue: parseNothing,
  poll: parseNothing,
};
