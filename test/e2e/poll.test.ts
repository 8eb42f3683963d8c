import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));
const themes: Theme[] = ['light', 'dark', 'highContrast'];

async function openPoll(queue: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  await workbench.runCommand('Messaging: Poll Messages');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { name: `Poll ${queue}` }).waitFor();
  return page;
}

test('a poll says what it does, shows the messages decoded, and gives them back', async () => {
  const { workbench } = window();
  const page = await openPoll('shop-payments-dlq');
  await page.getByText('receive count raised by 1').waitFor();
  await workbench.screenshot('poll-before');
  await page.getByRole('button', { name: 'Poll messages' }).click();
  await page.getByText(/messages? released/).waitFor({ timeout: 60_000 });
  const grid = page.getByRole('grid', { name: 'Messages' });
  const rows = Number(await grid.getAttribute('aria-rowcount'));
  expect(rows).toBeGreaterThan(5);
  await page
    .getByText(/distinct messages of about/)
    .first()
    .waitFor();

  const first = grid.getByRole('row').nth(1);
  await first.click();
  for (let at = 1; at < rows - 1; at++) await first.page().keyboard.press('ArrowDown');
  expect(await grid.locator('[role=row][tabindex="0"]').getAttribute('aria-rowindex')).toBe(String(rows));

  await page.getByRole('textbox', { name: 'Filter messages' }).fill('lambda');
  await page.getByText(/\d of \d+ messages/).waitFor();
  await grid.getByRole('row').nth(1).click();
  await page.locator('.path', { hasText: 'Lambda destination' }).waitFor();
  for (const theme of themes) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`poll-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
});
