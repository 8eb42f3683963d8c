import type * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { executeCommand, showError } from '../editor/registerCommand.ts';
import type { ExplorerDeps } from './explorerDeps.ts';
import { type ExplorerNode, RowNode } from './explorerNodes.ts';

/** A file of messages that is dropped on a queue is sent to it, after the question that names count and place. */
export function dropFiles(deps: ExplorerDeps): vscode.TreeDragAndDropController<ExplorerNode> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: ['text/uri-list', 'files'],
    handleDrop: async (target, transfer) => {
      try {
        const files = await filesOf(transfer);
        if (files.length === 0) return;
        if (!(target instanceof RowNode) || target.row.kind !== 'queue') {
          throw new UserError('Drop a file of messages on a queue, to send them to it');
        }
        const [file] = files;
        if (file === undefined || files.length > 1) throw new UserError('Drop one file at a time');
        // Not waited for: VS Code shows the drop as under way until the end of this.
        void executeCommand('messagingWorkbench.queue.sendFile', { ...target.row.ref, file });
      } catch (error) {
        showError(error, deps.host.logger, 'Dropping a file');
      }
    },
  };
}

/** The addresses of what was dropped: files of the editor as a list, files of the desktop one by one. */
async function filesOf(transfer: vscode.DataTransfer): Promise<string[]> {
  const list = await transfer.get('text/uri-list')?.asString();
  const named = (list ?? '').split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'));
  if (named.length > 0) return named;
  const dropped: string[] = [];
  for (const [, item] of transfer) {
    const uri = item.asFile()?.uri;
    if (uri) dropped.push(uri.toString());
  }
  return dropped;
}
