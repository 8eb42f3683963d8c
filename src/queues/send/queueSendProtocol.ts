import { sqs } from '../../core/limits.ts';
import {
  type Parser,
  parseBoolean,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseOptional,
  parseRecord,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { RunFailure, RunProgress, RunReport } from '../../messages/compose/runReport.ts';
import type { FileSurvey } from '../../messages/compose/runSources.ts';
import type { OutgoingMessage, SentMessage } from '../queue.ts';
import type { SendRules } from './sendMessage.ts';

/** What the form holds, or what a caller brings along for it. */
export type SendDraft = Partial<OutgoingMessage> & { readonly placeholders?: boolean };

/** One message as the page sends it. */
export interface SendRequest {
  readonly message: OutgoingMessage;
  /** Fill placeholders in; without it `{{` is sent as it is. */
  readonly placeholders: boolean;
  /** The person has seen what the schema objects to. */
  readonly ignoreSchema: boolean;
}

export interface TemplateChoice {
  readonly name: string;
  readonly place: 'workspace' | 'user';
}

export interface TemplateList {
  readonly templates: readonly TemplateChoice[];
  readonly places: readonly TemplateChoice['place'][];
}

/** What the send page shows before anything is typed. */
export interface SendView extends TemplateList {
  readonly scope: ScopeInfo;
  readonly name: string;
  readonly rules: SendRules;
  /** The file of the JSON Schema that bodies are checked against. */
  readonly schema?: string;
  /** What the caller brought along. */
  readonly draft: SendDraft;
}

/** A message that does not fit the schema was not sent; the person may send it all the same. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly sent: SentMessage }
  | { readonly kind: 'unfit'; readonly problems: readonly string[] };

export interface Speed {
  readonly messagesPerSecond?: number;
}

export interface FileView extends FileSurvey {
  readonly name: string;
}

/** A finished run without the messages; they stay with the host, for a second try. */
export interface RunView extends Omit<RunReport, 'failures'> {
  /** The first {@link shownFailures}. */
  readonly failures: readonly Omit<RunFailure, 'entry'>[];
  /** Messages that were certainly not taken and can be sent again. */
  readonly retryable: number;
  readonly inDoubt: number;
}

export const shownFailures = 200;

export type QueueSendMethods = {
  load: { params: void; result: SendView };
  send: { params: SendRequest; result: SendOutcome };
  /** Sends one message again and again; `times` absent = until cancelled. A cancel ends it and still answers. */
  repeat: { params: SendRequest & Speed & { times?: number; everySeconds?: number }; result: RunView };
  /** Asks for a file and reads it; null when the person left. */
  chooseFile: { params: { placeholders: boolean }; result: FileView | null };
  sendFile: { params: Speed & { placeholders: boolean; ignoreSchema: boolean }; result: RunView };
  /** Takes up what the last run did not get through. */
  retry: { params: Speed & { what: 'failed' | 'possiblySent' }; result: RunView };
  loadTemplate: { params: TemplateChoice; result: SendDraft };
  saveTemplate: { params: TemplateChoice & { message: OutgoingMessage; placeholders: boolean }; result: TemplateList };
  /** Asks first; null when the person left. */
  deleteTemplate: { params: TemplateChoice; result: TemplateList | null };
  /** Opens the message as a file in an editor. */
  editAsFile: { params: { message: OutgoingMessage; placeholders: boolean }; result: void };
  openQueue: { params: void; result: void };
  /** Opens the page that receives from this queue. */
  poll: { params: void; result: void };
};

export type QueueSendEvents = {
  /** The command was run again with something to send. */
  draft: SendDraft;
  progress: RunProgress;
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

/** Most that a run can be asked for. */
export const maxTimes = 1_000_000;
export const maxEverySeconds = 86_400;
export const maxRate = 100_000;

const speed = { messagesPerSecond: parseOptional(parseInteger(1, maxRate)) };
const request = { message: parseMessage, placeholders: parseBoolean, ignoreSchema: parseBoolean };
const template = { name: parseString(80), place: parseOneOf('workspace', 'user') };

export const queueSendParsers: ParamsParsers<QueueSendMethods> = {
  load: parseNothing,
  send: parseObject(request),
  repeat: parseObject({
    ...request,
    ...speed,
    times: parseOptional(parseInteger(1, maxTimes)),
    everySeconds: parseOptional(parseInteger(1, maxEverySeconds)),
  }),
  chooseFile: parseObject({ placeholders: parseBoolean }),
  sendFile: parseObject({ ...speed, placeholders: parseBoolean, ignoreSchema: parseBoolean }),
  retry: parseObject({ ...speed, what: parseOneOf('failed', 'possiblySent') }),
  loadTemplate: parseObject(template),
  saveTemplate: parseObject({ ...template, message: parseMessage, placeholders: parseBoolean }),
  deleteTemplate: parseObject(template),
  editAsFile: parseObject({ message: parseMessage, placeholders: parseBoolean }),
  openQueue: parseNothing,
  poll: parseNothing,
};
