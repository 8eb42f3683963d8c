import { stringify } from 'yaml';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import type { RuleCase } from './cases.ts';
import { asLowLevel, cdkLanguages, isPlain, type PlainTemplate, plainTemplate } from './lowLevel.ts';

/** The examples of a rule's page as cases. */
export function exampleCases({ docs }: Rule): readonly RuleCase[] {
  const cases = (examples: Rule['docs']['bad'], name: string, findings: number) =>
    examples.map(({ language, code }): RuleCase => ({ name, language, text: code, findings }));
  return [...cases(docs.bad, 'bad example', 1), ...cases(docs.good, 'good example', 0)];
}

/** A case of a template, put into a language of CDK. */
export interface Translated {
  readonly language: DocumentLanguage;
  readonly text: string;
  /** Every resource with its properties from elsewhere: nothing may be said. Absent for what is silent already. */
  readonly unknown?: string;
}

/** The case in the other notation of templates, and as L1 constructs in every language of CDK that can say it. */
export function translated({ language, text, findings }: RuleCase): readonly Translated[] {
  const isTemplate = (language === 'yaml' || language === 'json') && !text.includes('msglint-disable');
  const template = isTemplate ? plainTemplate(text) : undefined;
  if (!template || !isPlain(template)) return [];
  const bad = findings > 0;
  const notation = language === 'yaml' ? 'json' : 'yaml';
  const write = (each: PlainTemplate) => (notation === 'json' ? JSON.stringify(each, undefined, 2) : stringify(each));
  const other: Translated = {
    language: notation,
    text: write(template),
    ...(bad ? { unknown: write(hidden(template)) } : {}),
  };
  const inCdk = cdkLanguages.flatMap((each): Translated[] => {
    const source = asLowLevel(template, each);
    const unknown = bad ? asLowLevel(template, each, () => true) : undefined;
    return source === undefined
      ? []
      : [{ language: each, text: source, ...(unknown === undefined ? {} : { unknown }) }];
  });
  return [other, ...inCdk];
}

/** The properties of every resource come from elsewhere. */
function hidden(template: PlainTemplate): PlainTemplate {
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/rest.yaml' } } };
  const resources = Object.entries(template.Resources);
  return {
    ...template,
    Resources: Object.fromEntries(resources.map(([name, { Type }]) => [name, { Type, Properties: include }])),
  };
}

/** The same for a case in the notation it is written in. */
export function hiddenTemplate({ language, text, findings }: RuleCase): string | undefined {
  const template = findings > 0 && (language === 'yaml' || language === 'json') ? plainTemplate(text) : undefined;
  if (!template) return undefined;
  return language === 'json' ? JSON.stringify(hidden(template), undefined, 2) : stringify(hidden(template));
}
