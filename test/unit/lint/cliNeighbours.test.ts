import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { msglint, rows } from './msglint.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'msglint-neighbours-'));
  await mkdir(path.join(folder, 'lib'));
  const head = "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n";
  await writeFile(
    path.join(folder, 'lib/queues.ts'),
    `${head}export class Queues extends Stack {\n  readonly letters = new sqs.Queue(this, 'Letters', { retentionPeriod: Duration.days(14) });\n}\n`,
  );
  await writeFile(
    path.join(folder, 'lib/shop.ts'),
    `${head}import { Queues } from './queues';\nexport class Shop extends Stack {\n  readonly queues = new Queues(this, 'Queues');\n  readonly orders = new sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: this.queues.letters, maxReceiveCount: 5 } });\n}\n`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file of the run is seen from another, and only then', async () => {
  const only = ['--format', 'json', '--rule', 'sqs-missing-dlq'];
  expect(rows(await msglint([...only, 'lib/queues.ts'], folder)).map(row => row.resource)).toEqual(['Letters']);
  expect(rows(await msglint([...only, 'lib'], folder))).toEqual([]);
});
