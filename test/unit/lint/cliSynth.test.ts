import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtures, msglint } from './msglint.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'msglint-synth-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const app = (language: string) => cp(path.join(fixtures, 'synth', language), folder, { recursive: true });

interface SynthRow {
  readonly ruleId: string;
  readonly file: string;
  readonly message: string;
  readonly fixable: boolean;
  readonly construct?: string;
  readonly source?: unknown;
}

test('the output folder of an app gives its templates, with construct paths and the places in the source', async () => {
  await app('typescript');
  const run = await msglint(['--format', 'json', 'cdk.out'], folder);
  expect(run.code).toBe(1);
  const found = JSON.parse(run.out) as SynthRow[];
  expect(new Set(found.map(row => row.file))).toEqual(new Set([path.join('cdk.out', 'Shop.template.json')]));
  const orders = found.find(row => row.ruleId === 'sqs-missing-dlq' && row.construct === 'Shop/Orders');
  expect(orders).toMatchObject({ fixable: false, source: { file: 'app.ts', line: 23, column: 20 } });
  expect(orders?.message).toContain('Queue Shop/Orders has no dead-letter queue');
});

test('people read the construct and where it is made below each finding', async () => {
  await app('python');
  const run = await msglint(['cdk.out'], folder);
  expect(run.out).toMatch(/Queue Shop\/Orders has no dead-letter queue.*\n {11}Shop\/Orders, made at app\.py:26\n/);
});

test('languages for which CDK writes no places down get the construct alone', async () => {
  await app('go');
  const run = await msglint(['--format', 'json', path.join('cdk.out', 'Shop.template.json')], folder);
  const orders = (JSON.parse(run.out) as SynthRow[]).find(row => row.construct === 'Shop/Orders');
  expect(orders).toBeDefined();
  expect(orders).not.toHaveProperty('source');
});

test('code scanning gets the construct and the place as well', async () => {
  await app('javascript');
  const run = await msglint(['--format', 'sarif', 'cdk.out'], folder);
  const { results } = JSON.parse(run.out).runs[0];
  const orders = results.find(
    (each: { locations: { logicalLocations: { fullyQualifiedName: string }[] }[] }) =>
      each.locations[0]?.logicalLocations[0]?.fullyQualifiedName === 'Shop/Orders',
  );
  expect(orders.relatedLocations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'app.js' },
    region: { startLine: 22, startColumn: 20 },
  });
});

test('what a synth wrote is not fixed: the next synth would write it again', async () => {
  await app('typescript');
  const template = path.join(folder, 'cdk.out', 'Shop.template.json');
  const before = await readFile(template, 'utf8');
  const run = await msglint(['--fix', '--format', 'json', 'cdk.out', template], folder);
  expect(run.code).toBe(1);
  expect(await readFile(template, 'utf8')).toBe(before);
});

test('a folder above still leaves the output folder out', async () => {
  await app('typescript');
  const run = await msglint(['--format', 'json', '.'], folder);
  expect(new Set((JSON.parse(run.out) as SynthRow[]).map(row => row.file))).toEqual(new Set(['app.ts']));
});
