import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { entryFiller, systemSource } from '../../messages/compose/placeholders.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { OutgoingMessage } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueueSend } from './queueSendPanel.ts';
import type { SendDraft } from './queueSendProtocol.ts';
import { entryOfMessage, messageOfEntry } from './queueTarget.ts';
import { sendMessage, sendRules } from './sendMessage.ts';

/** Opens the send page; with a body and `send: true` sends at once and returns what SQS said: `{ messageId }`. */
export function sendCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.send'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Send Message');
    const draft = draftOf(args);
    if (args.send !== true || draft.body === undefined) {
      openQueueSend(deps, queue, draft);
      return undefined;
    }
    const { placeholders, body, ...rest } = draft;
    const written: OutgoingMessage = { ...rest, body };
    const message = placeholders ? messageOfEntry(entryFiller(entryOfMessage(written))(systemSource, 0)) : written;
    const client = deps.queues(queue);
    const look = (): void => deps.host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
    const sending = withSlowProgress(`Sending to ${queue.name}`, async signal =>
      sendMessage(client, queue, message, await sendRules(client, queue, signal), signal),
    );
    const sent = await orInDoubt(sending, `send to ${queue.name}`, look);
    look();
    return sent;
  };
}

function draftOf(args: SendDraft): SendDraft {
  const { placeholders, body, attributes, groupId, deduplicationId, delaySeconds, traceHeader } = args;
  return {
    ...(body !== undefined && { body }),
    ...(attributes !== undefined && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(placeholders !== undefined && { placeholders }),
  };
}
