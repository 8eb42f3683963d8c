import type { Connection } from './connections/connection.ts';
import type { Scope } from './core/scope.ts';
import type { SchemaSetting } from './messages/decode/schemaSource.ts';
import type { MaskRule } from './messages/mask/maskRules.ts';
import type { MessageFilter } from './messages/store/messageFilter.ts';
import type { OutgoingMessage, QueueRef } from './queues/queue.ts';
import type { StartingPosition, StreamRef } from './streams/stream.ts';
import type { OutgoingNotification, TopicRef } from './topics/topic.ts';

/** How a queue, topic or stream may be named by a caller: the tree's own reference, or an ARN, URL or name with a scope. */
export type Named<T> = T | (Partial<Scope> & { readonly name?: string; readonly arn?: string; readonly url?: string });

/**
 * Every command with the argument it takes. Called without one (or from the palette) a command asks for what it
 * needs; called with all of them it asks no question but the confirmation of a destructive act, and not even that
 * with `confirmed: true` (never honoured on a production connection).
 */
export interface CommandArguments {
  'messagingWorkbench.connection.add': Partial<Connection>;
  /** Changes what is given; `endpoint: ''` takes the custom address away. A guard that goes off is always asked about. */
  'messagingWorkbench.connection.edit': { connectionId: string } & Partial<
    Pick<Connection, 'name' | 'profile' | 'regions' | 'endpoint' | 'readOnly' | 'production'>
  >;
  'messagingWorkbench.connection.remove': { connectionId: string; confirmed?: boolean };
  'messagingWorkbench.connection.test': { connectionId: string };
  'messagingWorkbench.connection.signIn': { connectionId: string };
  'messagingWorkbench.connection.toggleReadOnly': { connectionId: string };
  'messagingWorkbench.connection.toggleProduction': { connectionId: string };
  'messagingWorkbench.connection.allowPeek': { connectionId: string; confirmed?: boolean };
  'messagingWorkbench.connection.revokePeek': { connectionId: string };
  'messagingWorkbench.activity.open': Record<never, never>;
  'messagingWorkbench.activity.export': { file?: string };
  'messagingWorkbench.log.show': Record<never, never>;

  'messagingWorkbench.sandbox.start': { seed?: boolean; keepData?: boolean };
  'messagingWorkbench.sandbox.stop': Record<never, never>;
  'messagingWorkbench.sandbox.seed': Record<never, never>;
  'messagingWorkbench.sandbox.detect': Record<never, never>;

  'messagingWorkbench.explorer.refresh': { scope?: Scope };
  'messagingWorkbench.explorer.filter': { text: string };
  'messagingWorkbench.explorer.clearFilter': Record<never, never>;
  'messagingWorkbench.explorer.groupBy': { by: 'none' | 'prefix' | 'stack' | 'tag'; tag?: string };
  'messagingWorkbench.explorer.addFavourite': { arn: string };
  'messagingWorkbench.explorer.removeFavourite': { arn: string };
  'messagingWorkbench.explorer.copyArn': { arn: string };
  'messagingWorkbench.explorer.copyUrl': { url: string };
  'messagingWorkbench.explorer.copyName': { name: string };
  /** With a connection that has an endpoint of its own it is refused, since the console does not show what is there. */
  'messagingWorkbench.explorer.openInConsole': { arn: string; connectionId?: string; url?: string };
  'messagingWorkbench.explorer.reveal': { arn: string; connectionId?: string };
  'messagingWorkbench.explorer.showProblem': { problem: string };

