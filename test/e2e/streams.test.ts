import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));
const StreamName = 'shop-clicks';
let kinesis: KinesisClient;

/** A loaded machine takes more than the second that is the rule. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

beforeAll(async () => {
  // Our commands are there once the view container is.
  await window().workbench.openContainer('Messaging');
  const { endpoint, region, credentials } = shop();
  const requestHandler = new NodeHttpHandler();
  kinesis = new KinesisClient({ endpoint, region, credentials, requestHandler, ignoreConfiguredEndpointUrls: true });
});
afterAll(() => kinesis?.destroy());

async function summary(name = StreamName) {
  const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
  return answer.StreamDescriptionSummary;
}

/** Runs a stream command from the palette, chooses the stream and returns the page that opens. */
async function run(title: string, heading: string): Promise<FrameLocator> {
  const { workbench } = window();
  await workbench.runCommand(`Messaging: ${title}`);
  await workbench.quickInput.pick(StreamName);
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  return page;
}

function button(page: FrameLocator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: true });
}

async function choose(page: FrameLocator, id: string, option: string | RegExp): Promise<void> {
  await page.locator(`vscode-single-select#${id}`).click();
  await page.getByRole('option', { name: option }).click();
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

describe('details', () => {
  test('tell every figure and the shards with their part of the hash keys', async () => {
    const page = await run('Open Stream', `Stream ${StreamName}`);
    await page.locator('tr[data-shard]').first().waitFor();
    expect(await page.locator('tr[data-shard]').count()).toBe(4);
    expect(await page.locator('tr[data-shard]').first().innerText()).toMatch(/Open[\s\S]*25 % of the hash keys/);
    expect(await page.locator('tr[data-attribute="RetentionPeriodHours"]').innerText()).toContain('24 h');
    await lookAt(page, 'stream-details');
  });

  test('change the retention: up without a question, down with one', async () => {
    const { workbench } = window();
    const page = workbench.webview();
    await button(page, 'Edit').click();
    const hours = page.locator('vscode-textfield#retention input');
    await hours.fill('12');
    await page.getByText('A whole number from 24 to 8,760 hours').waitFor();
    await hours.fill('72');
    await page.getByText(/each shard costs extra for every hour/).waitFor();
    await lookAt(page, 'stream-edit');
    await button(page, 'Save').click();
    await page.getByText('Changed retention').waitFor();
    expect((await summary())?.RetentionPeriodHours).toBe(72);

    await button(page, 'Edit').click();
    await hours.fill('48');
    await page.getByText(/Records older than 48 hours can no longer be read/).waitFor();
    await button(page, 'Save').click();
    await workbench.dialog().waitFor();
    expect(await workbench.dialog().innerText()).toContain(`Shorten the retention of ${StreamName}?`);
    await workbench.answerDialog('Shorten');
    await page.getByText('Changed retention').waitFor();
    expect((await summary())?.RetentionPeriodHours).toBe(48);
  });
});

describe('put', () => {
  test('names the shard before, and Kinesis confirms it', async () => {
    const page = await run('Put Record', `Put a record into ${StreamName}`);
    await page.getByText('The record needs a partition key').waitFor();
    await page.locator('vscode-textfield#partition-key input').fill('visitor-鍵');
    await page.getByText(/Lands in/).waitFor();
    const computed = await page.getByTestId('shard').locator('strong').innerText();
    await page.getByLabel('Data', { exact: true }).fill('{"visitor": "ada", "page": "/cart"}');
    await page.getByText(/of them partition key/).waitFor();
    await lookAt(page, 'stream-put');
    await button(page, 'Put record').click();
    await page.getByText(`Put into ${computed} as`).waitFor();
    await page.getByText('as computed').waitFor();
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId: computed, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records.map(record => record.PartitionKey)).toContain('visitor-鍵');
  });

  test('an explicit hash key chooses the shard, and base64 stands for bytes', async () => {
    const page = window().workbench.webview();
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
    const third = Shards[2];
    await page.locator('vscode-textfield#explicit-hash-key input').fill('1e30');
    await page.getByText(/The explicit hash key is a whole number/).waitFor();
    await page.locator('vscode-textfield#explicit-hash-key input').fill(third?.HashKeyRange?.StartingHashKey ?? '');
    await soon(() => page.getByTestId('shard').innerText()).toContain(third?.ShardId);
    await choose(page, 'encoding', 'Base64');
    await page.locator('vscode-textarea#data textarea').fill('/wBB');
    await soon(() => button(page, 'Put record').getAttribute('disabled')).toBeNull();
    await button(page, 'Put record').click();
    await page.getByText(`Put into ${third?.ShardId} as`).waitFor();
  });
});

