import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const shop = useShop();
const window = useWindow(() => ({ extension: 'installed', env: shop().env }));
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

test('deletes what was chosen while it is held, and shows hostile bodies as text', async () => {
  const { workbench } = window();
  const { endpoint, region, credentials } = shop();
  const sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'hostile' }));
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  const large = `start ${'x'.repeat(900_000)} end`;
  for (const MessageBody of [hostile, large, 'plain'])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

  const page = await openPoll('hostile');
  await page.getByText('Keep messages held afterwards, to delete some').click();
  await page.getByRole('button', { name: 'Poll messages' }).click();
  await page
    .getByText(/They stay held until/)
    .first()
    .waitFor({ timeout: 60_000 });
  const grid = page.getByRole('grid', { name: 'Messages' });
  await grid.getByRole('row', { name: /<img/ }).click();
  expect(await page.locator('pre').first().innerText()).toBe(hostile);
  expect(await page.locator('img').count()).toBe(0);
  await grid.getByRole('row', { name: /start xxx/ }).click();
  await page.getByText('The first 65,536 of 900,010 characters.').first().waitFor();
  await page.getByRole('button', { name: 'Show all' }).first().click();
  await page
    .locator('pre', { hasText: /x end$/ })
    .first()
    .waitFor();

  const plain = grid.getByRole('row', { name: /plain/ });
  await plain.click();
  await page
    .locator('pre', { hasText: /^plain$/ })
    .first()
    .waitFor();
  await plain.press('Space');
  await page.getByText('3 messages, 1 selected').waitFor();
  await page.getByRole('button', { name: 'Delete selected' }).click();
  await workbench.dialog().getByText('Delete 1 message of hostile?').waitFor();
  await workbench.answerDialog('Delete');
  await page.getByText('1 message deleted.').waitFor();
  await workbench.screenshot('poll-deleted');
  await workbench.closeAllEditors();

  // Closing the page has given back the other two.
  await expect
    .poll(
      async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages?.length,
    )
    .toBe(2);
  sqs.destroy();
});
