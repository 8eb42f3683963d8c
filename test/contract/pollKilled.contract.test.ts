import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { dice } from './dice.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
import type { PollJob } from './poller.ts';
import { drain, fill, numbered } from './queueFilling.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { localAwsSqs } from './servers/localAwsSqs.ts';
import type { LocalServer } from './servers/server.ts';

const holdSeconds = 4;
const inQueue = 60;

/** A window may go down in the middle of a poll: nobody releases anything then, and nothing may be lost or used up. */
describe.each([fauxqs, localAwsSqs])('a killed poll on $name', kind => {
  let server: LocalServer;
  let door: Door;
  let queues: QueueClient;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  test.concurrent.each([1, 2, 3])(
    'kill %i: every message is receivable again, its receive count raised by one at most',
    {
      timeout: 60_000,
    },
    async seed => {
      const queue = await queues.create(newName('killed-poll'), {}, {}, never);
      await fill(queues, queue, numbered(inQueue));
      const { endpoint, credentials } = server;
      const job: PollJob = { endpoint, credentials, queue, holdSeconds };
      const roll = dice(seed);
      const killAfter = 1 + Math.floor(roll() * inQueue);
      await pollUntilKilled(job, killAfter);
      await systemClock.sleep((holdSeconds + 1.5) * 1_000);
      const again = await drain(queues, queue);
      expect(new Set(again.map(message => message.body)).size).toBe(inQueue);
      // One receive by the poll, one by this test.
      expect(Math.max(...again.map(message => message.receiveCount))).toBeLessThanOrEqual(2);
    },
  );
});

/** Resolves once the process is gone: killed as soon as it has seen so many messages. */
function pollUntilKilled(job: PollJob, killAfter: number): Promise<void> {
  const program = path.join(import.meta.dirname, 'poller.ts');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      if (Number(said.trim().split('\n').at(-1)) >= killAfter) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (_code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error('the poll ended before it was killed')),
    );
  });
}
