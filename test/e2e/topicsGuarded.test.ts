import { CreateTopicCommand, DeleteTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGuardedShop } from './harness/useGuardedShop.ts';

const { shop, window } = useGuardedShop();
let sns: SNSClient;

/** A loaded machine takes more than the second that is the rule. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

beforeAll(async () => {
  const { endpoint, region, credentials } = shop();
  sns = new SNSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => sns?.destroy());

/** Runs a command from the palette on a topic or stream of a connection. */
async function run(title: string, connection: string, name: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  await workbench.quickInput.pick(connection);
  await workbench.quickInput.pick(name);
  return workbench.webview();
}

async function expectOff(page: FrameLocator, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const button = page.getByRole('button', { name, exact: true });
    await button.waitFor();
    expect(await button.evaluate(element => element.matches(':disabled'))).toBe(true);
  }
}

test('a read-only connection switches off what would change a topic or a stream, and says why', async () => {
  const topic = await run('Open Topic', 'Shop to look at', 'shop-orders');
  await topic.getByText('Read-only', { exact: true }).waitFor();
  await topic.getByText('The connection is read-only: what would change something is switched off.').waitFor();
  await expectOff(topic, ['Publish…', 'Subscribe…', 'Edit', 'Delete…', 'Add tag', 'Save tags']);
  const publish = await run('Publish Message', 'Shop to look at', 'shop-orders');
  await publish.getByText('The connection is read-only, so nothing can be published.').waitFor();
  await publish.getByLabel('Message', { exact: true }).fill('hello');
  await expectOff(publish, ['Publish']);

  const stream = await run('Open Stream', 'Shop to look at', 'shop-clicks');
  await expectOff(stream, ['Put record…', 'Edit', 'Delete…']);
  await stream.getByRole('button', { name: 'Read shardId-000000000001' }).click();
  const read = window().workbench.webview();
  const rows = read.getByRole('grid', { name: 'Records' }).getByRole('row');
  await soon(() => rows.count()).toBeGreaterThan(1);
  const put = await run('Put Record', 'Shop to look at', 'shop-clicks');
  await put.getByText('The connection is read-only, so nothing can be put.').waitFor();
  await expectOff(put, ['Put record']);
});

test('a read-only connection refuses to delete a topic whoever asks', async () => {
  const { workbench } = window();
  await workbench.runCommand('Messaging: Delete Topic…');
  await workbench.quickInput.pick('Shop to look at');
  await workbench.quickInput.pick('shop-orders');
  await workbench.answerDialog('Delete');
  await workbench
    .notification(/read-only/i)
    .first()
    .waitFor();
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  expect(Topics.some(topic => topic.TopicArn?.endsWith(':shop-orders'))).toBe(true);
});

test('on production the name of the stream has to be typed', async () => {
  const { workbench } = window();
  await workbench.clearNotifications();
  const details = await run('Open Stream', 'Shop live', 'shop-clicks');
  await details.getByText('Production', { exact: true }).waitFor();
  await details.getByRole('button', { name: 'Delete…', exact: true }).click();
  await workbench.answerDialog('Delete');
  await workbench.quickInput.type('shop-click');
  await workbench.quickInput.confirm();
  expect(await workbench.quickInput.message()).toContain('Type shop-clicks');
  await workbench.quickInput.answer('shop-clicks');
  await details.getByText('The stream shop-clicks does not exist any more').waitFor();
});

test('a topic that somebody else deleted is named, and the draft stays', async () => {
  const { workbench } = window();
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'brief' }));
  const page = await run('Publish Message', 'Shop live', 'brief');
  await page.getByLabel('Message', { exact: true }).fill('too late');
  const button = page.getByRole('button', { name: 'Publish', exact: true });
  await soon(() => button.evaluate(element => element.matches(':disabled'))).toBe(false);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await button.click();
  await page.getByRole('alert').filter({ hasText: 'brief' }).first().waitFor();
  await workbench.screenshot('topic-deleted-meanwhile');
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('too late');
});
