import type { Connection, Identity, IdentityClient } from '../connections/connection.ts';
import { AwsError } from '../core/errors.ts';
import { lazyClient } from '../core/lazy.ts';
import type { ScopeDirectory } from '../core/scope.ts';
import type { TagClients } from '../explorer/tagClient.ts';
import type { ObjectClients } from '../messages/objectClient.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicClients } from '../topics/topicClient.ts';
import { Accounts } from './accounts.ts';
import type { AwsOptions } from './awsOptions.ts';
import { Calls } from './calls.ts';
import { WriteGuard } from './guard.ts';
import { kinesisStreamClient } from './kinesis.ts';
import { type Partition, partitions } from './regions.ts';
import { Sessions } from './session.ts';
import { type ProfileHint, profileHints, readSharedConfig } from './sharedConfig.ts';
import { snsTopicClient } from './sns.ts';
import { sqsQueueClient } from './sqs.ts';
import { taggingClient } from './tagging.ts';

/** Everything the extension asks of AWS, behind the features' own ports. Nothing is done before a first call. */
export interface Aws {
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
  readonly tags: TagClients;
  readonly objects: ObjectClients;
  readonly identity: IdentityClient;
  readonly scopes: ScopeDirectory;
  /** Asks STS anew who a connection is; undefined when STS cannot say. A cancel rejects. */
  confirm(connection: Connection, signal: AbortSignal): Promise<Identity | undefined>;
  /** Every partition with its regions, without a call. */
  regions(): readonly Partition[];
  /** The profiles of the shared configuration, by name. Rejects never: unreadable files count as empty. */
  profiles(): Promise<readonly ProfileHint[]>;
  /** Drops clients, credentials and the confirmed account of a connection: after a sign-in or a change of settings. */
  forget(connectionId: string): void;
  dispose(): void;
}

export function createAws(options: AwsOptions): Aws {
  const sessions = new Sessions(options);
  const guard = new WriteGuard(options, () => accounts);
  const calls = new Calls(options, sessions, guard);
  const accounts: Accounts = new Accounts(options, calls);

  const queues: QueueClients = scope => sqsQueueClient(calls, scope);
  const topics: TopicClients = scope => snsTopicClient(calls, scope);
  const streams: StreamClients = scope => kinesisStreamClient(calls, scope);
  return {
    queues,
    topics,
    streams,
    objects: scope => lazyClient(async () => (await import('./s3.ts')).s3ObjectClient(calls, scope)),
    tags: scope => taggingClient(calls, scope, { queues, topics, streams }),
    identity: accounts,
    scopes: accounts,
    async confirm(connection, signal) {
      try {
        return await accounts.identity(connection, signal);
      } catch (error) {
        if (error instanceof AwsError) return undefined;
        throw error;
      }
    },
    regions: () => partitions,
    profiles: async () => profileHints(await readSharedConfig(options.env)),
    forget: connectionId => sessions.forget(connectionId),
    dispose: () => sessions.dispose(),
  };
}
