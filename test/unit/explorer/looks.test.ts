import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connections/connection.ts';
import { AwsError, UserError } from '../../../src/core/errors.ts';
import { consoleUrl } from '../../../src/explorer/consoleUrl.ts';
import { connectionLook, folderLook, problemLook, queueTooltip, rowLook } from '../../../src/explorer/looks.ts';
import { arnOf, queueRow, topicRow } from './rows.ts';

const shop: Connection = {
  id: 'shop',
  name: 'shop',
  credentials: 'profile',
  profile: 'shop-dev',
  regions: ['eu-west-1'],
};
const info = {
  connectionId: 'shop',
  region: 'eu-west-1',
  connectionName: 'shop',
  accountId: '123456789012',
  readOnly: false,
  production: false,
  peekAllowed: false,
};
const figures = { messages: 12, inFlight: 0, delayed: 0, at: 1 };

describe('a connection', () => {
  it('shows account and profile once they are known', () => {
    expect(connectionLook(shop, false, undefined).description).toBe('shop-dev');
    expect(connectionLook(shop, false, info).description).toBe('123456789012 · shop-dev');
    expect(connectionLook(shop, false, info).context).toBe('connection profile');
  });

  it('shows its guards', () => {
    const look = connectionLook({ ...shop, readOnly: true, production: true }, true, info);
    expect(look.description).toBe('production · read-only, peeking allowed · 123456789012 · shop-dev');
    expect(look.context).toBe('connection profile readOnly peek production');
    expect(look.icon).toBe('shield');
    expect(connectionLook({ ...shop, readOnly: true }, false, info).icon).toBe('lock');
    expect(connectionLook({ ...shop, readOnly: true }, false, info).context).toBe('connection profile readOnly');
  });

  it('says when its account could not be confirmed, which makes it production', () => {
    const { accountId: _, ...unconfirmed } = info;
    const look = connectionLook(shop, false, { ...unconfirmed, production: true });
    expect(look.description).toBe('account not confirmed · shop-dev');
    expect(look.icon).toBe('shield');
  });

  it('shows the sandbox and its endpoint', () => {
    const sandbox: Connection = {
      id: 'sandbox',
      name: 'Local sandbox',
      credentials: 'sandbox',
      regions: ['us-east-1'],
      endpoint: 'http://127.0.0.1:4566/',
    };
    const look = connectionLook(sandbox, false, undefined);
    expect(look.description).toBe('127.0.0.1:4566');
    expect(look.context).toBe('connection sandbox');
  });
});

describe('a folder', () => {
  const base = { total: 1_000, shown: 1_000, filtered: false, readingTags: false } as const;
  it.each([
    [{ ...base, state: 'idle', total: 0 }, ''],
    [{ ...base, state: 'loading', total: 0 }, 'loading…'],
    [{ ...base, state: 'loading' }, '1,000 so far…'],
    [{ ...base, state: 'stopped' }, '1,000 so far, stopped'],
    [{ ...base, state: 'complete', readingTags: true }, '1,000 · reading tags…'],
    [{ ...base, state: 'complete', filtered: true, shown: 12 }, '12 of 1,000'],
    [{ ...base, state: 'failed' }, '1,000, not up to date'],
    [{ ...base, state: 'failed', total: 0 }, ''],
  ] as const)('%j: %s', (state, description) => {
    expect(folderLook('queues', state).description).toBe(description);
  });
});

