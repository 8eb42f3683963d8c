import { register as registerConnections } from './connections/register.ts';
import { type Disposable, disposeAll } from './core/disposable.ts';
import { lazyClient } from './core/lazy.ts';
import type { Host } from './editor/host.ts';
import { register as registerExplorer } from './explorer/register.ts';
import { register as registerLint } from './lint/editor/register.ts';
import { register as registerMessages } from './messages/register.ts';
import { register as registerQueues } from './queues/register.ts';
import { register as registerSandbox } from './sandbox/register.ts';
import { type AwsTier, type Foundation, sandboxConnection } from './services.ts';
import { register as registerStreams } from './streams/register.ts';
import { register as registerTopics } from './topics/register.ts';

/** The third tier: each feature with what it needs, and nothing else. */
export function registerFeatures(foundation: Foundation, aws: AwsTier, host: Host): Disposable {
  const { connections, context } = foundation;
  return disposeAll(
    host.commands.register('messagingWorkbench.log.show', () => foundation.logger.show()),
    registerConnections({
      host,
      connections,
      activity: foundation.activity,
      aws: {
        profiles: async () => (await aws.load()).profiles(),
        regions: async () => (await aws.load()).regions().flatMap(partition => partition.regions),
        identity: async (connection, signal) => (await aws.load()).identity.identity(connection, signal),
        forget: async id => {
          (await aws.load()).forget(id);
          void host.panels.tellScopes(aws.scopes);
        },
      },
    }),
    registerExplorer({
      host,
      connections,
      queues: aws.queues,
      topics: aws.topics,
      streams: aws.streams,
      tags: aws.tags,
      memento: context.globalState,
    }),
    registerQueues({
      host,
      queues: aws.queues,
      reading: async (queue, signal) =>
        (await import('./messages/viewer/readingPanel.ts')).readingOf(queue, aws.objects(queue), signal),
      journals: lazyClient(async () => {
        const { journalsIn } = await import('./storage/journal.ts');
        return journalsIn(`${context.globalStorageUri.fsPath}/redrives`);
      }),
      templates: lazyClient(async () => {
        const { templatesBelow } = await import('./editor/templateFiles.ts');
        return templatesBelow(context.globalStorageUri);
      }),
      snapshots: {
        store: lazyClient(async () => {
          const { snapshotsIn } = await import('./storage/snapshotFiles.ts');
          return snapshotsIn(`${context.globalStorageUri.fsPath}/snapshots`);
        }),
        keys: lazyClient(async () => (await import('./storage/snapshotKey.ts')).snapshotKeys(context.secrets)),
      },
    }),
    registerMessages(host),
    registerTopics({ host, topics: aws.topics }),
    registerStreams({
      host,
      streams: aws.streams,
      reading: async (stream, signal) =>
        (await import('./messages/viewer/readingPanel.ts')).readingOf(stream, aws.objects(stream), signal),
    }),
    registerSandbox({
      host,
      serverPath: context.asAbsolutePath('dist/sandbox/server.js'),
      dataDirectory: `${context.globalStorageUri.fsPath}/sandbox`,
      connections,
      queues: aws.queues,
      topics: aws.topics,
      streams: aws.streams,
      running: key => {
        foundation.sandboxKey.current = key;
        connections.setSandbox(key && sandboxConnection(key));
      },
    }),
    registerLint({ host, extensionUri: context.extensionUri, memento: context.workspaceState }),
  );
}
