import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));
let sns: SNSClient;
let sqs: SQSClient;

/** A loaded machine takes more than the second that is the rule. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

beforeAll(async () => {
  // Our commands are there once the view container is.
  await window().workbench.openContainer('Messaging');
  const { endpoint, region, credentials } = shop();
  sns = new SNSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => {
  sns?.destroy();
  sqs?.destroy();
});

async function arnOf(name: string): Promise<string> {
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  return Topics.find(topic => topic.TopicArn?.endsWith(`:${name}`))?.TopicArn ?? '';
}

async function attributesOf(name: string): Promise<Record<string, string>> {
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: await arnOf(name) }));
  return Attributes;
}

async function subscriptionsOf(name: string) {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: await arnOf(name) }));
  return Subscriptions;
}

/** The filter policy by which a queue is subscribed. */
async function policyOf(topic: string, queue: string): Promise<Record<string, unknown[]>> {
  const subscription = (await subscriptionsOf(topic)).find(one => one.Endpoint?.endsWith(`:${queue}`));
  const { Attributes = {} } = await sns.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription?.SubscriptionArn }),
  );
  return JSON.parse(Attributes['FilterPolicy'] ?? '{}') as Record<string, unknown[]>;
}

/** Runs a topic command from the palette, chooses the topic and returns the page that opens. */
async function run(title: string, topic: string, heading: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  await workbench.quickInput.pick(topic);
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  return page;
}

