import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { configName } from '../config.ts';
import type { LintController } from './lintController.ts';

const empty = '{\n  "severity": {},\n  "exclude": []\n}\n';

/**
 * Opens the `msglint.json` that holds for a document, or for the one in front. Where there is none, one for the
 * workspace folder is begun, and written when it is saved.
 */
export function openConfigCommand(controller: LintController): CommandHandler<'messagingWorkbench.lint.openConfig'> {
  return async ({ uri }) => {
    const [firstFolder] = vscode.workspace.workspaceFolders ?? [];
    const document = uri ? vscode.Uri.parse(uri) : vscode.window.activeTextEditor?.document.uri;
    const folder = (document && vscode.workspace.getWorkspaceFolder(document)) ?? firstFolder;
    const near = document ?? (folder && vscode.Uri.joinPath(folder.uri, configName));
    if (!near || !folder) throw new UserError('Open a folder first: the configuration lies beside the sources');
    const file = await controller.configFile(near);
    if (file) {
      await vscode.window.showTextDocument(file);
      return file.toString();
    }
    const begun = vscode.Uri.joinPath(folder.uri, configName).with({ scheme: 'untitled' });
    const opened = await vscode.workspace.openTextDocument(begun);
    const editor = await vscode.window.showTextDocument(opened);
    if (opened.getText() === '') await editor.edit(edit => edit.insert(new vscode.Position(0, 0), empty));
    return opened.uri.toString();
  };
}
