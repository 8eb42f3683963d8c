import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mapLimited } from '../../src/core/concurrency.ts';
import { AwsError } from '../../src/core/errors.ts';
import { compilePattern } from '../../src/patterns/matchPattern.ts';
import { parsePattern } from '../../src/patterns/parsePattern.ts';
import { attributesSubject, jsonSubject } from '../../src/patterns/subject.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { checkOf, type PolicyCase, policyCases, publishedMessages } from './filterPolicyCases.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { Check } from './servers/knownWrong.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sns');

/** Whether our matcher lets a message through. */
function judged({ policy, scope }: PolicyCase, id: number): boolean {
  const dialect = scope === 'MessageBody' ? 'sns-body' : 'sns-attributes';
  const { pattern, problems } = parsePattern(JSON.stringify(policy), dialect);
  if (!pattern) throw new Error(JSON.stringify(problems));
  const { attributes = {}, body = {} } = publishedMessages[id] ?? {};
  return compilePattern(pattern).test(
    scope === 'MessageBody' ? jsonSubject(JSON.stringify({ id, ...body })) : attributesSubject(attributes),
  );
}

/** Everything in a queue, by the `id` of the bodies; an empty answer is believed the third time. */
async function drained(queues: QueueClient, queue: QueueRef): Promise<number[]> {
  const found = new Set<number>();
  for (let empty = 0; empty < 3; ) {
    const batch = await queues.receive(queue, { max: 10, waitSeconds: 0 }, never);
    empty = batch.length === 0 ? empty + 1 : 0;
    await queues.deleteMessages(
      queue,
      batch.map(({ receiptHandle }) => receiptHandle),
      never,
    );
    for (const message of batch) found.add((JSON.parse(message.body) as { id: number }).id);
  }
  return [...found].sort((a, b) => a - b);
}

describe.each(kinds)('filter policies on $name', kind => {
  let server: LocalServer;
  let door: Door;
  const delivered = new Map<PolicyCase, number[] | string>();
  /** Messages that could not even be published. */
  const failed = new Map<PolicyCase, number[]>();

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    const topics = door.aws.topics(door.scope);
    const queues = door.aws.queues(door.scope);
    // A topic for each policy: what breaks one server over one policy then says nothing about the others.
    await mapLimited(policyCases, 4, async each => {
      const topic = await topics.create(newName('filters'), {}, {}, never);
      const queue = await queues.create(newName('filtered'), { VisibilityTimeout: '600' }, {}, never);
      const attributes = {
        RawMessageDelivery: 'true',
        FilterPolicy: JSON.stringify(each.policy),
        FilterPolicyScope: each.scope,
      };
      try {
        await topics.subscribe(topic, { protocol: 'sqs', endpoint: queue.arn, attributes }, never);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        delivered.set(each, `refused: ${error.message}`);
        return;
      }
      const broken: number[] = [];
      const arrived: number[] = [];
      for (const [id, { attributes, body }] of publishedMessages.entries()) {
        try {
          await topics.publish(topic, { body: JSON.stringify({ id, ...body }), attributes }, never);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          broken.push(id);
        }
        if (id === publishedMessages.length - 2) arrived.push(...(await drained(queues, queue)));
      }
      failed.set(each, broken);
      delivered.set(each, [...arrived, ...(await drained(queues, queue))]);
    });
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  /** Every message under every policy that the server judges otherwise, by the entry that speaks of it. */
  function differences(): Map<Check, string[]> {
    const found = new Map<Check, string[]>();
    for (const each of policyCases) {
      const got = delivered.get(each) ?? 'not subscribed';
      for (const [id, message] of publishedMessages.entries()) {
        const wanted = judged(each, id);
        const broken = failed.get(each)?.includes(id) === true;
        if (typeof got !== 'string' && !broken && got.includes(id) === wanted) continue;
        const check = checkOf(each, message);
        const did =
          typeof got === 'string' ? got : broken ? 'made Publish fail' : wanted ? 'was not delivered' : 'was delivered';
        const line = `${each.scope} ${JSON.stringify(each.policy)}: ${JSON.stringify(message)} ${did}`;
        found.set(check, [...(found.get(check) ?? []), line]);
      }
    }
    return found;
  }

  test('let through what our matcher lets through, but for what is known of the server', () => {
    const found = differences();
    const pairs = policyCases.length * publishedMessages.length;
    const wrong = [...found.values()].reduce((sum, lines) => sum + lines.length, 0);
    process.stdout.write(`Filter policies on ${kind.name}: ${pairs - wrong} of ${pairs} pairs judged alike\n`);
    const unknown = [...found].filter(([check]) => kind.knownWrong[check] === undefined);
    expect(Object.fromEntries(unknown)).toEqual({});
    const checks = new Set(policyCases.flatMap(each => publishedMessages.map(message => checkOf(each, message))));
    const mended = [...checks].filter(check => kind.knownWrong[check] !== undefined && !found.has(check));
    expect(mended, 'right by now: take them out of knownWrong.ts').toEqual([]);
  });
});
