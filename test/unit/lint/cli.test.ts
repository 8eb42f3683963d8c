import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures, root, rows, msglint as run } from './msglint.ts';

/** The apps that are there to be synthesized have faults that nothing mends. */
const withoutSynth = (file: string) => path.basename(file) !== 'synth';
let folder = '';
const msglint = (args: readonly string[], input = '') => run(args, folder, input);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'msglint-'));
  await cp(fixtures, path.join(folder, 'lint'), { recursive: true, filter: withoutSynth });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('msglint', () => {
  test('prints rows whose places count from 1 and hold the text they name', async () => {
    const run = await msglint(['--format', 'json', 'lint']);
    expect(run.code).toBe(1);
    const found = rows(run);
    expect(found.map(row => row.ruleId)).toEqual(
      expect.arrayContaining([
        'sqs-missing-dlq',
        'sqs-visibility-below-function-timeout',
        'sqs-visibility-timeout-short',
        'sqs-dlq-type-mismatch',
      ]),
    );
    const row = found.find(each => each.file.endsWith('sam-orders.yaml') && each.ruleId.includes('below'));
    const text = await readFile(path.join(folder, row?.file ?? ''), 'utf8');
    const line = text.split('\n')[(row?.line ?? 0) - 1] ?? '';
    expect(line.slice((row?.column ?? 0) - 1, (row?.endColumn ?? 0) - 1)).toBe('30');
    expect(row?.fixable).toBe(true);
  });

  test('ends quietly, with its exit code, when nobody reads its output to the end', async () => {
    const [code, err] = await new Promise<[number | null, string]>(resolve => {
      const child = spawn(process.execPath, [path.join(root, 'src/lint/cli.ts'), '--format', 'sarif', 'lint'], {
        cwd: folder,
      });
      let said = '';
      child.stderr.on('data', chunk => (said += chunk));
      child.stdout.destroy();
      child.on('close', exit => resolve([exit, said]));
    });
    expect(err).not.toMatch(/EPIPE|\bat /);
    expect(code).toBe(1);
  });

  test('names a file it could read only in part, and goes on', async () => {
    const run = await msglint(['lint']);
    expect(run.err).toContain('broken.yaml: Read in part');
    expect(run.out).toMatch(/\d+ findings in \d+ files, \d+ fixable with --fix\n$/);
  });

  test('--fix leaves nothing fixable, and a second run changes nothing', async () => {
    const copy = path.join(folder, 'copy');
    await cp(fixtures, copy, { recursive: true, filter: withoutSynth });
    const first = await msglint(['--format', 'json', '--fix', 'copy']);
    expect(rows(first).filter(row => row.fixable)).toEqual([]);
    // What changes the contract of a handler is fixed when it is asked for.
    const serious = rows(first).filter(row => row.severity !== 'information');
    expect(serious.map(row => row.ruleId)).toEqual(['lambda-sqs-no-partial-batch']);
    const asked = await msglint(['--fix', '--rule', 'lambda-sqs-no-partial-batch', 'copy']);
    expect(asked.code).toBe(0);
    const file = path.join(copy, 'cdk/orders-stack.ts');
    const fixed = await readFile(file, 'utf8');
    expect(fixed).toContain('visibilityTimeout: Duration.minutes(9)');
    await msglint(['--fix', 'copy']);
    expect(await readFile(file, 'utf8')).toBe(fixed);
  });

  test('reads standard input, and with --fix writes the text to standard output', async () => {
    const template = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
    const plain = await msglint(['--format', 'json', '-'], template);
    expect(rows(plain).map(row => row.ruleId)).toEqual(['sqs-missing-dlq']);
    const fixed = await msglint(['--fix', '-'], template);
    expect(fixed.out).toContain('RedrivePolicy:');
    const code = "import * as sqs from 'aws-cdk-lib/aws-sqs';\nnew sqs.Queue(scope, 'Orders');\n";
    const typescript = await msglint(['--format', 'json', '--stdin-filename', 'a.ts', '-'], code);
    expect(rows(typescript)).toHaveLength(1);
  });

  test.each([
    [['--fail-on', 'error', 'lint/templates/mail.yml'], 0],
    [['--fail-on', 'warning', 'lint/templates/mail.yml'], 1],
    [['--fail-on', 'never', 'lint'], 0],
    [['lint/templates/correct.yaml'], 0],
    [['--rule', 'sqs-dlq-type-mismatch', 'lint/templates/mail.yml'], 0],
    [['lint/**/*.json'], 1],
    [['--ignore', '**/cdk/**', 'lint/cdk'], 0],
    [['--list-rules'], 0],
    [['--help'], 0],
    [['--version'], 0],
    [[], 2],
    [['--format', 'xml', 'lint'], 2],
    [['--fail-on', 'often', 'lint'], 2],
    [['--rule', 'no-such', 'lint'], 2],
    [['--wrong', 'lint'], 2],
    [['no/such/file.yaml'], 2],
    [['no/such/*.yaml'], 2],
  ] as const)('%j exits with %i', async (args, code) => {
    const run = await msglint(args);
    expect(run.code).toBe(code);
    if (code === 2) expect(run.err).toContain('msglint: ');
  });

  test('skips folders of others unless they are named', async () => {
    const bad = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
    for (const name of ['node_modules/x', 'cdk.out', '.hidden', 'mine']) {
      await mkdir(path.join(folder, 'tree', name), { recursive: true });
      await writeFile(path.join(folder, 'tree', name, 'template.yaml'), bad);
    }
    expect(rows(await msglint(['--format', 'json', 'tree'])).map(row => row.file)).toEqual([
      path.join('tree', 'mine', 'template.yaml'),
    ]);
    expect(rows(await msglint(['--format', 'json', 'tree/cdk.out']))).toHaveLength(1);
  });

  test('leaves tests and compiled JavaScript alone unless they are named', async () => {
    const source = "import * as sqs from 'aws-cdk-lib/aws-sqs';\nnew sqs.Queue(scope, 'Orders');\n";
    await mkdir(path.join(folder, 'code'), { recursive: true });
    for (const name of ['stack.ts', 'stack.js', 'stack.test.ts', 'plain.js']) {
      await writeFile(path.join(folder, 'code', name), source);
    }
    const found = rows(await msglint(['--format', 'json', 'code'])).map(row => path.basename(row.file));
    expect(found).toEqual(['plain.js', 'stack.ts']);
    expect(rows(await msglint(['--format', 'json', 'code/stack.test.ts']))).toHaveLength(1);
  });

  test('gives up on what is no text and what is too long, and says so', async () => {
    await mkdir(path.join(folder, 'odd'), { recursive: true });
    await writeFile(path.join(folder, 'odd', 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x01, 0xc3, 0x28]));
    await writeFile(path.join(folder, 'odd', 'long.json'), `{"Resources": {}, "x": "${'a'.repeat(5_000_000)}"}`);
    const run = await msglint(['odd']);
    expect(run.code).toBe(0);
    expect(run.err).toContain('long.json: Longer than');
  });

  test('writes SARIF with a place for each finding', async () => {
    const log = JSON.parse((await msglint(['--format', 'sarif', 'lint/templates/fifo-pair.json'])).out);
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.tool.driver.rules[run.results[0].ruleIndex].id).toBe(run.results[0].ruleId);
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('lint/templates/fifo-pair.json');
    expect(run.results[0].locations[0].physicalLocation.region.startLine).toBeGreaterThan(1);
  });
});
