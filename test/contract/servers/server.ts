import type { KnownWrong } from './knownWrong.ts';

export type LocalService = 'sqs' | 'sns' | 'kinesis' | 's3' | 'sts';

/** A running local server. */
export interface LocalServer {
  readonly name: string;
  /** http://127.0.0.1:port, without a slash at the end. */
  readonly endpoint: string;
  readonly services: readonly LocalService[];
  readonly region: string;
  readonly accountId: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What this server is known to get wrong, by check. */
  readonly knownWrong: KnownWrong;
  stop(): Promise<void>;
}

/** A server that the contract suite can run against, if this machine has what it needs. */
export interface ServerKind {
  readonly name: string;
  readonly services: readonly LocalService[];
  readonly knownWrong: KnownWrong;
  /** Undefined when it can take part, else what is missing, as words for the person running the tests. */
  missing(): Promise<string | undefined>;
  start(): Promise<LocalServer>;
}

/** The keys for servers that take any. */
export const anyCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
