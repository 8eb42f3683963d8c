import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import type { RuleCase } from './cases.ts';
import { hiddenTemplate, translated } from './caseTables.ts';
import { applyFix, fixed, isAside, lint, linter, ruleIds, uri } from './linting.ts';

/** Runs the table of a rule: what it finds where, and that each fix holds, adds nothing and needs no second round. */
export function runCases(ruleId: string, cases: readonly RuleCase[], options: { fixable?: boolean } = {}): void {
  const named = (some: readonly RuleCase[]) => some.map(each => [`${each.language}: ${each.name}`, each] as const);
  const bad = options.fixable === false ? [] : cases.filter(each => each.findings > 0);

  describe(ruleId, () => {
    test.each(named(cases))('%s', async (_, each) => {
      const reports = (await lint(each.language, each.text)).filter(report => report.ruleId === ruleId);
      expect(reports.map(report => report.message)).toHaveLength(each.findings);
      if (each.severity) expect(reports[0]?.severity).toBe(each.severity);
      if (each.underlined) expect(each.text.slice(reports[0]?.start, reports[0]?.end)).toBe(each.underlined);
    });

    const elsewhere = cases.filter(each => translated(each).length > 0);
    if (elsewhere.length > 0) {
      test.each(named(elsewhere))('%s, in other languages', async (_, each) => {
        for (const { language, text, unknown } of translated(each)) {
          expect(await spoken(language, text, ruleId), text).toBe(each.findings);
          if (unknown !== undefined) expect(await spoken(language, unknown, ruleId), unknown).toBe(0);
        }
      });
    }

    const hidden = cases.filter(each => hiddenTemplate(each) !== undefined);
    if (hidden.length > 0) {
      test.each(named(hidden))('%s, properties from elsewhere', async (_, each) => {
        expect(await spoken(each.language, hiddenTemplate(each) ?? '', ruleId)).toBe(0);
      });
    }

    const unfixable = bad.filter(each => each.unfixable);
    if (unfixable.length > 0) {
      test.each(named(unfixable))('leaves %s', async (_, each) => {
        const result = await linter.fixAll(uri, each.language, each.text, report => report.ruleId === ruleId);
        expect(result.text).toBe(each.text);
      });
    }

    const fixable = bad.filter(each => !each.unfixable);
    if (fixable.length > 0) {
      test.each(named(fixable))('fixes %s', async (_, each) => {
        const before = await ruleIds(each.language, each.text);
        const once = await applyFix(each.language, each.text, ruleId);
        const after = await ruleIds(each.language, once);
        expect(after.filter(id => before.includes(id) || !isAside(id, ruleId))).toEqual(without(before, ruleId));
        const all = await fixed(each.language, each.text);
        expect(
          (await ruleIds(each.language, all)).filter(
            id => id === ruleId || !(before.includes(id) || isAside(id, ruleId)),
          ),
        ).toEqual([]);
        expect(await fixed(each.language, all)).toBe(all);
        for (const comment of each.text.match(/(?:# |\/\/ ).*$/gm) ?? []) expect(all).toContain(comment);
      });
    }
  });
}

/** The list with one of the entries taken out. */
function without(ids: readonly string[], id: string): string[] {
  const at = ids.indexOf(id);
  return ids.filter((_, index) => index !== at);
}

async function spoken(language: DocumentLanguage, text: string, ruleId: string): Promise<number> {
  const linted = await linter.lint(uri, language, text);
  if (linted) expect(linted.result.complete, text).toBe(true);
  return linted?.result.reports.filter(report => report.ruleId === ruleId).length ?? 0;
}
