import { buildApp } from 'fauxqs';
import { expect, test } from 'vitest';
import { useWindow } from './harness/useWindow.ts';

const window = useWindow({ extension: 'installed' });

test('a newcomer starts the sandbox from the welcome view, seeds it, and stops it', async () => {
  const { workbench, page } = window();
  await workbench.openContainer('Messaging');
  await page.getByRole('button', { name: 'Start Local Sandbox' }).waitFor();
  await workbench.screenshot('welcome');
  await page.getByRole('button', { name: 'Start Local Sandbox' }).click();
  await workbench.answerNotification('The local sandbox runs', 'Seed the Shop');
  const tree = workbench.tree('Resources');
  await tree.expand('Local sandbox', 'us-east-1', 'Queues');
  await expect
    .poll(() => tree.children('Local sandbox', 'us-east-1', 'Queues'), { timeout: 30_000 })
    .toContain('shop-payments-dlq');
  await workbench.runCommand('Messaging: Stop Local Sandbox');
  await page.getByRole('button', { name: 'Start Local Sandbox' }).waitFor();
});

test('a server that runs already on a known port is offered instead', async () => {
  const { workbench } = window();
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 4566 });
  try {
    await workbench.openContainer('Messaging');
    await workbench.runCommand('Messaging: Start Local Sandbox');
    await workbench.quickInput.pick('Use fauxqs');
    await workbench.tree('Resources').row('fauxqs');
    expect((await workbench.tree('Resources').text('fauxqs')).description).toContain('127.0.0.1:4566');
  } finally {
    await app.close();
  }
});
