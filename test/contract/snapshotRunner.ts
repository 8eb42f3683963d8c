/** A process that empties a queue or restores a snapshot until it is done or killed. Its argument is a JSON text: `Job`. */
import { createAws } from '../../src/aws/aws.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import { startEmptying, startRestore } from '../../src/queues/snapshot/snapshots.ts';
import { snapshotsIn } from '../../src/storage/snapshotFiles.ts';

export interface Job {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly queue: QueueRef;
  readonly directory: string;
  /** Base64. */
  readonly key: string;
  /** Absent: the queue is emptied. */
  readonly restore?: string;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const { queue } = job;
const aws = createAws({
  connection: id => ({ id, name: 'Runner', credentials: 'sandbox', regions: [queue.region] }),
  peekAllowed: () => true,
  sandbox: () => ({ endpoint: job.endpoint, ...job.credentials }),
  mfaCode: () => Promise.reject(new Error('no MFA here')),
  activityLog: { record: () => undefined },
  logger: silentLogger,
  requestTimeoutMs: () => 5_000,
  env: process.env,
});
const services = {
  store: snapshotsIn(job.directory),
  keys: { key: async () => Buffer.from(job.key, 'base64') },
  client: aws.queues(queue),
  clock: systemClock,
};
const forever = new AbortController().signal;
const quiet = (): void => undefined;

const result =
  job.restore === undefined
    ? await startEmptying(services, queue, undefined, { visibilitySeconds: 3, waitSeconds: 0 }, quiet, forever)
    : await startRestore(services, job.restore, { to: queue, unconfirmedToo: false, again: false }, quiet, forever);
aws.dispose();
process.stdout.write(JSON.stringify(result));
