import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));
const themes: Theme[] = ['light', 'dark', 'highContrast'];
let sqs: SQSClient;

beforeAll(async () => {
  await window().workbench.openContainer('Messaging');
  const { endpoint, region, credentials } = shop();
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => sqs?.destroy());

async function urlOf(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

/** Messages of a queue, those in flight included. */
async function depth(name: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await urlOf(name), AttributeNames: [...names] }),
  );
  return names.reduce((sum, each) => sum + Number(Attributes?.[each] ?? 0), 0);
}

async function send(name: string, count: number): Promise<void> {
  const QueueUrl = await urlOf(name);
  for (let sent = 0; sent < count; sent += 10) {
    const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, n) => ({
      Id: String(n),
      MessageBody: `parcel ${sent + n}`,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

async function openRedrive(queue: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Redrive Dead-Letter Queue');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { name: `Redrive ${queue}` }).waitFor();
  await page.getByRole('button', { name: 'Move messages' }).waitFor();
  return page;
}

test('moves a dead-letter queue back, message by message, and says where everything is', async () => {
  const { workbench } = window();
  const page = await openRedrive('shop-payments-dlq');
  const before = { dead: await depth('shop-payments-dlq'), live: await depth('shop-payments') };
  expect(before.dead).toBeGreaterThan(5);
  await page.getByText('By this window, message by message').click();
  await page.getByText('waits for the confirmation, and only then deletes').waitFor();
  for (const theme of themes) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`redrive-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');
  await page.getByRole('button', { name: 'Move messages' }).click();
  await workbench.dialog().waitFor();
  expect(await workbench.dialog().innerText()).toContain('Move the messages of shop-payments-dlq?');
  expect(await workbench.dialog().innerText()).toContain('are moved to shop-payments by this window');
  await workbench.screenshot('redrive-question');
  await workbench.answerDialog('Move Messages');
  await page
    .getByRole('region', { name: 'Result' })
    .getByText(`Done: ${before.dead} messages moved.`)
    .waitFor({ timeout: 90_000 });
  await workbench.screenshot('redrive-result');
  expect(await depth('shop-payments-dlq')).toBe(0);
  expect(await depth('shop-payments')).toBe(before.live + before.dead);
});

test('lets SQS move them to another queue, shows how far it is, and keeps the list of tasks', async () => {
  await send('shop-shipping-dlq', 20);
  const page = await openRedrive('shop-shipping-dlq');
  expect(await page.getByRole('radio', { name: 'Managed by SQS (message move task)' }).isChecked()).toBe(true);
  await page.getByText('Another queue').click();
  await page.getByRole('button', { name: 'Choose a queue' }).click();
  await window().workbench.quickInput.pick('shop-shipping');
  await page.getByRole('textbox', { name: /^Messages a second/ }).fill('500');
  await page.getByRole('button', { name: 'Move messages' }).click();
  await window().workbench.answerDialog('Move Messages');
  await page
    .getByRole('row', { name: /Completed/ })
    .first()
    .waitFor({ timeout: 60_000 });
  await window().workbench.screenshot('redrive-managed');
  expect(await depth('shop-shipping-dlq')).toBe(0);
});

test('a run cut short by the window is found again and resumed', async () => {
  const { workbench } = window();
  await send('shop-shipping-dlq', 25);
  const before = await depth('shop-shipping');
  const page = await openRedrive('shop-shipping-dlq');
  await page.getByText('By this window, message by message').click();
  await page.getByRole('textbox', { name: /^Messages a second/ }).fill('1');
  await page.getByRole('button', { name: 'Move messages' }).click();
  await workbench.answerDialog('Move Messages');
  await page.getByText(/^10 of about 25 moved/).waitFor({ timeout: 60_000 });
  await workbench.screenshot('redrive-progress');
  await workbench.reload();
  await workbench.closeAllEditors();
  await workbench.answerNotification('A redrive of shop-shipping-dlq did not finish', 'Open Redrive');
  const again = workbench.webview();
  await again.getByText('did not finish').waitFor();
  await again.getByText('10 messages are in shop-shipping only').waitFor();
  await workbench.screenshot('redrive-interrupted');
  await again.getByRole('button', { name: 'Resume' }).click();
  await workbench.answerDialog('Resume');
  await again.getByText('Done: 25 messages moved.').first().waitFor({ timeout: 150_000 });
  expect(await depth('shop-shipping-dlq')).toBe(0);
  expect(await depth('shop-shipping')).toBe(before + 25);
}, 300_000);
