import { isCancelled, messageOf } from '../core/errors.ts';
import { count } from '../core/text.ts';
import type { ExplorerDeps } from './explorerDeps.ts';
import type { ExplorerTree } from './explorerTree.ts';
import { queueTooltip } from './looks.ts';
import type { Row } from './row.ts';

/** A row's tooltip with what one call tells of it. Plain text: names come from outside. */
export async function rowTooltip(
  row: Row,
  tree: ExplorerTree,
  deps: ExplorerDeps,
  signal: AbortSignal,
): Promise<string> {
  if (row.kind === 'queue') {
    await tree.figures.read([row], signal);
    return queueTooltip(row, tree.stateOf(row));
  }
  const lines = [row.name, row.arn];
  try {
    lines.push(row.kind === 'topic' ? await topicLine(row, deps, signal) : await streamLine(row, deps, signal));
  } catch (error) {
    if (!isCancelled(error)) lines.push(messageOf(error));
  }
  return lines.join('\n');
}

async function topicLine(row: Row & { kind: 'topic' }, deps: ExplorerDeps, signal: AbortSignal): Promise<string> {
  const { subscriptionsConfirmed = 0, subscriptionsPending = 0 } = await deps
    .topics(row.ref)
    .attributes(row.ref, signal);
  const pending = subscriptionsPending > 0 ? `, ${subscriptionsPending} not confirmed yet` : '';
  return `${count(subscriptionsConfirmed, 'subscription')}${pending}`;
}

async function streamLine(row: Row & { kind: 'stream' }, deps: ExplorerDeps, signal: AbortSignal): Promise<string> {
  const { status, mode, openShards, retentionHours } = await deps.streams(row.ref).summary(row.ref, signal);
  const capacity = mode === 'ON_DEMAND' ? 'on-demand' : 'provisioned';
  return `${status}, ${capacity}, ${count(openShards, 'open shard')}, keeps records for ${retentionHours} h`;
}
