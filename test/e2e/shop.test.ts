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
  await workbench.screenshot('tree');
});
