import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import type { LintController } from './lintController.ts';

/** Applies every fix to a document, or to the one in front. Resolves to whether anything was changed. */
export function fixAllCommand(controller: LintController): CommandHandler<'messagingWorkbench.lint.fixAll'> {
  return async ({ uri }) => {
    const document = uri
      ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
      : vscode.window.activeTextEditor?.document;
    if (!document) throw new UserError('Open a template or CDK source first');
    const edit = await controller.fixAll(document);
    if (!edit) {
      vscode.window.setStatusBarMessage('Nothing to fix', 3_000);
      return false;
    }
    return vscode.workspace.applyEdit(edit);
  };
}
