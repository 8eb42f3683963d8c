import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import type { Subscription, SubscriptionAttributes } from '../../../src/topics/topic.ts';
import { judgeDraft, readLimit, readSubscriptions } from '../../../src/topics/whoGets/whoGets.ts';
import { signal, TopicMemory, topicRef } from './topicMemory.ts';

const topic = topicRef('orders');
const subscription = (name: string, rest: Partial<Subscription> = {}): Subscription => ({
  connectionId: topic.connectionId,
  region: topic.region,
  arn: `${topic.arn}:${name}`,
  topicArn: topic.arn,
  protocol: 'sqs',
  endpoint: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
  ...rest,
});
const known = (settings: SubscriptionAttributes, rest: Partial<Subscription> = {}) => ({
  all: [{ subscription: subscription('q', rest), settings }],
  more: false,
});
const attributes = { kind: { type: 'String', value: 'order' } };

/** A topic with many subscriptions, in pages of 100. */
class Crowd extends TopicMemory {
  underWay = 0;
  most = 0;
  readonly size: number;

  constructor(size: number) {
    super();
    this.size = size;
  }

  override async subscriptions(_topic?: unknown, { token }: { token?: string } = {}) {
    const start = Number(token ?? 0);
    const end = Math.min(start + 100, this.size);
    const items = Array.from({ length: end - start }, (_, index) => subscription(`q${start + index}`));
    return { items, ...(end < this.size && { nextToken: String(end) }) };
  }

  override async subscriptionAttributes(one?: Subscription): Promise<SubscriptionAttributes> {
    this.most = Math.max(this.most, ++this.underWay);
    await new Promise(resolve => setTimeout(resolve));
    this.underWay--;
    if (one?.arn.endsWith(':q3')) {
      throw new AwsError('No permission: sns:GetSubscriptionAttributes', {
        kind: 'access-denied',
        code: 'AccessDenied',
      });
    }
    return { FilterPolicy: '{"kind": ["order"]}' };
  }
}

describe('a draft is judged', () => {
  test.each([
    [{}, 'gets', 'No filter policy'],
    [{ FilterPolicy: '{}' }, 'gets', 'No filter policy'],
    [{ FilterPolicy: '{"kind": ["order"]}' }, 'gets', 'kind is "order"'],
    [
      { FilterPolicy: '{"kind": ["return"]}' },
      'refused',
      'Attribute kind is "order"; the policy wants "return" (exact)',
    ],
    [{ FilterPolicy: '{"a": ["b"]}' }, 'refused', 'Attribute a is missing; the policy wants "b" (exact)'],
    [{ FilterPolicy: '{"n": [1]}', FilterPolicyScope: 'MessageBody' }, 'gets', 'n is 1'],
    [
      { FilterPolicy: '{"kind": ["order"]}', FilterPolicyScope: 'MessageBody' },
      'refused',
      'In the body kind is missing',
    ],
    [{ FilterPolicy: '{"kind": [{"near": 1}]}' }, 'unknown', 'cannot be understood: there is no operator near'],
    [{ PendingConfirmation: 'true' }, 'waiting', 'Nobody has confirmed'],
  ])('by %j: %s', (settings, fate, words) => {
    const [recipient] = judgeDraft({ body: '{"n": 1}', attributes }, known(settings as SubscriptionAttributes));
    expect(recipient?.fate).toBe(fate);
    expect(recipient?.reasons.join()).toContain(words);
  });

  test('what waits, was deleted or could not be read is said', () => {
    const fate = (arn: string) =>
      judgeDraft({ body: '' }, { all: [{ subscription: subscription('q', { arn }) }], more: false });
    expect(fate('PendingConfirmation')).toMatchObject([{ fate: 'waiting' }]);
    expect(fate('Deleted')).toMatchObject([{ fate: 'deleted' }]);
    expect(fate(`${topic.arn}:x`)).toMatchObject([{ fate: 'unknown' }]);
  });

  test('raw delivery to a queue discards more than ten attributes', () => {
    const many = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`a${index}`, { type: 'String', value: 'x' }]),
    );
    const raw = known({ RawMessageDelivery: 'true' });
    expect(judgeDraft({ body: 'x', attributes: many }, raw)).toMatchObject([{ fate: 'refused', raw: true }]);
    expect(judgeDraft({ body: 'x', attributes }, raw)).toMatchObject([{ fate: 'gets', raw: true }]);
  });
});

describe('subscriptions are read', () => {
  test('a few at once, with how far it is; one that is refused keeps its reason', async () => {
    const crowd = new Crowd(250);
    const said: string[] = [];
    const read = await readSubscriptions(crowd, topic, signal, (done, total) => said.push(`${done}/${total}`));
    expect(read.all).toHaveLength(250);
    expect(read.more).toBe(false);
    expect(crowd.most).toBe(6);
    expect(said.at(-1)).toBe('250/250');
    expect(judgeDraft({ body: '', attributes }, read)[3]).toMatchObject({
      fate: 'unknown',
      reasons: ['No permission: sns:GetSubscriptionAttributes'],
    });
  });

  test('up to a limit', async () => {
    const read = await readSubscriptions(new Crowd(readLimit + 1), topic, signal, () => undefined);
    expect(read).toMatchObject({ more: true });
    expect(read.all).toHaveLength(readLimit);
  });

  test('until somebody cancels', async () => {
    const stop = new AbortController();
    const crowd = new Crowd(250);
    const reading = readSubscriptions(crowd, topic, stop.signal, done => done === 20 && stop.abort());
    await expect(reading).rejects.toThrow();
    expect(crowd.underWay).toBeLessThan(7);
  });
});
