/** A process that polls a queue and holds what it sees until it is killed. Its one argument is a JSON text: see `PollJob`. */
import { createAws } from '../../src/aws/aws.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { defaultPlan } from '../../src/queues/poll/pollPlan.ts';
import { PollSession } from '../../src/queues/poll/pollSession.ts';
import type { QueueRef } from '../../src/queues/queue.ts';

export interface PollJob {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly queue: QueueRef;
  readonly holdSeconds: number;
}

const job = JSON.parse(process.argv[2] ?? '') as PollJob;
const aws = createAws({
  connection: id => ({ id, name: 'Poller', credentials: 'sandbox', regions: [job.queue.region] }),
  peekAllowed: () => true,
  sandbox: () => ({ endpoint: job.endpoint, ...job.credentials }),
  mfaCode: () => Promise.reject(new Error('no MFA here')),
  activityLog: { record: () => undefined },
  logger: silentLogger,
  requestTimeoutMs: () => 5_000,
  env: process.env,
});
const session = new PollSession(aws.queues(job.queue), job.queue, systemClock);
const plan = { ...defaultPlan, waitSeconds: 1, holdSeconds: job.holdSeconds, want: 1_000, emptyReceives: 20 };
for await (const _ of session.collect(plan, {}, new AbortController().signal)) {
  process.stdout.write(`${session.distinct}\n`);
}
