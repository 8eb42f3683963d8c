import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll } from 'vitest';
import { type Shop, useShop } from './useShop.ts';
import { useWindow } from './useWindow.ts';
import type { TestWindow } from './window.ts';

/**
 * The sample shop behind three connections that sign with a profile, as real ones do: `Shop live` is production,
 * `Shop to look at` is read-only, and behind `Shop that is down` nobody answers.
 */
export function useGuardedShop(): { shop: () => Shop; window: () => TestWindow } {
  const shop = useShop();
  const window = useWindow(() => {
    const { endpoint, region } = shop();
    const common = { credentials: 'profile', profile: 'shop', regions: [region], endpoint };
    return {
      machineSettings: {
        'messagingWorkbench.connections': [
          { ...common, id: 'live', name: 'Shop live', production: true },
          { ...common, id: 'look', name: 'Shop to look at', readOnly: true },
          { ...common, id: 'down', name: 'Shop that is down', endpoint: 'http://127.0.0.1:9' },
        ],
      },
    };
  });
  beforeAll(async () => {
    const { accessKeyId, secretAccessKey } = shop().credentials;
    const lines = ['[shop]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, ''];
    await writeFile(path.join(window().awsFolder, 'credentials'), lines.join('\n'));
    await window().workbench.openContainer('Messaging');
  });
  return { shop, window };
}
