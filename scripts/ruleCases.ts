/**
 * `node scripts/ruleCases.ts`: counts the cases each lint rule is tried with in each language, and writes them to
 * docs/rules/coverage.md. With `--check` it writes nothing and fails when the page says something else.
 */
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentLanguage } from '../src/graph/document.ts';
import { catalogue } from '../src/lint/catalogue.ts';
import type { RuleCase } from '../test/unit/lint/cases.ts';
import { exampleCases, hiddenTemplate, translated } from '../test/unit/lint/caseTables.ts';
import type { recorded as Recorded } from './testing/caseRecorder.ts';

const tests = path.resolve(import.meta.dirname, '../test/unit');
const page = path.resolve(import.meta.dirname, '../docs/rules/coverage.md');
const recorder = pathToFileURL(path.join(import.meta.dirname, 'testing', 'caseRecorder.ts')).href;

interface Count {
  bad: number;
  silent: number;
  unknown: number;
}

const columns: readonly (readonly [DocumentLanguage, string])[] = [
  ['yaml', 'YAML'],
  ['json', 'JSON'],
  ['typescript', 'TypeScript'],
  ['javascript', 'JavaScript'],
  ['python', 'Python'],
  ['java', 'Java'],
  ['csharp', 'C#'],
  ['go', 'Go'],
];

/** Loads the files that hold tables of cases, with a recorder in place of what would run them. */
async function tables(): Promise<typeof Recorded> {
  registerHooks({
    resolve(specifier, context, next) {
      return specifier === 'vitest' || /\/(?:runCases|cdkMatrix)\.ts$/.test(specifier)
        ? { url: recorder, shortCircuit: true }
        : next(specifier, context);
    },
  });
  for (const file of globSync('{lint,graph}/*.test.ts', { cwd: tests }).sort()) {
    const full = path.join(tests, file);
    if (/\/(?:runCases|cdkMatrix)\.ts'/.test(await readFile(full, 'utf8'))) await import(pathToFileURL(full).href);
  }
  return ((await import(recorder)) as { recorded: typeof Recorded }).recorded;
}

function count(cases: readonly RuleCase[], into: (language: DocumentLanguage) => Count): void {
  for (const each of cases) {
    const own = into(each.language);
    if (each.findings > 0) own.bad++;
    else own.silent++;
    if (hiddenTemplate(each) !== undefined) own.unknown++;
    for (const { language, unknown } of translated(each)) {
      if (each.findings > 0) into(language).bad++;
      else into(language).silent++;
      if (unknown !== undefined) into(language).unknown++;
    }
  }
}

async function coverage(): Promise<string> {
  const counts = new Map<string, Count>();
  const of = (rule: string) => (language: DocumentLanguage) => {
    const key = `${rule} ${language === 'tsx' ? 'typescript' : language}`;
    const known = counts.get(key) ?? { bad: 0, silent: 0, unknown: 0 };
    counts.set(key, known);
    return known;
  };
  const { tables: found, matrices } = await tables();
  for (const { rule, cases } of found) count(cases, of(rule));
  for (const rule of catalogue) count(exampleCases(rule), of(rule.id));
  for (const { language, rules } of matrices) {
    for (const rule of rules) {
      const own = of(rule)(language);
      own.bad++;
      own.silent++;
      own.unknown++;
    }
  }
  const cell = (rule: string, language: DocumentLanguage) => {
    const { bad = 0, silent = 0, unknown = 0 } = counts.get(`${rule} ${language}`) ?? {};
    return `${bad}/${silent}/${unknown}`;
  };
  const sum = [...counts.values()].reduce((total, { bad, silent, unknown }) => total + bad + silent + unknown, 0);
  const rows = catalogue.map(
    ({ id }) => `| [\`${id}\`](${id}.md) | ${columns.map(([language]) => cell(id, language)).join(' | ')} |`,
  );
  return `# Cases by rule and language

${sum} cases: how many the rule speaks about, how many it is silent about, and in how many nothing can be known because
all properties come from elsewhere. Counted are the tables of cases, the examples of the rules' pages, and what both
become when a template is put into L1 constructs (\`node scripts/ruleCases.ts\` writes this page). Tests of another form,
such as those that read two files together, come on top.

| Rule | ${columns.map(([, name]) => name).join(' | ')} |
|---|${columns.map(() => '--:|').join('')}
${rows.join('\n')}
`;
}

const text = await coverage();
if (process.argv.includes('--check')) {
  if ((await readFile(page, 'utf8').catch(() => '')) !== text) {
    console.error('docs/rules/coverage.md is stale: run node scripts/ruleCases.ts');
    process.exitCode = 1;
  }
} else {
  await writeFile(page, text);
  console.log(text);
}
