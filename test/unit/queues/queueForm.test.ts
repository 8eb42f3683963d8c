import { describe, expect, it } from 'vitest';
import {
  attributesOfForm,
  fieldsOf,
  formChanges,
  formFaults,
  formOfQueue,
  newQueueForm,
  type QueueForm,
} from '../../../src/queues/edit/queueForm.ts';
import { queueFormParsers } from '../../../src/queues/edit/queueFormProtocol.ts';
import { createFromForm, editFromForm } from '../../../src/queues/edit/saveQueue.ts';
import { MemoryQueueClient } from './memoryQueueClient.ts';

const { signal } = new AbortController();
const dlqArn = 'arn:aws:sqs:eu-west-1:123456789012:dlq';
const raw = {
  VisibilityTimeout: '45',
  RedrivePolicy: `{"deadLetterTargetArn":"${dlqArn}","maxReceiveCount":"3"}`,
  RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:eu-west-1:123456789012:a"]}',
  SqsManagedSseEnabled: 'false',
  KmsMasterKeyId: 'alias/shop',
  KmsDataKeyReusePeriodSeconds: '600',
};

async function formOf(memory: MemoryQueueClient, name: string): Promise<QueueForm> {
  const queue = memory.queues.get(name)?.ref ?? memory.add(name);
  return formOfQueue(name, await memory.attributes(queue), await memory.tags(queue));
}

describe('a form', () => {
  it('goes through the page and back unchanged', () => {
    const form = newQueueForm('orders', {});
    expect(queueFormParsers.save(structuredClone(form), 'save')).toEqual(form);
  });

  it('of a queue as it is changes nothing', async () => {
    const memory = new MemoryQueueClient();
    memory.add('orders', raw, { team: 'shop', 'aws:cloudformation:stack-name': 'shop' });
    const form = await formOf(memory, 'orders');
    expect(form).toMatchObject({
      encryption: 'kms',
      deadLetters: 'existing',
      deadLetterArn: dlqArn,
      maxReceiveCount: '3',
      allow: 'byQueue',
      tags: { team: 'shop' },
    });
    expect(formFaults(form)).toEqual({});
    expect(formChanges(form, form)).toEqual({});
    expect(Object.keys(attributesOfForm(form))).toContain('KmsDataKeyReusePeriodSeconds');
  });

  it('hides what is only for FIFO queues and only for KMS', () => {
    const names = (form: QueueForm): string[] => fieldsOf(form).map(field => field.name);
    expect(names(newQueueForm('orders', {}))).not.toContain('DeduplicationScope');
    expect(names(newQueueForm('orders.fifo', {}))).toContain('DeduplicationScope');
    expect(names(newQueueForm('orders', {}))).not.toContain('KmsMasterKeyId');
    expect(names({ ...newQueueForm('orders', {}), encryption: 'kms' })).toContain('KmsMasterKeyId');
  });
});

describe('formFaults', () => {
  const good = newQueueForm('orders', {});

  it.each<[string, Partial<QueueForm>, string, string]>([
    ['a bad name', { name: 'or ders' }, 'name', 'letters'],
    ['a number out of range', { values: { ...good.values, DelaySeconds: '901' } }, 'DelaySeconds', '0 to 900'],
    [
      'text for a number',
      { values: { ...good.values, VisibilityTimeout: 'abc' } },
      'VisibilityTimeout',
      'whole number',
    ],
    ['no KMS key', { encryption: 'kms' }, 'KmsMasterKeyId', 'Name the KMS key'],
    ['no dead-letter queue chosen', { deadLetters: 'existing' }, 'deadLetters', 'Choose a queue'],
    [
      'a dead-letter queue of the other kind',
      { deadLetters: 'existing', deadLetterArn: `${dlqArn}.fifo` },
      'deadLetters',
      'standard queue',
    ],
    [
      'no receives',
      { deadLetters: 'existing', deadLetterArn: dlqArn, maxReceiveCount: '0' },
      'deadLetters',
      '1 to 1000',
    ],
    [
      'itself as dead-letter queue',
      { deadLetters: 'new', deadLetterName: 'orders' },
      'deadLetters',
      'a name of its own',
    ],
    ['no allowed source', { allow: 'byQueue' }, 'allow', '1 to 10'],
    ['a policy that is no JSON', { values: { ...good.values, Policy: '{' } }, 'Policy', 'JSON object'],
    ['a reserved tag', { tags: { 'aws:x': 'y' } }, 'tags', 'reserved'],
  ])('finds %s', (_what, part, place, words) => {
    const faults = formFaults({ ...good, ...part });
    expect(Object.keys(faults)).toEqual([place]);
    expect(faults[place]).toContain(words);
  });

  it('finds a throughput limit per group without its scope', () => {
    const form = newQueueForm('orders.fifo', { FifoThroughputLimit: 'perMessageGroupId' });
    expect(formFaults(form)).toHaveProperty('FifoThroughputLimit');
  });
});

describe('createFromForm', () => {
  it('sends only what differs from the defaults of SQS', async () => {
    const memory = new MemoryQueueClient();
    const form = newQueueForm('orders', {});
    await createFromForm(memory.client, form, signal);
    expect(memory.queues.get('orders')?.raw).toEqual({ QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:orders' });
    await createFromForm(
      memory.client,
      {
        ...form,
        name: 'secret',
        values: { ...form.values, DelaySeconds: '9', KmsMasterKeyId: 'alias/k' },
        encryption: 'kms',
        tags: { a: 'b' },
      },
      signal,
    );
    expect(memory.queues.get('secret')).toMatchObject({
      raw: { DelaySeconds: '9', KmsMasterKeyId: 'alias/k', SqsManagedSseEnabled: 'false' },
      tags: { a: 'b' },
    });
  });
});

describe('editFromForm', () => {
  it('sends what was changed, takes away what was taken away, and leaves alone what somebody else changed', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders', { ...raw, DelaySeconds: '0' }, { team: 'shop', old: '1' });
    const before = await formOf(memory, 'orders');
    await memory.setAttributes(queue, { DelaySeconds: '33' });
    const after: QueueForm = {
      ...before,
      values: { ...before.values, VisibilityTimeout: '60' },
      deadLetters: 'none',
      encryption: 'sqs',
      tags: { team: 'cart', new: '2' },
    };
    await editFromForm(memory.client, queue, before, after, signal);
    expect(memory.calls.slice(1)).toEqual([
      'setAttributes orders KmsMasterKeyId,RedrivePolicy,SqsManagedSseEnabled,VisibilityTimeout',
      'changeTags orders +team,new -old',
    ]);
    expect(memory.queues.get('orders')?.raw).toMatchObject({
      DelaySeconds: '33',
      RedrivePolicy: '',
      VisibilityTimeout: '60',
    });
  });

  it('makes a new dead-letter queue and names it', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders');
    const before = await formOf(memory, 'orders');
    await editFromForm(
      memory.client,
      queue,
      before,
      { ...before, deadLetters: 'new', deadLetterName: 'orders-dlq' },
      signal,
    );
    expect(memory.queues.get('orders')?.raw['RedrivePolicy']).toContain('orders-dlq');
  });

  it('says what was saved when a later step fails', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders');
    const before = await formOf(memory, 'orders');
    memory.failures.set('changeTags', new Error('denied'));
    const after = { ...before, values: { ...before.values, DelaySeconds: '5' }, tags: { a: 'b' } };
    await expect(editFromForm(memory.client, queue, before, after, signal)).rejects.toThrow(
      'Only a part was saved: the attributes were changed. Then it failed: denied',
    );
  });
});
