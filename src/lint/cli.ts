import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import manifest from '../../package.json' with { type: 'json' };
import { UserError } from '../core/errors.ts';
import { count } from '../core/text.ts';
import { catalogue } from './catalogue.ts';
import { compare, writeBaseline } from './cli/baseline.ts';
import { createTools, type Job, type JobResult, type JobSettings, runJob } from './cli/job.ts';
import { junit } from './cli/junit.ts';
import { type CliOptions, fails, readOptions, usage } from './cli/options.ts';
import { makePlan, type Plan } from './cli/plan.ts';
import { LintPool } from './cli/pool.ts';
import { Progress } from './cli/progress.ts';
import { type Counts, json, pretty, type Row } from './cli/rows.ts';
import { sarif } from './cli/sarif.ts';

if (isMainThread) {
  // `msglint … | head` closes its end early; the exit code still tells what was found.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.exitCode = await main(process.argv.slice(2));
} else serve(workerData as JobSettings);

/** In a thread of the pool: one job after the other. */
function serve(settings: JobSettings): void {
  const tools = createTools(settings);
  parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await runJob(tools, job)));
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
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
  const plan = await makePlan(options);
  const { jobs } = plan;
  const pool = new LintPool(
    new URL(import.meta.url),
    { grammars: grammars(), rules: options.rules, files: jobs.map(job => job.file) },
    Math.max(1, Math.min(availableParallelism(), 8, Math.ceil(jobs.length / 8))),
  );
  const progress = new Progress(process.stderr, jobs.length);
  const step = (result: JobResult) => {
    progress.step();
    return result;
  };
  const results = await Promise.all(jobs.map(job => pool.run(job).then(step)));
  progress.end();
  await pool.close();
  return report(options, plan, results);
}

async function report(options: CliOptions, plan: Plan, results: readonly JobResult[]): Promise<number> {
  const found: Row[] = await Promise.all(
    results.flatMap(result => result.rows).map(row => plan.assemblies.located(row)),
  );
  const files = plan.jobs.filter((_, index) => results[index]?.read).map(job => job.file);
  for (const [index, result] of results.entries()) {
    if (result.note !== undefined) process.stderr.write(`${plan.jobs[index]?.file}: ${result.note}\n`);
  }
  const fixed = results.reduce((sum, result) => sum + result.fixed, 0);
  if (options.fix) process.stderr.write(`${fixed} ${fixed === 1 ? 'fix' : 'fixes'} applied\n`);
  const { rows, known } = await sorted(options, found, files);
  // With --fix, what came from standard input goes to standard output, and the findings to the side.
  const fixedStdin =
    options.fix && plan.stdin !== undefined
      ? (results.find(result => result.text !== undefined)?.text ?? plan.stdin)
      : undefined;
  if (fixedStdin !== undefined) process.stdout.write(fixedStdin);
  (fixedStdin === undefined ? process.stdout : process.stderr).write(
    formatted(options, rows, files, { read: files.length, excluded: plan.excluded, known }),
  );
  return rows.some(row => fails(row.severity, options.failOn)) ? 1 : 0;
}

/** Keeps apart what is new and what a baseline knows; with --write-baseline all of it becomes known. */
async function sorted(
  { baseline, writeBaseline: written, rules }: CliOptions,
  found: readonly Row[],
  files: readonly string[],
): Promise<{ readonly rows: readonly Row[]; readonly known: number }> {
  if (written !== undefined) {
    await writeBaseline(written, found);
    process.stderr.write(`${count(found.length, 'finding')} written to ${written}\n`);
    return { rows: [], known: found.length };
  }
  if (baseline === undefined) return { rows: found, known: 0 };
  const ran = new Set(rules.length > 0 ? rules : catalogue.map(rule => rule.id));
  const compared = await compare(baseline, found, { files, rules: ran });
  if (compared.gone > 0)
    process.stderr.write(`${count(compared.gone, 'finding')} of the baseline no longer there: write it anew\n`);
  return compared;
}

function formatted(options: CliOptions, rows: readonly Row[], files: readonly string[], counts: Counts): string {
  if (options.format === 'json') return json(rows);
  if (options.format === 'junit') return junit(rows, files, options.failOn);
  if (options.format === 'sarif') return sarif(rows, catalogue, manifest.version);
  return pretty(rows, counts);
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

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
