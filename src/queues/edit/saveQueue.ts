import { UserError } from '../../core/errors.ts';
import { rowsOfTags, tagChange, tagFaults } from '../../core/tags.ts';
import type { QueueRef } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import {
  changedAttributes,
  createDeadLetterQueue,
  createQueue,
  editQueue,
  redrivePolicy,
  requireValid,
} from '../queueService.ts';
import { attributesOfForm, formChanges, formFaults, newQueueForm, type QueueForm } from './queueForm.ts';

/** Makes the queue that a form describes. What equals SQS's own defaults is not sent. */
export function createFromForm(client: QueueClient, form: QueueForm, signal: AbortSignal): Promise<QueueRef> {
  requireValid(Object.values(formFaults(form)));
  const defaults = attributesOfForm(newQueueForm(form.name, {}));
  return createQueue(
    client,
    {
      name: form.name,
      attributes: changedAttributes(defaults, attributesOfForm(form)),
      tags: form.tags,
      ...(form.deadLetters === 'new' && {
        newDeadLetterQueue: { name: form.deadLetterName, maxReceiveCount: Number(form.maxReceiveCount) },
      }),
    },
    signal,
  );
}

/**
 * Brings a queue from what it had when the form was opened to what the form says; what the form leaves alone is left
 * alone, even when somebody else has changed it meanwhile.
 */
export async function editFromForm(
  client: QueueClient,
  queue: QueueRef,
  before: QueueForm,
  after: QueueForm,
  signal: AbortSignal,
): Promise<void> {
  requireValid(Object.values(formFaults(after)));
  const changes = formChanges(before, after);
  const made: string[] = [];
  try {
    if (after.deadLetters === 'new') {
      const target = await createDeadLetterQueue(client, after.deadLetterName, after.tags, signal);
      made.push(`the dead-letter queue ${target.name} was created`);
      changes['RedrivePolicy'] = redrivePolicy(target.arn, Number(after.maxReceiveCount));
    }
    const sent = await editQueue(client, queue, changes, signal);
    if (Object.keys(sent).length > 0) made.push('the attributes were changed');
    await changeTags(client, queue, before.tags, after.tags, signal);
  } catch (error) {
    if (made.length === 0) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Only a part was saved: ${made.join(' and ')}. Then it failed: ${why}`, { cause: error });
  }
}

async function changeTags(
  client: QueueClient,
  queue: QueueRef,
  before: QueueForm['tags'],
  after: QueueForm['tags'],
  signal: AbortSignal,
): Promise<void> {
  const change = tagChange(before, after);
  if (Object.keys(change.set).length === 0 && change.remove.length === 0) return;
  requireValid(tagFaults(rowsOfTags(change.set)).filter(fault => fault !== undefined));
  await client.changeTags(queue, change, signal);
}
