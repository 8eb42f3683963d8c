import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { freePort } from './freePort.ts';
import { localAwsSqsWrong } from './knownWrong.ts';
import { anyCredentials, type LocalServer, type ServerKind } from './server.ts';

const name = 'local-aws-sqs';
const services = ['sqs'] as const;

interface Options {
  port: number;
  hostname: string;
  accountId: string;
  emulateQueueCreationLifecycle: boolean;
}

/** local-aws-sqs in this process: SQS alone, with message move tasks. */
export const localAwsSqs: ServerKind = {
  name,
  services,
  knownWrong: localAwsSqsWrong,
  missing: async () => undefined,
  async start(): Promise<LocalServer> {
    const { createSqsServer } = createRequire(import.meta.url)('local-aws-sqs') as {
      createSqsServer(options: Options): Promise<Server>;
    };
    const port = await freePort();
    const accountId = '000000000000';
    const server = await createSqsServer({
      port,
      hostname: '127.0.0.1',
      accountId,
      emulateQueueCreationLifecycle: false,
    });
    return {
      name,
      endpoint: `http://127.0.0.1:${port}`,
      services,
      region: 'us-east-1',
      accountId,
      credentials: anyCredentials,
      knownWrong: localAwsSqsWrong,
      stop: () =>
        new Promise(resolve => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  },
};
