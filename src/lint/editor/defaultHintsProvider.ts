import * as vscode from 'vscode';
import type { DefaultHint } from '../defaultHints.ts';
import { plain } from './hover.ts';
import type { LintController } from './lintController.ts';

/** Defaults behind the line that names a resource: those of one line stand together, each with its own tooltip. */
export async function inlayHints(
  controller: LintController,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.InlayHint[]> {
  const byLine = new Map<number, DefaultHint[]>();
  for (const hint of await controller.defaults(document)) {
    const { line } = document.positionAt(hint.span.start);
    if (line < range.start.line || line > range.end.line) continue;
    const same = byLine.get(line);
    if (same) same.push(hint);
    else byLine.set(line, [hint]);
  }
  return [...byLine].map(([line, hints]) => {
    const inlay = new vscode.InlayHint(document.lineAt(line).range.end, hints.flatMap(parts));
    inlay.paddingLeft = true;
    return inlay;
  });
}

function parts({ property, value, label, why, source }: DefaultHint, index: number): vscode.InlayHintLabelPart[] {
  const part = new vscode.InlayHintLabelPart(label);
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown(plain(`Default of ${property}, which is not written here: ${value}. ${why}`));
  tooltip.appendMarkdown(`\n\n[AWS documentation](${source})`);
  part.tooltip = tooltip;
  return index === 0 ? [part] : [new vscode.InlayHintLabelPart(', '), part];
}