  'messagingWorkbench.queue.open': Named<QueueRef>;
  'messagingWorkbench.queue.create': Partial<Scope> & {
    name?: string;
    attributes?: Record<string, string>;
    tags?: Record<string, string>;
  };
  /** A shorter retention is a destructive act. */
  'messagingWorkbench.queue.edit': Named<QueueRef> & { attributes?: Record<string, string>; confirmed?: boolean };
  'messagingWorkbench.queue.delete': Named<QueueRef> & { confirmed?: boolean };
  'messagingWorkbench.queue.purge': Named<QueueRef> & { confirmed?: boolean };
  /** Writes every message to a snapshot before it deletes it: to `file`, readable, or else encrypted to one of its own. */
  'messagingWorkbench.queue.emptyWithSnapshot': Named<QueueRef> & { file?: string; confirmed?: boolean };
  'messagingWorkbench.snapshot.open': Record<never, never>;
  /**
   * Sends the messages of a snapshot back: to the queue they came out of, or to `to`. Only those whose delete was
   * confirmed, unless `unconfirmedToo`. A restore that was cut short goes on; `again` is for one that was not.
   */
  'messagingWorkbench.snapshot.restore': {
    file?: string;
    to?: Named<QueueRef>;
    unconfirmedToo?: boolean;
    again?: boolean;
    messagesPerSecond?: number;
    confirmed?: boolean;
  };
  'messagingWorkbench.snapshot.export': { file?: string; target?: string };
  'messagingWorkbench.snapshot.delete': { file?: string; confirmed?: boolean };
  /** `body` and what stands beside it prefill the form; with `send: true` the message goes out without it. */
  'messagingWorkbench.queue.send': Named<QueueRef> &
    Partial<OutgoingMessage> & { placeholders?: boolean; ignoreSchema?: boolean; send?: boolean };
  /** `file` is a path or an address, ending in .json, .ndjson, .jsonl or .csv. */
  'messagingWorkbench.queue.sendFile': Named<QueueRef> & {
    file?: string;
    messagesPerSecond?: number;
    concurrency?: number;
    placeholders?: boolean;
    ignoreSchema?: boolean;
    confirmed?: boolean;
  };
  'messagingWorkbench.queue.newDraft': Named<QueueRef> & Partial<OutgoingMessage> & { placeholders?: boolean };
  /** `uri` is the draft's address; without it the editor in front. On production the send is asked about. */
  'messagingWorkbench.queue.sendDraft': { uri?: string; ignoreSchema?: boolean; confirmed?: boolean };
  /** The message that is given, else the draft at `uri`, else the one in front. */
  'messagingWorkbench.queue.saveTemplate': Partial<OutgoingMessage> & {
    name?: string;
    place?: 'workspace' | 'user';
    uri?: string;
    placeholders?: boolean;
  };
  'messagingWorkbench.queue.sendTemplate': Partial<Named<QueueRef>> & {
    template?: string;
    place?: 'workspace' | 'user';
    send?: boolean;
    ignoreSchema?: boolean;
    confirmed?: boolean;
  };
  /** With a filter the page begins with it: to look for what was just sent. */
  'messagingWorkbench.queue.poll': Named<QueueRef> & { filter?: MessageFilter };
  'messagingWorkbench.queue.redrive': Named<QueueRef>;
  /** A second viewer beside the one in front, with its messages, filter and columns. */
  'messagingWorkbench.messages.duplicateViewer': Record<never, never>;
  'messagingWorkbench.queue.openDeadLetterQueue': Named<QueueRef>;
  'messagingWorkbench.queue.openSources': Named<QueueRef>;

  'messagingWorkbench.topic.open': Named<TopicRef>;
  'messagingWorkbench.topic.create': Partial<Scope> & {
    name?: string;
    attributes?: Record<string, string>;
    tags?: Record<string, string>;
  };
  'messagingWorkbench.topic.edit': Named<TopicRef> & { attributes?: Record<string, string> };
  'messagingWorkbench.topic.delete': Named<TopicRef> & { confirmed?: boolean };
  /** `body` and what stands beside it prefill the form; with `send: true` the message goes out without it. */
  'messagingWorkbench.topic.publish': Named<TopicRef> & Partial<OutgoingNotification> & { send?: boolean };
  /** Who would get a message with this body and these attributes; `show: false` answers without opening the page. */
  'messagingWorkbench.topic.whoGets': Named<TopicRef> &
    Partial<Pick<OutgoingNotification, 'body' | 'attributes'>> & { show?: boolean };
  'messagingWorkbench.topic.subscribe': Named<TopicRef> & {
    protocol?: string;
    endpoint?: string;
    attributes?: Record<string, string>;
  };

