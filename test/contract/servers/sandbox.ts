import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../../src/sandbox/sandboxService.ts';
import { sandboxWrong } from './knownWrong.ts';
import type { LocalServer, ServerKind } from './server.ts';

const name = 'sandbox';
const services = ['sqs', 'sns', 'kinesis', 'sts'] as const;

/** The sandbox's program, not built, for the Node that runs the tests. */
export const sandboxProgram = fileURLToPath(new URL('../../../src/sandbox/server/server.ts', import.meta.url));

/** fauxqs and kinesis-local behind our own front: what a newcomer starts with. */
export const sandbox: ServerKind = {
  name,
  services,
  knownWrong: sandboxWrong,
  missing: async () => undefined,
  async start(): Promise<LocalServer> {
    const { endpoint, credentials, region, stop } = await startSandbox({
      serverPath: sandboxProgram,
      signal: AbortSignal.timeout(30_000),
    });
    return { name, endpoint, services, region, accountId: '000000000000', credentials, knownWrong: sandboxWrong, stop };
  },
};
