import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { exampleCases } from './caseTables.ts';
import { makeLinter, uri } from './linting.ts';
import { asLowLevel, cdkLanguages, isPlain, type PlainTemplate, plainTemplate } from './lowLevel.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const synthesized = ['typescript', 'python', 'java', 'go'].map(language =>
  readFileSync(
    path.resolve(import.meta.dirname, `../../fixtures/lint/synth/${language}/cdk.out/Shop.template.json`),
    'utf8',
  ),
);
const templates = [...catalogue.flatMap(rule => exampleCases(rule).map(each => each.text)), ...synthesized]
  .flatMap(text => plainTemplate(text) ?? [])
  .filter(isPlain);
const all = makeLinter({ severities: Object.fromEntries(catalogue.map(rule => [rule.id, rule.severity])) });

/** A place in the properties of a template where a value is written out. */
interface Place {
  readonly template: PlainTemplate;
  readonly at: readonly string[];
  readonly property: string;
  readonly value: string | number | boolean;
}

/** Names only ever silence: a queue called `orders-dlq` is taken for what it says. */
const names = /Name$|^Name$|^Id$/;

function placesOf(template: PlainTemplate): Place[] {
  const found: Place[] = [];
  const visit = (value: Json | undefined, at: readonly string[], property: string): void => {
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, [...at, String(index)], property);
    else if (typeof value === 'object' && value !== null) {
      if (Object.keys(value).some(key => key === 'Ref' || key.startsWith('Fn::'))) return;
      for (const [key, item] of Object.entries(value)) visit(item, [...at, key], key);
    } else if (value !== null && value !== undefined && !names.test(property)) {
      found.push({ template, at, property, value });
    }
  };
  for (const [name, resource] of Object.entries(template.Resources)) {
    visit(resource.Properties as Json | undefined, ['Resources', name, 'Properties'], '');
  }
  return found;
}

const places = templates.flatMap(placesOf);
const valuesOf = Map.groupBy(places, place => place.property);

/** The template with another value at a place; without one when it is undefined. */
function changed({ template, at }: Place, value: Json | undefined): PlainTemplate {
  const copy = structuredClone(template) as unknown as Json;
  let inner = copy;
  for (const key of at.slice(0, -1)) inner = (inner as { [key: string]: Json })[key] ?? null;
  const last = at.at(-1) ?? '';
  if (value !== undefined) (inner as { [key: string]: Json })[last] = value;
  else if (Array.isArray(inner)) inner.splice(Number(last), 1);
  else delete (inner as { [key: string]: Json })[last];
  return copy as unknown as PlainTemplate;
}

async function found(language: DocumentLanguage, text: string): Promise<string[]> {
  const linted = await all.lint(uri, language, text);
  return (linted?.result.reports ?? []).map(report => `${report.ruleId} ${report.resource}`).sort();
}

const inJson = (template: PlainTemplate) => found('json', JSON.stringify(template));
const parameter = { 'Fn::ImportValue': 'elsewhere' };

describe(`${templates.length} templates`, () => {
  test('what is said about an unknown value is said about every value it may have', async () => {
    expect(places.length).toBeGreaterThan(500);
    for (const place of places) {
      const withUnknown = await inJson(changed(place, parameter));
      const others = (valuesOf.get(place.property) ?? []).map(each => each.value);
      for (const value of new Set([place.value, ...others].slice(0, 8))) {
        if (typeof value !== typeof place.value) continue;
        const withValue = await inJson(changed(place, value));
        const missing = withUnknown.filter(each => !withValue.includes(each) && !withValue.includes(stronger(each)));
        expect(missing, `${place.at.join('.')} = ${value}`).toEqual([]);
      }
    }
  });

  test('unknown values are as unknown in every language', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...templates.filter(template => placesOf(template).length > 0)),
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom(...cdkLanguages),
        async (template, isUnknown, language) => {
          const hidden = placesOf(template).reduce(
            (current, place) =>
              isUnknown.next().value ? changed({ ...place, template: current }, parameter) : current,
            template,
          );
          const source = asLowLevel(hidden, language);
          if (source !== undefined) expect(await found(language, source), source).toEqual(await inJson(hidden));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('renaming resources and turning the order of keys around changes nothing', async () => {
    for (const template of templates) {
      const text = JSON.stringify(turned(template as unknown as Json));
      const renamed = Object.keys(template.Resources).reduce(
        (current, name) => current.replaceAll(new RegExp(`(?<=["{])${name}(?=["}.])`, 'g'), `${name}Q`),
        text,
      );
      const before = (await inJson(template)).map(each => each.split(' ')[0]);
      expect(
        (await found('json', renamed)).map(each => each.split(' ')[0]),
        renamed,
      ).toEqual(before);
    }
  });

  test('YAML and JSON give the same findings', async () => {
    for (const template of templates) {
      expect(await found('yaml', stringify(template))).toEqual(await inJson(template));
    }
  });
});

/** The finding that stands for a weaker one about the same thing. */
function stronger(finding: string): string {
  return finding
    .replace('sqs-dlq-retention-not-max', 'sqs-dlq-retention-shorter-than-source')
    .replace('sqs-visibility-timeout-short', 'sqs-visibility-below-function-timeout');
}

function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, turned(each)]),
  );
}
