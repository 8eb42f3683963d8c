import { UserError } from '../core/errors.ts';
import { parseObject, parseOneOf, parseString } from '../core/parse.ts';
import { launchServer } from './sandboxProcess.ts';

export interface SandboxOptions {
  /** The built program, `dist/sandbox/server.js`; its source, `src/sandbox/server/server.ts`, on Node 24. */
  readonly serverPath: string;
  /**
   * Folder that keeps the sandbox's data; made when missing. Queues with their messages, topics and subscriptions are
   * written every 5 s and at a stop, streams and records every second. Without it all data ends with the sandbox.
   */
  readonly persistDir?: string;
  /** Ends a start under way; a sandbox that is up is stopped with `stop`. */
  readonly signal: AbortSignal;
  /** Called once when a sandbox that was up has ended. `wanted` is false when nobody had asked it to. */
  readonly onExit?: (event: { readonly wanted: boolean; readonly stderr: string }) => void;
}

/** A running sandbox: SQS, SNS, Kinesis and STS on one loopback address, open to these credentials alone. */
export interface Sandbox {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  /** Made for this run and worth nothing anywhere else. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly pid: number;
  /** Ends the servers, at most 4 s later. Their data goes with them unless a folder was named. */
  stop(): Promise<void>;
}

const startLimitMs = 20_000;

const parseReady = parseObject({
  type: parseOneOf('ready'),
  endpoint: parseString(200),
  accessKeyId: parseString(200),
  secretAccessKey: parseString(200),
  region: parseString(50),
});

/**
 * Starts the local servers as a child process that ends with this one. Throws a UserError when they do not come up
 * within 20 s, the signal's reason when it is aborted first.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { serverPath, persistDir, signal, onExit } = options;
  const args = persistDir === undefined ? [] : ['--persist-dir', persistDir];
  try {
    const server = await launchServer({
      script: serverPath,
      args,
      signal,
      limitMs: startLimitMs,
      onExit: event => onExit?.(event),
    });
    const { endpoint, accessKeyId, secretAccessKey, region } = parseReady(server.firstMessage, 'the sandbox');
    return {
      endpoint,
      credentials: { accessKeyId, secretAccessKey },
      region,
      pid: server.pid,
      stop: () => server.stop(),
    };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The local sandbox did not start. Run the command again, or look into the log: ${reason}`, {
      cause: error,
    });
  }
}
