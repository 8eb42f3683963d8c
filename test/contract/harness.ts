import { test } from 'vitest';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { AwsOptions } from '../../src/aws/awsOptions.ts';
import type { Activity, Connection } from '../../src/connections/connection.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Scope } from '../../src/core/scope.ts';
import type { Check } from './servers/knownWrong.ts';
import type { LocalServer, ServerKind } from './servers/server.ts';

/** Our own door to AWS, opened on a server. */
export interface Door {
  readonly aws: Aws;
  readonly scope: Scope;
  /** What the activity log was told. */
  readonly activities: Activity[];
  /** The connection as configured; what is assigned here counts from the next call on. */
  connection: Connection;
  peekAllowed: boolean;
  /** Questions for an MFA code so far. */
  mfaQuestions: number;
}

export const never = new AbortController().signal;

/** A door to an endpoint that takes the given keys; `changes` is what the connection has besides. */
export function openDoor(
  server: Pick<LocalServer, 'endpoint' | 'credentials' | 'region'>,
  changes: Partial<Connection> = {},
  options: Partial<AwsOptions> = {},
): Door {
  const activities: Activity[] = [];
  const door = {
    scope: { connectionId: 'here', region: server.region },
    activities,
    connection: {
      id: 'here',
      name: 'Here',
      credentials: 'sandbox',
      regions: [server.region],
      ...changes,
    } as Connection,
    peekAllowed: false,
    mfaQuestions: 0,
  };
  const aws = createAws({
    connection: id => (id === 'here' ? door.connection : undefined),
    peekAllowed: () => door.peekAllowed,
    sandbox: () => ({ endpoint: server.endpoint, ...server.credentials }),
    mfaCode: async () => {
      door.mfaQuestions++;
      return '123456';
    },
    activityLog: { record: activity => activities.push(activity) },
    logger: silentLogger,
    requestTimeoutMs: () => 20_000,
    env: process.env,
    ...options,
  });
  return Object.assign(door, { aws });
}

/**
 * `test`, or for a server that is known to get this wrong a test that must fail: when the server gets better, the list
 * of what it gets wrong has to say so.
 */
export function checked(kind: ServerKind, check: Check): typeof test | typeof test.fails {
  return kind.knownWrong[check] === undefined ? test : test.fails;
}

/** Asks until the answer is as wished, at most for `limitMs`; the last answer is returned either way. */
export async function until<T>(ask: () => Promise<T>, wished: (answer: T) => boolean, limitMs = 10_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (wished(answer) || Date.now() > end) return answer;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

let names = 0;

/** A name nothing else in this run has. */
export function newName(stem: string, suffix = ''): string {
  return `${stem}-${process.pid}-${++names}${suffix}`;
}
