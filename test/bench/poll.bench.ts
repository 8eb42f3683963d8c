import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../src/core/clock.ts';
import { MessageStore } from '../../src/messages/store/messageStore.ts';
import { MessageView } from '../../src/messages/store/messageView.ts';
import { asMessage } from '../../src/queues/poll/polledMessages.ts';
import { defaultPlan } from '../../src/queues/poll/pollPlan.ts';
import { PollSession } from '../../src/queues/poll/pollSession.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import { type Door, never, openDoor } from '../contract/harness.ts';
import { sandbox } from '../contract/servers/sandbox.ts';
import type { LocalServer } from '../contract/servers/server.ts';
import { type BenchRow, median } from './row.ts';

const messages = 4_000;
const rounds = 8;
const lanes = 4;

/** From a local server into the viewer's store, beside a bare SDK loop with as many receives under way. */
export async function rows(): Promise<BenchRow[]> {
  const server = await sandbox.start();
  const door = openDoor(server);
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      // In turns, so that neither always gets the warmer server.
      const first = round % 2 === 0;
      if (first) ours.push(await poll(door));
      theirs.push(await bareLoop(server, await filled(door)));
      if (!first) ours.push(await poll(door));
    }
  } finally {
    door.aws.dispose();
    await server.stop();
  }
  // Pair by pair: a machine that is busy for a while slows both of a pair.
  const share = median(ours.map((speed, round) => speed / (theirs[round] ?? Number.NaN)));
  return [
    {
      name: `poll: ${messages} messages of 0.8 KB into the viewer`,
      ours: median(ours),
      unit: 'messages/s',
      against: `bare SDK loop, ${lanes} receives under way`,
      theirs: median(theirs),
      higherIsBetter: true,
    },
    {
      name: 'poll: share of the bare loop',
      ours: share * 100,
      unit: '%',
      against: 'target',
      theirs: 95,
      higherIsBetter: true,
    },
  ];
}

async function filled(door: Door): Promise<QueueRef> {
  const queues = door.aws.queues(door.scope);
  const queue = await queues.create(`bench-${randomUUID()}`, {}, {}, never);
  const body = JSON.stringify({ order: 'A-1', text: 'x'.repeat(760) });
  for (let at = 0; at < messages; at += 10) {
    await queues.sendBatch(
      queue,
      Array.from({ length: 10 }, () => ({ body })),
      never,
    );
  }
  return queue;
}

async function poll(door: Door): Promise<number> {
  const queue = await filled(door);
  const session = new PollSession(door.aws.queues(door.scope), queue, systemClock, lanes);
  const store = new MessageStore({ limit: 100_000, maxBytes: 1_000_000_000 });
  const view = new MessageView(store);
  const start = performance.now();
  const plan = { ...defaultPlan, want: messages, waitSeconds: 0, emptyReceives: 50 };
  for await (const step of session.collect(plan, {}, never)) {
    if (step.kind === 'batch') store.add(step.messages.map(message => asMessage(message, Date.now())));
  }
  const seconds = (performance.now() - start) / 1_000;
  if (store.size !== messages) throw new Error(`${store.size} messages seen`);
  view.dispose();
  return messages / seconds;
}

/** What anybody would write: lanes that receive until everything has come, everything asked for that ours asks for. */
async function bareLoop(server: LocalServer, queue: QueueRef): Promise<number> {
  const { endpoint, region, credentials } = server;
  const client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  const seen = new Map<string, unknown>();
  const start = performance.now();
  const lane = async (): Promise<void> => {
    while (seen.size < messages) {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queue.url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 120,
          WaitTimeSeconds: 0,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      for (const message of Messages ?? []) seen.set(message.MessageId ?? '', message);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - start) / 1_000;
  client.destroy();
  return messages / seconds;
}
