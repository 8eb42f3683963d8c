import type { DocumentLanguage } from '../../../src/graph/document.ts';

/** A text and what one rule has to say about it. */
export interface RuleCase {
  readonly name: string;
  readonly language: DocumentLanguage;
  readonly text: string;
  /** How often the rule speaks. */
  readonly findings: number;
  readonly severity?: string;
  /** The text underlined by the first finding. */
  readonly underlined?: string;
  /** Nothing safe can be written: the finding stays. */
  readonly unfixable?: boolean;
}

const textOf =
  (language: DocumentLanguage) =>
  (name: string, text: string, expected: Partial<RuleCase> = {}) => ({
    name,
    language,
    text,
    findings: 1,
    ...expected,
  });

export const yaml = textOf('yaml');
export const json = textOf('json');
export const typescript = textOf('typescript');
export const silent = { findings: 0 };