  'messagingWorkbench.stream.open': Named<StreamRef>;
  'messagingWorkbench.stream.create': Partial<Scope> & {
    name?: string;
    mode?: 'PROVISIONED' | 'ON_DEMAND';
    shards?: number;
    tags?: Record<string, string>;
  };
  /** A shorter retention is a destructive act. `kmsKeyId: ''` turns encryption off. */
  'messagingWorkbench.stream.edit': Named<StreamRef> & {
    retentionHours?: number;
    mode?: 'PROVISIONED' | 'ON_DEMAND';
    kmsKeyId?: string;
    confirmed?: boolean;
  };
  'messagingWorkbench.stream.delete': Named<StreamRef> & { confirmed?: boolean };
  'messagingWorkbench.stream.put': Named<StreamRef> & {
    body?: string;
    /** How `body` stands for bytes; text unless said otherwise. */
    encoding?: 'text' | 'base64';
    partitionKey?: string;
    explicitHashKey?: string;
    send?: boolean;
  };
  'messagingWorkbench.stream.read': Named<StreamRef> & { shardId?: string; position?: StartingPosition };

  'messagingWorkbench.lint.checkWorkspace': { folder?: string };
  'messagingWorkbench.lint.fixAll': { uri?: string };
  /** `folder` is that of a cdk.json. With `confirmed: true` the command is not shown first. Never in an untrusted workspace. */
  'messagingWorkbench.lint.synth': { folder?: string; confirmed?: boolean };
  /** The `msglint.json` that holds for a document; by default for the one in front. */
  'messagingWorkbench.lint.openConfig': { uri?: string };
  'messagingWorkbench.lint.showRules': Record<never, never>;
  'messagingWorkbench.lint.openRule': { ruleId: string };
}

export type CommandId = keyof CommandArguments;

/** Every command id, for the manifest test and for registration. */
export const commandIds = [
  'messagingWorkbench.connection.add',
  'messagingWorkbench.connection.edit',
  'messagingWorkbench.connection.remove',
  'messagingWorkbench.connection.test',
  'messagingWorkbench.connection.signIn',
  'messagingWorkbench.connection.toggleReadOnly',
  'messagingWorkbench.connection.toggleProduction',
  'messagingWorkbench.connection.allowPeek',
  'messagingWorkbench.connection.revokePeek',
  'messagingWorkbench.activity.open',
  'messagingWorkbench.activity.export',
  'messagingWorkbench.log.show',
  'messagingWorkbench.sandbox.start',
  'messagingWorkbench.sandbox.stop',
  'messagingWorkbench.sandbox.seed',
  'messagingWorkbench.sandbox.detect',
  'messagingWorkbench.explorer.refresh',
  'messagingWorkbench.explorer.filter',
  'messagingWorkbench.explorer.clearFilter',
  'messagingWorkbench.explorer.groupBy',
  'messagingWorkbench.explorer.addFavourite',
  'messagingWorkbench.explorer.removeFavourite',
  'messagingWorkbench.explorer.copyArn',
  'messagingWorkbench.explorer.copyUrl',
  'messagingWorkbench.explorer.copyName',
  'messagingWorkbench.explorer.openInConsole',
  'messagingWorkbench.explorer.reveal',
  'messagingWorkbench.explorer.showProblem',
  'messagingWorkbench.queue.open',
  'messagingWorkbench.queue.create',
  'messagingWorkbench.queue.edit',
  'messagingWorkbench.queue.delete',
  'messagingWorkbench.queue.purge',
  'messagingWorkbench.queue.emptyWithSnapshot',
  'messagingWorkbench.snapshot.open',
  'messagingWorkbench.snapshot.restore',
  'messagingWorkbench.snapshot.export',
  'messagingWorkbench.snapshot.delete',
  'messagingWorkbench.queue.send',
  'messagingWorkbench.queue.sendFile',
  'messagingWorkbench.queue.newDraft',
  'messagingWorkbench.queue.sendDraft',
  'messagingWorkbench.queue.saveTemplate',
  'messagingWorkbench.queue.sendTemplate',
  'messagingWorkbench.queue.poll',
  'messagingWorkbench.queue.redrive',
  'messagingWorkbench.messages.duplicateViewer',
  'messagingWorkbench.queue.openDeadLetterQueue',
  'messagingWorkbench.queue.openSources',
  'messagingWorkbench.topic.open',
  'messagingWorkbench.topic.create',
  'messagingWorkbench.topic.edit',
  'messagingWorkbench.topic.delete',
  'messagingWorkbench.topic.publish',
  'messagingWorkbench.topic.whoGets',
  'messagingWorkbench.topic.subscribe',
  'messagingWorkbench.stream.open',
  'messagingWorkbench.stream.create',
  'messagingWorkbench.stream.edit',
  'messagingWorkbench.stream.delete',
  'messagingWorkbench.stream.put',
  'messagingWorkbench.stream.read',
  'messagingWorkbench.lint.checkWorkspace',
  'messagingWorkbench.lint.fixAll',
  'messagingWorkbench.lint.synth',
  'messagingWorkbench.lint.openConfig',
  'messagingWorkbench.lint.showRules',
  'messagingWorkbench.lint.openRule',
] as const satisfies readonly CommandId[];

