import * as vscode from 'vscode';
import { views } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import { setting } from '../editor/settings.ts';
import { Attention } from './attention.ts';
import { queueRows } from './branch.ts';
import { dropFiles } from './dropFiles.ts';
import type { ExplorerDeps } from './explorerDeps.ts';
import { RowNode } from './explorerNodes.ts';
import { ExplorerTree } from './explorerTree.ts';
import type { ExplorerView } from './explorerView.ts';
import { clearFilter, filter } from './filterCommand.ts';
import { followChanges } from './followChanges.ts';
import { groupBy } from './groupByCommand.ts';
import { showProblem } from './problemCommand.ts';
import { reveal } from './revealCommand.ts';
import { copyArn, copyName, copyUrl, openInConsole, setFavourite } from './rowCommand.ts';
import { rowTooltip } from './tooltips.ts';

/** Shows the tree of connections, regions, queues, topics and streams, and registers its commands. */
export function register(deps: ExplorerDeps): Disposable {
  const tree = new ExplorerTree(deps);
  const view = vscode.window.createTreeView(views.explorer, {
    treeDataProvider: tree,
    showCollapseAll: true,
    dragAndDropController: dropFiles(deps),
  });
  const attention = new Attention(tree, {
    refreshSeconds: () => setting('refreshSeconds'),
    showBadge: badge => {
      if (badge?.tooltip !== view.badge?.tooltip) view.badge = badge;
    },
  });
  const explorer: ExplorerView = { tree, view, deps, selected: undefined };
  tree.onPointedAt = (row, signal) => {
    attention.askFor(queueRows([row]));
    return rowTooltip(row, tree, deps, signal);
  };
  attention.setVisible(view.visible);
  return disposeAll(
    tree,
    view,
    attention,
    view.onDidChangeVisibility(({ visible }) => attention.setVisible(visible)),
    view.onDidExpandElement(({ element }) => attention.expanded(element)),
    view.onDidCollapseElement(({ element }) => attention.collapsed(element)),
    view.onDidChangeSelection(({ selection: [node] }) => {
      explorer.selected = node instanceof RowNode ? node : undefined;
      if (node instanceof RowNode) attention.askFor(queueRows([node.row]));
    }),
    deps.connections.onDidChange(() => tree.syncConnections()),
    followChanges(deps.host.changes.event, tree, attention),
    registerCommands(explorer),
  );
}

function registerCommands(explorer: ExplorerView): Disposable {
  const { commands } = explorer.deps.host;
  return disposeAll(
    commands.register('messagingWorkbench.explorer.refresh', ({ scope }) => explorer.tree.refresh(scope)),
    commands.register('messagingWorkbench.explorer.filter', args => filter(explorer, args)),
    commands.register('messagingWorkbench.explorer.clearFilter', () => clearFilter(explorer)),
    commands.register('messagingWorkbench.explorer.groupBy', args => groupBy(explorer, args)),
    commands.register('messagingWorkbench.explorer.addFavourite', args => setFavourite(explorer, args, true)),
    commands.register('messagingWorkbench.explorer.removeFavourite', args => setFavourite(explorer, args, false)),
    commands.register('messagingWorkbench.explorer.copyArn', args => copyArn(explorer, args)),
    commands.register('messagingWorkbench.explorer.copyUrl', args => copyUrl(explorer, args)),
    commands.register('messagingWorkbench.explorer.copyName', args => copyName(explorer, args)),
    commands.register('messagingWorkbench.explorer.openInConsole', args => openInConsole(explorer, args)),
    commands.register('messagingWorkbench.explorer.reveal', args => reveal(explorer, args)),
    commands.register('messagingWorkbench.explorer.showProblem', args => showProblem(explorer, args)),
  );
}
