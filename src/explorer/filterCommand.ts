import * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';
import { ask } from '../editor/prompts.ts';
import type { ExplorerView } from './explorerView.ts';
import { parseFilter } from './filter.ts';
import { type GroupBy, groupingLabel } from './grouping.ts';

/** Filters the tree by `text`, or by what the person types; an empty text clears the filter. */
export async function filter({ tree, view }: ExplorerView, given: { text?: string }): Promise<void> {
  const text =
    given.text ??
    (await ask({
      title: 'Filter by name',
      value: tree.filter?.text ?? '',
      placeHolder: 'orders   *-dlq   dlq:   dlq:full   prefix:Orders-',
      prompt:
        'Part of a name, or a pattern with * for the whole name. dlq: keeps dead-letter queues, dlq:full those not known to be empty, prefix: asks SQS for names that begin so. Several words all have to match.',
    }));
  tree.setFilter(parseFilter(text));
  await showState({ tree, view });
}

export async function clearFilter({ tree, view }: ExplorerView): Promise<void> {
  tree.setFilter(undefined);
  await showState({ tree, view });
}

/** The view's title says how the tree is filtered and grouped; a filter also stands above the rows, where it is never cut. */
export async function showState({ tree, view }: Pick<ExplorerView, 'tree' | 'view'>): Promise<void> {
  view.description = stateLabel(tree.filter?.text, tree.groupBy);
  view.message = tree.filter ? `Filter: ${tree.filter.text}` : '';
  await vscode.commands.executeCommand('setContext', contextKeys.filtered, tree.filter !== undefined);
}

export function stateLabel(filterText: string | undefined, groupBy: GroupBy): string {
  const parts = [filterText === undefined ? '' : `filter: ${filterText}`, groupingLabel(groupBy)];
  return parts.filter(part => part !== '').join(' · ');
}
