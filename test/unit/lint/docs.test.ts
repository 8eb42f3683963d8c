import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { otherPages, rulePages } from '../../../scripts/ruleDocs.ts';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { isAside, lint, makeLinter, uri } from './linting.ts';

const folder = path.resolve(import.meta.dirname, '../../../docs/rules');

describe.each(catalogue.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(rule.docs.bad.map(example => [example.language, example] as const))(
    'finds its bad example in %s',
    async (language, example) => {
      const found = await lint(language, example.code, makeLinter({ severities: { [id]: rule.severity } }));
      expect(found.map(report => report.ruleId)).toContain(id);
    },
  );

  test.each(rule.docs.good.map(example => [example.language, example] as const))(
    'nothing speaks about its good example in %s',
    async (language, example) => {
      const found = await lint(language, example.code);
      const aside = (rule: string, severity: string) => severity === 'information' && isAside(rule, id);
      expect(found.filter(report => !aside(report.ruleId, report.severity))).toEqual([]);
    },
  );

  // A construct takes its metric from a method: only the L1 alarm names one.
  const source =
    id === 'sqs-dlq-alarm-wrong-metric' ? [] : rule.docs.bad.filter(each => each.language === 'typescript');
  test.each(source)('its quick fix is written into CDK source where its page says so: $language', async example => {
    const linted = await makeLinter({ severities: { [id]: rule.severity } }).lint(uri, 'typescript', example.code);
    const report = linted?.result.reports.find(each => each.ruleId === id);
    const fix = report && (await linted?.fix(report));
    expect(fix !== undefined).toBe(rule.fix !== undefined && rule.docs.fixIn !== 'templates');
  });

  const templates = rule.docs.bad.filter(each => each.language !== 'typescript');
  test.each(templates)('its quick fix is written into templates where its page says so: $language', async example => {
    const linted = await makeLinter({ severities: { [id]: rule.severity } }).lint(uri, example.language, example.code);
    const reports = linted?.result.reports.filter(each => each.ruleId === id) ?? [];
    expect(reports.length).toBeGreaterThan(0);
    for (const report of reports) expect((await linted?.fix(report)) !== undefined).toBe(rule.fix !== undefined);
  });

  test('has examples, sources and a file of its name', () => {
    expect(rule.docs.bad.length).toBeGreaterThan(0);
    expect(rule.docs.good.length).toBeGreaterThan(0);
    expect(rule.docs.noFix === undefined, 'the page says why there is no fix').toBe(rule.fix !== undefined);
    if (!rule.fix) expect(rule.docs.fixNeeds ?? rule.docs.fixIn).toBeUndefined();
    expect(rule.docs.sources.every(url => url.startsWith('https://'))).toBe(true);
    const file = readFileSync(path.resolve(import.meta.dirname, `../../../src/lint/rules/${id}.ts`), 'utf8');
    expect(file).toContain(`id: '${id}'`);
  });
});

test('the pages in docs/rules are those that scripts/ruleDocs.ts writes', () => {
  const pages = rulePages();
  expect(
    readdirSync(folder)
      .filter(name => !otherPages.includes(name))
      .sort(),
  ).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
});

test('ids are unique and in order', () => {
  const ids = catalogue.map(rule => rule.id);
  expect(ids).toEqual([...new Set(ids)].sort());
});
