import * as vscode from 'vscode';
import { rulePage } from '../rulePage.ts';
import { toRange } from './diagnostics.ts';
import type { LintController } from './lintController.ts';

/** The arithmetic behind a number, over the place it is about. */
export function hover(
  controller: LintController,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  const reports = controller
    .published(document)
    .filter(report => report.explanation !== undefined && toRange(report.range).contains(position));
  const [first] = reports;
  if (!first) return undefined;
  const parts = reports.map(report => {
    const text = new vscode.MarkdownString();
    text.appendText(report.explanation ?? '');
    text.appendMarkdown(`\n\n[${report.ruleId}](${rulePage(report.ruleId)})`);
    return text;
  });
  return new vscode.Hover(parts, toRange(first.range));
}
