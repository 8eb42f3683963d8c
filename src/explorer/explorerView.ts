import type * as vscode from 'vscode';
import type { ExplorerDeps } from './explorerDeps.ts';
import type { ExplorerNode, RowNode } from './explorerNodes.ts';
import type { ExplorerTree } from './explorerTree.ts';

/** The tree and the view that shows it, for its commands. */
export interface ExplorerView {
  readonly tree: ExplorerTree;
  readonly view: vscode.TreeView<ExplorerNode>;
  readonly deps: ExplorerDeps;
  /** The selected row, for while a folder is drawn anew: VS Code's own list of selected items is empty then. */
  selected: RowNode | undefined;
}
