import * as vscode from 'vscode';
import type { Aws } from './aws/aws.ts';
import type { AwsOptions } from './aws/awsOptions.ts';
import { ConnectionService, sandboxConnectionId } from './connections/connectionService.ts';
import { pickScope } from './connections/pickConnectionCommand.ts';
import { contextKeys } from './contributions.ts';
import type { ResourceChange } from './core/changes.ts';
import { type Disposable, disposeAll } from './core/disposable.ts';
import { CancelledError } from './core/errors.ts';
import { Emitter } from './core/event.ts';
import { lazyClient, once } from './core/lazy.ts';
import type { ScopeDirectory } from './core/scope.ts';
import type { Host } from './editor/host.ts';
import { LogChannel } from './editor/logChannel.ts';
import { ReadOnlyDocuments } from './editor/readOnlyDocuments.ts';
import { CommandRegistry } from './editor/registerCommand.ts';
import { onSettingChange, setting, updateSetting } from './editor/settings.ts';
import { PanelHost } from './editor/webviewPanel.ts';
import type { TagClients } from './explorer/tagClient.ts';
import type { ObjectClients } from './messages/objectClient.ts';
import type { QueueClients } from './queues/queueClient.ts';
import type { SandboxKey } from './sandbox/sandboxDeps.ts';
import { ActivityFile } from './storage/activityLog.ts';
import type { StreamClients } from './streams/streamClient.ts';
import type { TopicClients } from './topics/topicClient.ts';

/** The first tier: nothing in it calls AWS or reads a file before it is asked to. */
export interface Foundation extends Disposable {
  readonly context: vscode.ExtensionContext;
  readonly logger: LogChannel;
  readonly activity: ActivityFile;
  readonly connections: ConnectionService;
  /** The running sandbox's address and throwaway key, kept in memory only. */
  readonly sandboxKey: { current: SandboxKey | undefined };
}

/** The second tier: clients that load the SDK on their first call. */
export interface AwsTier extends Disposable {
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
  readonly tags: TagClients;
  readonly objects: ObjectClients;
  readonly scopes: ScopeDirectory;
  /** The loaded module's own door, for what is not a client of one scope. */
  load(): Promise<Aws>;
}

export function buildFoundation(context: vscode.ExtensionContext): Foundation {
  const logger = new LogChannel();
  const changed = new Emitter<void>();
  const connections = new ConnectionService(
    {
      read: () => setting('connections'),
      write: async list => updateSetting('connections', list),
      onDidChange: changed.event,
    },
    {
      read: () => context.globalState.get<string[]>('peekAllowed', []),
      write: async ids => context.globalState.update('peekAllowed', ids),
    },
  );
  const sandboxKey = { current: sandboxFromEnvironment() };
  const publish = (): void => {
    void vscode.commands.executeCommand('setContext', contextKeys.hasConnections, connections.list().length > 0);
  };
  if (sandboxKey.current) {
    connections.setSandbox(sandboxConnection(sandboxKey.current));
    void vscode.commands.executeCommand('setContext', contextKeys.sandboxRunning, true);
  }
  publish();
  return {
    context,
    logger,
    connections,
    sandboxKey,
    activity: new ActivityFile(context.globalStorageUri.fsPath, logger),
    ...disposeAll(
      logger,
      onSettingChange('connections', () => changed.fire()),
      connections.onDidChange(publish),
    ),
  };
}

/** A sandbox that was started before the window, as `npm start` does. */
function sandboxFromEnvironment(): SandboxKey | undefined {
  const {
    MESSAGING_WORKBENCH_SANDBOX_ENDPOINT: endpoint,
    MESSAGING_WORKBENCH_SANDBOX_ACCESS_KEY_ID: accessKeyId,
    MESSAGING_WORKBENCH_SANDBOX_SECRET_ACCESS_KEY: secretAccessKey,
  } = process.env;
  return endpoint && accessKeyId && secretAccessKey ? { endpoint, accessKeyId, secretAccessKey } : undefined;
}

/** The connection that stands for a running sandbox. */
export function sandboxConnection(key: SandboxKey): Parameters<ConnectionService['setSandbox']>[0] {
  return {
    id: sandboxConnectionId,
    name: 'Local sandbox',
    credentials: 'sandbox',
    regions: ['us-east-1'],
    endpoint: key.endpoint,
  };
}

export function buildAws(foundation: Foundation): AwsTier {
  const { connections, logger, activity } = foundation;
  const options: AwsOptions = {
    connection: id => connections.get(id),
    peekAllowed: id => connections.peekAllowed(id),
    sandbox: () => foundation.sandboxKey.current,
    mfaCode: async serial => {
      const code = await vscode.window.showInputBox({
        title: 'MFA code',
        prompt: `Code of ${serial}`,
        ignoreFocusOut: true,
      });
      if (code === undefined) throw new CancelledError();
      return code;
    },
    activityLog: activity,
    logger,
    requestTimeoutMs: () => setting('requestTimeoutSeconds') * 1000,
    env: process.env,
  };
  let loaded: Aws | undefined;
  const load = once(async () => {
    const { createAws } = await import('./aws/aws.ts');
    loaded = createAws(options);
    return loaded;
  });
  return {
    load,
    queues: scope => lazyClient(async () => (await load()).queues(scope)),
    topics: scope => lazyClient(async () => (await load()).topics(scope)),
    streams: scope => lazyClient(async () => (await load()).streams(scope)),
    tags: scope => lazyClient(async () => (await load()).tags(scope)),
    objects: scope => lazyClient(async () => (await load()).objects(scope)),
    scopes: lazyClient<ScopeDirectory>(async () => (await load()).scopes),
    dispose: () => loaded?.dispose(),
  };
}

/** What every feature gets of the editor. */
export function buildHost(foundation: Foundation, aws: AwsTier): Host & Disposable {
  const panels = new PanelHost(foundation.context.extensionUri, foundation.logger);
  const documents = new ReadOnlyDocuments();
  const changes = new Emitter<ResourceChange>();
  const following = foundation.connections.onDidChange(() => void panels.tellScopes(aws.scopes));
  return {
    commands: new CommandRegistry(foundation.logger),
    panels,
    documents,
    memory: foundation.context.globalState,
    logger: foundation.logger,
    scopes: aws.scopes,
    changes,
    pickScope: (title, given) => pickScope(foundation.connections, title, given),
    ...disposeAll(following, panels, documents, changes),
  };
}
