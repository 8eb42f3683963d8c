import type * as vscode from 'vscode';
import { panels } from '../../contributions.ts';
import { systemClock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import { allItems } from '../../core/page.ts';
import type { Handlers } from '../../core/rpc.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { columnsOf } from '../../messages/viewer/viewerColumns.ts';
import { viewerPorts } from '../../messages/viewer/viewerPanel.ts';
import type { ViewerSettings } from '../../messages/viewer/viewerProtocol.ts';
import { ViewerSession } from '../../messages/viewer/viewerSession.ts';
import { isOpen } from '../shardOf.ts';
import type { StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { readPosition } from './position.ts';
import {
  type ReadEvents,
  type ReadMethods,
  type ReadPage,
  readPageStateParser,
  readParsers,
  type StartInput,
  type StepResult,
} from './readProtocol.ts';
import { asMessage, dataOf } from './recordMessage.ts';
import { ShardReader } from './shardReader.ts';

/** Opens a stream's read page, or brings it to the front with another start. */
export function openReadPanel(deps: StreamDeps, stream: StreamRef, start: Partial<StartInput>): void {
  const standing = deps.host.panels.find<ReadEvents>(panels.streamRead, keyOf(stream));
  if (standing) {
    standing.reveal();
    if (start.shardId !== undefined) standing.emit('start', start);
  } else new ReadStreamPage(deps, stream, { start }).open();
}

/** Fills a page that VS Code restored after a reload of the window: its settings come back, its records do not. */
export function restoreReadPanel(deps: StreamDeps, restored: vscode.WebviewPanel, state: unknown): void {
  const { stream, settings } = readPageStateParser(state, 'state');
  new ReadStreamPage(deps, stream, { settings, restored }).open();
}

const keyOf = (stream: StreamRef): string => `${stream.connectionId} ${stream.arn}`;

interface ReadPageOptions {
  readonly start?: Partial<StartInput>;
  readonly settings?: ViewerSettings;
  readonly restored?: vscode.WebviewPanel;
  /** The viewer whose records and settings this page begins with, beside it. */
  readonly original?: ViewerSession;
}

class ReadStreamPage {
  readonly #deps: StreamDeps;
  readonly #stream: StreamRef;
  readonly #options: ReadPageOptions;
  readonly #viewer: ViewerSession;
  #reading: { readonly reader: ShardReader; readonly shardId: string } | undefined;

  constructor(deps: StreamDeps, stream: StreamRef, options: ReadPageOptions) {
    this.#deps = deps;
    this.#stream = stream;
    this.#options = options;
    const { original } = options;
    this.#viewer = new ViewerSession({
      ports: viewerPorts(deps.host, stream.name),
      columns: columnsOf('sentAt', 'groupId', 'bytes', 'id', 'preview'),
      settings: original?.settings ?? options.settings,
      restored: options.restored !== undefined,
      duplicate: () => this.#duplicate(),
      reading: original?.reading,
      read: message => this.#viewer.reading.decoder.decode({ ...message, body: dataOf(message) }),
    });
    if (original) this.#viewer.add([...original.messages()]);
  }

  open(): void {
    const { host } = this.#deps;
    const stream = this.#stream;
    const { original, restored } = this.#options;
    const panel: PanelHandle<ReadEvents> = host.panels.open<ReadMethods, ReadEvents>({
      viewType: panels.streamRead,
      title: `Read: ${stream.name}`,
      icon: 'inbox',
      app: 'streamReadApp',
      key: keyOf(stream),
      scope: stream,
      parsers: readParsers,
      handlers: this.#handlers,
      another: original !== undefined,
      restored,
      duplicate: () => this.#duplicate(),
    });
    this.#viewer.attach((event, figures) => panel.emit(event, figures));
    const listening = [
      panel.onDidChangeVisibility(visible => panel.emit('visible', visible)),
      host.changes.event(change => {
        const same = change.arn === stream.arn && change.scope.connectionId === stream.connectionId;
        if (same && change.what === 'deleted') panel.emit('gone', undefined);
      }),
    ];
    panel.onDidDispose(() => {
      this.#viewer.dispose();
      for (const listener of listening) listener.dispose();
    });
  }

  #duplicate(): void {
    new ReadStreamPage(this.#deps, this.#stream, { original: this.#viewer }).open();
  }

  get #handlers(): Handlers<ReadMethods> {
    return {
      ...this.#viewer.handlers,
      load: (_params, signal) => this.#load(signal),
      start: async ({ shardId, position }) => {
        const from = readPosition(position);
        this.#viewer.clear();
        const client = this.#deps.streams(this.#stream);
        const reader = new ShardReader(client, this.#stream, shardId, from, { clock: systemClock });
        this.#reading = { reader, shardId };
      },
      step: (_params, signal) => this.#step(signal),
      clear: async () => this.#viewer.clear(),
    };
  }

  async #load(signal: AbortSignal): Promise<ReadPage> {
    const stream = this.#stream;
    const client = this.#deps.streams(stream);
    const [scope, summary, shards, reading] = await Promise.all([
      this.#deps.host.scopes.describe(stream, signal),
      client.summary(stream, signal),
      allItems(token => client.shards(stream, token === undefined ? {} : { token }, signal), signal),
      this.#deps.reading(stream, signal),
    ]);
    this.#viewer.use(reading);
    const all = shards.map(shard => ({ id: shard.id, open: isOpen(shard) }));
    return {
      scope,
      stream,
      retentionHours: summary.retentionHours,
      shards: [...all.filter(shard => shard.open), ...all.filter(shard => !shard.open)],
      start: this.#options.start ?? {},
      problems: reading.problems,
    };
  }

  async #step(signal: AbortSignal): Promise<StepResult> {
    const current = this.#reading;
    if (!current) throw new UserError('Choose a shard and a position first');
    const { records, ...rest } = await current.reader.next(signal);
    // A start in between has made another reader; what this one brought belongs to nobody.
    if (current !== this.#reading) return { records: 0, ...rest };
    const now = systemClock.now();
    this.#viewer.add(records.map(record => asMessage(record, current.shardId, now)));
    return { records: records.length, ...rest };
  }
}
