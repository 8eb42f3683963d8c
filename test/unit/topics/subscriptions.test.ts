import { describe, expect, test } from 'vitest';
import {
  draftProblems,
  endpointProblem,
  filterPolicyProblem,
} from '../../../src/topics/subscriptions/subscriptionRules.ts';
import {
  changeSubscription,
  readableSettings,
  subscribe,
} from '../../../src/topics/subscriptions/subscriptionService.ts';
import type { Subscription } from '../../../src/topics/topic.ts';
import { signal, TopicMemory, topicRef } from './topicMemory.ts';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:orders';

describe('endpoints', () => {
  test.each([
    ['sqs', queue],
    ['lambda', 'arn:aws:lambda:eu-west-1:123456789012:function:f'],
    ['firehose', 'arn:aws-cn:firehose:cn-north-1:123456789012:deliverystream/d'],
    ['https', 'https://example.com/hook'],
    ['http', 'http://127.0.0.1:8080/'],
    ['email', 'a@example.com'],
    ['sms', '+49 151 1234 5678'],
    ['application', 'arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/app/1'],
  ])('%s takes %s', (protocol, endpoint) => expect(endpointProblem(protocol, endpoint, false)).toBeUndefined());

  test.each([
    ['sqs', 'https://sqs.eu-west-1.amazonaws.com/1/orders', false, /ARN of an SQS queue/],
    ['sqs', `${queue}.fifo`, false, /cannot deliver to a FIFO queue/],
    ['lambda', queue, false, /Lambda/],
    ['https', 'http://example.com', false, /https:\/\//],
    ['https', 'example', false, /https:\/\//],
    ['email', 'someone', false, /e-mail/],
    ['sms', 'call me', false, /phone/],
    ['fax', '1', false, /one of sqs/],
    ['email', 'a@example.com', true, /FIFO topic delivers to SQS/],
    ['sqs', ' ', false, /missing/],
  ] as const)('%s does not take %s', (protocol, endpoint, fifo, words) => {
    expect(endpointProblem(protocol, endpoint, fifo)).toMatch(words);
  });

  test('a FIFO topic delivers to both kinds of queue', () => {
    expect(endpointProblem('sqs', `${queue}.fifo`, true)).toBeUndefined();
    expect(endpointProblem('sqs', queue, true)).toBeUndefined();
  });
});

describe('filter policies', () => {
  test.each([
    ['{"kind": ["order", {"prefix": "re"}]}', false],
    ['{"order": {"kind": ["a"], "price": [{"numeric": [">", 5]}]}}', true],
    ['{"$or": [{"a": ["1"]}, {"b": ["2"]}]}', false],
    ['', false],
  ])('%s is fine', (text, overBody) => expect(filterPolicyProblem(text, overBody)).toBeUndefined());

  test.each([
    ['{kind: 1}', false, /not valid JSON/],
    ['["kind"]', false, /JSON object/],
    ['{"kind": "order"}', false, /kind is a list/],
    ['{"order": {"kind": ["a"]}}', false, /order is a list/],
    ['{"kind": []}', false, /empty/],
    ['{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}', false, /5 keys at most; this one names 6/],
    [JSON.stringify({ a: Array(13).fill('x'), b: Array(12).fill('y') }), false, /150 combinations.*156/],
    [JSON.stringify({ a: { b: Array(76).fill('x') } }), true, /150 combinations.*152/],
  ])('%s is not', (text, overBody, words) => expect(filterPolicyProblem(text, overBody)).toMatch(words));
});

test('attributes are checked against the protocol', () => {
  const draft = (protocol: string, endpoint: string, attributes: Record<string, string>) =>
    draftProblems({ protocol, endpoint, attributes }, false);
  expect(draft('email', 'a@b.c', { RawMessageDelivery: 'true' })).toEqual([
    expect.stringMatching(/Raw message delivery/),
  ]);
  expect(draft('sqs', queue, { RedrivePolicy: '{"deadLetterTargetArn": "dlq"}' })).toEqual([
    expect.stringMatching(/deadLetterTargetArn/),
  ]);
  expect(draft('sqs', queue, { DeliveryPolicy: '{}' })).toEqual([expect.stringMatching(/HTTP/)]);
  expect(draft('firehose', 'arn:aws:firehose:eu-west-1:1:deliverystream/d', {})).toEqual([
    expect.stringMatching(/IAM role/),
  ]);
  expect(draft('sqs', queue, { FilterPolicyScope: 'Somewhere' })).toEqual([
    expect.stringMatching(/MessageAttributes or MessageBody/),
  ]);
});

test('subscribing leaves empty attributes out and refuses a draft with problems before any call', async () => {
  const client = new TopicMemory();
  await subscribe(
    client,
    topicRef('orders'),
    { protocol: 'sqs', endpoint: ` ${queue} `, attributes: { FilterPolicy: '', RawMessageDelivery: 'true' } },
    signal,
  );
  expect(client.calls).toEqual([{ subscribe: queue, protocol: 'sqs', attributes: { RawMessageDelivery: 'true' } }]);
  await expect(
    subscribe(
      client,
      topicRef('orders'),
      { protocol: 'sqs', endpoint: queue, attributes: { FilterPolicy: '{' } },
      signal,
    ),
  ).rejects.toThrow(/Nothing was subscribed/);
  expect(client.calls).toHaveLength(1);
});

describe('changing a subscription', () => {
  const standing: Subscription = {
    ...topicRef('orders'),
    arn: 'arn:aws:sns:eu-west-1:1:orders:2',
    topicArn: 'arn:aws:sns:eu-west-1:1:orders',
    protocol: 'sqs',
    endpoint: queue,
  };

  test('sends what differs, the scope before the policy, and an empty policy as {}', async () => {
    const client = new TopicMemory();
    client.subscriptionSettings = { FilterPolicy: '{"a":["1"]}', Owner: '1' };
    const wanted = {
      FilterPolicy: '{"a": {"b": ["1"]}}',
      FilterPolicyScope: 'MessageBody',
      RawMessageDelivery: 'false',
      RedrivePolicy: '',
    };
    expect(await changeSubscription(client, standing, wanted, signal)).toEqual(['FilterPolicyScope', 'FilterPolicy']);
    client.calls.length = 0;
    await changeSubscription(client, standing, { FilterPolicy: '' }, signal);
    expect(client.calls).toEqual([['FilterPolicy', '{}']]);
  });

  test('is refused while nobody has confirmed', async () => {
    const pending = { ...standing, arn: 'PendingConfirmation' };
    await expect(changeSubscription(new TopicMemory(), pending, {}, signal)).rejects.toThrow(/has to be confirmed/);
  });
});

test('JSON settings are laid out, the rest stays', () => {
  expect(readableSettings({ FilterPolicy: '{"a":["1"]}', Owner: '{"1"' })).toEqual({
    FilterPolicy: '{\n  "a": [\n    "1"\n  ]\n}',
    Owner: '{"1"',
  });
});
