import { AwsError } from '../../../src/core/errors.ts';
import type { QueueRow, Row } from '../../../src/explorer/row.ts';
import type { QueueAttributes } from '../../../src/queues/queue.ts';
import type { QueueClients } from '../../../src/queues/queueClient.ts';

export const scope = { connectionId: 'shop', region: 'eu-west-1' } as const;

export function arnOf(name: string): string {
  return `arn:aws:sqs:eu-west-1:123456789012:${name}`;
}

export function queueRow(name: string, at: { connectionId: string; region: string } = scope): QueueRow {
  const arn = arnOf(name);
  const url = `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
  return { kind: 'queue', name, arn, ref: { ...at, name, arn, url } };
}

export function topicRow(name: string): Row {
  const arn = `arn:aws:sns:eu-west-1:123456789012:${name}`;
  return { kind: 'topic', name, arn, ref: { ...scope, name, arn } };
}

/** Answers attributes from a table and counts calls; a name the table lacks is a queue that is gone. */
export function attributesFrom(table: Record<string, Partial<QueueAttributes> | Error>) {
  const calls: string[] = [];
  let underWay = 0;
  const state = { calls, most: 0 };
  const clients = (() => ({
    async attributes(queue: { name: string }): Promise<QueueAttributes> {
      calls.push(queue.name);
      underWay++;
      state.most = Math.max(state.most, underWay);
      await new Promise(resolve => setTimeout(resolve, 1));
      underWay--;
      const answer = table[queue.name] ?? new AwsError('gone', { kind: 'not-found', code: 'QueueDoesNotExist' });
      if (answer instanceof Error) throw answer;
      return { arn: arnOf(queue.name), fifo: false, raw: {}, ...answer };
    },
  })) as unknown as QueueClients;
  return { clients, state };
}
