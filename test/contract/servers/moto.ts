import path from 'node:path';
import { canRun, preparedFolder, runToEnd, startChild } from './childServer.ts';
import { freePort } from './freePort.ts';
import { motoWrong } from './knownWrong.ts';
import { anyCredentials, type LocalServer, type ServerKind } from './server.ts';

const name = 'moto';
const version = '5.2.5';
const services = ['sqs', 'sns', 'kinesis', 's3', 'sts'] as const;
const pythonName = process.platform === 'win32' ? 'python' : 'python3';
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

/** moto in a virtual environment below the project's cache; the first run fetches it from PyPI. */
export const moto: ServerKind = {
  name,
  services,
  knownWrong: motoWrong,
  async missing() {
    if (!(await canRun(pythonName, ['-c', 'import venv, ensurepip']))) return 'install Python 3 with its venv module';
    try {
      await environment();
      return undefined;
    } catch (error) {
      return `its packages could not be fetched from PyPI (${firstLine(error)})`;
    }
  },
  async start(): Promise<LocalServer> {
    const folder = await environment();
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const { stop } = await startChild(
      path.join(folder, 'venv', bin, 'python'),
      ['-m', 'moto.server', '-H', '127.0.0.1', '-p', new URL(endpoint).port],
      { endpoint: `${endpoint}/moto-api/data.json` },
    );
    return {
      name,
      endpoint,
      services,
      region: 'us-east-1',
      accountId: '123456789012',
      credentials: anyCredentials,
      knownWrong: motoWrong,
      stop,
    };
  },
};

function environment(): Promise<string> {
  return preparedFolder(`moto-${version}`, async folder => {
    await runToEnd(pythonName, ['-m', 'venv', 'venv'], folder);
    const python = path.join(folder, 'venv', bin, 'python');
    await runToEnd(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `moto[server]==${version}`],
      folder,
    );
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
