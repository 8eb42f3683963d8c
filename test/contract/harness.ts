import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/**
 * The AWS configuration files of a test, in a folder of their own; the process's environment leads there until
 * `restore`, since parts of the SDK read nothing else.
 */
export function awsFiles(
  files: { config?: string; credentials?: string; sso?: Readonly<Record<string, object>> },
  env: Readonly<Record<string, string>> = {},
): { home: string; restore(): void } {
  const home = mkdtempSync(path.join(tmpdir(), 'aws-files-'));
  mkdirSync(path.join(home, '.aws', 'sso', 'cache'), { recursive: true });
  writeFileSync(path.join(home, '.aws', 'config'), files.config ?? '');
  writeFileSync(path.join(home, '.aws', 'credentials'), files.credentials ?? '');
  for (const [session, token] of Object.entries(files.sso ?? {})) {
    const file = `${createHash('sha1').update(session).digest('hex')}.json`;
    writeFileSync(path.join(home, '.aws', 'sso', 'cache', file), JSON.stringify(token));
  }
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, { HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: 'true', ...env });
  return {
    home,
    restore() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A server on loopback that answers as told and remembers the bodies it was sent. */
export async function listen(
  answer: (body: string) => { status: number; body: string },
): Promise<{ endpoint: string; seen: string[]; stop(): Promise<void> }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push(body);
      const reply = answer(body);
      response.writeHead(reply.status).end(reply.body);
    });
  });
  await new Promise<void>(resolve => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What STS answers to GetCallerIdentity for an account. */
export function callerIdentity(account: string): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/me</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
}

/** What STS answers to AssumeRole: keys that last an hour. */
export function assumedRole(): string {
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::000000000000:assumed-role/r/me</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}
