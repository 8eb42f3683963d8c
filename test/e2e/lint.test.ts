import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../../scripts/host/paths.ts';
import { LanguageStatus } from './harness/languageStatus.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const folder = path.join(projectDir, 'sandbox', 'workspace');
const window = useWindow({
  extension: 'installed',
  folder,
  settings: {
    'messagingWorkbench.lint.inlayHints': true,
    'editor.codeActionsOnSave': { 'source.fixAll.msglint': 'explicit' },
    'editor.inlayHints.enabled': 'offUnlessPressed',
    'editor.autoClosingBrackets': 'never',
  },
});
const themes: readonly Theme[] = ['light', 'highContrast', 'dark'];

/** Line and column, from 1, of the first place of a text in a file of the workspace. */
async function placeOf(file: string, text: string): Promise<[line: number, column: number]> {
  const lines = (await readFile(path.join(folder, file), 'utf8')).split('\n');
  const line = lines.findIndex(each => each.includes(text));
  return [line + 1, (lines[line] ?? '').indexOf(text) + 1];
}

const files = [
  { language: 'typescript', file: 'cdk-typescript/lib/shop-stack.ts', mail: "sqs.Queue(this, 'Mail'" },
  { language: 'python', file: 'cdk-python/shop/shop_stack.py', mail: 'sqs.Queue(self, "Mail"' },
  { language: 'yaml', file: 'sam/template.yaml', mail: 'MailQueue:' },
] as const;

test.each(files)('$language: squiggle, hover, quick fixes, suppression', async ({ language, file, mail }) => {
  const { workbench, page } = window();
  const { editor } = workbench;
  const place = await placeOf(file, mail);
  await editor.open(file, ...place);
  await editor.squiggles.first().waitFor({ timeout: 30_000 });
  // The server has no TypeScript or Python of its own and says so.
  await workbench.clearNotifications();
  await workbench.screenshot(`lint-squiggle-${language}`);

  await editor.focus();
  await editor.goTo(...place);
  const hover = await editor.hoverAtCursor();
  await expect.poll(() => hover.innerText()).toMatch(/Queue without a dead-letter queue/);
  expect(await hover.innerText()).toMatch(/msglint-disable-next-line sqs-missing-dlq -- why/);
  for (const theme of language === 'typescript' ? themes : (['dark'] as const)) {
    if (language === 'typescript') {
      await page.keyboard.press('Escape');
      await workbench.useTheme(theme);
      await editor.focus();
      await editor.hoverAtCursor();
    }
    await workbench.screenshot(`lint-hover-${language}-${theme}`);
  }
  await page.keyboard.press('Escape');

  expect((await editor.quickFixes()).some(title => title.includes('Add a dead-letter queue'))).toBe(true);
  await workbench.screenshot(`lint-fix-${language}`);
  await page.keyboard.press('Escape');
  await editor.applyQuickFix('Suppress sqs-missing-dlq here with a reason');
  await expect.poll(() => editor.visibleText()).toContain('msglint-disable-next-line sqs-missing-dlq -- Say why');
  // The reason is selected: typing replaces it.
  await editor.type('Mails that are lost may be');
  await page.keyboard.press('Escape');
  await expect.poll(() => editor.visibleText()).toContain('sqs-missing-dlq -- Mails that are lost may be');
  await workbench.screenshot(`lint-suppression-${language}`);
  await workbench.runCommand('File: Revert File');
});

test('related information leads to the other end, and the language status says where things stand', async () => {
  const { workbench, page } = window();
  const { editor } = workbench;
  await editor.open('sam/template.yaml', ...(await placeOf('sam/template.yaml', 'VisibilityTimeout: 20')));
  await editor.squiggles.first().waitFor({ timeout: 30_000 });
  await editor.focus();
  await page.keyboard.press('Alt+F8');
  const peek = page.locator('.marker-widget');
  await peek.waitFor();
  await expect.poll(() => peek.innerText()).toMatch(/Timeout of ChargeCard/);
  await workbench.screenshot('lint-related');
  await page.keyboard.press('Escape');

  const status = new LanguageStatus(page);
  const entries = await status.open();
  expect(await entries.innerText()).toMatch(/Messaging: \d+ findings/);
  expect(await entries.innerText()).toMatch(/No msglint\.json/);
  await page.screenshot({ path: await workbench.picture('lint-status') });
  await status.close();

  // Half typed, what is missing cannot be told.
  await editor.focus();
  await page.keyboard.press('Control+End');
  await editor.type('Outputs: {');
  await expect
    .poll(async () => (await status.open()).innerText(), { timeout: 15_000 })
    .toMatch(/Incomplete: syntax error in line \d+\s+nothing is called missing/);
  await page.screenshot({ path: await workbench.picture('lint-status-incomplete') });
  await status.close();
  await workbench.runCommand('File: Revert File');

  await editor.open('cdk-typescript/lib/shop-stack.ts');
  await expect.poll(async () => (await status.open()).innerText(), { timeout: 15_000 }).toMatch(/Synth: none yet/);
  await status.close();
});

test('defaults that bite stand behind what they belong to, in YAML, Python and TypeScript', async () => {
  const { workbench, page } = window();
  const { editor } = workbench;
  for (const { language, file, mail } of [...files].reverse()) {
    await editor.open(file, ...(await placeOf(file, mail)));
    await editor.focus();
    await page.keyboard.down('Control');
    await page.keyboard.down('Alt');
    await expect.poll(() => editor.visibleText(), { timeout: 15_000 }).toMatch(/kept 4 days/);
    await workbench.screenshot(`lint-hints-${language}`);
    await page.keyboard.up('Alt');
    await page.keyboard.up('Control');
  }
});

test('a finding appears while a template is typed; everything that can be is mended on save', async () => {
  const { workbench, page } = window();
  const { editor } = workbench;
  const [line, column] = await placeOf('sam/template.yaml', 'VisibilityTimeout: 60');
  await editor.open('sam/template.yaml', line, column + 'VisibilityTimeout: 60'.length);
  await editor.squiggles.first().waitFor({ timeout: 30_000 });
  const problems = page
    .locator('.statusbar-item')
    .filter({ has: page.locator('.codicon-error') })
    .first();
  const before = await problems.innerText();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await editor.type('150');
  await expect.poll(() => problems.innerText(), { timeout: 15_000 }).not.toBe(before);
  await workbench.screenshot('lint-fix-all-before');
  await editor.save();
  await expect.poll(() => editor.visibleText(), { timeout: 15_000 }).toMatch(/MailQueueDlq/);
  await workbench.screenshot('lint-fix-all-after');
  expect(await workbench.readFile('sam/template.yaml')).toMatch(/deadLetterTargetArn: !GetAtt MailQueueDlq\.Arn/);
  expect(await workbench.readFile('sam/template.yaml')).toContain('# No dead-letter queue, and hidden');

  await editor.open(
    'cdk-typescript/lib/shop-stack.ts',
    ...(await placeOf('cdk-typescript/lib/shop-stack.ts', "'Mail'")),
  );
  await editor.applyQuickFix('Add a dead-letter queue');
  await expect.poll(() => editor.visibleText(), { timeout: 15_000 }).toMatch(/deadLetterQueue: \{/);
});
