import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rows, msglint as run } from './msglint.ts';

const queue = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
let folder = '';

const msglint = (...args: string[]) => run(args, folder);
const write = async (name: string, text: string) => {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), text);
};
const config = (content: object, name = 'msglint.json') => write(name, JSON.stringify(content));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'msglint-config-'));
  await write('a/template.yaml', queue);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('msglint with a msglint.json', () => {
  test('takes severities from the nearest file above, and switches rules off', async () => {
    await config({ severity: { 'sqs-missing-dlq': 'error' } });
    expect(rows(await msglint('--format', 'json', 'a')).map(row => row.severity)).toEqual(['error']);
    await config({ severity: { 'sqs-missing-dlq': 'off' } }, 'a/msglint.json');
    expect(rows(await msglint('--format', 'json', 'a'))).toEqual([]);
    const asked = await msglint('--format', 'json', '--rule', 'sqs-missing-dlq', 'a');
    expect(rows(asked)).toHaveLength(1);
    const without = await msglint('--format', 'json', '--no-config', 'a');
    expect(rows(without).map(row => row.severity)).not.toContain('error');
    expect(rows(without)).toHaveLength(1);
    const named = await msglint('--format', 'json', '--config', 'msglint.json', 'a');
    expect(rows(named).map(row => row.severity)).toEqual(['error']);
  });

  test('leaves excluded files alone, named or not, and says how many', async () => {
    await config({ exclude: ['generated'] });
    await write('generated/template.yaml', queue);
    const searched = await msglint('.');
    expect(searched.out).toMatch(/1 finding in 1 file, 1 file excluded by msglint\.json/);
    const named = await msglint('--fail-on', 'hint', 'generated/template.yaml');
    expect(named.code).toBe(0);
    expect(named.out).toBe('No findings in 0 files, 1 file excluded by msglint.json\n');
    expect((await msglint('--fail-on', 'hint', '--no-config', 'generated/template.yaml')).code).toBe(1);
  });

  test('hands standard input through unchanged when its name is excluded', async () => {
    await config({ exclude: ['generated'] });
    const args = ['--fix', '--stdin-filename', 'generated/x.yaml', '-'];
    expect((await run(args, folder, queue)).out).toBe(queue);
    expect((await run(['--fix', '-'], folder, queue)).out).toContain('RedrivePolicy');
  });

  test('takes the defaults of parameters for values where the team says so', async () => {
    await write(
      'a/template.yaml',
      `Parameters:
  Wait: { Type: Number, Default: 99999999 }
Resources:
  OrdersDlq:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
      VisibilityTimeout: !Ref Wait
`,
    );
    expect(rows(await msglint('--format', 'json', 'a'))).toEqual([]);
    await config({ useParameterDefaults: true });
    expect(rows(await msglint('--format', 'json', 'a')).map(row => row.ruleId)).toContain('sqs-attribute-out-of-range');
  });

  test.each([
    ['{ "severity": { "no-such": "off" } }', /msglint: .*msglint\.json:1:17: No such rule: no-such\n/],
    ['{ "severity": ', /msglint: .*msglint\.json:1:15: /],
  ])('%j ends the run with its place', async (text, message) => {
    await write('msglint.json', text);
    const failed = await msglint('a');
    expect(failed.code).toBe(2);
    expect(failed.out).toBe('');
    expect(failed.err).toMatch(message);
  });

  test('a configuration that was named has to be there', async () => {
    const failed = await msglint('--config', 'nowhere.json', 'a');
    expect(failed.code).toBe(2);
    expect(failed.err).toContain('No such configuration: ');
  });
});
