import { UserError } from '../../core/errors.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { bodyCheckFor } from '../../messages/compose/bodySchemaCommand.ts';
import { entryFiller, systemSource } from '../../messages/compose/placeholders.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { OutgoingMessage } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueueSend } from './queueSendPanel.ts';
import type { SendDraft } from './queueSendProtocol.ts';
import { entryOfMessage, messageOfEntry } from './queueTarget.ts';
import { deliver } from './sendOneCommand.ts';

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
    const unfit = args.ignoreSchema === true ? undefined : await bodyCheckFor(queue);
    if (unfit && unfit.check(message.body).length > 0) {
      throw new UserError(`Not sent. The body does not fit the schema of ${queue.name}: ${unfit.file}`);
    }
    return deliver(deps, queue, message);
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
