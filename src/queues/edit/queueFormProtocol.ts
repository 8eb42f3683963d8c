import {
  type Parser,
  parseBoolean,
  parseNothing,
  parseObject,
  parseOneOf,
  parseRecord,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { ScopeInfo } from '../../core/scope.ts';
import type { QueueForm } from './queueForm.ts';

export interface FormView {
  readonly scope: ScopeInfo;
  readonly mode: 'create' | 'edit';
  /** What the fields hold before anything is typed; for `edit` what the queue has. */
  readonly before: QueueForm;
  /** Why the tags could not be read; they are left alone then. */
  readonly tagsProblem?: string;
}

export type QueueFormMethods = {
  load: { params: void; result: FormView };
  /** Lets the person choose an existing queue of the same kind; undefined when they leave. */
  chooseDeadLetterQueue: { params: { fifo: boolean }; result: { arn: string } | undefined };
  /** Resolves when the queue has been made or changed; the host then closes the page. */
  save: { params: QueueForm; result: void };
  close: { params: void; result: void };
};

export type QueueFormEvents = Record<never, never>;

const parseForm: Parser<QueueForm> = parseObject({
  name: parseString(200),
  fifo: parseBoolean,
  values: parseRecord(parseString(), 50),
  encryption: parseOneOf('sqs', 'kms', 'none'),
  deadLetters: parseOneOf('none', 'existing', 'new'),
  deadLetterArn: parseString(500),
  deadLetterName: parseString(200),
  maxReceiveCount: parseString(20),
  allow: parseOneOf('all', 'none', 'byQueue'),
  allowedSources: parseString(20_000),
  tags: parseRecord(parseString(1_000), 100),
});

export const queueFormParsers: ParamsParsers<QueueFormMethods> = {
  load: parseNothing,
  chooseDeadLetterQueue: parseObject({ fifo: parseBoolean }),
  save: parseForm,
  close: parseNothing,
};
