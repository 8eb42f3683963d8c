/** A process that moves messages until it is done or killed. Its one argument is a JSON text: see `Job`. */
import { createAws } from '../../src/aws/aws.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import { resumeRun, startRun, unfinishedRuns } from '../../src/queues/redrive/redriveRuns.ts';
import { journalsIn } from '../../src/storage/journal.ts';

export interface Job {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly source: QueueRef;
  readonly destination: QueueRef;
  readonly journals: string;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const { source, destination } = job;
const aws = createAws({
  connection: id => ({ id, name: 'Mover', credentials: 'sandbox', regions: [source.region] }),
  peekAllowed: () => true,
  sandbox: () => ({ endpoint: job.endpoint, ...job.credentials }),
  mfaCode: () => Promise.reject(new Error('no MFA here')),
  activityLog: { record: () => undefined },
  logger: silentLogger,
  requestTimeoutMs: () => 5_000,
  env: process.env,
});
const services = { client: aws.queues(source), journals: journalsIn(job.journals), clock: systemClock };
const options = { visibilitySeconds: 3, waitSeconds: 0 };
const forever = new AbortController().signal;
const quiet = (): void => undefined;

const [left] = await unfinishedRuns(services.journals, Date.now());
const result = left
  ? await resumeRun(services, left.run, options, quiet, forever)
  : await startRun(services, source, { kind: 'queue', queue: destination }, options, quiet, forever);
aws.dispose();
process.stdout.write(JSON.stringify(result));
