import { describe, expect, test } from 'vitest';
import type { QueueRef, ReceivedMessage } from '../../../../src/queues/queue.ts';
import { chunksOf, deduplicationId, outgoing, routeOf } from '../../../../src/queues/redrive/redriveRoute.ts';

function queue(name: string): QueueRef {
  return { connectionId: 'c', region: 'r', name, url: `https://sqs/${name}`, arn: `arn:aws:sqs:r:1:${name}` };
}

function message(id: string, more: Partial<ReceivedMessage> = {}): ReceivedMessage {
  return { messageId: id, receiptHandle: id, body: id, attributes: {}, systemAttributes: {}, receiveCount: 1, ...more };
}

const dead = queue('dead.fifo');
const live = queue('live.fifo');

describe('where a message goes', () => {
  const from = (arn: string) => message('m', { systemAttributes: { DeadLetterQueueSourceArn: arn } });

  test('back to the queue it names, to the only source there is, or nowhere', () => {
    const sources = [queue('a'), queue('b')];
    expect(routeOf(from('arn:aws:sqs:r:1:b'), { kind: 'sources', sources })).toEqual({ queue: sources[1] });
    expect(routeOf(message('m'), { kind: 'sources', sources })).toHaveProperty('reason');
    expect(routeOf(message('m'), { kind: 'sources', sources: [live] })).toEqual({ queue: live });
    expect(routeOf(from('arn:aws:sqs:r:1:gone'), { kind: 'sources', sources: [live] })).toHaveProperty('reason');
    expect(routeOf(message('m'), { kind: 'queue', queue: live })).toEqual({ queue: live });
  });
});

describe('what is sent', () => {
  test('a FIFO destination gets an id of ours and a group in any case', () => {
    const original = message('m1', {
      systemAttributes: { MessageDeduplicationId: 'theirs', AWSTraceHeader: 'Root=1' },
    });
    const sent = outgoing(original, live, 'run', dead);
    expect(sent).toMatchObject({ body: 'm1', groupId: 'm1', traceHeader: 'Root=1' });
    expect(sent.deduplicationId).toMatch(/^[0-9a-f]{64}$/);
    expect(outgoing(original, live, 'run', dead)).toEqual(sent);
    const others = [
      deduplicationId('run', dead, 'm2'),
      deduplicationId('other', dead, 'm1'),
      deduplicationId('run', live, 'm1'),
    ];
    expect(others).not.toContain(sent.deduplicationId);
  });

  test('a standard destination gets neither', () => {
    expect(outgoing(message('m1'), queue('live'), 'run', dead)).toEqual({ body: 'm1', attributes: {} });
  });
});

describe('chunks', () => {
  const routed = (messages: readonly ReceivedMessage[]) => messages.map(each => ({ message: each, to: live }));

  test('hold ten messages, one destination and 1 MiB at most', () => {
    const many = Array.from({ length: 23 }, (_, n) => message(`m${n}`));
    expect(chunksOf(routed(many), false).map(chunk => chunk.messages.length)).toEqual([10, 10, 3]);
    const large = Array.from({ length: 3 }, (_, n) => message(`m${n}`, { body: 'x'.repeat(400_000) }));
    expect(chunksOf(routed(large), false).map(chunk => chunk.messages.length)).toEqual([2, 1]);
    const two = [
      { message: message('a'), to: live },
      { message: message('b'), to: queue('other') },
    ];
    expect(chunksOf(two, false)).toHaveLength(2);
  });

  test('in order, no chunk holds two of a group and each group goes from chunk to chunk', () => {
    const messages = ['a1', 'a2', 'b1', 'a3', 'b2'].map(id => message(id, { groupId: id[0] ?? '' }));
    expect(chunksOf(routed(messages), true).map(chunk => chunk.messages.map(each => each.messageId))).toEqual([
      ['a1', 'b1'],
      ['a2', 'b2'],
      ['a3'],
    ]);
  });
});
