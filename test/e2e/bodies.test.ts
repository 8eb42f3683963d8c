import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import avro from 'avsc';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectDir } from '../../scripts/host/paths.ts';
import { fauxqs } from '../contract/servers/fauxqs.ts';
import type { LocalServer } from '../contract/servers/server.ts';
import { accessibilityFaults } from './harness/accessibility.ts';
import { useWindow } from './harness/useWindow.ts';

const fixtures = path.join(projectDir, 'test', 'fixtures', 'bodies');
const queue = 'mixed-bodies';
let server: LocalServer;
beforeAll(async () => {
  server = await fauxqs.start();
  await fill();
});
afterAll(() => server?.stop());
const window = useWindow(() => ({
  folder: fixtures,
  width: 1500,
  height: 1000,
  settings: {
    'messagingWorkbench.messages.schemas': [
      { resource: 'mixed-*', format: 'avro', file: 'order.avsc' },
      { resource: 'mixed-*', format: 'protobuf', file: 'gone.proto' },
    ],
  },
  machineSettings: {
    'messagingWorkbench.connections': [
      { id: 'here', name: 'Here', credentials: 'local', regions: [server.region], endpoint: server.endpoint },
    ],
    'messagingWorkbench.messages.mask': [{ path: 'customer.email' }],
  },
}));

const customer = { name: 'Ann', email: 'ann@shop.example' };

/** One message for each kind of body that the walk looks at. */
async function fill(): Promise<void> {
  const { endpoint, region, credentials } = server;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'large-bodies' }));
  const large = JSON.stringify({ order: 'A-5', customer, note: 'from S3' });
  await s3.send(new PutObjectCommand({ Bucket: 'large-bodies', Key: 'a-5', Body: large }));
  s3.destroy();
  const type = avro.Type.forSchema(JSON.parse(await readFile(path.join(fixtures, 'order.avsc'), 'utf8')));
  const pointerClass = 'software.amazon.payloadoffloading.PayloadS3Pointer';
  const bodies: Readonly<Record<string, string>> = {
    envelopes: JSON.stringify({
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:uploads',
      Message: JSON.stringify({
        'detail-type': 'Object Created',
        source: 'aws.s3',
        detail: { bucket: { name: 'uploads' }, object: { key: 'orders/1.json', size: 11 } },
      }),
    }),
    packed: gzipSync(JSON.stringify({ order: 'A-2', customer })).toString('base64'),
    avro: type.toBuffer({ id: 'A-3', total: 12.5 }).toString('base64'),
    pointer: JSON.stringify([pointerClass, { s3BucketName: 'large-bodies', s3Key: 'a-5' }]),
    broken: '{"order": "A-6",',
  };
  const sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  const Entries = Object.entries(bodies).map(([kind, MessageBody]) => ({
    Id: kind,
    MessageBody,
    MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
  }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  sqs.destroy();
}

/** Filters for the message of this kind and opens it; the list may show the one before for a moment. */
async function open(page: FrameLocator, kind: string): Promise<void> {
  await page.locator('vscode-textfield#filter input').fill(kind);
  await soon(async () => {
    await page.getByRole('grid', { name: 'Messages' }).locator('[data-row="0"]').click();
    return page.getByRole('row', { name: /^kind \(String\)/ }).innerText();
  }).toContain(kind);
}

const layers = (page: FrameLocator): Promise<string[]> =>
  page.getByRole('group', { name: 'Layers taken off the body' }).locator('.layer').allInnerTexts();
const body = (page: FrameLocator): Promise<string> => page.getByTestId('body').innerText();
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

test('bodies are unwrapped, read by schemas, fetched and masked, and the rest says why not', async () => {
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  await workbench.runCommand('Messaging: Poll Messages');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByText('There is no such schema file').waitFor();
  await page.getByRole('button', { name: 'Poll messages' }).click();
  await page.getByText(/5 messages released/).waitFor({ timeout: 60_000 });

  await open(page, 'envelopes');
  await soon(() => layers(page)).toEqual(['SNS notification', 'EventBridge event', 'S3 event']);
  await page.getByRole('row', { name: 'Object orders/1.json' }).waitFor();

  await open(page, 'packed');
  await soon(() => body(page)).toContain('"order": "A-2"');
  expect(await body(page)).toContain('"email": "•••"');

  await open(page, 'avro');
  await soon(() => layers(page)).toEqual(['base64', 'Avro shop.Order']);
  expect(await body(page)).toContain('"total": 12.5');

  await open(page, 'pointer');
  await soon(() => layers(page)).toEqual(['S3 pointer']);
  await page.getByRole('button', { name: 'Fetch body from S3' }).click();
  await soon(() => layers(page)).toEqual(['S3 pointer', 'JSON']);
  expect(await body(page)).toContain('"note": "from S3"');
  expect(await body(page)).not.toContain('ann@shop.example');
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`bodies-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }

  await open(page, 'broken');
  await page.getByText('JSON: not valid at line 1, column 17').waitFor();
});
