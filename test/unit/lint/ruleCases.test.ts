import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { exampleCases, translated } from './caseTables.ts';
import { makeLinter, uri } from './linting.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const all = makeLinter({ severities: Object.fromEntries(catalogue.map(rule => [rule.id, rule.severity])) });

test('docs/rules/coverage.md counts the cases there are', async () => {
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts/ruleCases.ts'), '--check'], { cwd: root });
});

const examples = catalogue.flatMap(rule =>
  exampleCases(rule).flatMap(each =>
    translated(each).map(other => [`${rule.id}, ${other.language}: ${each.name}`, rule.id, each, other] as const),
  ),
);

describe('examples of the pages, in other languages', () => {
  test.each(examples)('%s', async (_, id, example, { language, text, unknown }) => {
    const spoken = async (source: string) =>
      (await all.lint(uri, language, source))?.result.reports.filter(report => report.ruleId === id) ?? [];
    expect((await spoken(text)).length > 0, text).toBe(example.findings > 0);
    if (unknown !== undefined) expect(await spoken(unknown), unknown).toEqual([]);
  });
});