export const views = { explorer: 'messagingWorkbench.explorer' } as const;

/** Custom page types, which are also their `viewType`. */
export const panels = {
  queueDetails: 'messagingWorkbench.queueDetails',
  queueForm: 'messagingWorkbench.queueForm',
  queueSend: 'messagingWorkbench.queueSend',
  queuePoll: 'messagingWorkbench.queuePoll',
  queueRedrive: 'messagingWorkbench.queueRedrive',
  topicDetails: 'messagingWorkbench.topicDetails',
  topicPublish: 'messagingWorkbench.topicPublish',
  topicWhoGets: 'messagingWorkbench.topicWhoGets',
  streamDetails: 'messagingWorkbench.streamDetails',
  streamPut: 'messagingWorkbench.streamPut',
  streamRead: 'messagingWorkbench.streamRead',
} as const;

export const contextKeys = {
  filtered: 'messagingWorkbench.filtered',
  hasConnections: 'messagingWorkbench.hasConnections',
  sandboxRunning: 'messagingWorkbench.sandboxRunning',
} as const;

/** Every setting below `messagingWorkbench.` with its type. */
export interface Settings {
  /** Machine scope: no workspace can redirect signed requests or switch a guard off. */
  connections: readonly Connection[];
  /** Machine scope. Seconds, 1 to 300. */
  requestTimeoutSeconds: number;
  /** Machine scope. The program `aws`, for signing in. */
  awsCliPath: string;
  /** Seconds between refreshes of visible figures; 0 = only on request. */
  refreshSeconds: number;
  'sandbox.keepData': boolean;
  /** JSON Schemas for bodies by resource, the first that names it. */
  'messages.bodySchemas': readonly { readonly resource: string; readonly file: string }[];
  /** Schema files by which bodies are read; parsed where they are used. */
  'messages.schemas': readonly SchemaSetting[];
  /** Values that are hidden in view, copy and export. */
  'messages.mask': readonly MaskRule[];
  'lint.enabled': boolean;
  'lint.debounceMilliseconds': number;
  'lint.severity': Readonly<Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>>;
  'lint.useParameterDefaults': boolean;
  /** Hints of defaults that bite. */
  'lint.inlayHints': boolean;
}

export const settingDefaults: Settings = {
  connections: [],
  requestTimeoutSeconds: 15,
  awsCliPath: 'aws',
  refreshSeconds: 30,
  'sandbox.keepData': false,
  'messages.bodySchemas': [],
  'messages.schemas': [],
  'messages.mask': [],
  'lint.enabled': true,
  'lint.debounceMilliseconds': 200,
  'lint.severity': {},
  'lint.useParameterDefaults': false,
  'lint.inlayHints': false,
};

/**
 * Context values of tree items; the menus in package.json match them by prefix (`/^queue/`). A queue's flags follow:
 * `queue fifo dlq favourite`.
 */
export type NodeKind =
  | 'connection'
  | 'region'
  | 'queues'
  | 'topics'
  | 'streams'
  | 'group'
  | 'queue'
  | 'topic'
  | 'stream'
  | 'message';
