import * as vscode from 'vscode';
import { panels } from '../../contributions.ts';
import { systemClock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import { allItems } from '../../core/page.ts';
import type { Scope } from '../../core/scope.ts';
import { shorten } from '../../core/text.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { isOpen } from '../shardOf.ts';
import type { StreamRecord, StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { readPosition } from './position.ts';
import { type ReadEvents, type ReadMethods, type RecordDetail, readParsers, type StartInput } from './readProtocol.ts';
import { bufferLimits, RecordBuffer } from './recordBuffer.ts';
import { decodeRecord } from './recordDetail.ts';
import { ShardReader } from './shardReader.ts';

/** Characters of a record that the page shows; all of it opens in an editor. */
const shownLength = 200_000;

/** Opens a stream's read page, or brings it to the front with another start. */
export function openReadPanel(deps: StreamDeps, stream: StreamRef, start: Partial<StartInput>): void {
  const { host } = deps;
  const scope: Scope = { connectionId: stream.connectionId, region: stream.region };
  const key = `${stream.connectionId} ${stream.arn}`;
  const standing = host.panels.find<ReadEvents>(panels.streamRead, key);
  if (standing) {
    standing.reveal();
    if (start.shardId !== undefined) standing.emit('start', start);
    return;
  }
  const client = deps.streams(scope);
  const buffer = new RecordBuffer();
  let reader: ShardReader | undefined;
  const known = (index: number): StreamRecord => {
    const record = buffer.get(index);
    if (!record) throw new UserError('This record is no longer held. Read the shard again');
    return record;
  };

  const panel: PanelHandle<ReadEvents> = host.panels.open<ReadMethods, ReadEvents>({
    viewType: panels.streamRead,
    title: `Read: ${stream.name}`,
    icon: 'inbox',
    app: 'streamReadApp',
    key,
    scope,
    parsers: readParsers,
    handlers: {
      load: async (_params, signal) => {
        const [info, summary, shards] = await Promise.all([
          host.scopes.describe(scope, signal),
          client.summary(stream, signal),
          allItems(token => client.shards(stream, token === undefined ? {} : { token }, signal), signal),
        ]);
        const all = shards.map(shard => ({ id: shard.id, open: isOpen(shard) }));
        return {
          scope: info,
          name: stream.name,
          arn: stream.arn,
          retentionHours: summary.retentionHours,
          shards: [...all.filter(shard => shard.open), ...all.filter(shard => !shard.open)],
          start,
          capacity: bufferLimits.records,
        };
      },
      start: async ({ shardId, position }) => {
        const from = readPosition(position);
        buffer.clear();
        reader = new ShardReader(client, stream, shardId, from, { clock: systemClock });
      },
      step: async (_params, signal) => {
        if (!reader) throw new UserError('Choose a shard and a position first');
        if (buffer.full) return { lines: [], ended: false, renewed: false, full: true };
        const current = reader;
        const { records, ...rest } = await current.next(signal);
        // A start in between has made another reader; what this one brought belongs to nobody.
        const lines = current === reader ? buffer.add(records) : [];
        return { lines, ...rest, full: buffer.full };
      },
      record: async ({ index }) => detailOf(known(index)),
      openRecord: async ({ index }) => {
        const { text, layers, binary } = decodeRecord(known(index).data);
        const language = !binary && layers.at(-1) === 'JSON' ? 'json' : 'plaintext';
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language }));
      },
      clear: async () => buffer.clear(),
    },
  });
  const listening = [
    panel.onDidChangeVisibility(visible => panel.emit('visible', visible)),
    host.changes.event(change => {
      if (change.arn === stream.arn && change.what === 'deleted' && change.scope.connectionId === scope.connectionId) {
        panel.emit('gone', undefined);
      }
    }),
  ];
  panel.onDidDispose(() => {
    buffer.clear();
    for (const listener of listening) listener.dispose();
  });
}

function detailOf(record: StreamRecord): RecordDetail {
  const { text, ...decoded } = decodeRecord(record.data);
  return {
    sequenceNumber: record.sequenceNumber,
    partitionKey: record.partitionKey,
    ...(record.arrivedAt && { arrivedAt: record.arrivedAt.getTime() }),
    ...(record.encryption !== undefined && { encryption: record.encryption }),
    bytes: record.data.length,
    ...decoded,
    text: shorten(text, shownLength),
    cut: text.length > shownLength,
  };
}
