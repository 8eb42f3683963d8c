import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import manifest from '../../package.json' with { type: 'json' };
import { UserError } from '../core/errors.ts';
import { catalogue } from './catalogue.ts';
import { findFiles } from './cli/files.ts';
import { createLinter, type Job, type JobResult, type JobSettings, runJob } from './cli/job.ts';
import { type CliOptions, fails, readOptions, usage } from './cli/options.ts';
import { LintPool } from './cli/pool.ts';
import { json, pretty, type Row } from './cli/rows.ts';
import { sarif } from './cli/sarif.ts';

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else serve(workerData as JobSettings);

/** In a thread of the pool: one job after the other. */
function serve(settings: JobSettings): void {
  const linter = createLinter(settings);
  parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await runJob(linter, job)));
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    switch (options.action) {
      case 'help':
        return print(usage);
      case 'version':
        return print(`${manifest.version}\n`);
      case 'list-rules':
        return print(
          options.format === 'pretty' ? listRules() : `${JSON.stringify(catalogue.map(rowOfRule), undefined, 2)}\n`,
        );
      case 'lint':
        return await lint(options);
    }
  } catch (error) {
    process.stderr.write(`msglint: ${error instanceof UserError ? error.message : String(error)}\n`);
    process.stderr.write('Run msglint --help for the options.\n');
    return 2;
  }
}

async function lint(options: CliOptions): Promise<number> {
  for (const id of options.rules) {
    if (!catalogue.some(rule => rule.id === id)) throw new UserError(`No such rule: ${id}`);
  }
  const stdin = options.paths.includes('-');
  const files = await findFiles(
    options.paths.filter(path => path !== '-'),
    options.ignored,
  );
  const jobs: Job[] = files.map(file => ({ file, fix: options.fix }));
  if (stdin) jobs.push({ file: options.stdinFilename ?? 'stdin.yaml', fix: options.fix, text: await readStdin() });
  const pool = new LintPool(
    new URL(import.meta.url),
    { grammars: grammars(), rules: options.rules, useParameterDefaults: options.useParameterDefaults },
    Math.max(1, Math.min(availableParallelism(), 8, Math.ceil(jobs.length / 8))),
  );
  const results = await Promise.all(jobs.map(job => pool.run(job)));
  await pool.close();
  return report(options, jobs, results, stdin);
}

function report(options: CliOptions, jobs: readonly Job[], results: readonly JobResult[], stdin: boolean): number {
  const rows: Row[] = results.flatMap(result => result.rows);
  for (const [index, result] of results.entries()) {
    if (result.note !== undefined) process.stderr.write(`${jobs[index]?.file}: ${result.note}\n`);
  }
  const fixed = results.reduce((sum, result) => sum + result.fixed, 0);
  if (options.fix) process.stderr.write(`${fixed} ${fixed === 1 ? 'fix' : 'fixes'} applied\n`);
  const read = results.filter(result => result.read).length;
  // With --fix, what came from standard input goes to standard output, and the findings to the side.
  const fixedStdin = options.fix && stdin ? results.at(-1)?.text : undefined;
  if (fixedStdin !== undefined) process.stdout.write(fixedStdin);
  (fixedStdin === undefined ? process.stdout : process.stderr).write(formatted(options, rows, read));
  return rows.some(row => fails(row.severity, options.failOn)) ? 1 : 0;
}

function formatted(options: CliOptions, rows: readonly Row[], read: number): string {
  if (options.format === 'json') return json(rows);
  if (options.format === 'sarif') return sarif(rows, catalogue, manifest.version);
  return pretty(rows, read);
}

function rowOfRule(rule: (typeof catalogue)[number]) {
  return { id: rule.id, severity: rule.severity, title: rule.title, fixable: rule.fix !== undefined };
}

function listRules(): string {
  return catalogue
    .map(rule => `${rule.id.padEnd(40)} ${rule.severity.padEnd(11)} ${rule.fix ? 'fix' : '   '} ${rule.title}\n`)
    .join('');
}

/** Beside the bundle; in the package when run from source. */
function grammars(): string {
  const beside = fileURLToPath(new URL('./grammars/', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../node_modules/@vscode/tree-sitter-wasm/wasm/', import.meta.url));
}

async function readStdin(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
