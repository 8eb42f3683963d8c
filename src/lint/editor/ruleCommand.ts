import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { pick } from '../../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import { catalogue } from '../catalogue.ts';
import { rulePage } from '../rulePage.ts';

/** Lists every rule; the one picked is opened. */
export function showRulesCommand(): CommandHandler<'messagingWorkbench.lint.showRules'> {
  return async () => {
    const ruleId = await pick(
      catalogue.map(rule => ({ label: rule.id, description: rule.severity, detail: rule.title, value: rule.id })),
      { title: 'Messaging Lint Rules', placeHolder: 'Pick a rule to read about it', matchOnDetail: true },
    );
    await executeCommand('messagingWorkbench.lint.openRule', { ruleId });
  };
}

/** Opens the page of a rule: the one that came with the extension, else the one on the web. */
export function openRuleCommand(extensionUri: vscode.Uri): CommandHandler<'messagingWorkbench.lint.openRule'> {
  return async ({ ruleId }) => {
    if (ruleId === undefined) return executeCommand('messagingWorkbench.lint.showRules');
    if (!catalogue.some(rule => rule.id === ruleId)) throw new UserError(`There is no lint rule of this id: ${ruleId}`);
    const page = vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${ruleId}.md`);
    const shipped = await vscode.workspace.fs.stat(page).then(
      () => true,
      () => false,
    );
    if (shipped) await vscode.commands.executeCommand('markdown.showPreview', page);
    else await vscode.env.openExternal(vscode.Uri.parse(rulePage(ruleId)));
  };
}
