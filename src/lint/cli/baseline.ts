import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { isObject } from '../../core/parse.ts';
import type { Row } from './rows.ts';

/** Findings a team has decided to live with for now. Places are left out, so that a moved line changes nothing. */
interface BaselineEntry {
  /** Relative to the folder of the baseline, with forward slashes. */
  readonly file: string;
  readonly rule: string;
  readonly resource: string;
  /** How often the rule speaks about the resource, or about others of the same id in the file. */
  readonly count: number;
}

/** What is left of a run when the baseline's findings are taken out. */
export interface Compared {
  readonly rows: readonly Row[];
  readonly known: number;
  /** Findings listed for the files and rules of the run that are no longer there. */
  readonly gone: number;
}

/**
 * Takes out what a baseline lists.
 * @param ran the files that were read and the rules that ran; what is listed for others says nothing
 * @throws UserError when the baseline cannot be read
 */
export async function compare(
  baseline: string,
  rows: readonly Row[],
  ran: { readonly files: readonly string[]; readonly rules: ReadonlySet<string> },
): Promise<Compared> {
  const left = new Map<string, number>();
  const files = new Set(ran.files.map(file => nameFrom(baseline, file)));
  let gone = 0;
  for (const entry of await readBaseline(baseline)) {
    const key = keyOf(entry);
    left.set(key, (left.get(key) ?? 0) + entry.count);
    if (files.has(entry.file) && ran.rules.has(entry.rule)) gone += entry.count;
  }
  const fresh = rows.filter(row => {
    const key = keyOf(entryOf(baseline, row));
    const known = left.get(key) ?? 0;
    if (known > 0) left.set(key, known - 1);
    return known === 0;
  });
  const known = rows.length - fresh.length;
  return { rows: fresh, known, gone: Math.max(0, gone - known) };
}

/**
 * Writes the findings as a baseline, in an order that keeps later differences small.
 * @throws UserError when the file cannot be written
 */
export async function writeBaseline(baseline: string, rows: readonly Row[]): Promise<void> {
  const entries = new Map<string, BaselineEntry>();
  for (const row of rows) {
    const entry = entryOf(baseline, row);
    const key = keyOf(entry);
    entries.set(key, { ...entry, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  const findings = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const lines = findings.map(entry => `    ${JSON.stringify(entry)}`).join(',\n');
  const text = `{\n  "version": 1,\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
  try {
    await writeFile(baseline, text);
  } catch (error) {
    throw new UserError(`Cannot write the baseline: ${baseline}`, { cause: error });
  }
}

async function readBaseline(baseline: string): Promise<readonly BaselineEntry[]> {
  const text = await readFile(baseline, 'utf8').catch(error => {
    throw new UserError(`Cannot read the baseline; write one with --write-baseline: ${baseline}`, { cause: error });
  });
  const content = parsed(text);
  const findings = isObject(content) && content['version'] === 1 ? content['findings'] : undefined;
  if (!Array.isArray(findings) || !findings.every(isEntry))
    throw new UserError(`Not a baseline of this version; write it anew with --write-baseline: ${baseline}`);
  return findings;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is BaselineEntry {
  return (
    isObject(value) &&
    typeof value['file'] === 'string' &&
    typeof value['rule'] === 'string' &&
    typeof value['resource'] === 'string' &&
    Number.isSafeInteger(value['count'])
  );
}

function entryOf(baseline: string, row: Row): BaselineEntry {
  return { file: nameFrom(baseline, row.file), rule: row.ruleId, resource: row.resource, count: 1 };
}

function nameFrom(baseline: string, file: string): string {
  return path
    .relative(path.dirname(path.resolve(baseline)), path.resolve(file))
    .split(path.sep)
    .join('/');
}

function keyOf({ file, rule, resource }: BaselineEntry): string {
  return JSON.stringify([file, rule, resource]);
}
