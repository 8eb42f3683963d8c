import { count, formatNumber } from '../../core/text.ts';
import { configName } from '../config.ts';
import type { Report } from '../linter.ts';
import type { Severity } from '../rule.ts';

/** A finding as the command line prints it; lines and columns count from 1, the end column is exclusive. */
export interface Row {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly file: string;
  /** Logical id or construct id. */
  readonly resource: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly fixable: boolean;
  /** In a synthesized template: the path of the construct. */
  readonly construct?: string;
  /** In a synthesized template: where the app makes the construct, as far as CDK wrote it down. */
  readonly source?: { readonly file: string; readonly line: number; readonly column?: number };
}

export function toRow(report: Report, file: string, fixable: boolean): Row {
  const { startLine, startColumn, endLine, endColumn } = report.range;
  return {
    ruleId: report.ruleId,
    severity: report.severity,
    file,
    resource: report.resource,
    line: startLine + 1,
    column: startColumn + 1,
    endLine: endLine + 1,
    endColumn: endColumn + 1,
    message: report.message,
    fixable,
  };
}

/** Files of a run. */
export interface Counts {
  readonly read: number;
  /** Left alone by a `msglint.json`. */
  readonly excluded: number;
  /** Findings that the baseline knows. */
  readonly known: number;
}

/** For people: one block per file, one line per finding, a sum at the end. */
export function pretty(rows: readonly Row[], { read, excluded, known }: Counts): string {
  const lines: string[] = [];
  let file: string | undefined;
  for (const row of rows) {
    if (row.file !== file) {
      if (file !== undefined) lines.push('');
      file = row.file;
      lines.push(row.file);
    }
    const place = `${row.line}:${row.column}`.padEnd(8);
    lines.push(`  ${place} ${row.severity.padEnd(11)} ${row.message}  ${row.ruleId}`);
    if (row.construct !== undefined) lines.push(`${' '.repeat(11)}${origin(row)}`);
  }
  const fixable = rows.filter(row => row.fixable).length;
  if (lines.length > 0) lines.push('');
  const sum = [`${rows.length === 0 ? 'No findings' : count(rows.length, 'finding')} in ${count(read, 'file')}`];
  if (excluded > 0) sum.push(`${count(excluded, 'file')} excluded by ${configName}`);
  if (known > 0) sum.push(`${formatNumber(known)} in the baseline`);
  if (fixable > 0) sum.push(`${fixable} fixable with --fix`);
  lines.push(sum.join(', '));
  return `${lines.join('\n')}\n`;
}

/** `Shop/Orders, made at lib/shop.ts:12:5`. */
function origin({ construct = '', source }: Row): string {
  if (!source) return construct;
  return `${construct}, made at ${[source.file, source.line, source.column].filter(part => part !== undefined).join(':')}`;
}

export function json(rows: readonly Row[]): string {
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
