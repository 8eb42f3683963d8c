import * as vscode from 'vscode';
import type { Disposable } from '../core/disposable.ts';
import { CancelledError } from '../core/errors.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { ConnectionDeps } from './connectionDeps.ts';

const scheme = 'messaging-workbench-activity';
const shownEntries = 2_000;

/** The activity log as a read-only document: one line a call, newest last. */
export function registerActivityDocument(deps: ConnectionDeps): Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent() {
      const entries = await deps.activity.entries(shownEntries);
      if (entries.length === 0) return 'Nothing was sent, changed or deleted yet.\n';
      const field = (entry: Record<string, unknown>, name: string): string => String(entry[name] ?? '-');
      const lines = entries.map(entry =>
        ['at', 'outcome', 'action', 'resource', 'connectionName', 'accountId', 'region', 'endpoint', 'detail']
          .map(name => field(entry, name))
          .join('\t'),
      );
      return `time\toutcome\taction\tresource\tconnection\taccount\tregion\tendpoint\tdetail\n${lines.join('\n')}\n`;
    },
  });
}

export function openActivityCommand(): CommandHandler<'messagingWorkbench.activity.open'> {
  return async () => {
    const uri = vscode.Uri.from({ scheme, path: '/Activity log', query: String(Date.now()) });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  };
}

/** Copies the log, one JSON object a line, to a file of the person's choice. */
export function exportActivityCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.activity.export'> {
  return async ({ file }) => {
    const target =
      file === undefined
        ? await vscode.window.showSaveDialog({
            title: 'Export activity log',
            filters: { 'JSON lines': ['ndjson'] },
            saveLabel: 'Export',
          })
        : vscode.Uri.file(file);
    if (!target) throw new CancelledError();
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await deps.activity.text()));
    if (file === undefined) void vscode.window.showInformationMessage(`Exported the activity log to ${target.fsPath}`);
    return { file: target.fsPath };
  };
}
