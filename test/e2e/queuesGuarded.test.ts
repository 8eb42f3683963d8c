import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGuardedShop } from './harness/useGuardedShop.ts';

const { shop, window } = useGuardedShop();
let sqs: SQSClient;

beforeAll(async () => {
  const { endpoint, region, credentials } = shop();
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => sqs?.destroy());

/** Runs a queue command from the palette on a queue of a connection. */
async function run(title: string, connection: string, queue: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  await workbench.quickInput.pick(connection);
  await workbench.quickInput.pick(queue);
  return workbench.webview();
}

test('a read-only connection switches off what would change the queue, and says why', async () => {
  const details = await run('Open Queue', 'Shop to look at', 'shop-payments');
  await details.getByText('Read-only', { exact: true }).waitFor();
  for (const name of ['Send', 'Edit', 'Purge', 'Delete']) {
    const button = details.getByRole('button', { name, exact: true });
    expect(await button.evaluate(element => element.matches(':disabled'))).toBe(true);
  }
  const page = await run('Send Message', 'Shop to look at', 'shop-payments');
  await page.getByText('This connection is read-only.').waitFor();
  await page.getByLabel('Body').fill('hello');
  await page.getByLabel('Body').press('Control+Enter');
  await window().workbench.screenshot('queue-send-read-only');
  expect(await page.getByText('Sent from this page').count()).toBe(0);
});

test('the status bar tells of every connection and its guards', async () => {
  const { workbench } = window();
  const item = workbench.statusItem('3 connections');
  await item.waitFor();
  const spoken = await item.locator('[aria-label]').first().getAttribute('aria-label');
  expect(spoken).toMatch(/Shop live · us-east-1 · http:\S+ · production/);
  expect(spoken).toMatch(/Shop to look at · us-east-1 · http:\S+ · read-only/);
});

test('an open page follows when its connection changes', async () => {
  const { workbench } = window();
  const page = await run('Send Message', 'Shop to look at', 'shop-payments');
  const refusal = page.getByText('This connection is read-only.');
  await refusal.waitFor();
  await workbench.runCommand('Messaging: Switch Read-Only');
  await workbench.quickInput.pick('Shop to look at');
  await workbench.answerDialog('Switch Off');
  await refusal.waitFor({ state: 'detached' });
  await workbench.runCommand('Messaging: Switch Read-Only');
  await workbench.quickInput.pick('Shop to look at');
  await refusal.waitFor();
});

test('a read-only connection refuses a change whoever asks', async () => {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Delete Queue…');
  await workbench.quickInput.pick('Shop to look at');
  await workbench.quickInput.pick('shop-mail');
  await workbench.answerDialog('Delete');
  await workbench
    .notification(/read-only/i)
    .first()
    .waitFor();
  await sqs.send(new GetQueueUrlCommand({ QueueName: 'shop-mail' }));
});

test('on production the name has to be typed', async () => {
  const { workbench } = window();
  await workbench.clearNotifications();
  const details = await run('Open Queue', 'Shop live', 'shop-mail');
  await details.getByText('Production', { exact: true }).waitFor();
  await details.getByRole('button', { name: 'Delete', exact: true }).click();
  await workbench.answerDialog('Delete');
  await workbench.quickInput.type('shop-mai');
  await workbench.quickInput.confirm();
  expect(await workbench.quickInput.message()).toContain('Type shop-mail');
  await workbench.screenshot('queue-delete-production');
  await workbench.quickInput.answer('shop-mail');
  await details.getByText('The queue shop-mail does not exist any more').waitFor();
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'shop-mail' }))).rejects.toThrow();
});

test('an endpoint that is down is named, and nothing hangs', async () => {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Open Queue');
  await workbench.quickInput.pick('Shop that is down');
  await workbench.notification('127.0.0.1:9').first().waitFor();
});

test('a connection that cannot be tested says why, however fast it fails', async () => {
  const { workbench } = window();
  await workbench.clearNotifications();
  await workbench.runCommand('Messaging: Test Connection');
  await workbench.quickInput.pick('Shop that is down');
  await workbench.notification('127.0.0.1:9').first().waitFor();
});