describe('a row', () => {
  it('is only a name before anything was read', () => {
    const look = rowLook(queueRow('orders'), { favourite: false });
    expect(look).toEqual({ label: 'orders', icon: 'inbox', spoken: 'orders, queue', context: 'queue' });
  });

  it('is red when it is a dead-letter queue with messages', () => {
    const look = rowLook(queueRow('orders-dlq'), { favourite: false, figures, mark: 'named' });
    expect(look.color).toBe('list.errorForeground');
    expect(look.icon).toBe('warning');
    expect(look.description).toBe('12 · DLQ');
    expect(look.spoken).toBe('orders-dlq, dead-letter queue, 12 messages');
    expect(look.context).toBe('queue dlq');
  });

  it('is marked less by its name alone, and not at all when empty', () => {
    expect(rowLook(queueRow('a-dlq'), { favourite: false, figures, mark: 'suggested' }).description).toBe('12 · DLQ?');
    expect(rowLook(queueRow('a-dlq'), { favourite: false, figures, mark: 'suggested' }).color).toBe(
      'list.warningForeground',
    );
    const empty = rowLook(queueRow('a-dlq'), { favourite: false, figures: { ...figures, messages: 0 }, mark: 'named' });
    expect(empty.color).toBeUndefined();
    expect(empty.icon).toBe('archive');
  });

  it('carries every flag its menus need', () => {
    const look = rowLook(queueRow('a-dlq.fifo'), {
      favourite: true,
      figures: { ...figures, inFlight: 3 },
      mark: 'named',
    });
    expect(look.context).toBe('queue fifo dlq favourite');
    expect(look.description).toBe('★ · 12 (+3 in flight) · DLQ · FIFO');
    expect(rowLook(topicRow('t.fifo'), { favourite: true }).context).toBe('topic fifo favourite');
  });

  it('tells where its dead letters go', () => {
    const text = queueTooltip(queueRow('orders'), {
      favourite: false,
      figures: { ...figures, messages: 1, deadLetterArn: arnOf('orders-dlq'), maxReceiveCount: 5 },
    });
    expect(text).toContain('About 1 message, 0 in flight, 0 delayed');
    expect(text).toContain(`Dead letters after 5 receives go to ${arnOf('orders-dlq')}`);
  });
});

describe('a problem', () => {
  it('names the missing IAM action', () => {
    const error = new AwsError('Not allowed: sqs:ListQueues. Ask for it.', {
      kind: 'access-denied',
      code: 'AccessDenied',
      action: 'sqs:ListQueues',
    });
    const look = problemLook(error, 'The queues could not be listed');
    expect(look.label).toBe('Not allowed: sqs:ListQueues');
    expect(look.icon).toBe('lock');
    expect(look.description).toBe('Ask for it.');
    expect(look.tooltip).toContain('Not allowed: sqs:ListQueues. Ask for it.');
    expect(look.spoken).toBe('The queues could not be listed. Not allowed: sqs:ListQueues. Ask for it.');
  });

  it.each([
    ['expired-credentials', 'The sign-in has expired'],
    ['no-credentials', 'No usable credentials'],
    ['unknown-profile', 'Unknown profile'],
    ['unreachable', 'No answer'],
    ['timeout', 'No answer'],
    ['service', 'The queues could not be listed'],
  ] as const)('of kind %s is called: %s', (kind, label) => {
    const look = problemLook(
      new AwsError('Words for a person.', { kind, code: 'x' }),
      'The queues could not be listed',
    );
    expect(look.label).toBe(label);
    expect(look.description).toBe('Words for a person.');
    expect(look.context).toBe('message');
  });

  it('says what failed when nothing else is known', () => {
    expect(problemLook(new Error('boom'), 'The topics could not be listed').label).toBe(
      'The topics could not be listed',
    );
  });
});

describe('the address of the AWS console', () => {
  const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
  it.each([
    [
      { kind: 'queue', arn: arnOf('orders'), name: 'orders', url },
      `https://eu-west-1.console.aws.amazon.com/sqs/v3/home?region=eu-west-1#/queues/${encodeURIComponent(url)}`,
    ],
    [
      { kind: 'queue', arn: arnOf('orders'), name: 'orders' },
      `https://eu-west-1.console.aws.amazon.com/sqs/v3/home?region=eu-west-1#/queues/${encodeURIComponent(url)}`,
    ],
    [
      { kind: 'topic', arn: 'arn:aws-cn:sns:cn-north-1:1:t', name: 't' },
      'https://cn-north-1.console.amazonaws.cn/sns/v3/home?region=cn-north-1#/topic/arn:aws-cn:sns:cn-north-1:1:t',
    ],
    [
      { kind: 'stream', arn: 'arn:aws-us-gov:kinesis:us-gov-west-1:1:stream/s', name: 's' },
      'https://console.amazonaws-us-gov.com/kinesis/home?region=us-gov-west-1#/streams/details/s/monitoring',
    ],
  ] as const)('%j', (row, expected) => {
    expect(consoleUrl(row)).toBe(expected);
  });

  it("does not exist for an endpoint of one's own or an unknown partition", () => {
    const row = { kind: 'queue', arn: arnOf('a'), name: 'a' } as const;
    expect(() => consoleUrl(row, 'http://127.0.0.1:4566')).toThrow(UserError);
    expect(() => consoleUrl({ ...row, arn: 'arn:aws-iso:sqs:us-iso-east-1:1:a' })).toThrow(/aws-iso/);
  });
});
