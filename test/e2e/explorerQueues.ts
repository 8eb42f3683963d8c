import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalServer } from '../contract/servers/server.ts';

const teams = ['billing', 'catalog', 'checkout', 'orders', 'shipping'] as const;

/** The name of the queue at this place; the order of places is the order of names. */
export function queueName(index: number): string {
  return `${teams[Math.floor(index / 500)]}-events-${String(index % 500).padStart(4, '0')}`;
}

/**
 * 2,500 queues of five teams, 500 each. The first of each team sends its dead letters to `TEAM-parking`; there are
 * `checkout-dlq` with 2 messages and `orders-parking` with 3. Three topics, one of them FIFO.
 */
export async function seedManyQueues(server: LocalServer): Promise<void> {
  const client = new SQSClient({ ...server, useQueueUrlAsEndpoint: false });
  const create = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return QueueUrl ?? '';
  };
  const fill = async (url: string, messages: number): Promise<void> => {
    for (let sent = 0; sent < messages; sent++) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: `message ${sent}` }));
    }
  };
  await fill(await create('checkout-dlq'), 2);
  for (const team of teams) {
    const url = await create(`${team}-parking`);
    if (team === 'orders') await fill(url, 3);
  }
  const special = 1 + teams.length;
  const names = Array.from({ length: 2_500 }, (_, index) => queueName(index)).slice(0, 2_500 - special);
  const parts = Array.from({ length: 25 }, (_, at) => names.filter((_name, index) => index % 25 === at));
  await Promise.all(
    parts.map(async part => {
      for (const name of part) {
        const team = name.slice(0, name.indexOf('-'));
        const deadLetterTargetArn = `arn:aws:sqs:${server.region}:${server.accountId}:${team}-parking`;
        const policy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
        await create(name, name.endsWith('-0000') ? { RedrivePolicy: policy } : {});
      }
    }),
  );
  client.destroy();
  const topics = new SNSClient(server);
  await topics.send(new CreateTopicCommand({ Name: 'orders-placed' }));
  await topics.send(new CreateTopicCommand({ Name: 'orders-ordered.fifo', Attributes: { FifoTopic: 'true' } }));
  await topics.send(new CreateTopicCommand({ Name: 'shipping-done' }));
  topics.destroy();
}
