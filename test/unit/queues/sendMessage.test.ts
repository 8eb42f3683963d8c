import { describe, expect, it } from 'vitest';
import { AwsError, UserError } from '../../../src/core/errors.ts';
import { messageFaults, type SendRules, sendMessage, sendRules } from '../../../src/queues/send/sendMessage.ts';
import { MemoryQueueClient } from './memoryQueueClient.ts';

const { signal } = new AbortController();
const standard: SendRules = { fifo: false, limitBytes: 1_048_576, contentBasedDeduplication: false };
const fifo: SendRules = { ...standard, fifo: true };

describe('messageFaults', () => {
  it('finds nothing wrong with what SQS takes', () => {
    expect(messageFaults({ body: 'hello' }, standard)).toEqual([]);
    expect(
      messageFaults(
        {
          body: '{"a":"😀"}',
          attributes: { price: { type: 'Number.eur', value: '12.50' } },
          groupId: 'tenant-1',
          delaySeconds: 900,
          traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
        },
        standard,
      ),
    ).toEqual([]);
    expect(messageFaults({ body: 'x', groupId: 'g', deduplicationId: 'd' }, fifo)).toEqual([]);
    expect(messageFaults({ body: 'x', groupId: 'g' }, { ...fifo, contentBasedDeduplication: true })).toEqual([]);
  });

  it('takes exactly 1 MiB and says how much a byte more is', () => {
    expect(messageFaults({ body: 'x'.repeat(1_048_576) }, standard)).toEqual([]);
    const [fault] = messageFaults(
      { body: 'x'.repeat(1_048_576), attributes: { a: { type: 'String', value: 'b' } } },
      standard,
    );
    expect(fault).toContain('8 bytes more than the 1 MiB this queue takes');
  });

  it("holds against the queue's own limit", () => {
    const [fault] = messageFaults({ body: 'ü'.repeat(513) }, { ...standard, limitBytes: 1_024 });
    expect(fault).toContain('2 bytes more than the 1 KiB');
  });

  it.each([
    ['an empty body', { body: '' }, standard, 'cannot be empty'],
    ['a control character', { body: 'ab\u0000' }, standard, 'U+0000 at line 1, column 3'],
    ['half an emoji', { body: 'x\ud83d' }, standard, 'Half of a character (U+D83D) stands at line 1, column 2'],
    ['a delay on FIFO', { body: 'x', groupId: 'g', deduplicationId: 'd', delaySeconds: 5 }, fifo, 'no delay'],
    ['a delay that is too long', { body: 'x', delaySeconds: 901 }, standard, '0 to 900'],
    ['FIFO without a group', { body: 'x', deduplicationId: 'd' }, fifo, 'needs a message group id'],
    ['FIFO without a deduplication id', { body: 'x', groupId: 'g' }, fifo, 'needs a deduplication id'],
    ['a deduplication id on a standard queue', { body: 'x', deduplicationId: 'd' }, standard, 'Only a FIFO queue'],
    ['a group id with a space', { body: 'x', groupId: 'a b' }, standard, 'no spaces'],
    ['a crooked trace header', { body: 'x', traceHeader: 'abc' }, standard, 'Root=1-'],
    [
      'a bad attribute',
      { body: 'x', attributes: { n: { type: 'Number', value: 'x' } } },
      standard,
      'not a number: attribute n',
    ],
  ] as const)('refuses %s', (_what, message, rules, words) => {
    expect(messageFaults(message, rules).join(' ')).toContain(words);
  });

  it('refuses more than ten attributes', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`a${index}`, { type: 'String', value: 'x' }]),
    );
    expect(messageFaults({ body: 'x', attributes }, standard)).toEqual([
      'A message has 10 attributes at most; this one has 11',
    ]);
  });
});

describe('sendMessage', () => {
  it('sends what is right', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders');
    const rules = await sendRules(memory.client, queue, signal);
    expect(await sendMessage(memory.client, queue, { body: 'x' }, rules, signal)).toEqual({ messageId: 'id-1' });
    expect(memory.sent).toEqual([{ body: 'x' }]);
  });

  it('makes no call for what is wrong', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders', { MaximumMessageSize: '1024' });
    const rules = await sendRules(memory.client, queue, signal);
    await expect(sendMessage(memory.client, queue, { body: 'x'.repeat(1_025) }, rules, signal)).rejects.toThrow(
      UserError,
    );
    expect(memory.calls).toEqual([]);
  });
});

describe('sendRules', () => {
  it('reads the rules of a FIFO queue', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders.fifo', { ContentBasedDeduplication: 'true', MaximumMessageSize: '2048' });
    expect(await sendRules(memory.client, queue, signal)).toEqual({
      fifo: true,
      limitBytes: 2_048,
      contentBasedDeduplication: true,
    });
  });

  it('falls back when attributes may not be read, and only then', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders.fifo');
    memory.failures.set('attributes', new AwsError('No', { kind: 'access-denied', code: 'AccessDenied' }));
    expect(await sendRules(memory.client, queue, signal)).toMatchObject({ fifo: true, limitBytes: 1_048_576 });
    memory.failures.set('attributes', new AwsError('No', { kind: 'unreachable', code: 'ECONNREFUSED' }));
    await expect(sendRules(memory.client, queue, signal)).rejects.toThrow('No');
  });
});
