import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { count } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { isCandidate, isTestSource, languageOf, maxTextLength, readableExtensions } from '../../graph/languages.ts';
import type { LintController } from './lintController.ts';

/** Lints every template and CDK source of the workspace, or of one folder; resolves to the number of findings. */
export function checkWorkspaceCommand(
  controller: LintController,
): CommandHandler<'messagingWorkbench.lint.checkWorkspace'> {
  return async ({ folder }) => {
    const base = folder === undefined ? undefined : vscode.Uri.file(folder);
    if (!base && !vscode.workspace.workspaceFolders)
      throw new UserError('Open a folder first: there is nothing to check');
    const glob = `**/*.{${readableExtensions.join(',')}}`;
    const files = await vscode.workspace.findFiles(
      base ? new vscode.RelativePattern(base, glob) : glob,
      '{**/node_modules/**,**/site-packages/**,**/cdk.out/**,**/.aws-sam/**,**/.git/**}',
    );
    const found = await withSlowProgress('Checking messaging', (signal, report) =>
      checkAll(controller, files, signal, report),
    );
    void vscode.window.showInformationMessage(
      `${count(found.findings, 'finding')} in ${count(found.files, 'file')} with messaging. They are listed in Problems.`,
    );
    return found.findings;
  };
}

async function checkAll(
  controller: LintController,
  files: readonly vscode.Uri[],
  signal: AbortSignal,
  report: (message: string, percent?: number) => void,
): Promise<{ readonly findings: number; readonly files: number }> {
  let findings = 0;
  let checked = 0;
  for (const [index, uri] of files.entries()) {
    if (signal.aborted) break;
    report(`${index + 1} of ${files.length}`, (100 * index) / files.length);
    const language = isTestSource(uri.path) ? undefined : languageOf(uri.path);
    const text = language && (await textOf(uri));
    if (!language || text === undefined || !isCandidate(language, text)) continue;
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    const found = open ? (await controller.lint(open)).length : await controller.lintText(uri, language, text);
    if (found === undefined) continue;
    findings += found;
    checked++;
  }
  return { findings, files: checked };
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > maxTextLength ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
