import * as vscode from 'vscode';
import { catalogue } from '../catalogue.ts';
import type { Report } from '../linter.ts';
import { commentMark, disablingComment } from '../suppressions.ts';
import { toRange } from './diagnostics.ts';
import { lintLanguage } from './documentLanguage.ts';
import type { LintController } from './lintController.ts';

/** What a rule is about, the arithmetic behind its number for this resource, its page, and how to switch it off here. */
export function hover(
  controller: LintController,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  const reports = controller.published(document).filter(report => toRange(report.range).contains(position));
  const [first] = reports;
  const language = lintLanguage(document);
  if (!first || !language) return undefined;
  const mark = commentMark(language);
  return new vscode.Hover(
    reports.map(report => explained(report, mark)),
    toRange(first.range),
  );
}

function explained({ ruleId, explanation }: Report, mark: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['messagingWorkbench.lint.openRule'] };
  text.appendMarkdown(`**${plain(catalogue.find(rule => rule.id === ruleId)?.title ?? ruleId)}**`);
  if (explanation !== undefined) text.appendMarkdown(`\n\n${plain(explanation)}`);
  const page = `command:messagingWorkbench.lint.openRule?${encodeURIComponent(JSON.stringify([{ ruleId }]))}`;
  const how =
    mark === undefined
      ? 'Quick fixes suppress it in Metadata'
      : `Suppress: \`${mark} ${disablingComment(ruleId, 'why')}\``;
  text.appendMarkdown(`\n\n[${ruleId}](${page})\n\n${how}`);
  return text;
}

/** The text as Markdown that means nothing but itself. `appendText` would glue the words of a line together. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!~<>|&]/g, '\\$&');
}
