import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { useGuardedShop } from './harness/useGuardedShop.ts';

const { window } = useGuardedShop();

async function run(title: string, connection: string, queue: string, heading: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  await workbench.quickInput.pick(connection);
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { name: heading }).waitFor();
  return page;
}

test('a read-only connection is polled only after it was allowed, and nothing can be deleted', async () => {
  const { workbench } = window();
  const page = await run('Poll Messages', 'Shop to look at', 'shop-payments', 'Poll shop-payments');
  await page.getByText('A message is received 3 times at most').waitFor();
  await page.getByText('goes to shop-payments-dlq').waitFor();
  expect(await page.getByRole('button', { name: 'Poll messages' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Allow receiving on this connection' }).click();
  await workbench.dialog().waitFor();
  await workbench.screenshot('poll-allowance');
  await workbench
    .dialog()
    .getByRole('button', { name: /^Allow/ })
    .click();
  await page.getByText('peek allowed').waitFor();
  await page.getByRole('button', { name: 'Poll messages' }).click();
  await page
    .getByText(/messages? released/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.getByRole('grid', { name: 'Messages' }).getByRole('row').nth(1).press('Space');
  const remove = page.getByRole('button', { name: 'Delete selected' });
  expect(await remove.evaluate(element => element.matches(':disabled'))).toBe(true);
});

test('a read-only connection moves nothing', async () => {
  const name = 'Redrive shop-payments-dlq';
  const page = await run('Redrive Dead-Letter Queue', 'Shop to look at', 'shop-payments-dlq', name);
  await page.getByText('This connection is read-only.').waitFor();
  const start = page.getByRole('button', { name: 'Move messages' });
  expect(await start.evaluate(element => element.matches(':disabled'))).toBe(true);
});

test('on production the name of the queue has to be typed before anything moves', async () => {
  const { workbench } = window();
  await workbench.closeAllEditors();
  const name = 'Redrive shop-payments-dlq';
  const page = await run('Redrive Dead-Letter Queue', 'Shop live', 'shop-payments-dlq', name);
  await page.getByRole('button', { name: 'Move messages' }).click();
  await workbench.answerDialog('Move Messages');
  await workbench.quickInput.type('shop-payments');
  await workbench.quickInput.confirm();
  expect(await workbench.quickInput.message()).toContain('Type shop-payments-dlq');
  await workbench.quickInput.answer('shop-payments-dlq');
  await page
    .getByRole('row', { name: /Completed/ })
    .first()
    .waitFor({ timeout: 60_000 });
});
