import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { bodyCheckFor } from '../../messages/compose/bodySchemaCommand.ts';
import type { OutgoingMessage, QueueRef, SentMessage } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { sendMessage, sendRules } from './sendMessage.ts';

/** Sends one message that stands in no form: its body checked by the schema, and a production connection asked about. */
export async function sendOne(
  deps: QueueDeps,
  queue: QueueRef,
  message: OutgoingMessage,
  given: { readonly confirmed?: boolean; readonly ignoreSchema?: boolean },
): Promise<SentMessage> {
  const problems = given.ignoreSchema === true ? [] : ((await bodyCheckFor(queue))?.check(message.body) ?? []);
  if (problems.length > 0) await askAboutSchema(queue, problems);
  const scope = await deps.host.scopes.describe(queue);
  if (scope.production) {
    await confirmDestructive({
      verb: 'Send 1 message to',
      name: queue.name,
      consequence: 'Real consumers receive it, and there is no way to call it back.',
      button: 'Send',
      scope,
      confirmed: given.confirmed,
    });
  }
  return deliver(deps, queue, message);
}

/** Sends one message under a slow progress; a cancel says that it may have been sent. */
export async function deliver(deps: QueueDeps, queue: QueueRef, message: OutgoingMessage): Promise<SentMessage> {
  const client = deps.queues(queue);
  const look = (): void => deps.host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
  const sending = withSlowProgress(`Sending to ${queue.name}`, async signal =>
    sendMessage(client, queue, message, await sendRules(client, queue, signal), signal),
  );
  const sent = await orInDoubt(sending, `send to ${queue.name}`, look);
  look();
  return sent;
}

/** The problems go into the question and nowhere else: they may quote the body. */
async function askAboutSchema(queue: QueueRef, problems: readonly string[]): Promise<void> {
  const anyway = 'Send Anyway';
  const answer = await vscode.window.showWarningMessage(
    `The body does not fit the schema of ${queue.name}`,
    { modal: true, detail: problems.join('\n') },
    anyway,
  );
  if (answer !== anyway) throw new CancelledError();
}
