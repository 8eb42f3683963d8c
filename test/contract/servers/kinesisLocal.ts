import { startKinesisServer } from '../../../src/sandbox/server/kinesisServer.ts';
import { kinesisLocalWrong } from './knownWrong.ts';
import { anyCredentials, type LocalServer, type ServerKind } from './server.ts';

const name = 'kinesis-local';
const services = ['kinesis'] as const;

/** kinesis-local in a process of its own, on a loopback port open to all. */
export const kinesisLocal: ServerKind = {
  name,
  services,
  knownWrong: kinesisLocalWrong,
  missing: async () => undefined,
  async start(): Promise<LocalServer> {
    const server = await startKinesisServer({ guarded: false });
    return {
      name,
      endpoint: `http://127.0.0.1:${server.port}`,
      services,
      region: 'us-east-1',
      accountId: '000000000000',
      credentials: anyCredentials,
      knownWrong: kinesisLocalWrong,
      stop: () => server.stop(),
    };
  },
};
