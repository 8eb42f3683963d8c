import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Connection } from '../connections/connection.ts';
import { AwsError, CancelledError, isCancelled, messageOf } from '../core/errors.ts';
import { formatSeconds } from '../core/text.ts';
import type { AwsOptions } from './awsOptions.ts';
import { configuredEndpoint, profileOf } from './endpoints.ts';
import { signIn, who } from './errors.ts';
import { configPaths, type SharedConfig } from './sharedConfig.ts';

/** Renewed when less than this is left of them, as the SDK does. */
const renewBeforeMs = 300_000;
/** After a person has declined to give an MFA code, how long nobody asks again. */
const declinedMs = 60_000;

/** The credentials of one connection, loaded once however many clients ask, and again shortly before they expire. */
export class Credentials {
  readonly #load: () => Promise<AwsCredentialIdentity>;
  #loaded: Promise<AwsCredentialIdentity> | undefined;
  #goodUntil = 0;
  #longLived = true;

  constructor(load: () => Promise<AwsCredentialIdentity>) {
    this.#load = load;
  }

  readonly get = (): Promise<AwsCredentialIdentity> => {
    if (this.#loaded !== undefined && Date.now() < this.#goodUntil) return this.#loaded;
    const loading = this.#load();
    this.#loaded = loading;
    this.#goodUntil = Number.POSITIVE_INFINITY;
    loading.then(
      identity => {
        this.#longLived = identity.expiration === undefined;
        this.#settle(loading, goodUntil(identity));
      },
      (error: unknown) => this.#settle(loading, isCancelled(error) ? Date.now() + declinedMs : 0),
    );
    return loading;
  };

  /** They have no date on which they expire, or none were loaded yet. */
  get longLived(): boolean {
    return this.#longLived;
  }

  /** Makes the next call load them anew. */
  drop(): void {
    this.#loaded = undefined;
  }

  #settle(loading: Promise<AwsCredentialIdentity>, until: number): void {
    if (this.#loaded === loading) this.#goodUntil = until;
  }
}

function goodUntil(identity: AwsCredentialIdentity): number {
  const expires = identity.expiration?.getTime();
  if (expires === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(expires - renewBeforeMs, Math.min(expires, Date.now() + 60_000));
}

/** Loads the credentials of a connection; rejects with an AwsError that says what to do. */
export async function loadCredentials(
  connection: Connection,
  options: AwsOptions,
  config: SharedConfig,
): Promise<AwsCredentialIdentity> {
  switch (connection.credentials) {
    case 'sandbox':
      return sandboxOf(options);
    case 'local':
      return { accessKeyId: 'local', secretAccessKey: 'local' };
    case 'profile':
    case 'default':
      return loadFromChain(connection, options, config);
  }
}

/** The running sandbox, or the error that offers to start it. */
export function sandboxOf(options: Pick<AwsOptions, 'sandbox'>): NonNullable<ReturnType<AwsOptions['sandbox']>> {
  const sandbox = options.sandbox();
  if (sandbox !== undefined) return sandbox;
  throw new AwsError('The local sandbox is not running. Start it to use this connection.', {
    kind: 'unreachable',
    code: 'SandboxStopped',
    waysOut: [{ title: 'Start Local Sandbox', command: 'messagingWorkbench.sandbox.start', args: [{}] }],
  });
}

async function loadFromChain(
  connection: Connection,
  options: AwsOptions,
  config: SharedConfig,
): Promise<AwsCredentialIdentity> {
  const profileName = profileOf(connection, options.env);
  const named = connection.credentials === 'profile' || Boolean(options.env['AWS_PROFILE']);
  const profile = profileName === undefined ? undefined : config.profiles[profileName];
  if (named && profile === undefined) throw unknownProfile(connection, profileName ?? '', config);

  const limit = new PausableLimit(options.requestTimeoutMs());
  const inner = { ignoreConfiguredEndpointUrls: true };
  const sts = {
    ...inner,
    region: profile?.['region'] ?? connection.regions[0] ?? 'us-east-1',
    ...endpointOption(configuredEndpoint('sts', profileName, options.env, config)),
  };
  const init = {
    ...configPaths(options.env),
    ignoreCache: true,
    clientConfig: inner,
    roleAssumer: getDefaultRoleAssumer(sts),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(sts),
    mfaCodeProvider: (serial: string) => limit.whilePaused(() => options.mfaCode(serial)),
  };
  const provider =
    connection.credentials === 'profile'
      ? fromIni({ ...init, profile: profileName ?? '' })
      : fromNodeProviderChain(init);
  try {
    return await Promise.race([provider(), limit.passed]);
  } catch (error) {
    throw credentialError(error, connection, options);
  } finally {
    limit.stop();
  }
}

function endpointOption(endpoint: string | undefined): { endpoint?: string } {
  return endpoint === undefined ? {} : { endpoint };
}

function unknownProfile(connection: Connection, name: string, config: SharedConfig): AwsError {
  const known = Object.keys(config.profiles).slice(0, 10).join(', ');
  return new AwsError(
    `There is no AWS profile called ${name}${known ? `; the configuration knows ${known}` : ' and no other in the AWS configuration'}. Choose another profile, or add this one to ~/.aws/config.`,
    {
      kind: 'unknown-profile',
      code: 'UnknownProfile',
      waysOut: [
        {
          title: 'Edit Connection',
          command: 'messagingWorkbench.connection.edit',
          args: [{ connectionId: connection.id }],
        },
      ],
    },
  );
}

function credentialError(error: unknown, connection: Connection, options: AwsOptions): Error {
  if (error instanceof AwsError || isCancelled(error)) return error as Error;
  const said = messageOf(error).replace(/[.\s]+$/, '');
  const context = { connection };
  if (error instanceof LimitPassed) {
    return new AwsError(
      `The credentials of ${who(context)} were not there within the time limit of ${formatSeconds(options.requestTimeoutMs() / 1000)}. Check the network and what the profile runs or asks.`,
      { kind: 'timeout', code: 'TimeLimit', cause: error },
    );
  }
  if (
    /expired|SSO session (?:token )?associated|sso login|UnauthorizedException|Session token not found|reauthenticate/i.test(
      said,
    )
  ) {
    return new AwsError(`The sign-in of ${who(context)} has expired (${said}). Sign in again.`, {
      kind: 'expired-credentials',
      code: 'ExpiredSignIn',
      cause: error,
      waysOut: [signIn(connection.id)],
    });
  }
  return new AwsError(`No credentials for ${who(context)}: ${said}. Sign in, or choose another way to sign.`, {
    kind: 'no-credentials',
    code: 'NoCredentials',
    cause: error,
    waysOut: [
      signIn(connection.id),
      { title: 'Add Connection', command: 'messagingWorkbench.connection.add', args: [{}] },
    ],
  });
}

class LimitPassed extends Error {}

/** A time limit that stands still while a person is asked something. */
class PausableLimit {
  readonly passed: Promise<never>;
  readonly #ms: number;
  #fail: (error: Error) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.passed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.passed.catch(() => {});
    this.#start();
  }

  async whilePaused<T>(ask: () => Promise<T>): Promise<T> {
    this.stop();
    try {
      return await ask();
    } catch (error) {
      const declined = isCancelled(error) ? new CancelledError() : error;
      this.#fail(declined as Error);
      throw declined;
    } finally {
      this.#start();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => this.#fail(new LimitPassed('time limit')), this.#ms);
  }
}
