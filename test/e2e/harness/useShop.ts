import path from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { seedTarget } from '../../../scripts/seedTarget.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandboxService.ts';
import { seedShop } from '../../../src/sandbox/seed.ts';

/** The sandbox's servers, filled with the sample shop. */
export interface Shop extends Pick<Sandbox, 'endpoint' | 'region' | 'credentials'> {
  /** Environment of a window that shall find these servers as its sandbox, without a question. */
  env: NodeJS.ProcessEnv;
}

/**
 * Starts the local servers for the tests of a file and stops them afterwards. Call it before `useWindow`, whose options
 * may then be a function that reads `shop().env`.
 */
export function useShop(): () => Shop {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    const signal = AbortSignal.timeout(90_000);
    sandbox = await startSandbox({ serverPath: path.join(inject('stage'), 'dist', 'sandbox', 'server.js'), signal });
    await seedShop(seedTarget(sandbox), signal);
  });
  afterAll(async () => {
    await sandbox?.stop();
    sandbox = undefined;
  });
  return () => {
    if (!sandbox) throw new Error('The local servers do not run');
    const { endpoint, region, credentials } = sandbox;
    const env = {
      MESSAGING_WORKBENCH_SANDBOX_ENDPOINT: endpoint,
      MESSAGING_WORKBENCH_SANDBOX_ACCESS_KEY_ID: credentials.accessKeyId,
      MESSAGING_WORKBENCH_SANDBOX_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    return { endpoint, region, credentials, env };
  };
}
