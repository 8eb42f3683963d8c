import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { formats, usage } from '../../../src/lint/cli/options.ts';
import { parseConfig } from '../../../src/lint/config.ts';
import { ruleIds } from './linting.ts';
import { root } from './msglint.ts';

const page = readFileSync(path.join(root, 'docs/msglint.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(match => match[1] === language).map(match => match[2] ?? '');

describe('docs/msglint.md', () => {
  test('names every option of the usage text, and no other', () => {
    const options = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();
    expect(options(page)).toEqual(options(usage));
    for (const format of formats) expect(page).toContain(`\`${format}\``);
  });

  test('shows a configuration that is one', () => {
    const [config = ''] = blocks('json').filter(block => block.includes('"exclude"'));
    const ids = new Set(catalogue.map(rule => rule.id));
    expect(parseConfig('msglint.json', config, ids).exclude).toHaveLength(3);
  });

  test('shows suppressions that silence', async () => {
    const [yaml = ''] = blocks('yaml').filter(block => block.startsWith('Resources:'));
    const [json = ''] = blocks('json').filter(block => block.includes('"Metadata"'));
    expect(await ruleIds('yaml', yaml)).toEqual([]);
    expect(await ruleIds('yaml', yaml.replace(/ +#.*\n/, ''))).toEqual(['sqs-missing-dlq']);
    expect(await ruleIds('json', json)).toEqual([]);
    expect(await ruleIds('json', json.replace('"disable"', '"other"'))).toEqual(['sqs-missing-dlq']);
  });

  test('shows a workflow and a hook that are YAML and run the program', () => {
    const [workflow = '', hooks = ''] = blocks('yaml').filter(block => block.includes('msglint.mjs'));
    const steps: { run?: string }[] = parse(workflow).jobs.msglint.steps;
    expect(steps.some(step => step.run?.startsWith('node tools/msglint/msglint.mjs'))).toBe(true);
    const pattern = new RegExp(parse(hooks).repos[0].hooks[0].files);
    for (const name of ['a.yml', 'a.template', 'x/a.tsx', 'a.mjs', 'a.py', 'A.java', 'A.cs', 'a.go'])
      expect(pattern.test(name)).toBe(true);
    expect(pattern.test('a.md')).toBe(false);
  });
});
