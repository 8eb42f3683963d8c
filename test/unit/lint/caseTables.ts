import type { DocumentLanguage } from '../../../src/graph/document.ts';
import type { RuleCase } from './cases.ts';
import { asLowLevel, cdkLanguages, type PlainTemplate, plainTemplate } from './lowLevel.ts';

/** A case of a template, put into a language of CDK. */
export interface Translated {
  readonly language: DocumentLanguage;
  readonly text: string;
  /** Every resource with its properties from elsewhere: nothing may be said. Absent for what is silent already. */
  readonly unknown?: string;
}

/** The case as L1 constructs in every language of CDK that can say it. */
export function translated({ language, text, findings }: RuleCase): readonly Translated[] {
  const isTemplate = (language === 'yaml' || language === 'json') && !text.includes('msglint-disable');
  const template = isTemplate ? plainTemplate(text) : undefined;
  if (!template) return [];
  return cdkLanguages.flatMap((each): Translated[] => {
    const source = asLowLevel(template, each);
    const unknown = findings > 0 ? asLowLevel(template, each, () => true) : undefined;
    return source === undefined
      ? []
      : [{ language: each, text: source, ...(unknown === undefined ? {} : { unknown }) }];
  });
}

/** The case's template with the properties of every resource from elsewhere. */
export function hiddenTemplate({ text, findings }: RuleCase): string | undefined {
  const template: PlainTemplate | undefined = findings > 0 ? plainTemplate(text) : undefined;
  if (!template) return undefined;
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/rest.yaml' } } };
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([name, { Type }]) => [name, { Type, Properties: include }]),
  );
  return JSON.stringify({ ...template, Resources }, undefined, 2);
}
