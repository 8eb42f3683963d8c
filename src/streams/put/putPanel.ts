import { panels } from '../../contributions.ts';
import { once } from '../../core/lazy.ts';
import type { Scope } from '../../core/scope.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import { shareOf } from '../shardOf.ts';
import type { StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { type PutDraft, type PutEvents, type PutMethods, putParsers } from './putProtocol.ts';
import { openShards, previewPut, putRecord, putTarget } from './putService.ts';

/** Opens a stream's put form, or brings it to the front with another draft in it. */
export function openPutPanel(deps: StreamDeps, stream: StreamRef, draft: Partial<PutDraft>): void {
  const { host } = deps;
  const scope: Scope = { connectionId: stream.connectionId, region: stream.region };
  const key = `${stream.connectionId} ${stream.arn}`;
  const standing = host.panels.find<PutEvents>(panels.streamPut, key);
  if (standing) {
    standing.reveal();
    if (Object.keys(draft).length > 0) standing.emit('draft', draft);
    return;
  }
  const client = deps.streams(scope);
  const readTarget = () => once(() => putTarget(client, stream, AbortSignal.timeout(60_000)));
  let target = readTarget();

  const panel = host.panels.open<PutMethods, PutEvents>({
    viewType: panels.streamPut,
    title: `Put: ${stream.name}`,
    icon: 'send',
    app: 'streamPutApp',
    key,
    scope,
    parsers: putParsers,
    handlers: {
      load: async (_params, signal) => {
        target = readTarget();
        const [info, known] = await Promise.all([host.scopes.describe(scope, signal), target()]);
        return {
          scope: info,
          name: stream.name,
          arn: stream.arn,
          limit: known.limit,
          openShards: openShards(known),
          draft,
        };
      },
      check: async record => {
        const { bytes, problems, hashKey, shard } = previewPut(record, await target());
        return {
          bytes,
          problems,
          ...(hashKey !== undefined && { hashKey: hashKey.toString() }),
          ...(shard && { shard: { id: shard.id, share: shareOf(shard) } }),
        };
      },
      put: async (record, signal) => {
        const put = await putRecord(client, stream, record, await target(), signal);
        // Another shard than the computed one: the stream was resharded since its shards were read.
        if (put.expected !== put.shardId) target = readTarget();
        host.changes.fire({ kind: 'stream', what: 'messages', scope, arn: stream.arn });
        return put;
      },
      read: async ({ shardId, sequenceNumber }) =>
        void (await executeCommand('messagingWorkbench.stream.read', {
          ...stream,
          shardId,
          position: { type: 'AT_SEQUENCE_NUMBER', sequenceNumber },
        })),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn !== stream.arn || change.scope.connectionId !== scope.connectionId) return;
    if (change.what === 'deleted') panel.emit('gone', undefined);
    else if (change.what === 'changed') target = readTarget();
  });
  panel.onDidDispose(() => listening.dispose());
}
