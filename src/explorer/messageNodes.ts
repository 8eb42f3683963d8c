import type { Branch } from './branch.ts';
import { MessageNode } from './explorerNodes.ts';
import type { Filter } from './filter.ts';
import { noteLook, problemLook } from './looks.ts';

/** A message row's error, for the command that its click runs. */
export interface Problem {
  readonly key: string;
  readonly error: unknown;
}

export interface Messages {
  readonly nodes: readonly MessageNode[];
  readonly problems: readonly Problem[];
}

const plurals = { queues: 'queues', topics: 'topics', streams: 'streams' } as const;

/**
 * The sentences of a folder: what went wrong, and why there is nothing to see. `figureError` is why depths cannot
 * be read.
 */
export function messagesOf(branch: Branch, filter: Filter | undefined, figureError: unknown): Messages {
  const { node, folder, arrangement } = branch;
  const { listing, kind, scope } = folder;
  const problems: { what: string; key: string; error: unknown }[] = [];
  if (listing.state === 'failed') {
    const what = listing.rows.length > 0 ? 'The list is not up to date' : `The ${plurals[kind]} could not be listed`;
    problems.push({ what, key: 'list', error: listing.error });
  }
  if (typeof folder.tagState === 'object') {
    problems.push({ what: 'The tags to group by could not be read', key: 'tags', error: folder.tagState.error });
  }
  if (kind === 'queues' && figureError !== undefined) {
    problems.push({ what: 'Depths could not be read', key: 'figures', error: figureError });
  }
  const nodes = problems.map(({ what, key, error }) => {
    const problem = `${node.id}/${key}`;
    const click = { title: 'Show', command: 'messagingWorkbench.explorer.showProblem', args: [{ problem }] };
    return new MessageNode(node, key, problemLook(error, what), click);
  });
  if (listing.state === 'complete' && arrangement.total === 0 && folder.narrowedTo === undefined) {
    const look = noteLook(`No ${plurals[kind]} in ${scope.region}`, 'click to create one', 'add');
    const command = `messagingWorkbench.${branch.noun}.create`;
    nodes.push(new MessageNode(node, 'empty', look, { title: 'Create', command, args: [{ ...scope }] }));
  } else if (filter && arrangement.shown === 0 && (listing.state === 'complete' || listing.state === 'failed')) {
    const look = noteLook(`None matches ${filter.text}`, 'click to clear the filter', 'filter');
    const command = 'messagingWorkbench.explorer.clearFilter';
    nodes.push(new MessageNode(node, 'filtered', look, { title: 'Clear Filter', command, args: [] }));
  }
  return { nodes, problems: problems.map(({ key, error }) => ({ key: `${node.id}/${key}`, error })) };
}
