import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';
import type { Theme } from './harness/workbench.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));
const themes: Theme[] = ['light', 'dark', 'highContrast'];
let sqs: SQSClient;

beforeAll(async () => {
  // Our commands are there once the view container is.
  await window().workbench.openContainer('Messaging');
  const { endpoint, region, credentials } = shop();
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => sqs?.destroy());

async function urlOf(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

async function attributesOf(name: string): Promise<Record<string, string>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await urlOf(name), AttributeNames: ['All'] }),
  );
  return Attributes;
}

async function receive(name: string) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: await urlOf(name),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
      WaitTimeSeconds: 1,
    }),
  );
  return Messages;
}

/** Runs a queue command from the palette, chooses the queue and returns the page that opens. */
async function run(title: string, queue: string | undefined, heading: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  if (queue !== undefined) await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  return page;
}

function button(page: FrameLocator, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** Pictures in every theme, and the page checked by axe in each. */
async function lookAt(page: FrameLocator, name: string): Promise<void> {
  const { workbench } = window();
  for (const theme of themes) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`${name}-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');
}

describe('details', () => {
  test('tell every attribute, the dead-letter queue and the tags', async () => {
    const page = await run('Open Queue', 'shop-payments', 'shop-payments');
    const row = page.locator('tr[data-attribute="VisibilityTimeout"]');
    await row.waitFor();
    expect(await row.innerText()).toContain('1 min (60 s)');
    expect(await page.locator('main').innerText()).toContain('After 3 receives without a delete');
    expect(await page.getByRole('cell', { name: 'payments', exact: true }).count()).toBe(1);
    await lookAt(page, 'queue-details');
  });

  test('lead to the dead-letter queue and back', async () => {
    const { workbench } = window();
    const page = workbench.webview();
    await page.getByRole('link', { name: 'shop-payments-dlq' }).click();
    await page.getByRole('heading', { level: 1, name: 'shop-payments-dlq' }).waitFor();
    await button(page, 'Redrive').waitFor();
    await page.getByRole('link', { name: 'Open it' }).click();
    await page.getByRole('heading', { level: 1, name: 'shop-payments', exact: true }).waitFor();
  });
});

describe('create and edit', () => {
  test('a FIFO queue with a new dead-letter queue', async () => {
    const { workbench } = window();
    const page = await run('Create Queue…', undefined, 'Create a queue');
    expect(await page.getByRole('combobox', { name: 'Deduplication scope' }).count()).toBe(0);
    await page.getByLabel('Name', { exact: true }).fill('ordered');
    await page.getByText('FIFO queue', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Deduplication scope' }).waitFor();
    await page.getByLabel('Visibility timeout (seconds)').fill('43201');
    await page.getByText('Visibility timeout is a whole number from 0 to 43200').waitFor();
    await page.getByLabel('Visibility timeout (seconds)').fill('75');
    await page.getByText('A new queue', { exact: true }).click();
    expect(await page.getByLabel('Name of the new dead-letter queue').inputValue()).toBe('ordered-dlq.fifo');
    await lookAt(page, 'queue-create');
    await button(page, 'Create queue').click();
    await workbench.webview().getByRole('heading', { level: 1, name: 'ordered.fifo' }).waitFor();
    const attributes = await attributesOf('ordered.fifo');
    expect(attributes).toMatchObject({ VisibilityTimeout: '75', FifoQueue: 'true' });
    expect(attributes['RedrivePolicy']).toContain('ordered-dlq.fifo');
    expect(await attributesOf('ordered-dlq.fifo')).toMatchObject({ MessageRetentionPeriod: '1209600' });
  });

  test('only what was changed, shown before it is saved', async () => {
    const { workbench } = window();
    const page = await run('Edit Queue…', 'shop-analytics', 'Edit shop-analytics');
    await page.getByText('Nothing is changed yet').waitFor();
    await page.getByLabel('Delivery delay (seconds)').fill('12');
    const change = page.getByTestId('changes').getByRole('row', { name: /Delivery delay/ });
    expect(await change.innerText()).toMatch(/0 s\s+12 s/);
    await button(page, 'Add tag').click();
    await page.getByLabel('Key of tag 3').fill('cost');
    await page.getByLabel('Value of tag 3').fill('42');
    expect(
      await page
        .getByTestId('changes')
        .getByRole('row', { name: /Tag cost/ })
        .innerText(),
    ).toMatch(/not set\s+42/);
    await lookAt(page, 'queue-edit');
    await button(page, 'Save changes').click();
    const details = workbench.webview();
    await details.getByRole('heading', { level: 1, name: 'shop-analytics' }).waitFor();
    await details.getByRole('cell', { name: 'cost', exact: true }).waitFor();
    expect(await attributesOf('shop-analytics')).toMatchObject({ DelaySeconds: '12', MessageRetentionPeriod: '86400' });
  });
});

describe('a shorter retention', () => {
  test('is asked about, because it deletes messages', async () => {
    const { workbench } = window();
    const page = await run('Edit Queue…', 'shop-analytics', 'Edit shop-analytics');
    await page.getByLabel('Message retention period (seconds)').fill('3600');
    await button(page, 'Save changes').click();
    await workbench.dialog().waitFor();
    const asked = await workbench.dialog().innerText();
    expect(asked).toContain('Shorten the retention of shop-analytics?');
    expect(asked).toContain('Messages older than 1 h are deleted');
    await workbench.answerDialog('Shorten');
    await expect
      .poll(() => attributesOf('shop-analytics'), { timeout: 15_000 })
      .toMatchObject({ MessageRetentionPeriod: '3600' });
    await workbench.webview().getByRole('heading', { level: 1, name: 'shop-analytics' }).waitFor();
  });
});

describe('send', () => {
  test('a message with attributes, checked before the call', async () => {
    const page = await run('Send Message', 'shop-mail', 'Send a message');
    const body = page.getByLabel('Body');
    await body.fill('{"to": "ada@example.com",}');
    await page.getByText('Not valid JSON').waitFor();
    await body.fill('bad\u0001');
    await page.getByTestId('forbidden').waitFor();
    await body.press('Control+Enter');
    await page.getByText('Not sent. The control character U+0001 at line 1, column 4').waitFor();
    await body.fill('{"to":"ada@example.com","emoji":"😀"}');
    await button(page, 'Format JSON').click();
    expect(await body.inputValue()).toBe('{\n  "to": "ada@example.com",\n  "emoji": "😀"\n}');
    await button(page, 'Add attribute').click();
    await page.getByLabel('Name of attribute 1').fill('priority');
    await page.getByRole('combobox', { name: 'Type of attribute 1' }).click();
    await page.getByRole('option', { name: 'Number' }).click();
    await page.getByLabel('Label of attribute 1, optional').fill('level');
    await page.getByLabel('Value of attribute 1').fill('high');
    await page.getByText('The value is not a number').waitFor();
    await page.getByLabel('Value of attribute 1').fill('7');
    await page.getByLabel('Message group id').fill('tenant-1');
    await page.getByLabel('Delay in seconds').fill('0');
    await lookAt(page, 'queue-send');
    await body.press('Control+Enter');
    const sent = page.getByText(/Sent\. Message id /);
    await sent.waitFor();
    const id = (await sent.innerText()).replace('Sent. Message id ', '').trim();
    await button(page, 'Send again').waitFor();
    await button(page, 'Poll this queue').click();
    const poll = window().workbench.webview();
    await poll.getByRole('heading', { name: /^Poll / }).waitFor();
    // The viewer looks for what was just sent.
    await expect.poll(() => poll.locator('vscode-textfield#filter input').inputValue()).toBe(id);
    await expect
      .poll(async () => (await receive('shop-mail')).find(message => message.MessageId === id))
      .toMatchObject({
        Body: '{\n  "to": "ada@example.com",\n  "emoji": "😀"\n}',
        MessageAttributes: { priority: { DataType: 'Number.level', StringValue: '7' } },
      });
  });

  test('FIFO ids, and a body of 1 MiB', async () => {
    const page = await run('Send Message', 'shop-fulfilment.fifo', 'Send a message');
    const body = page.getByLabel('Body');
    await body.fill('x'.repeat(1_048_577));
    await page.getByText('1 byte too many').waitFor();
    await body.fill('x'.repeat(1_048_576));
    expect(await page.getByLabel('Delay in seconds').count()).toBe(0);
    await page.getByLabel('Message group id').fill('order-1');
    await button(page, 'Generate').click();
    await button(page, 'Send message').click();
    await page.getByText(/Sent\. Message id /).waitFor();
  });
});

describe('purge and delete', () => {
  test('a purge names the count, and a second one has to wait', async () => {
    const { workbench } = window();
    const QueueUrl = await urlOf('shop-shipping-dlq');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'left over' }));
    await workbench.runCommand('Messaging: Purge Queue…');
    await workbench.quickInput.pick('shop-shipping-dlq');
    await workbench.dialog().waitFor();
    const question = await workbench.dialog().innerText();
    expect(question).toContain('Purge the queue shop-shipping-dlq?');
    expect(question).toMatch(/about [\d,]+ message/);
    expect(question).toContain('60 seconds');
    await workbench.screenshot('queue-purge');
    await workbench.answerDialog('Purge');
    await expect.poll(() => attributesOf('shop-shipping-dlq')).toMatchObject({ ApproximateNumberOfMessages: '0' });
    await workbench.notification('Purged shop-shipping-dlq').waitFor();
    await workbench.runCommand('Messaging: Purge Queue…');
    await workbench.quickInput.pick('shop-shipping-dlq');
    await workbench.notification(/was purged \d+ s ago\. Try again in \d+ s: shop-shipping-dlq/).waitFor();
    expect(await workbench.dialog().count()).toBe(0);
  });

  test('an open page says that its queue was deleted', async () => {
    const { workbench } = window();
    const page = await run('Open Queue', 'shop-mail', 'shop-mail');
    await button(page, 'Delete').click();
    await workbench.dialog().waitFor();
    expect(await workbench.dialog().innerText()).toContain('Delete the queue shop-mail?');
    await workbench.answerDialog('Delete');
    await page.getByText('The queue shop-mail does not exist any more').waitFor();
    await workbench.screenshot('queue-gone');
    await button(page, 'Close page').click();
    await workbench.tab(/^shop-mail/).waitFor({ state: 'detached' });
    await expect(urlOf('shop-mail')).rejects.toThrow();
    await workbench.openTab('Send: shop-mail');
    await page.getByText('The queue shop-mail was deleted. What you typed is still here.').waitFor();
    expect(await page.getByLabel('Body').inputValue()).toContain('ada@example.com');
  });
});
