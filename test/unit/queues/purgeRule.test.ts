import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import {
  inPurgeWords,
  notePurge,
  purgeConsequence,
  requirePurgeAllowed,
} from '../../../src/queues/remove/purgeRule.ts';
import { MemoryQueueClient } from './memoryQueueClient.ts';

const memory = new MemoryQueueClient();
const queue = memory.add('orders');
const other = memory.add('mails');

describe('the one-minute rule', () => {
  it('lets the first purge through and says how long the next has to wait', () => {
    const times = new Map<string, number>();
    requirePurgeAllowed(times, queue, 1_000_000);
    notePurge(times, queue, 1_000_000);
    expect(() => requirePurgeAllowed(times, queue, 1_012_000)).toThrow(
      'was purged 12 s ago. Try again in 48 s: orders',
    );
    expect(() => requirePurgeAllowed(times, queue, 1_059_999)).toThrow('Try again in 1 s');
    requirePurgeAllowed(times, queue, 1_060_000);
    requirePurgeAllowed(times, other, 1_012_000);
    requirePurgeAllowed(times, { ...queue, connectionId: 'elsewhere' }, 1_012_000);
  });

  it("puts the service's refusal in words and leaves other errors alone", () => {
    const refused = new AwsError('…', { kind: 'service', code: 'PurgeQueueInProgress' });
    expect(inPurgeWords(refused, queue)).toMatchObject({
      message: expect.stringContaining('Try again in a minute: orders'),
    });
    const denied = new AwsError('Denied', { kind: 'access-denied', code: 'AccessDenied' });
    expect(inPurgeWords(denied, queue)).toBe(denied);
  });

  it('names the count, newer arrivals and the rule beforehand', () => {
    const words = purgeConsequence({ arn: 'a', fifo: false, raw: {}, messages: 214 });
    expect(words).toContain('about 214 messages');
    expect(words).toContain('what arrives while');
    expect(words).toContain('60 seconds');
  });
});
