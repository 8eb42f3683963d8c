import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { utf8Length } from '../../../src/core/text.ts';
import { checkNotification, messageText, notificationBytes } from '../../../src/topics/publish/notificationRules.ts';
import { publish, publishLimits } from '../../../src/topics/publish/publishService.ts';
import { signal, TopicMemory, topicRef } from './topicMemory.ts';

const standard = { fifo: false, contentBasedDeduplication: false, maximumMessageBytes: 262_144 };
const fifo = { ...standard, fifo: true };

function problems(draft: Parameters<typeof checkNotification>[0], topic = standard): readonly string[] {
  return checkNotification(draft, topic).problems;
}

describe('subject', () => {
  test.each(['Order 1', 'x'.repeat(100), '!'])('%s is fine', subject =>
    expect(problems({ body: 'b', subject })).toEqual([]),
  );
  test.each([
    ['x'.repeat(101), /100 characters/],
    ['two\nlines', /line breaks/],
    ['tab\t', /control/],
    [' first', /starts with/],
  ])('%j is not', (subject, words) => expect(problems({ body: 'b', subject })).toEqual([expect.stringMatching(words)]));
  test('outside ASCII is a warning only', () => {
    const check = checkNotification({ body: 'b', subject: 'Größe' }, standard);
    expect(check).toMatchObject({ problems: [], warnings: [expect.stringMatching(/ASCII/)] });
  });
});

describe('size', () => {
  test('counts the body and each attribute’s name, type and value', () => {
    const attributes = { kind: { type: 'String', value: 'ä' }, raw: { type: 'Binary', value: 'AAAA' } };
    expect(notificationBytes({ body: 'é', attributes })).toBe(2 + (4 + 6 + 2) + (3 + 6 + 3));
  });

  test('counts all payloads as the JSON that SNS receives', () => {
    const draft = { body: 'b', perProtocol: { sqs: '"q"', email: 'mail' } };
    expect(JSON.parse(messageText(draft))).toEqual({ default: 'b', sqs: '"q"', email: 'mail' });
    expect(notificationBytes(draft)).toBe(utf8Length(messageText(draft)));
  });

  test('is refused exactly above the limit', () => {
    const limit = { ...standard, maximumMessageBytes: 1_024 };
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ä', '😀'), minLength: 200, maxLength: 600 }), body => {
        expect(problems({ body }, limit).length > 0).toBe(utf8Length(body) > 1_024);
      }),
    );
  });
});

test('a String.Array is a JSON list of plain values', () => {
  const check = (value: string) => problems({ body: 'b', attributes: { tags: { type: 'String.Array', value } } });
  expect(check('["a", 1, true, null]')).toEqual([]);
  for (const bad of ['a', '{}', '[[1]]', '[{}]'])
    expect(check(bad)).toEqual([expect.stringMatching(/Attribute tags: A String.Array/)]);
});

test('an unknown protocol, an empty message and a control character are named', () => {
  expect(problems({ body: '', perProtocol: { fax: 'x' } })).toEqual([
    'The message is empty',
    'SNS knows no protocol of this name: fax',
  ]);
  expect(problems({ body: 'a\u0001' })).toEqual([expect.stringMatching(/^The message: .*U\+0001.*line 1, column 2/)]);
});

test('more than ten attributes are a warning for raw delivery', () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`a${index}`, { type: 'String', value: 'x' }]),
  );
  expect(checkNotification({ body: 'b', attributes }, standard)).toMatchObject({
    problems: [],
    warnings: [expect.stringMatching(/raw delivery/)],
  });
});

describe('FIFO ids', () => {
  test('a FIFO topic needs a group, and a deduplication id unless it deduplicates by content', () => {
    expect(problems({ body: 'b' }, fifo)).toHaveLength(2);
    expect(problems({ body: 'b', groupId: 'g' }, { ...fifo, contentBasedDeduplication: true })).toEqual([]);
    expect(problems({ body: 'b', groupId: 'g', deduplicationId: 'd' }, fifo)).toEqual([]);
    expect(problems({ body: 'b', groupId: 'with space', deduplicationId: 'd' }, fifo)).toEqual([
      expect.stringMatching(/message group id/),
    ]);
  });

  test('a standard topic takes a group but no deduplication id', () => {
    expect(problems({ body: 'b', groupId: 'g' })).toEqual([]);
    expect(problems({ body: 'b', deduplicationId: 'd' })).toEqual([expect.stringMatching(/FIFO topics only/)]);
  });
});

test('nothing is published while there are problems', async () => {
  const client = new TopicMemory();
  await expect(publish(client, topicRef('orders'), { body: '' }, standard, signal)).rejects.toThrow(
    'Nothing was published. The message is empty',
  );
  await publish(client, topicRef('orders'), { body: 'b' }, standard, signal);
  expect(client.calls).toEqual(['publish']);
});

test('a topic whose attributes may not be read can still be published to', async () => {
  const client = new TopicMemory();
  client.attributes = async () => {
    throw new AwsError('No permission', { kind: 'access-denied', code: 'AuthorizationError' });
  };
  expect(await publishLimits(client, topicRef('orders.fifo'), signal)).toEqual({
    fifo: true,
    contentBasedDeduplication: true,
    maximumMessageBytes: 1_048_576,
  });
});
