import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env, width: 1500, height: 1000 }));
const queue = 'orders-failed';
let sqs: SQSClient;
let url: string;

const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });
const button = (page: FrameLocator, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const group = (page: FrameLocator, title: string): Locator =>
  page.getByRole('region', { name: 'Causes' }).getByRole('row').filter({ hasText: title });
const notice = (page: FrameLocator): Locator => page.getByTestId('tools-notice');

async function choose(page: FrameLocator, id: string, option: string): Promise<void> {
  await page.locator(`vscode-single-select#${id}`).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** A dead letter of a function, as Lambda writes it: its request, and what went wrong. */
function failure(n: number, code: string, message: string): Record<string, MessageAttributeValue> {
  return {
    RequestID: { DataType: 'String', StringValue: `9f4c${n}d80-1111-4222-8333-12345678${String(n).padStart(4, '0')}` },
    ErrorCode: { DataType: 'Number', StringValue: code },
    ErrorMessage: { DataType: 'String', StringValue: message },
  };
}

beforeAll(async () => {
  const { endpoint, region, credentials } = shop();
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  url = QueueUrl;
  for (let start = 0; start < 30; start += 10) {
    const Entries = Array.from({ length: 10 }, (_, at) => {
      const n = start + at;
      const attributes =
        n % 3 === 0
          ? failure(n, '504', `Task timed out after ${n + 3}.00 seconds`)
          : n % 5 === 0
            ? failure(n, '200', `Order o-${n} has no customer`)
            : undefined;
      return {
        Id: String(n),
        MessageBody: JSON.stringify({ orderId: `o-${n}`, total: n * 2 }),
        ...(attributes && { MessageAttributes: attributes }),
      };
    });
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  }
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  await workbench.runCommand('Messaging: Poll Messages');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { name: `Poll ${queue}` }).waitFor();
  await button(page, 'Poll messages').click();
  await page.getByText(/messages released/).waitFor({ timeout: 60_000 });
});
afterAll(() => sqs?.destroy());

test('messages are grouped by why they failed, and one group is shown, selected and exported', async () => {
  const { workbench } = window();
  const page = workbench.webview();
  await button(page, 'Causes').click();
  await soon(() => page.getByTestId('triage-figures').innerText()).toBe('3 causes of 30 messages');
  await soon(() => group(page, 'timed out').locator('td').first().innerText()).toBe('10');
  await soon(() => group(page, 'has no customer').locator('td').first().innerText()).toBe('4');
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`triage-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');

  const show = group(page, 'timed out').getByRole('button', { name: /^Show/ });
  await show.focus();
  await workbench.page.keyboard.press('Enter');
  await soon(() => page.getByTestId('figures').innerText()).toContain('10 of 30 messages');
  await soon(() => group(page, 'timed out').getAttribute('aria-current')).toBe('true');
  await page.getByRole('list', { name: 'Conditions in force' }).getByText('one cause').waitFor();
  await button(page, 'Show all messages').click();
  await soon(() => page.getByTestId('figures').innerText()).toMatch(/^30 messages/);
  expect(await page.getByText('one cause').count()).toBe(0);

  await group(page, 'has no customer')
    .getByRole('button', { name: /^Select/ })
    .click();
  await soon(() => notice(page).innerText()).toBe('Selected 4 messages.');
  await soon(() => page.getByTestId('figures').innerText()).toContain('4 selected');

  const file = path.join(workbench.folder, 'failed.ndjson');
  await group(page, 'has no customer')
    .getByRole('button', { name: /^Export/ })
    .click();
  await saveAs(file);
  await soon(() => notice(page).innerText()).toBe(`Exported 4 messages to ${file}.`);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const entries = lines.map(line => JSON.parse(line) as { body: string; attributes: Record<string, unknown> });
  expect(entries.map(({ body }) => (JSON.parse(body) as { orderId: string }).orderId).sort()).toEqual([
    'o-10',
    'o-20',
    'o-25',
    'o-5',
  ]);
  expect(Object.keys(entries[0]?.attributes ?? {}).sort()).toEqual(['ErrorCode', 'ErrorMessage', 'RequestID']);
});

test('what is selected becomes a call, an event, a fixture', async () => {
  const { workbench } = window();
  const page = workbench.webview();
  await choose(page, 'convert-to', 'AWS CLI call');
  await button(page, 'Copy as').click();
  await soon(() => notice(page).innerText()).toBe('Copied 4 messages as AWS CLI call.');
  await choose(page, 'convert-to', 'Lambda event (SNS)');
  await button(page, 'Copy as').click();
  await page.getByText('Not every one of these messages is a notification of SNS').waitFor();
  await choose(page, 'convert-to', 'Fixture file');
  await button(page, 'Save as').click();
  const file = path.join(workbench.folder, 'fixture.json');
  await saveAs(file);
  await soon(() => notice(page).innerText()).toBe('Saved 4 messages as Fixture file.');
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(4);
});

test('all of it is exported as CSV', async () => {
  const { workbench } = window();
  const page = workbench.webview();
  await choose(page, 'export-scope', 'All');
  await choose(page, 'export-format', 'CSV');
  await button(page, 'Export').click();
  const file = path.join(workbench.folder, 'all.csv');
  await saveAs(file);
  await soon(() => notice(page).innerText()).toBe(`Exported 30 messages to ${file}.`);
  const [header, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(header).toContain('attr.ErrorCode:Number,attr.ErrorMessage,attr.RequestID');
  expect(rows).toHaveLength(30);
});

test('the queue is emptied into a snapshot, which is listed and restored', async () => {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Empty with Snapshot…');
  await workbench.quickInput.pick(queue);
  await workbench.quickInput.pick('Encrypted, kept by the editor');
  await workbench
    .dialog()
    .getByText(/and only then deleted/)
    .waitFor();
  await workbench.screenshot('snapshot-question');
  await workbench.answerDialog('Empty with Snapshot');
  await workbench
    .notification(`Emptied ${queue}. 30 messages in the snapshot, 30 of them deleted`)
    .waitFor({ timeout: 60_000 });
  expect(await depth()).toBe('0');
  await workbench.answerNotification(`Emptied ${queue}`, 'Open Snapshots');
  await workbench.page.getByText('30 deleted for certain').first().waitFor();
  await workbench.screenshot('snapshot-list');
  await workbench.quickInput.pick(queue);
  await workbench.page.getByText('Export as NDJSON…').waitFor();
  await workbench.quickInput.pick('Restore…');
  await workbench
    .dialog()
    .getByText(/as new messages/)
    .waitFor();
  await workbench.answerDialog('Restore');
  await workbench.notification(`Restored to ${queue}. 30 of 30 messages sent.`).waitFor({ timeout: 60_000 });
  expect(await depth()).toBe('30');
});

/** Types a path into VS Code's own dialog for files. */
async function saveAs(file: string): Promise<void> {
  const { workbench } = window();
  const box = workbench.page.locator('.quick-input-widget:visible input');
  // The dialog writes its own proposal first.
  await soon(() => box.inputValue()).toMatch(/\.(ndjson|json|csv)$/);
  await box.fill(file);
  await soon(() => box.inputValue()).toBe(file);
  await workbench.page.keyboard.press('Enter');
}

async function depth(): Promise<string | undefined> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Attributes?.['ApproximateNumberOfMessages'];
}
