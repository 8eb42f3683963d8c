import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Schema, Validator } from '@cfworker/json-schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { junit } from '../../../src/lint/cli/junit.ts';
import { Progress } from '../../../src/lint/cli/progress.ts';
import type { Row } from '../../../src/lint/cli/rows.ts';
import { sarif } from '../../../src/lint/cli/sarif.ts';
import { fixtures, rows, msglint as run } from './msglint.ts';

const row: Row = {
  ruleId: 'sqs-missing-dlq',
  severity: 'warning',
  file: 'a/b c.yaml',
  resource: 'Orders',
  line: 3,
  column: 5,
  endLine: 3,
  endColumn: 11,
  message: 'Queue Orders has no dead-letter queue',
  fixable: true,
};

/** Every tag closed in its turn, no stray signs: what a parser of XML asks for, less what we never write. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const rest = body.replace(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/g, (_, close, name, _attributes, empty) => {
    if (close) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(body.replace(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&');
}

describe('JUnit', () => {
  test('has a suite for each file and fails what makes the run fail', () => {
    const xml = junit(
      [row, { ...row, severity: 'information', resource: 'Mail' }],
      ['a/b c.yaml', 'clean.ts'],
      'warning',
    );
    expectWellFormed(xml);
    expect(xml).toContain('<testsuites name="msglint" tests="3" failures="1" errors="0">');
    expect(xml).toContain('<testsuite name="clean.ts" tests="1" failures="0" errors="0">');
    expect(xml).toContain('<failure type="warning" message="Queue Orders has no dead-letter queue">');
    expect(xml).toContain('<system-out>a/b c.yaml:3:5: information: ');
    expect(junit([row], [], 'never')).toContain('failures="0"');
  });

  test('survives hostile names and messages', () => {
    const hostile = '"><script>&\u0000\u001b\ud800]]>\n\ufffe';
    const xml = junit([{ ...row, message: hostile, file: hostile, resource: hostile }], [], 'warning');
    expectWellFormed(xml);
    expect(xml).not.toMatch(/[\u0000\u001b\ud800\ufffe]/);
  });

  test('is what the command line prints', async () => {
    const printed = await run(['--format', 'junit', 'templates'], fixtures);
    expect(printed.code).toBe(1);
    expectWellFormed(printed.out);
    expect(printed.out).toContain('<testcase classname="templates/correct.yaml" name="no findings"/>');
  });
});

describe('SARIF', () => {
  const schema = JSON.parse(
    readFileSync(
      path.join(
        path.dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json')),
        'lib/schemas/sarif-2.1.0-rtm.5.json',
      ),
      'utf8',
    ),
  ) as Schema;
  const validator = new Validator(schema, '4', false);
  const problems = (log: unknown) =>
    validator.validate(log).errors.map(each => `${each.instanceLocation}: ${each.error}`);

  test('keeps the schema of 2.1.0, whatever the findings', () => {
    const odd = { ...row, file: path.resolve('ä b/%41.yaml'), message: '{0} "x"', ruleId: 'gone' };
    for (const found of [[], [row], [row, odd]])
      expect(problems(JSON.parse(sarif(found, catalogue, '0.1.0')))).toEqual([]);
  });

  test('keeps it on real findings', async () => {
    const printed = await run(['--format', 'sarif', '--fail-on', 'hint', '.'], fixtures);
    const log = JSON.parse(printed.out);
    expect(log.runs[0].results.length).toBeGreaterThan(5);
    expect(problems(log)).toEqual([]);
  });

  test('the schema would tell', () => {
    const log = JSON.parse(sarif([row], catalogue, '0.1.0'));
    log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
    expect(problems(log)).not.toEqual([]);
    expect(problems({ version: '2.1.0' })).not.toEqual([]);
  });
});

describe('a baseline', () => {
  let folder = '';
  const queue = (name: string) => `  ${name}:\n    Type: AWS::SQS::Queue\n`;
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  const msglint = (...args: string[]) => run(['--fail-on', 'hint', ...args], folder);
  const resources = (printed: Awaited<ReturnType<typeof run>>) => rows(printed).map(each => each.resource);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'msglint-baseline-'));
    await write('a/template.yaml', `Resources:\n${queue('Orders')}`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('hides what it lists, moved lines included, and shows what is new', async () => {
    const written = await msglint('--write-baseline', 'msglint-baseline.json', '.');
    expect(written.code).toBe(0);
    expect(written.err).toContain('1 finding written to msglint-baseline.json');
    expect(JSON.parse(await readFile(path.join(folder, 'msglint-baseline.json'), 'utf8'))).toEqual({
      version: 1,
      findings: [{ file: 'a/template.yaml', rule: 'sqs-missing-dlq', resource: 'Orders', count: 1 }],
    });
    await write('a/template.yaml', `# Moved\n\nResources:\n${queue('Mail')}${queue('Orders')}`);
    const compared = await msglint('--format', 'json', '--baseline', 'msglint-baseline.json', '.');
    expect(compared.code).toBe(1);
    expect(resources(compared)).toEqual(['Mail']);
    const elsewhere = await run(
      ['--format', 'json', '--baseline', '../msglint-baseline.json', '.'],
      path.join(folder, 'a'),
    );
    expect(resources(elsewhere)).toEqual(['Mail']);
    await write('a/template.yaml', `Resources:\n${queue('Orders')}`);
    const quiet = await msglint('--baseline', 'msglint-baseline.json', '.');
    expect([quiet.code, quiet.out]).toEqual([0, 'No findings in 1 file, 1 in the baseline\n']);
  });

  test('says when findings are gone, and speaks only about files of the run', async () => {
    await write('b.yaml', `Resources:\n${queue('Mail')}`);
    await msglint('--write-baseline', 'base.json', '.');
    await write('a/template.yaml', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n');
    expect((await msglint('--baseline', 'base.json', '.')).err).toContain('1 finding of the baseline no longer there');
    expect((await msglint('--baseline', 'base.json', 'b.yaml')).err).toBe('');
  });

  test('counts: one more of the same id in a file is new', async () => {
    const source = (count: number) =>
      `import * as sqs from 'aws-cdk-lib/aws-sqs';\n${"new sqs.Queue(scope, 'Orders');\n".repeat(count)}`;
    await write('c/stack.ts', source(1));
    await msglint('--write-baseline', 'base.json', 'c');
    await write('c/stack.ts', source(2));
    expect(resources(await msglint('--format', 'json', '--baseline', 'base.json', 'c'))).toEqual(['Orders']);
  });

  test.each([
    [['--baseline', 'none.json', 'a'], 'Cannot read the baseline'],
    [['--baseline', 'a/template.yaml', 'a'], 'Not a baseline of this version'],
    [['--write-baseline', 'no/such/folder.json', 'a'], 'Cannot write the baseline'],
    [['--baseline', 'x', '--write-baseline', 'x', 'a'], 'not both'],
  ])('%j is refused', async (args, message) => {
    const failed = await msglint(...args);
    expect(failed.code).toBe(2);
    expect(failed.err).toContain(message);
  });
});

describe('progress', () => {
  function shown(isTTY: boolean, times: readonly number[]): string[] {
    const texts: string[] = [];
    const clock = [0, ...times];
    const stream = { isTTY, write: (text: string) => texts.push(text) };
    const progress = new Progress(stream, times.length, () => clock.shift() ?? 0);
    for (const _ of times) progress.step();
    progress.end();
    return texts;
  }

  test('counts files once a run takes long, not too often, and goes away', () => {
    expect(shown(true, [500, 1_999, 2_000, 2_050, 2_100])).toEqual([
      '\r\u001b[K3 of 5 files',
      '\r\u001b[K5 of 5 files',
      '\r\u001b[K',
    ]);
  });

  test('is for people at a terminal only, and not for short runs', () => {
    expect(shown(false, [500, 3_000])).toEqual([]);
    expect(shown(true, [500, 1_000])).toEqual([]);
  });
});
