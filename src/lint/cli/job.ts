import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CdkReader } from '../../graph/cdk/cdkReader.ts';
import { languageOf, maxTextLength } from '../../graph/languages.ts';
import { catalogue } from '../catalogue.ts';
import type { LintedDocument, Linter, Report } from '../linter.ts';
import { LinterPerSettings } from '../linterPerSettings.ts';
import type { LintSettings } from '../lintProtocol.ts';
import { Neighbours } from './neighbours.ts';
import { type Row, toRow } from './rows.ts';

/** What a lint thread is given once. */
export interface JobSettings {
  readonly grammars: string;
  readonly rules: readonly string[];
  /** Every file of the run: what one declares, another may use. */
  readonly files: readonly string[];
}

/** What a thread works with. */
export interface JobTools {
  readonly linters: LinterPerSettings;
  readonly neighbours: Neighbours;
}

export interface Job {
  readonly file: string;
  readonly fix: boolean;
  readonly settings: LintSettings;
  /** Text that stands in no file (standard input). */
  readonly text?: string;
}

export interface JobResult {
  readonly rows: readonly Row[];
  /** False when the file is neither a template nor CDK source. */
  readonly read: boolean;
  readonly fixed: number;
  /** The text after --fix, for standard input. */
  readonly text?: string;
  /** What the reader has to say about the file. */
  readonly note?: string;
}

export function createTools(settings: JobSettings): JobTools {
  const cdk = new CdkReader(name => readFile(path.join(settings.grammars, name)));
  const rules = settings.rules.length === 0 ? catalogue : catalogue.filter(rule => settings.rules.includes(rule.id));
  return { linters: new LinterPerSettings(cdk, rules), neighbours: new Neighbours(cdk, settings.files) };
}

/** Lints one file, and fixes it first when told to. A file that cannot be read gives a note, never an error. */
export async function runJob({ linters, neighbours }: JobTools, job: Job): Promise<JobResult> {
  try {
    const linter = linters.get(job.settings);
    // A rule that was asked for by name is fixed even where other code has to change with it.
    const isFixed = (report: Report) => !report.fixNeedsCode || linter.rules.length < catalogue.length;
    return await lintFile(linter, job, isFixed, neighbours);
  } catch (error) {
    return { rows: [], read: false, fixed: 0, note: error instanceof Error ? error.message : String(error) };
  }
}

async function lintFile(
  linter: Linter,
  job: Job,
  isFixed: (report: Report) => boolean,
  neighbours: Neighbours,
): Promise<JobResult> {
  const language = languageOf(job.file) ?? 'yaml';
  if (job.text === undefined && (await stat(job.file)).size > maxTextLength * 2) return tooLong(job.file);
  const text = job.text ?? (await readFile(job.file, 'utf8'));
  if (text.length > maxTextLength) return tooLong(job.file);
  const uri = pathToFileURL(job.file).href;
  await neighbours.ready(language);
  const { workspace } = neighbours;
  const fixed = job.fix ? await linter.fixAll(uri, language, text, isFixed, workspace) : undefined;
  if (fixed && fixed.fixed > 0 && job.text === undefined) await writeFile(job.file, fixed.text);
  const linted = await linter.lint(uri, language, fixed?.text ?? text, workspace);
  const result = await rowsOf(linted, job.file, isFixed);
  return { ...result, fixed: fixed?.fixed ?? 0, ...(job.text === undefined ? {} : { text: fixed?.text ?? text }) };
}

function tooLong(file: string): JobResult {
  return { rows: [], read: false, fixed: 0, note: `Longer than ${maxTextLength} characters, left alone: ${file}` };
}

async function rowsOf(linted: LintedDocument | undefined, file: string, isFixed: (report: Report) => boolean) {
  if (!linted) return { rows: [], read: false };
  const rows: Row[] = [];
  for (const report of linted.result.reports) {
    rows.push(toRow(report, file, isFixed(report) && (await linted.fix(report)) !== undefined));
  }
  const { problem } = linted.result;
  const note = problem
    ? { note: `Read in part, so nothing is said about what is missing: ${problem.message} (line ${problem.line + 1})` }
    : {};
  return { rows, read: true, ...note };
}
