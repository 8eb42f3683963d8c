import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { Backend } from './backend.ts';
import { startFront } from './front.ts';
import { type KinesisServer, startKinesisServer } from './kinesisServer.ts';
import { loadSnapshot, saveSnapshot } from './snapshot.ts';

export interface SandboxServerOptions {
  /**
   * Folder that keeps the data from run to run. Queues with their messages, topics and subscriptions are written every
   * 5 s and at a stop, streams and records every second, so a crash loses the last moments. Messages in flight come
   * back as visible ones. Without it everything lives in memory and ends with the process.
   */
  readonly persistDir?: string;
}

export interface SandboxServer {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: 'us-east-1';
  stop(): Promise<void>;
}

const saveEveryMs = 5_000;

/** SQS, SNS and STS in this process, Kinesis in a child from the first call that needs it, all behind one front. */
export async function startSandboxServer(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { persistDir } = options;
  const backend = new Backend();
  if (persistDir !== undefined) {
    await mkdir(persistDir, { recursive: true, mode: 0o700 });
    await loadSnapshot(persistDir, backend.stores);
  }
  const kinesis = new LazyKinesis(persistDir);
  const accessKeyId = `SANDBOX${randomBytes(8).toString('hex').toUpperCase()}`;
  const front = await startFront({ accessKeyId, backend, kinesis: () => kinesis.start() });
  const saver = persistDir === undefined ? undefined : new Saver(persistDir, backend);
  return {
    endpoint: front.endpoint,
    accessKeyId,
    secretAccessKey: randomBytes(30).toString('base64url'),
    region: 'us-east-1',
    async stop() {
      await Promise.all([front.stop(), kinesis.stop(), saver?.stop()]);
      await backend.close();
    },
  };
}

class LazyKinesis {
  readonly #persistDir: string | undefined;
  #server: Promise<KinesisServer> | undefined;

  constructor(persistDir: string | undefined) {
    this.#persistDir = persistDir;
  }

  /** The running server; starts one when there is none, also after the last one died or failed to start. */
  start(): Promise<KinesisServer> {
    if (this.#server !== undefined) return this.#server;
    const starting = startKinesisServer(this.#persistDir === undefined ? {} : { persistDir: this.#persistDir });
    this.#server = starting;
    const forget = () => {
      if (this.#server === starting) this.#server = undefined;
    };
    starting.then(server => server.ended).then(forget, forget);
    return starting;
  }

  async stop(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    await server?.stop();
  }
}

class Saver {
  readonly #folder: string;
  readonly #backend: Backend;
  readonly #timer: NodeJS.Timeout;
  #saved = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: string, backend: Backend) {
    this.#folder = folder;
    this.#backend = backend;
    this.#timer = setInterval(() => this.#save(), saveEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#save();
  }

  #save(): Promise<void> {
    const changes = this.#backend.changes;
    if (changes === this.#saved) return this.#saving;
    this.#saved = changes;
    this.#saving = this.#saving
      .then(() => saveSnapshot(this.#folder, this.#backend.stores))
      .catch((error: unknown) => {
        this.#saved = -1;
        process.stderr.write(
          `The sandbox could not keep its data: ${error instanceof Error ? error.message : error}\n`,
        );
      });
    return this.#saving;
  }
}
