import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { languageOf } from '../../../src/graph/languages.ts';
import { linter, uri } from './linting.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/lint/goodPractice');
const files = readdirSync(folder).sort();

/** What may be worth knowing even where the guides are followed, by file. */
const information: Readonly<Record<string, readonly string[]>> = {
  'events-and-streams.yaml': ['sqs-dlq-alarm-missing Failed'],
  'fan-out.yaml': ['sqs-dlq-alarm-missing BillsDlq', 'sqs-dlq-alarm-missing Undelivered'],
  'fifo.json': ['sqs-dlq-alarm-missing WholesaleDlq'],
};

test.each(files)('%s follows the guides, and nothing above information speaks', async file => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  expect(text).toMatch(/https:\/\/docs\.aws\.amazon\.com\//);
  const linted = await linter.lint(uri, languageOf(file) ?? 'yaml', text);
  expect(linted?.result.complete).toBe(true);
  expect([...(linted?.graph.resources.keys() ?? [])].length).toBeGreaterThan(3);
  const said = linted?.result.reports ?? [];
  expect(said.filter(({ severity }) => severity !== 'information').map(({ message }) => message)).toEqual([]);
  expect(said.map(({ ruleId, resource }) => `${ruleId} ${resource}`).sort()).toEqual(information[file] ?? []);
});

test('every language takes part', () => {
  const languages = new Set(files.map(file => languageOf(file)));
  expect([...languages].sort()).toEqual(['csharp', 'go', 'java', 'json', 'python', 'typescript', 'yaml']);
});