function button(page: FrameLocator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** Pictures in every theme, each checked by axe. */
async function lookAt(page: FrameLocator, name: string): Promise<void> {
  const { workbench } = window();
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`${name}-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');
}

async function queueUrl(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

/** The next message of a queue whose body contains a text. */
async function received(queue: string, text: string) {
  const QueueUrl = await queueUrl(queue);
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    const found = Messages.find(message => message.Body?.includes(text));
    if (found) return found;
  }
  return undefined;
}

describe('details', () => {
  test('tell attributes, subscriptions and, when asked, what one is set to', async () => {
    const page = await run('Open Topic', 'shop-orders', 'Topic shop-orders');
    const size = page.locator('tr[data-attribute="MaximumMessageSize"]');
    await size.waitFor();
    expect(await size.innerText()).toContain('256 KiB (default)');
    expect(await page.locator('tr[data-attribute="SubscriptionsConfirmed"]').innerText()).toContain('4');
    const payments = page.locator('tr[data-endpoint$=":shop-payments"]');
    await payments.getByRole('button', { name: /^Settings of/ }).click();
    await page.getByTestId('settings').waitFor();
    await page.getByTestId('settings').scrollIntoViewIfNeeded();
    await lookAt(page, 'topic-details');
  });

  test('change what was changed, and nothing else', async () => {
    const page = window().workbench.webview();
    await button(page, 'Edit').click();
    const name = page.locator('vscode-textfield#DisplayName input');
    await name.fill('x'.repeat(101));
    await button(page, 'Save').click();
    await page.getByText('A display name has 100 characters at most; this one has 101. Nothing was changed').waitFor();
    await name.fill('The shop');
    await page.getByText('Changed: DisplayName').waitFor();
    await page.locator('vscode-textarea#DeliveryPolicy textarea').scrollIntoViewIfNeeded();
    await lookAt(page, 'topic-edit');
    await button(page, 'Save').click();
    await page.getByText('Changed DisplayName').waitFor();
    expect(await attributesOf('shop-orders')).toMatchObject({ DisplayName: 'The shop' });
  });

  test('keep tags', async () => {
    const page = window().workbench.webview();
    const before = await page.getByLabel(/^Key of tag/).count();
    await button(page, 'Add tag').click();
    await page.getByLabel(`Key of tag ${before + 1}`).fill('cost');
    await page.getByLabel(`Value of tag ${before + 1}`).fill('42');
    await button(page, 'Save tags').click();
    await page.getByText('Tags saved').waitFor();
    const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: await arnOf('shop-orders') }));
    expect(Tags).toContainEqual({ Key: 'cost', Value: '42' });
  });
});

describe('subscriptions', () => {
  const queue = 'arn:aws:sqs:us-east-1:000000000000:shop-payments-dlq';

  test('are checked, made with a filter policy, changed and ended', async () => {
    const { workbench } = window();
    const page = await run('Create Subscription…', 'shop-orders', 'Topic shop-orders');
    await page.locator('vscode-textfield#endpoint input').fill('shop-payments-dlq');
    await page.locator('vscode-textarea#FilterPolicy textarea').fill('{"kind": "return"}');
    await button(page, 'Subscribe').click();
    await page.getByText('The endpoint is the ARN of an SQS queue').waitFor();
    await page.getByText('Filter policy: the value of kind is a list').first().waitFor();
    await lookAt(page, 'topic-subscribe');
    await page.locator('vscode-textfield#endpoint input').fill(queue);
    await page.locator('vscode-textarea#FilterPolicy textarea').fill('{"kind": ["return"]}');
    await page.locator('mw-subscription-form').getByText('Raw message delivery', { exact: true }).click();
    await button(page, 'Subscribe').click();
    const row = page.locator(`tr[data-endpoint="${queue}"]`);
    await row.waitFor();
    const made = (await subscriptionsOf('shop-orders')).find(one => one.Endpoint === queue);
    const settings = () => sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: made?.SubscriptionArn }));
    expect((await settings()).Attributes).toMatchObject({
      FilterPolicy: '{"kind": ["return"]}',
      RawMessageDelivery: 'true',
    });

    await row.getByRole('button', { name: /^Edit settings of/ }).click();
    await page.locator('vscode-textarea#FilterPolicy textarea').fill('{"kind": ["return", "refund"]}');
    await button(page, 'Save').click();
    await page.getByText('Changed FilterPolicy').waitFor();
    expect((await settings()).Attributes?.['FilterPolicy']).toContain('refund');

    await row.getByRole('button', { name: /^Unsubscribe/ }).click();
    await workbench.dialog().waitFor();
    expect(await workbench.dialog().innerText()).toContain(`End the subscription of ${queue}?`);
    await workbench.answerDialog('Unsubscribe');
    await row.waitFor({ state: 'detached' });
    expect((await subscriptionsOf('shop-orders')).some(one => one.Endpoint === queue)).toBe(false);
  });

  test('lead to their queue', async () => {
    const { workbench } = window();
    const page = workbench.webview();
    await page
      .locator('tr[data-endpoint$=":shop-shipping"]')
      .getByRole('button', { name: /^Open queue/ })
      .click();
    await workbench.webview().getByRole('heading', { level: 1, name: 'shop-shipping' }).waitFor();
  });
});

describe('publish', () => {
  test('a message with subject and attributes reaches the subscribers whose filter takes it', async () => {
    const page = await run('Publish Message', 'shop-orders', 'Publish to shop-orders');
    expect(await button(page, 'Publish').getAttribute('disabled')).not.toBeNull();
    await page.locator('vscode-textfield#subject input').fill('two\tparts');
    await page.getByText('A subject has no line breaks or control characters').waitFor();
    await page.locator('vscode-textfield#subject input').fill('Order 4711');
    await page.getByLabel('Message', { exact: true }).fill('{"order": 4711, "note": "über"}');
    await button(page, 'Add attribute').click();
    await page.getByLabel('Name of attribute 1').fill('tags');
    await page.getByRole('combobox', { name: 'Type of attribute 1' }).click();
    await page.getByRole('option', { name: 'String.Array' }).click();
    await page.getByLabel('Value of attribute 1').fill('["a", 1]');
    await page.getByText(/of them attributes/).waitFor();
    await soon(() => button(page, 'Publish').getAttribute('disabled')).toBeNull();
    await lookAt(page, 'topic-publish');
    await button(page, 'Publish').click();
    await page.getByText(/Published as /).waitFor();
    const message = await received('shop-analytics', '4711');
    expect(message?.Body).toContain('4711');
  });

  test('a payload per protocol is sent as one JSON', async () => {
    const page = window().workbench.webview();
    await page.getByLabel('Message', { exact: true }).fill('for all');
    await button(page, 'Add payload').click();
    await page.locator('vscode-textarea#payload-sqs textarea').fill('only-for-queues');
    await page.getByText(/With all payloads .* of 256 KiB/).waitFor();
    await button(page, 'Publish').click();
    await expect
      .poll(() =>
        page
          .getByRole('row')
          .filter({ hasText: /[0-9a-f]{8}-/ })
          .count(),
      )
      .toBe(2);
    expect((await received('shop-analytics', 'only-for-queues'))?.Body).toBeDefined();
  });

  test('a FIFO topic asks for a group', async () => {
    const page = await run('Publish Message', 'shop-orders.fifo', 'Publish to shop-orders.fifo');
    await page.getByLabel('Message', { exact: true }).fill('{"step": 1}');
    await page.getByText('A FIFO topic needs a message group id').waitFor();
    await page.locator('vscode-textfield#group-id input').fill('walk-1');
    await button(page, 'Add attribute').click();
    await page.getByLabel('Name of attribute 1').fill('eventType');
    await page.getByLabel('Value of attribute 1').fill('OrderPaid');
    await soon(() => button(page, 'Publish').getAttribute('disabled')).toBeNull();
    await button(page, 'Publish').click();
    await page.getByText(/Published as /).waitFor();
    expect((await received('shop-fulfilment.fifo', 'step'))?.Body).toBeDefined();
  });
});

describe('who gets a message', () => {
  test('is told for a draft, subscription by subscription, and again as it is written', async () => {
    const { workbench } = window();
    const publish = await run('Publish Message', 'shop-orders', 'Publish to shop-orders');
    await publish.locator('mw-body-field textarea').first().fill('{"order": 4712}');
    await button(publish, 'Who gets this message?').click();
    const page = workbench.webview();
    await page.getByRole('heading', { level: 1, name: 'Who gets this message? shop-orders' }).waitFor();
    const rows = page.locator('mw-recipient-table tbody tr');
    await soon(() => rows.count()).toBe(4);
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('{"order": 4712}');
    const payments = page.locator('tr[data-endpoint$=":shop-payments"]');
    await soon(() => payments.innerText()).toContain('Does not get it');
    expect(await payments.innerText()).toContain('is missing');
    await payments.scrollIntoViewIfNeeded();
    await lookAt(page, 'topic-who-gets');

    const policy = await policyOf('shop-orders', 'shop-payments');
    const [[name, [value]] = ['', []]] = Object.entries(policy);
    await page.locator('mw-attribute-editor').scrollIntoViewIfNeeded();
    await button(page, 'Add attribute').click();
    const place = await page.getByLabel(/^Name of attribute/).count();
    await page.getByLabel(`Name of attribute ${place}`).fill(name);
    await page.getByLabel(`Value of attribute ${place}`).fill(String(value));
    await soon(() => payments.getAttribute('data-fate')).toBe('gets');
    expect(await payments.innerText()).toContain(`${name} is "${value}"`);
    await soon(() => page.getByTestId('summary').innerText()).toMatch(/\d of 4 subscriptions get it/);
  });

  test('the form of a subscription says where a policy is wrong while it is typed', async () => {
    const page = await run('Create Subscription…', 'shop-orders', 'Topic shop-orders');
    await page.locator('vscode-textarea#FilterPolicy textarea').fill('{"kind": [{"near": "a"}]}');
    await page.getByText('there is no operator near').first().waitFor();
    expect(await page.getByText('(line 1, column 12)').count()).toBeGreaterThan(0);
    await lookAt(page, 'topic-policy-fault');
  });
});

describe('create and delete', () => {
  test('a FIFO topic by a few questions', async () => {
    const { workbench } = window();
    await workbench.runCommand('Messaging: Create Topic…');
    await workbench.quickInput.pick('FIFO');
    await workbench.quickInput.type('bad name');
    await soon(() => workbench.quickInput.message()).toContain('letters, digits');
    await workbench.quickInput.answer('walk');
    await workbench.quickInput.row('Content-based deduplication').waitFor();
    await workbench.quickInput.toggle('Content-based deduplication', 'Tags…');
    await workbench.quickInput.confirm();
    await workbench.quickInput.answer('team=shop, stage=dev');
    const page = workbench.webview();
    await page.getByRole('heading', { level: 1, name: 'Topic walk.fifo' }).waitFor();
    expect(await attributesOf('walk.fifo')).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'true' });
    await page.getByText('No subscriptions. Whatever is published is delivered to nobody.').waitFor();
  });

  test('a question says what goes with it, and open pages say that it is gone', async () => {
    const { workbench } = window();
    const page = workbench.webview();
    await button(page, 'Delete…').click();
    await workbench.dialog().waitFor();
    const question = await workbench.dialog().innerText();
    expect(question).toContain('Delete the topic walk.fifo?');
    expect(question).toContain('It has no subscriptions');
    await workbench.answerDialog('Delete');
    await page.getByText('The topic walk.fifo does not exist any more').waitFor();
    expect(await arnOf('walk.fifo')).toBe('');
  });
});
