import { describe, expect, test } from 'vitest';
import { chooseQueuePart } from '../../../src/sandbox/server/snsCalls.ts';

describe('the part of a structured message that is meant for queues', () => {
  const form = (values: Record<string, string>) => new URLSearchParams(values);

  test('takes the place of the message', () => {
    const one = form({ Action: 'Publish', Message: '{"default":"d","sqs":"q"}', MessageStructure: 'json' });
    expect(chooseQueuePart(one)).toBeUndefined();
    expect(Object.fromEntries(one)).toEqual({ Action: 'Publish', Message: 'q' });
  });

  test('is the default without one for queues', () => {
    const one = form({ Message: '{"default":"d","email":"e"}', MessageStructure: 'json' });
    chooseQueuePart(one);
    expect(one.get('Message')).toBe('d');
  });

  test('is chosen for each entry of a batch', () => {
    const entry = 'PublishBatchRequestEntries.member';
    const batch = form({
      [`${entry}.1.Message`]: '{"default":"d","sqs":"q"}',
      [`${entry}.1.MessageStructure`]: 'json',
      [`${entry}.2.Message`]: '{"default":"stays"}',
    });
    expect(chooseQueuePart(batch)).toBeUndefined();
    expect(batch.get(`${entry}.1.Message`)).toBe('q');
    expect(batch.get(`${entry}.2.Message`)).toBe('{"default":"stays"}');
  });

  test.each([
    ['{"sqs":"q"}', 'No default entry'],
    ['null', 'No default entry'],
    ['{"default":', 'failed to parse'],
  ])('fails on %s', (Message, reason) => {
    expect(chooseQueuePart(form({ Message, MessageStructure: 'json' }))).toMatchObject({
      status: 400,
      body: expect.stringContaining(reason),
    });
  });
});