describe('read', () => {
  test('goes on from the record that was put, and shows its bytes', async () => {
    const { workbench } = window();
    await button(workbench.webview(), /^Read from record/)
      .first()
      .click();
    const page = workbench.webview();
    await page.getByRole('heading', { level: 1, name: `Read ${StreamName}` }).waitFor();
    const rows = page.getByRole('grid', { name: 'Records' }).getByRole('row');
    await soon(() => rows.count()).toBe(2);
    await rows.nth(1).click();
    await soon(() => page.getByTestId('body').innerText()).toContain('ff 00 41');
    await page.getByText(/caught up, waiting for new records/).waitFor();
  });

  test('a new record arrives while it reads; Stop and Continue lose nothing', async () => {
    const page = window().workbench.webview();
    const progress = page.getByTestId('progress');
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
    const put = (text: string) =>
      kinesis.send(
        new PutRecordCommand({
          StreamName,
          PartitionKey: 'late',
          ExplicitHashKey: Shards[2]?.HashKeyRange?.StartingHashKey,
          Data: new TextEncoder().encode(text),
        }),
      );
    await put('{"late": 1}');
    await soon(() => progress.innerText()).toContain('2 records');
    await button(page, 'Stop').click();
    await button(page, 'Continue').waitFor();
    await put('{"late": 2}');
    await button(page, 'Continue').click();
    await soon(() => progress.innerText()).toContain('3 records');
  });

  test('from the oldest record, with the keyboard', async () => {
    const { workbench, page: browser } = window();
    const page = workbench.webview();
    await choose(page, 'shard', 'shardId-000000000000');
    await choose(page, 'position', /TRIM_HORIZON/);
    await button(page, 'Start anew').click();
    await soon(() => page.getByTestId('progress').innerText()).toMatch(/caught up/);
    const rows = page.getByRole('grid', { name: 'Records' }).getByRole('row');
    await rows.nth(1).click();
    await browser.keyboard.press('ArrowDown');
    await soon(() => page.locator('[role=row].active').getAttribute('aria-rowindex')).toBe('3');
    await soon(() => page.locator('.path').innerText()).toBe('JSON');
    await lookAt(page, 'stream-read');
    await button(page, 'Open in editor').click();
    await workbench.editor.element.waitFor();
    expect(await workbench.editor.visibleText()).toContain('{');
  });

  test('from a time and from a sequence number that is none', async () => {
    const page = await run('Read Shard', `Read ${StreamName}`);
    await choose(page, 'position', /AT_TIMESTAMP/);
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    await page.locator('vscode-textfield#time input').fill(now);
    await button(page, 'Start anew').click();
    await page.getByText(/No records/).waitFor();
    await button(page, 'Stop').click();
    await choose(page, 'position', /AFTER_SEQUENCE_NUMBER/);
    await page.locator('vscode-textfield#sequence-number input').fill('abc');
    await button(page, 'Start anew').click();
    await page.getByText('A sequence number has digits only: abc').waitFor();
  });

  test('after a reload the page is back with its columns and says that it holds no records', async () => {
    const { workbench, page: browser } = window();
    await workbench.openTab(`Read: ${StreamName}`);
    await choose(workbench.webview(), 'position', /TRIM_HORIZON/);
    await button(workbench.webview(), 'Start anew').click();
    await button(workbench.webview(), 'Columns').click();
    await button(workbench.webview(), 'Hide the column Size').click();
    const loaded = browser.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await workbench.ready();
    const page = workbench.webview();
    await page.getByText('Records are never kept on disk').waitFor({ timeout: 60_000 });
    await choose(page, 'shard', 'shardId-000000000000');
    await button(page, 'Start').click();
    await page.getByRole('columnheader', { name: 'Partition key' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Size' }).count()).toBe(0);
  });
});

describe('create and delete', () => {
  test('a provisioned stream, waited for', async () => {
    const { workbench } = window();
    await workbench.runCommand('Messaging: Create Stream…');
    await workbench.quickInput.answer('walk');
    await workbench.quickInput.pick('Provisioned');
    await workbench.quickInput.answer('2');
    const page = workbench.webview();
    await page.getByRole('heading', { level: 1, name: 'Stream walk' }).waitFor();
    expect(await summary('walk')).toMatchObject({ StreamStatus: 'ACTIVE', OpenShardCount: 2 });
  });

  test('a name that is taken is named', async () => {
    const { workbench } = window();
    await workbench.runCommand('Messaging: Create Stream…');
    await workbench.quickInput.answer('walk');
    await workbench.quickInput.pick('On-demand');
    await workbench.notification(/walk/).first().waitFor();
    await workbench.screenshot('stream-name-taken');
    await workbench.clearNotifications();
  });

  test('a question says what is lost, and the page says that it is gone', async () => {
    const { workbench } = window();
    const page = workbench.webview();
    await button(page, 'Delete…').click();
    await workbench.dialog().waitFor();
    expect(await workbench.dialog().innerText()).toMatch(
      /Delete the stream walk\?[\s\S]*All its records are lost[\s\S]*2 open shards/,
    );
    await workbench.answerDialog('Delete');
    await page.getByText('The stream walk does not exist any more').waitFor();
  });
});
