import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../childEnvironment.ts';

export interface KinesisServer {
  readonly port: number;
  /** Opens connections that the server accepts: each begins with this run's secret. */
  readonly agent: Agent;
  /** The process, for tests that look whether it is gone. */
  readonly pid: number;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface KinesisServerOptions {
  /** Folder that keeps streams and records from run to run; written every second. Without it they live in memory. */
  readonly persistDir?: string;
  /** False leaves the port open to anyone on this machine, which only a contract test wants. */
  readonly guarded?: boolean;
}

const startLimitMs = 20_000;
const stopLimitMs = 2_000;

/** Starts kinesis-local in its own process: about 165 MB and a second. Throws when it has not come up in 20 s. */
export async function startKinesisServer(options: KinesisServerOptions = {}): Promise<KinesisServer> {
  const { child: script, main, certificate } = kinesisFiles();
  const secret = options.guarded === false ? '' : randomBytes(32).toString('hex');
  const keep = options.persistDir !== undefined;
  const child = fork(script, [], {
    execArgv: [],
    // Paths in the program's options count as absolute only when they begin with a slash: on Windows the folder has
    // to be the working directory.
    ...(keep ? { cwd: options.persistDir } : {}),
    env: childEnvironment({
      SANDBOX_KINESIS_MAIN: main,
      SANDBOX_KINESIS_SECRET: secret,
      KINESIS_MOCK_CERT_PATH: certificate,
      LOG_LEVEL: 'ERROR',
      AWS_ACCOUNT_ID: '000000000000',
      CREATE_STREAM_DURATION: '200ms',
      DELETE_STREAM_DURATION: '200ms',
      ...(keep
        ? { SHOULD_PERSIST_DATA: 'true', PERSIST_PATH: '.', PERSIST_FILE_NAME: 'streams.json', PERSIST_INTERVAL: '1s' }
        : {}),
    }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const port = await readyPort(child, ended);
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => {
    const socket = connect({ host: '127.0.0.1', port });
    if (secret.length > 0) socket.write(secret);
    return socket;
  };
  return {
    port,
    agent,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      agent.destroy();
      child.kill(keep ? 'SIGTERM' : 'SIGKILL');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function readyPort(child: ChildProcess, ended: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`The local Kinesis server ${why}. ${said.slice(-500)}`.trim()));
    };
    const timer = setTimeout(() => fail('did not start in time'), startLimitMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.on('message', (message: { type?: string; port?: number }) => {
      if (message.type !== 'ready' || message.port === undefined) return;
      clearTimeout(timer);
      resolve(message.port);
    });
    child.on('error', () => fail('could not be started'));
    void ended.then(() => {
      clearTimeout(timer);
      fail('ended while starting');
    });
  });
}

/** Beside the built program when built, else in node_modules. */
function kinesisFiles(): { child: string; main: string; certificate: string } {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const built = path.join(here, 'kinesis', 'main.cjs');
  if (existsSync(built)) {
    return {
      child: path.join(here, 'kinesisChild.js'),
      main: built,
      certificate: path.join(here, 'kinesis', 'server.json'),
    };
  }
  const main = createRequire(import.meta.url).resolve('kinesis-local/main.js');
  return { child: path.join(here, 'kinesisChild.ts'), main, certificate: path.join(path.dirname(main), 'server.json') };
}
