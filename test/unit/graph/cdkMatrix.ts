import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { applyFix, fixed, isAside, lint, linter, ruleIds, uri } from '../lint/linting.ts';

/** Source that breaks a rule, that follows it, and that leaves open what it does. */
export interface MatrixRow {
  readonly bad: string;
  /** The text underlined in the bad source. */
  readonly underlined: string;
  readonly good: string;
  readonly unknown: string;
}

/** The rules every language of CDK is tried with. */
export type MatrixRule =
  | 'fifo-name-suffix'
  | 'lambda-sqs-batch-window'
  | 'lambda-sqs-fifo-batch'
  | 'lambda-sqs-no-partial-batch'
  | 'lambda-sqs-onfailure-unsupported'
  | 'sqs-attribute-out-of-range'
  | 'sqs-dlq-retention-not-max'
  | 'sqs-dlq-retention-shorter-than-source'
  | 'sqs-dlq-type-mismatch'
  | 'sqs-encryption-disabled'
  | 'sqs-fifo-only-property'
  | 'sqs-fifo-throughput-pair'
  | 'sqs-max-receive-count-low'
  | 'sqs-missing-dlq'
  | 'sqs-visibility-below-function-timeout'
  | 'sqs-visibility-timeout-short';

/** Sources with the fix of one rule in place, by language. */
const fixtures = path.resolve(import.meta.dirname, '../../fixtures/fixes');

const withoutFix = new Set(['lambda-sqs-onfailure-unsupported']);

const reportsOf = async (language: DocumentLanguage, text: string, rule: string) =>
  (await lint(language, text)).filter(report => report.ruleId === rule);

/** Each rule speaks once, at the right words, about bad source, and never about good or unknown source. */
export function runMatrix(language: DocumentLanguage, rows: Readonly<Record<MatrixRule, MatrixRow>>): void {
  describe.each(Object.entries(rows))(`${language}: %s`, (rule, row) => {
    test('bad', async () => {
      const reports = await reportsOf(language, row.bad, rule);
      expect(reports.map(report => row.bad.slice(report.start, report.end))).toEqual([row.underlined]);
    });
    test('good', async () => expect(await reportsOf(language, row.good, rule)).toEqual([]));
    test('unknown', async () => expect(await reportsOf(language, row.unknown, rule)).toEqual([]));
    if (withoutFix.has(rule)) {
      test('nothing is offered that could not be right', async () => {
        expect((await reportsOf(language, row.bad, rule)).map(report => report.fixTitle)).toEqual([undefined]);
      });
      return;
    }
    test('fixed', async () => {
      const once = await applyFix(language, row.bad, rule);
      await expect(once).toMatchFileSnapshot(path.join(fixtures, language, `${rule}.txt`));
      expect(await reportsOf(language, once, rule)).toEqual([]);
      const before = await ruleIds(language, row.bad);
      expect((await ruleIds(language, once)).filter(id => !before.includes(id) && !isAside(id, rule))).toEqual([]);
      const all = await fixed(language, row.bad);
      expect(await fixed(language, all)).toBe(all);
    });
  });
}

const splices = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  '\n',
  ';',
  ',',
  '.',
  '//',
  '#',
  '"""',
  '`',
  '\u0000',
  '\ud800',
];

/** Source cut anywhere and source with a foreign piece in it is read without a crash, in time, and calls nothing missing. */
export function runDamage(language: DocumentLanguage, text: string): void {
  test(`${language} cut anywhere`, async () => {
    const started = performance.now();
    for (let end = 0; end <= text.length; end += 3) await expectCalm(language, text.slice(0, end));
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test(`${language} with a foreign piece`, async () => {
    for (const [index, piece] of splices.entries()) {
      for (let at = index; at < text.length; at += 61) {
        await expectCalm(language, text.slice(0, at) + piece + text.slice(at + (index % 3) * 9));
      }
    }
  });

  test(`${language} nested without end`, async () => {
    const started = performance.now();
    for (const nested of ['(', '[', '{', 'x.y(', '-', '"a" + ']) {
      const source = `${text}\n${nested.repeat(10_000)}`;
      await linter.lint(uri, language, source).catch(error => expect(error).toHaveProperty('name', 'UserError'));
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
}

async function expectCalm(language: DocumentLanguage, text: string): Promise<void> {
  const linted = await linter.lint(uri, language, text);
  if (linted && !linted.result.complete) {
    expect(linted.result.reports.filter(report => report.ruleId === 'sqs-missing-dlq')).toEqual([]);
  }
}
