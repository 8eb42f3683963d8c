import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { canRun, preparedFolder, runToEnd } from '../contract/servers/childServer.ts';
import { type BenchRow, median } from './row.ts';

const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(root, 'test/fixtures/lint');
const page = path.join(root, 'docs/rules/peers.md');
const cfnLintVersion = '1.58.0';
const rounds = 3;

const templates = [
  'templates/correct.yaml',
  'templates/sam-orders.yaml',
  'templates/mail.yml',
  'templates/fifo-pair.json',
  'synth/typescript/cdk.out/Shop.template.json',
];
const app = 'synth/typescript/app.ts';

interface Said {
  readonly milliseconds: number;
  /** Ids of rules, each as often as it spoke. */
  readonly ids: readonly string[];
}

/** Linters on the same files, each as its command, one after the other; what each finds goes to docs/rules/peers.md. */
export async function rows(): Promise<BenchRow[]> {
  const msglint = path.join(root, 'dist/msglint.js');
  if (!existsSync(msglint)) throw new Error('npm run build first: the command in dist/ is measured');
  const outdir = await mkdtemp(path.join(tmpdir(), 'peers-'));
  try {
    const ours = (file: string) =>
      said(process.execPath, [msglint, '--format', 'json', path.join(fixtures, file)], ownIds);
    const cfnLint = await cfnLintCommand();
    const lines: string[] = [];
    const times: Record<'ours' | 'cfn-lint' | 'oursOfApp' | 'cdk-nag', number[]> = {
      ours: [],
      'cfn-lint': [],
      oursOfApp: [],
      'cdk-nag': [],
    };
    for (const file of templates) {
      const own = await ours(file);
      const theirs = cfnLint
        ? await said(cfnLint, ['--format', 'json', '--', path.join(fixtures, file)], cfnLintIds)
        : undefined;
      times.ours.push(own.milliseconds);
      if (theirs) times['cfn-lint'].push(theirs.milliseconds);
      lines.push(line(file, own, 'cfn-lint', theirs));
    }
    const own = await ours(app);
    const nagged = await said(
      process.execPath,
      [path.join(import.meta.dirname, 'cdkNagApp.ts'), path.join(fixtures, app), outdir],
      () => [],
    );
    const nag: Said = { ...nagged, ids: nagIds(await readFile(path.join(outdir, 'validation-report.json'), 'utf8')) };
    times.oursOfApp.push(own.milliseconds);
    times['cdk-nag'].push(nag.milliseconds);
    lines.push(line(app, own, 'cdk-nag, CDK validation', nag));
    await writeFile(page, pageOf(lines));
    const row = (name: string, mine: number[], against: string, theirs: number[]): BenchRow => {
      return { name, ours: median(mine), unit: 'ms', against, theirs: median(theirs) };
    };
    return [
      ...(cfnLint
        ? [row('msglint on a template, whole command', times.ours, `cfn-lint ${cfnLintVersion}`, times['cfn-lint'])]
        : []),
      row('msglint on a CDK app, whole command', times.oursOfApp, 'synth with cdk-nag', times['cdk-nag']),
    ];
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** cfn-lint in a virtual environment below the project's cache; undefined, with a word, where it cannot be had. */
async function cfnLintCommand(): Promise<string | undefined> {
  if (!(await canRun('python3', ['-c', 'import venv, ensurepip']))) {
    console.log('cfn-lint takes no part: it needs Python 3 with its venv module');
    return undefined;
  }
  const folder = await preparedFolder(`cfn-lint-${cfnLintVersion}`, async into => {
    await runToEnd('python3', ['-m', 'venv', 'venv'], into);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `cfn-lint==${cfnLintVersion}`];
    await runToEnd(path.join(into, 'venv/bin/python'), pip, into);
  });
  return path.join(folder, 'venv/bin/cfn-lint');
}

/** Runs a linter a few times; findings make it end with a code of its own, which is no failure here. */
async function said(command: string, args: readonly string[], idsOf: (out: string) => string[]): Promise<Said> {
  const times: number[] = [];
  let ids: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const run = await promisify(execFile)(command, [...args], { maxBuffer: 64 * 1024 * 1024 }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
    );
    times.push(performance.now() - started);
    ids = idsOf(run.stdout);
  }
  return { milliseconds: median(times), ids };
}

const ownIds = (out: string) => (JSON.parse(out) as { ruleId: string }[]).map(row => row.ruleId);
const cfnLintIds = (out: string) => (JSON.parse(out) as { Rule: { Id: string } }[]).map(row => row.Rule.Id);

function nagIds(report: string): string[] {
  const { pluginReports } = JSON.parse(report) as {
    pluginReports: { violations: { ruleName: string; violatingConstructs: unknown[] }[] }[];
  };
  return pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(() => ruleName.replace(/\[.*/, '')),
    ),
  );
}

function line(file: string, own: Said, peer: string, theirs: Said | undefined): string {
  const counted = (ids: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const parts = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([id, n]) => (n > 1 ? `${id} ×${n}` : id));
    return parts.join(', ') || 'nothing';
  };
  const ratio = theirs ? (own.milliseconds / theirs.milliseconds).toFixed(2) : '';
  const cells = [
    `\`${file}\``,
    `${own.milliseconds.toFixed(0)} ms`,
    theirs ? `${peer}: ${theirs.milliseconds.toFixed(0)} ms` : `${peer}: not at hand`,
    ratio,
    counted(own.ids),
    theirs ? counted(theirs.ids) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function pageOf(lines: readonly string[]): string {
  return `# Other linters on the same files

Whole commands, start included, median of ${rounds}; files in \`test/fixtures/lint\`. Written by \`npm run bench -- peers\` on a
machine that did other work as well: the ratio says more than the times. \`correct.yaml\` follows the guides, so nothing
above information should be said about it.

| File | msglint | Peer | Ratio | msglint finds | The peer finds |
|---|--:|--:|--:|---|---|
${lines.join('\n')}

- cfn-lint ${cfnLintVersion} checks templates against CloudFormation's own schemas; of our rules it knows the type of a
  dead-letter queue (E3502), the names of FIFO queues (E3501) and a visibility timeout below that of the function (E3505).
- cdk-nag 3.0.2 (packs AwsSolutions and Serverless) and what CDK itself validates speak after a synth only.
- \`cdk lsp\`: no such command in the CDK command line from the registry (3.0.0); it shows its help instead.
`;
}
