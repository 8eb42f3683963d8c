import { expect, test } from 'vitest';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env }));

test('the tree shows the shop of the local sandbox', async () => {
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  const tree = workbench.tree('Resources');
  await tree.expand('Local sandbox', shop().region, 'Queues');
  await tree.expand('Local sandbox', shop().region, 'Topics');
  await tree.expand('Local sandbox', shop().region, 'Streams');
  const labels = async () => (await tree.rows()).map(row => row.label);
  await expect.poll(labels, { timeout: 20_000 }).toEqual(expect.arrayContaining(['shop-analytics', 'shop-orders']));
  // The depth arrives after the names; a dead-letter queue with messages is what the picture is about.
  const description = async () =>
    (await tree.text('Local sandbox', shop().region, 'Queues', 'shop-payments-dlq')).description;
  await expect.poll(description, { timeout: 20_000 }).toMatch(/^11 · DLQ/);
  await workbench.screenshot('tree');
});
