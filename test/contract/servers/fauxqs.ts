import { buildApp } from 'fauxqs';
import { fauxqsWrong } from './knownWrong.ts';
import { anyCredentials, type LocalServer, type ServerKind } from './server.ts';

const name = 'fauxqs';
const services = ['sqs', 'sns', 's3', 'sts'] as const;

/** fauxqs by itself, in this process. */
export const fauxqs: ServerKind = {
  name,
  services,
  knownWrong: fauxqsWrong,
  missing: async () => undefined,
  async start(): Promise<LocalServer> {
    const app = buildApp({ logger: false });
    const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
    return {
      name,
      endpoint,
      services,
      region: 'us-east-1',
      accountId: '000000000000',
      credentials: anyCredentials,
      knownWrong: fauxqsWrong,
      stop: async () => {
        await app.close();
      },
    };
  },
};
