/** Stands in for vitest and for what runs the tables of cases, while `scripts/ruleCases.ts` counts them. */
import type { DocumentLanguage } from '../../src/graph/document.ts';
import type { RuleCase } from '../../test/unit/lint/cases.ts';

export interface Table {
  readonly rule: string;
  readonly cases: readonly RuleCase[];
}

export interface MatrixTable {
  readonly language: DocumentLanguage;
  readonly rules: readonly string[];
}

/** What the files of tests handed over so far. */
export const recorded: { readonly tables: Table[]; readonly matrices: MatrixTable[] } = { tables: [], matrices: [] };

export function runCases(rule: string, cases: readonly RuleCase[]): void {
  recorded.tables.push({ rule, cases });
}

export function runMatrix(language: DocumentLanguage, rows: Readonly<Record<string, unknown>>): void {
  recorded.matrices.push({ language, rules: Object.keys(rows) });
}

/** Takes whatever it is called with, and gives itself for whatever it is asked for. */
const inert: unknown = new Proxy(() => undefined, {
  apply: () => inert,
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : inert),
});

export const runDamage = inert;
export const describe = inert;
export const test = inert;
export const it = inert;
export const expect = inert;
export const vi = inert;
export const beforeAll = inert;
export const afterAll = inert;
export const beforeEach = inert;
export const afterEach = inert;
