import * as vscode from 'vscode';
import type { Report } from '../linter.ts';
import { ruleIdOf, toRange } from './diagnostics.ts';
import { lintLanguage } from './documentLanguage.ts';
import { type LintController, toWorkspaceEdit } from './lintController.ts';

/** Stands for the reason until somebody gives one. */
const placeholder = 'Say why';

export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('msglint');

/** Actions for a range: the fix of each finding, all of its kind in the file, a suppression; or everything on save. */
export async function codeActions(
  controller: LintController,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  if (!lintLanguage(document)) return [];
  if (context.only && vscode.CodeActionKind.Source.contains(context.only))
    return sourceActions(controller, document, context.only);
  const reports = await controller.reports(document);
  const here = reports.filter(report => toRange(report.range).intersection(range) !== undefined);
  const actions: vscode.CodeAction[] = [];
  for (const report of here) {
    const diagnostics = context.diagnostics.filter(diagnostic => ruleIdOf(diagnostic) === report.ruleId);
    actions.push(...(await actionsFor(controller, document, report, reports, diagnostics)));
  }
  return actions;
}

async function actionsFor(
  controller: LintController,
  document: vscode.TextDocument,
  report: Report,
  all: readonly Report[],
  diagnostics: readonly vscode.Diagnostic[],
): Promise<vscode.CodeAction[]> {
  const actions: vscode.CodeAction[] = [];
  const add = (title: string, edit: vscode.WorkspaceEdit | undefined, preferred: boolean) => {
    if (!edit) return;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = edit;
    action.diagnostics = [...diagnostics];
    action.isPreferred = preferred;
    actions.push(action);
  };
  if (report.fixTitle !== undefined) {
    // Auto Fix takes what is preferred without asking.
    add(report.fixTitle, await controller.fix(document, report), !report.fixNeedsCode);
    if (all.filter(each => each.ruleId === report.ruleId).length > 1) {
      add(`Fix all ${report.ruleId} in this file`, await controller.fixAll(document, report.ruleId), false);
    }
  }
  for (const [title, edit] of await suppressions(controller, document, report)) add(title, edit, false);
  return actions;
}

async function sourceActions(
  controller: LintController,
  document: vscode.TextDocument,
  only: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  if (!only.contains(fixAllKind) && !fixAllKind.contains(only)) return [];
  const edit = await controller.fixAll(document);
  if (!edit) return [];
  const action = new vscode.CodeAction('Fix all messaging problems', fixAllKind);
  action.edit = edit;
  return [action];
}

/** The edits that suppress a finding, as actions; in a comment the reason is selected, so that it can be typed. */
async function suppressions(
  controller: LintController,
  document: vscode.TextDocument,
  report: Report,
): Promise<readonly (readonly [title: string, edit: vscode.WorkspaceEdit])[]> {
  const found = await controller.suppression(document, report, placeholder);
  const actions: [string, vscode.WorkspaceEdit][] = [];
  if (found?.comment) {
    const { start, end, text } = found.comment;
    const [before = '', after = ''] = text.split(placeholder);
    // The editor indents what follows a line break of a snippet by itself.
    const lineBreak = after.replace(/[ \t]+$/, '');
    const snippet = new vscode.SnippetString().appendText(before).appendPlaceholder(placeholder).appendText(lineBreak);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.set(document.uri, [vscode.SnippetTextEdit.replace(range, snippet)]);
    actions.push([`Suppress ${report.ruleId} here with a reason`, edit]);
  }
  if (found?.metadata) {
    actions.push([
      `Suppress ${report.ruleId} in the Metadata of ${report.resource}`,
      toWorkspaceEdit(document, found.metadata),
    ]);
  }
  return actions;
}
