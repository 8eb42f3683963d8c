import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator, Locator } from 'playwright-core';
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

/** Bodies that come out of a queue, until it has no more. */
async function bodiesOf(name: string): Promise<string[]> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const bodies: string[] = [];
  for (let empty = 0; empty < 2; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 0 }),
    );
    empty = Messages.length === 0 ? empty + 1 : 0;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  return bodies;
}

async function openPage(queue: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Send Message');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: 'Send a message', exact: true }).waitFor();
  return page;
}

function button(page: FrameLocator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** Unfolds a part of the page, once. */
async function unfold(page: FrameLocator, heading: string): Promise<void> {
  const part = page.locator('details').filter({ has: page.locator('summary', { hasText: heading }) });
  if ((await part.getAttribute('open')) === null) await part.locator('summary').click();
}

/** Pictures in every theme, and the page checked by axe in each. */
async function lookAt(page: FrameLocator, name: string, shown: Locator): Promise<void> {
  const { workbench } = window();
  for (const theme of themes) {
    await workbench.useTheme(theme);
    await shown.scrollIntoViewIfNeeded();
    await workbench.screenshot(`${name}-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(path.join(window().workbench.folder, name), text);
}

test('one message again and again, its placeholders filled in anew', async () => {
  const page = await openPage('shop-analytics');
  await bodiesOf('shop-analytics');
  await page.getByLabel('Body').fill('{"n": "{{counter 100}}", "id": "{{uuid}}"}');
  await page.getByText('without placeholders it is sent as it is').waitFor();
  await page.getByText('Fill in placeholders', { exact: true }).click();
  await page.getByText('a new random UUID').waitFor();
  await unfold(page, 'Repeat');
  await page.getByLabel('Times', { exact: true }).fill('25');
  await page.getByLabel('Messages a second').fill('0');
  await page.getByText('A whole number from 1 to 100,000').waitFor();
  await page.getByLabel('Messages a second').fill('');
  await button(page, 'Send 25 times').click();
  await page.getByTestId('report').getByText('25 messages sent').waitFor();
  await lookAt(page, 'send-repeat', page.getByTestId('report'));
  const bodies = (await bodiesOf('shop-analytics')).map(body => JSON.parse(body) as { n: string; id: string });
  expect(bodies.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 25 }, (_, at) => 100 + at),
  );
  expect(new Set(bodies.map(({ id }) => id)).size).toBe(25);
});

test('until stopped, and a stop says what has left', async () => {
  const page = window().workbench.webview();
  await page.getByLabel('Times', { exact: true }).fill('');
  await page.getByLabel('Every … seconds').fill('1');
  await button(page, 'Send until stopped').click();
  await page.getByTestId('progress').getByText('2 messages sent').waitFor();
  await button(page, 'Cancel').click();
  await page.getByTestId('report').getByText('Stopped by you').waitFor();
  const words = await page.getByTestId('report').innerText();
  expect(await bodiesOf('shop-analytics')).toHaveLength(Number(/(\d+) messages sent/.exec(words)?.[1]));
});

test('an unknown placeholder is refused with its place', async () => {
  const page = window().workbench.webview();
  await page.getByLabel('Body').fill('a\n{{uid}}');
  await button(page, /^Send (message|again)$/).click();
  await page.getByText(/This placeholder is unknown.*line 2, column 1 of the body/).waitFor();
});

test('a batch from a file: what is wrong is named before, what is refused after', async () => {
  const { workbench } = window();
  const page = await openPage('shop-shipping');
  await bodiesOf('shop-shipping');
  const lines = Array.from({ length: 40 }, (_, at) =>
    JSON.stringify({ body: `order ${at}`, attributes: { n: { type: 'Number', value: String(at) } } }),
  );
  lines.splice(5, 0, '{"body": ');
  lines.push(JSON.stringify({ body: 'late', deduplicationId: 'x' }));
  await write('orders.ndjson', lines.join('\n'));
  await unfold(page, 'Repeat');
  await button(page, 'Choose file…').click();
  await workbench.quickInput.pick('orders.ndjson');
  await page.getByText('orders.ndjson: 40 messages').waitFor();
  await page.getByText(/Line 6: This is not valid JSON/).waitFor();
  await page.getByText(/Line 42: Only a FIFO queue takes a deduplication id/).waitFor();
  await lookAt(page, 'send-file', page.getByText(/Line 42/));
  await button(page, 'Send 40 messages').click();
  await page.getByTestId('report').getByText('40 messages sent, 2 refused').waitFor();
  await page.getByRole('cell', { name: 'Refused' }).first().waitFor();
  await lookAt(page, 'send-report', page.getByTestId('report'));
  expect(new Set(await bodiesOf('shop-shipping')).size).toBe(40);
});

test('a template is saved, loaded and deleted', async () => {
  const { workbench } = window();
  const page = workbench.webview();
  await page.getByLabel('Body').fill('{"kind":"order created"}');
  await page.getByLabel('Message group id').fill('tenant-7');
  await unfold(page, 'Templates');
  await page.getByLabel('Save as').fill('../etc');
  await page.getByText(/A name has letters/).waitFor();
  await page.getByLabel('Save as').fill('Order created');
  await button(page, 'Save template').click();
  await button(page, 'Load the template Order created').waitFor();
  expect(
    JSON.parse(await workbench.readFile('.vscode/messaging-workbench/templates/Order created.message.json')),
  ).toEqual({
    body: { kind: 'order created' },
    groupId: 'tenant-7',
  });
  await page.getByLabel('Body').fill('something else');
  await page.getByLabel('Message group id').fill('');
  await lookAt(page, 'send-templates', button(page, 'Load the template Order created'));
  await button(page, 'Load the template Order created').click();
  await page.getByText('Loaded Order created').waitFor();
  expect(await page.getByLabel('Body').inputValue()).toBe('{"kind":"order created"}');
  expect(await page.getByLabel('Message group id').inputValue()).toBe('tenant-7');
});

test('the message as a file, sent from above its first line', async () => {
  const { workbench } = window();
  await bodiesOf('shop-shipping');
  await button(workbench.webview(), 'Edit as file').click();
  await workbench.tab('shop-shipping.message.json').waitFor();
  const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Send to shop-shipping' });
  await lens.waitFor();
  expect(await workbench.editor.visibleText()).toContain('"body": {"kind":"order created"}');
  await workbench.screenshot('send-draft');
  await lens.click();
  await workbench.notification('Sent to shop-shipping. Message id').waitFor();
  expect(await bodiesOf('shop-shipping')).toEqual(['{"kind":"order created"}']);
  await workbench.clearNotifications();
  await workbench.runCommand('View: Revert and Close Editor');
});

test('a file sent by the command, after a question that names count and place', async () => {
  const { workbench } = window();
  await write('dropped.csv', 'body,attr.kind\none,a\n"two, with a comma",b\n');
  await workbench.runCommand('Messaging: Send Batch from File…');
  await workbench.quickInput.pick('shop-shipping');
  await workbench.quickInput.pick('dropped.csv');
  await workbench.dialog().waitFor();
  const asked = await workbench.dialog().innerText();
  expect(asked).toContain('Send 2 messages to shop-shipping?');
  expect(asked).toContain('Local sandbox');
  await workbench.screenshot('send-file-question');
  await workbench.answerDialog('Send');
  await workbench.notification('2 messages sent: shop-shipping').waitFor();
  await workbench.clearNotifications();
  expect((await bodiesOf('shop-shipping')).filter(body => body.startsWith('two'))).toEqual(['two, with a comma']);
});

test('a file that is dragged onto a queue', async () => {
  const { workbench } = window();
  await bodiesOf('shop-shipping');
  await workbench.editor.open('dropped.csv');
  const tree = workbench.tree('Resources');
  await tree.expand('Local sandbox', 'us-east-1', 'Queues');
  const row = await tree.row('Local sandbox', 'us-east-1', 'Queues', 'shop-shipping');
  await workbench.tab('dropped.csv').dragTo(row);
  await workbench.dialog().waitFor();
  expect(await workbench.dialog().innerText()).toContain('Send 2 messages to shop-shipping?');
  await workbench.answerDialog('Send');
  await workbench.notification('2 messages sent: shop-shipping').waitFor();
  expect(await bodiesOf('shop-shipping')).toHaveLength(2);
});

test('a body that does not fit its schema is not sent, unless the person says so', async () => {
  const { workbench } = window();
  await bodiesOf('shop-shipping');
  await write(
    'order.schema.json',
    '{"type":"object","required":["id"],"properties":{"lines":{"items":{"type":"number"}}}}',
  );
  await workbench.changeSettings({
    'messagingWorkbench.messages.bodySchemas': [{ resource: 'shop-sh*', file: 'order.schema.json' }],
  });
  await workbench.openContainer('Messaging');
  // The palette knows our commands once the tree stands again.
  await workbench.tree('Resources').row('Local sandbox');
  const page = await openPage('shop-shipping');
  await page.getByText('Checked against order.schema.json').waitFor();
  await page.getByLabel('Body').fill('{"lines":[1,"2"]}');
  await button(page, 'Send message').click();
  await page.getByText('$.lines[1]:').waitFor();
  await page.getByText(/^\$: .*"id"/).waitFor();
  await lookAt(page, 'send-schema', button(page, 'Send anyway'));
  expect(await bodiesOf('shop-shipping')).toEqual([]);
  await button(page, 'Send anyway').click();
  await page.getByText(/Sent\. Message id /).waitFor();
  expect(await bodiesOf('shop-shipping')).toEqual(['{"lines":[1,"2"]}']);
});
