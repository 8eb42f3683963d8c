import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { changedValues, fieldProblem, topicFields, topicRows } from '../../../src/topics/topicFields.ts';
import {
  changeTopic,
  createTopic,
  deleteConsequence,
  readTopic,
  topicNameProblem,
} from '../../../src/topics/topicService.ts';
import { signal, TopicMemory, topicRef } from './topicMemory.ts';

const policy = '{"Version":"2012-10-17","Statement":[]}';

describe('reading', () => {
  test('tags that may not be read do not hide the attributes', async () => {
    const client = new TopicMemory({ DisplayName: 'Shop' });
    client.tagsRefused = true;
    const state = await readTopic(client, topicRef('orders'), signal);
    expect(state.attributes.raw['DisplayName']).toBe('Shop');
    expect(state.tagsFailure).toBe('No permission: sns:ListTagsForResource');
  });

  test('every attribute that SNS returns becomes a row with words, whether we know it or not', async () => {
    const raw = { TopicArn: 'arn', Policy: policy, LambdaFailureFeedbackRoleArn: 'role', Novelty: '1' };
    const rows = topicRows(await new TopicMemory(raw).attributes(topicRef('orders')));
    for (const name of Object.keys(raw)) expect(rows.find(row => row.name === name)?.explanation).toBeTruthy();
    expect(rows.find(row => row.name === 'Policy')?.value).toContain('\n  "Version"');
    expect(rows.find(row => row.name === 'LambdaFailureFeedbackRoleArn')?.label).toBe('Lambda failure log role');
  });

  test('FIFO attributes are offered on FIFO topics only, and defaults are marked', async () => {
    const standard = topicRows(await new TopicMemory().attributes(topicRef('orders')));
    const fifo = topicRows(await new TopicMemory({ FifoTopic: 'true' }).attributes(topicRef('orders.fifo')));
    expect(standard.map(row => row.name)).not.toContain('ContentBasedDeduplication');
    expect(fifo.map(row => row.name)).not.toContain('TracingConfig');
    expect(fifo.find(row => row.name === 'ContentBasedDeduplication')).toMatchObject({ isDefault: true, value: 'No' });
    expect(standard.find(row => row.name === 'MaximumMessageSize')).toMatchObject({
      value: '256 KiB',
      isDefault: true,
    });
  });
});

describe('creating', () => {
  test('a name that ends in .fifo makes a FIFO topic', async () => {
    const client = new TopicMemory();
    await createTopic(client, { name: 'orders.fifo', attributes: { ContentBasedDeduplication: 'true' } }, signal);
    expect(client.calls).toEqual([
      { create: 'orders.fifo', attributes: { ContentBasedDeduplication: 'true', FifoTopic: 'true' }, tags: {} },
    ]);
  });

  test.each([
    ['', {}],
    ['with space', {}],
    ['a'.repeat(257), {}],
    ['orders', { FifoTopic: 'true' }],
    ['orders.fifo', { FifoTopic: 'false' }],
    ['orders', { ContentBasedDeduplication: 'true' }],
    ['orders', { DisplayName: 'x'.repeat(101) }],
    ['orders', { Policy: '{' }],
    ['orders', { Nonsense: '1' }],
  ])('%j with %j is refused before any call', async (name, attributes) => {
    const client = new TopicMemory();
    await expect(createTopic(client, { name, attributes }, signal)).rejects.toThrow(/FIFO|not created/);
    expect(client.calls).toEqual([]);
  });

  test('a name is fine exactly when it has 1 to 256 of the allowed characters', () => {
    const allowed = fc.stringMatching(/^[A-Za-z0-9_-]{1,250}$/);
    fc.assert(
      fc.property(
        allowed,
        name => topicNameProblem(name) === undefined && topicNameProblem(`${name}.fifo`) === undefined,
      ),
    );
    fc.assert(
      fc.property(
        allowed,
        fc.constantFrom('.', ' ', '/', 'ä', ':'),
        (name, bad) => topicNameProblem(`${name}${bad}x`) !== undefined,
      ),
    );
  });
});

describe('changing', () => {
  test('only what differs is sent; JSON in another layout does not differ', async () => {
    const client = new TopicMemory({ Policy: policy, DisplayName: 'Shop' });
    const wanted = { Policy: JSON.stringify(JSON.parse(policy), null, 2), DisplayName: 'Store', SignatureVersion: '1' };
    expect(await changeTopic(client, topicRef('orders'), wanted, signal)).toEqual(['DisplayName']);
    expect(client.calls).toEqual([['DisplayName', 'Store']]);
  });

  test('a broken value keeps all of them from being sent', async () => {
    const client = new TopicMemory();
    const wanted = { DisplayName: 'Store', DeliveryPolicy: '{oops' };
    await expect(changeTopic(client, topicRef('orders'), wanted, signal)).rejects.toThrow(
      /Delivery policy.*Nothing was changed/s,
    );
    expect(client.calls).toEqual([]);
  });

  test('when SNS refuses one, the error says what was changed before it', async () => {
    const client = new TopicMemory();
    client.refuse = 'KmsMasterKeyId';
    const wanted = { DisplayName: 'Store', KmsMasterKeyId: 'nope' };
    await expect(changeTopic(client, topicRef('orders'), wanted, signal)).rejects.toThrow(
      'Refused: KmsMasterKeyId. Changed before that: DisplayName',
    );
    client.raw = {};
    client.refuse = 'DisplayName';
    await expect(changeTopic(client, topicRef('orders'), wanted, signal)).rejects.toThrow(AwsError);
  });

  test('what a topic has already is never a change', async () => {
    const names = topicFields.filter(field => field.editable).map(field => field.name);
    const values = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.json()));
    await fc.assert(
      fc.asyncProperty(values, async raw => {
        const attributes = await new TopicMemory(raw).attributes(topicRef('orders'));
        expect(changedValues(attributes, raw)).toEqual({});
      }),
    );
  });

  test.each([
    ['MaximumMessageSize', '1023', true],
    ['MaximumMessageSize', '1048576', false],
    ['MaximumMessageSize', '1e4', true],
    ['TracingConfig', 'Sometimes', true],
    ['TopicArn', 'arn', true],
    ['Policy', '', true],
    ['DeliveryPolicy', '', false],
    ['DeliveryPolicy', '[]', true],
  ])('%s = %j is wrong: %s', (name, value, wrong) => {
    expect(fieldProblem(name, value, false) !== undefined).toBe(wrong);
  });
});

test('the question before a deletion counts the subscriptions', async () => {
  const base = await new TopicMemory().attributes(topicRef('orders'));
  expect(deleteConsequence({ ...base, subscriptionsConfirmed: 2, subscriptionsPending: 1 })).toContain(
    '3 subscriptions go with it (1 pending)',
  );
  expect(deleteConsequence({ ...base, subscriptionsConfirmed: 1 })).toContain('1 subscription goes with it');
  expect(deleteConsequence(undefined)).toContain('could not be read');
});
