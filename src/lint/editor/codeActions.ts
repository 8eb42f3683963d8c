import * as vscode from 'vscode';
import type { Report } from '../linter.ts';
import { ruleIdOf, toRange } from './diagnostics.ts';
import { lintLanguage } from './documentLanguage.ts';
import type { LintController } from './lintController.ts';

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
  add(`Disable ${report.ruleId} for this line`, suppression(document, report), false);
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

/** A comment above the finding. JSON has none, and a template with comments in it does not deploy. */
function suppression(document: vscode.TextDocument, report: Report): vscode.WorkspaceEdit | undefined {
  const language = lintLanguage(document);
  if (language === undefined || language === 'json') return undefined;
  const line = document.lineAt(report.range.startLine);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const mark = language === 'yaml' || language === 'python' ? '#' : '//';
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, line.range.start, `${indent}${mark} msglint-disable-next-line ${report.ruleId}${eol}`);
  return edit;
}
