import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { queueOfArn, type Stores, type TracedMessage } from './stores.ts';

type Topic = Stores['sns']['topics'] extends Map<string, infer T> ? T : never;
type Subscription = Stores['sns']['subscriptions'] extends Map<string, infer T> ? T : never;

interface Kept {
  readonly version: 1;
  readonly queues: readonly {
    readonly arn: string;
    readonly url: string;
    readonly attributes: Record<string, string>;
    readonly tags: Record<string, string>;
    readonly createdTimestamp: number;
    readonly sequence: number;
    readonly messages: readonly TracedMessage[];
  }[];
  readonly topics: readonly (Omit<Topic, 'tags'> & { readonly tags: Record<string, string> })[];
  readonly subscriptions: readonly Omit<Subscription, 'parsedFilterPolicy'>[];
}

const fileName = 'queues.json';

/**
 * Writes queues with their messages, topics and subscriptions to one file in `folder`, which exists. Messages in flight are kept as
 * visible ones; deduplication windows, receipt handles and move tasks are not kept.
 */
export async function saveSnapshot(folder: string, stores: Stores): Promise<void> {
  const kept: Kept = {
    version: 1,
    queues: [...stores.sqs.allQueues()].map(queue => {
      const { ready, delayed, inflight } = queue.inspectMessages();
      return {
        arn: queue.arn,
        url: queue.url,
        attributes: queue.attributes,
        tags: Object.fromEntries(queue.tags),
        createdTimestamp: queue.createdTimestamp,
        sequence: queue.sequenceCounter,
        messages: [...ready, ...inflight.map(each => each.message), ...delayed],
      };
    }),
    topics: [...stores.sns.topics.values()].map(topic => ({ ...topic, tags: Object.fromEntries(topic.tags) })),
    subscriptions: [...stores.sns.subscriptions.values()].map(({ parsedFilterPolicy: _, ...rest }) => rest),
  };
  const file = path.join(folder, fileName);
  await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Fills empty stores from the file in `folder`; false when there is none. A file that cannot be read is set aside as
 * `queues.json.damaged`, so that the sandbox starts and nothing is overwritten.
 */
export async function loadSnapshot(folder: string, stores: Stores): Promise<boolean> {
  const file = path.join(folder, fileName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return false;
  }
  try {
    restore(JSON.parse(text) as Kept, stores);
    return true;
  } catch {
    stores.sqs.purgeAll();
    stores.sns.purgeAll();
    await rename(file, `${file}.damaged`);
    return false;
  }
}

function restore(kept: Kept, stores: Stores): void {
  if (kept.version !== 1) throw new Error('Written by another version.');
  for (const { arn, url, attributes, tags, createdTimestamp, sequence, messages } of kept.queues) {
    const queue = stores.sqs.createQueue(queueOfArn(arn).name, url, arn, attributes, tags);
    Object.assign(queue, { createdTimestamp, sequenceCounter: sequence });
    for (const message of messages) queue.enqueue(message);
  }
  for (const topic of kept.topics) {
    stores.sns.topics.set(topic.arn, { ...topic, tags: new Map(Object.entries(topic.tags)) });
  }
  for (const subscription of kept.subscriptions) stores.sns.subscriptions.set(subscription.arn, { ...subscription });
}
