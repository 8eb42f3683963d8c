import { expect, test } from 'vitest';
import { useWindow } from './harness/useWindow.ts';

const window = useWindow({ extension: 'installed' });

test('the installed package shows its view container and its tree', async () => {
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  await workbench.tree('Resources').pane.waitFor();
  expect(await workbench.activity('Messaging').count()).toBe(1);
});

test('the palette offers our commands', async () => {
  expect(await window().workbench.offersCommand('Messaging: Start Local Sandbox')).toBe(true);
});
