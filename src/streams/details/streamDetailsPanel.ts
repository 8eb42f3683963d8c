import { panels } from '../../contributions.ts';
import { systemClock } from '../../core/clock.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import type { Scope } from '../../core/scope.ts';
import { formatSeconds } from '../../core/text.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { isOpen, shareOf } from '../shardOf.ts';
import type { Shard, StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { streamRows } from '../streamRows.ts';
import { changeStream, readStream, retentionHint } from '../streamService.ts';
import { confirmChange } from './changeStreamCommand.ts';
import {
  type ShardRow,
  type StreamDetailsEvents,
  type StreamDetailsMethods,
  streamDetailsParsers,
} from './streamDetailsProtocol.ts';

/** Opens a stream's page, or brings it to the front, with its form when `edit` is true. */
export function openStreamPanel(deps: StreamDeps, stream: StreamRef, edit = false): void {
  const { host } = deps;
  const scope: Scope = { connectionId: stream.connectionId, region: stream.region };
  const key = `${stream.connectionId} ${stream.arn}`;
  const standing = host.panels.find<StreamDetailsEvents>(panels.streamDetails, key);
  if (standing) {
    standing.reveal();
    if (edit) standing.emit('edit', undefined);
    return;
  }
  const client = deps.streams(scope);
  let wantsForm = edit;
  /** True while the page itself changes something: it brings itself up to date. */
  let own = false;
  const changed = (): void => {
    own = true;
    host.changes.fire({ kind: 'stream', what: 'changed', scope, arn: stream.arn });
    own = false;
  };

  const panel: PanelHandle<StreamDetailsEvents> = host.panels.open<StreamDetailsMethods, StreamDetailsEvents>({
    viewType: panels.streamDetails,
    title: stream.name,
    icon: 'pulse',
    app: 'streamDetailsApp',
    key,
    scope,
    parsers: streamDetailsParsers,
    handlers: {
      load: async (_params, signal) => {
        const [info, state] = await Promise.all([
          host.scopes.describe(scope, signal),
          readStream(client, stream, signal),
        ]);
        const { summary, tags, tagsFailure } = state;
        const form = wantsForm;
        wantsForm = false;
        return {
          scope: info,
          name: stream.name,
          arn: stream.arn,
          rows: streamRows(summary),
          status: summary.status,
          mode: summary.mode,
          retentionHours: summary.retentionHours,
          kmsKeyId: summary.kmsKeyId ?? '',
          tags,
          ...(tagsFailure !== undefined && { tagsFailure }),
          edit: form,
        };
      },
      shards: async ({ token }, signal) => {
        const page = await client.shards(stream, token === undefined ? {} : { token }, signal);
        return { rows: page.items.map(rowFor), ...(page.nextToken !== undefined && { nextToken: page.nextToken }) };
      },
      retentionHint: async ({ hours }) => retentionHint(hours),
      save: async (change, signal) => {
        const wanted = await confirmChange(deps, stream, change, await client.summary(stream, signal));
        const changing = changeStream(client, stream, wanted, systemClock, signal, (what, seconds) =>
          panel.emit('progress', `Changing the ${what}, ${formatSeconds(seconds)}`),
        );
        const names = await orInDoubt(changing, `change ${stream.name}`, changed);
        if (names.length > 0) changed();
        return { changed: names };
      },
      saveTags: async (change, signal) => {
        await orInDoubt(client.changeTags(stream, change, signal), `tag ${stream.name}`, changed);
        changed();
      },
      put: async () => void (await executeCommand('messagingWorkbench.stream.put', stream)),
      read: async ({ shardId }) =>
        void (await executeCommand('messagingWorkbench.stream.read', {
          ...stream,
          ...(shardId !== undefined && { shardId }),
        })),
      delete: async () => void (await executeCommand('messagingWorkbench.stream.delete', stream)),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn !== stream.arn || change.scope.connectionId !== scope.connectionId || own) return;
    if (change.what === 'deleted') panel.emit('gone', undefined);
    else if (change.what === 'changed') panel.emit('changed', undefined);
  });
  panel.onDidDispose(() => listening.dispose());
}

function rowFor(shard: Shard): ShardRow {
  return {
    id: shard.id,
    open: isOpen(shard),
    share: shareOf(shard),
    startingHashKey: shard.startingHashKey,
    endingHashKey: shard.endingHashKey,
    parents: [shard.parentId, shard.adjacentParentId].filter(parent => parent !== undefined),
    startingSequenceNumber: shard.startingSequenceNumber,
    ...(shard.endingSequenceNumber !== undefined && { endingSequenceNumber: shard.endingSequenceNumber }),
  };
}
