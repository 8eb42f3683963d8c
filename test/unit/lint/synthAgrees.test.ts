import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { readAssembly } from '../../../src/lint/synth/assembly.ts';
import { linter } from './linting.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/lint/synth');

/** The same app in each language CDK can be synthesized in here; C# would need NuGet. */
const apps: readonly (readonly [DocumentLanguage, string])[] = [
  ['typescript', 'app.ts'],
  ['javascript', 'app.js'],
  ['python', 'app.py'],
  ['java', 'src/main/java/shop/Shop.java'],
  ['go', 'main.go'],
];

/** What a method call makes has the name of its class in the source, and a generated one in the template. */
const implied = ['AWS::Lambda::EventSourceMapping', 'AWS::SNS::Subscription'];

async function assemblyOf(language: string) {
  const root = path.join(fixtures, language);
  const assembly = await readAssembly(path.join(root, 'cdk.out'), root, file => readFile(file, 'utf8'));
  const [template, ...others] = assembly?.templates ?? [];
  if (!template || others.length > 0) throw new Error(`One template is expected: ${language}`);
  return template;
}

test.each(apps)('an app in %s and its synthesized template give the same findings', async (language, file) => {
  const template = await assemblyOf(language);
  const source = await readFile(path.join(fixtures, language, file), 'utf8');
  const ofSource = await linter.lint('file:///app', language, source);
  const ofTemplate = await linter.lint('file:///template', 'json', template.text);
  const typeIn = (linted: typeof ofSource, name: string) =>
    [...(linted?.graph.resources.values() ?? [])].find(resource => resource.name === name)?.type ?? '';
  const found = (linted: typeof ofSource, idOf: (name: string) => string | undefined) =>
    (linted?.result.reports ?? [])
      .map(({ ruleId, severity, resource }) => {
        const type = typeIn(linted, resource);
        return `${ruleId} ${severity} ${implied.includes(type) ? type : idOf(resource)}`;
      })
      .sort();
  const inTemplate = found(ofTemplate, name => template.origins.get(name)?.id);
  expect(found(ofSource, name => name)).toEqual(inTemplate);
  expect(inTemplate.length).toBeGreaterThanOrEqual(15);
});

test.each(['typescript', 'javascript', 'python'])('an app in %s says where it made each queue', async language => {
  const { origins } = await assemblyOf(language);
  const [, file = ''] = apps.find(([each]) => each === language) ?? [];
  const lines = (await readFile(path.join(fixtures, language, file), 'utf8')).split('\n');
  for (const id of ['Orders', 'MailDlq', 'Mail', 'Jobs', 'Replies']) {
    const origin = [...origins.values()].find(each => each.path === `Shop/${id}`);
    expect(origin?.frames[0]?.file).toBe(path.join(fixtures, language, file));
    expect(lines[origin?.frames[0]?.line ?? -1]).toMatch(/sqs\.(?:Cfn)?Queue\(/);
  }
});

test.each(['java', 'go'])('CDK for %s writes down no places', async language => {
  const { origins } = await assemblyOf(language);
  expect(origins.size).toBeGreaterThan(10);
  expect([...origins.values()].flatMap(origin => origin.frames)).toEqual([]);
});
