import path from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../../scripts/host/paths.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const window = useWindow({ extension: 'installed', folder: path.join(projectDir, 'sandbox', 'workspace') });
const themes: Theme[] = ['dark', 'highContrast', 'light'];

test('a CDK queue without a dead-letter queue is underlined, explained and mended', async () => {
  const { workbench } = window();
  const { editor } = workbench;
  await editor.open('cdk-typescript/lib/shop-stack.ts', 32, 24);
  await editor.squiggles.first().waitFor({ timeout: 30_000 });
  // The server has no TypeScript of its own and says so.
  await workbench.clearNotifications();
  for (const theme of themes) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`lint-squiggle-${theme}`);
  }
  await editor.focus();
  await editor.goTo(32, 24);
  expect((await editor.quickFixes()).some(title => title.includes('Add a dead-letter queue'))).toBe(true);
  await workbench.screenshot('lint-fix');
  await window().page.keyboard.press('Escape');
  await editor.applyQuickFix('Add a dead-letter queue');
  await expect.poll(() => editor.visibleText(), { timeout: 15_000 }).toMatch(/deadLetterQueue: \{/);
  await editor.save();
  await workbench.screenshot('lint-fixed');
  expect(await workbench.readFile('cdk-typescript/lib/shop-stack.ts')).toContain("new sqs.Queue(this, 'MailDlq'");
});

test('a finding appears while a template is typed, and goes when it is mended', async () => {
  const { workbench, page } = window();
  const { editor } = workbench;
  await workbench.closeAllEditors();
  await editor.open('sam/template.yaml', 21, 29);
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
  expect(await editor.visibleText()).toContain('VisibilityTimeout: 150');
});
