import * as vscode from 'vscode';
import type { Report, ReportRange } from '../linter.ts';
import type { Severity } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

export const diagnosticSource = 'msglint';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function toRange(range: ReportRange): vscode.Range {
  return new vscode.Range(range.startLine, range.startColumn, range.endLine, range.endColumn);
}

export function toDiagnostic(report: Report): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(report.range), report.message, severities[report.severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: report.ruleId, target: vscode.Uri.parse(rulePage(report.ruleId)) };
  diagnostic.relatedInformation = report.related.map(
    place =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.parse(place.uri), toRange(place.range)),
        place.message,
      ),
  );
  return diagnostic;
}

/** The rule id of a diagnostic of ours, else undefined. */
export function ruleIdOf(diagnostic: vscode.Diagnostic): string | undefined {
  const { code, source } = diagnostic;
  return source === diagnosticSource && typeof code === 'object' ? String(code.value) : undefined;
}
