import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Connection, Identity, IdentityClient } from '../connections/connection.ts';
import { AwsError, isCancelled, logWords, messageOf } from '../core/errors.ts';
import type { Scope, ScopeDirectory, ScopeInfo } from '../core/scope.ts';
import type { AwsOptions } from './awsOptions.ts';
import { type Calls, unlessAborted } from './calls.ts';
import { profileOf } from './endpoints.ts';
import type { Session } from './session.ts';

/** How long a failed confirmation is believed before STS is asked again by a view. */
const failureMs = 60_000;
/**
 * A confirmation this young counts as "right before" a destructive call, so that a redrive of thousands of messages
 * does not ask STS for each ten. Settings and sign-ins make a new session, which starts unconfirmed.
 */
const freshMs = 5_000;

/** Who each connection is, as STS says it. */
export class Accounts implements IdentityClient, ScopeDirectory {
  readonly #options: AwsOptions;
  readonly #calls: Calls;
  readonly #asking = new Map<Session, Promise<void>>();

  constructor(options: AwsOptions, calls: Calls) {
    this.#options = options;
    this.#calls = calls;
  }

  async identity(connection: Connection, signal: AbortSignal): Promise<Identity> {
    return this.#ask(connection, connection.regions[0] ?? 'us-east-1', signal);
  }

  /**
   * An account that STS cannot confirm is treated as production. Not so for the sandbox and for the fixed dummy key
   * against addresses of this machine: nothing of value can be behind them, and many local servers have no STS.
   */
  async describe(scope: Scope, signal?: AbortSignal): Promise<ScopeInfo> {
    const connection = this.#calls.connection(scope);
    const session = this.#calls.session(scope);
    const confirmed = this.#confirmedOnce(session, scope.region);
    await (signal === undefined ? confirmed : unlessAborted(confirmed, signal));
    const accountId = session.confirmation.identity?.accountId;
    const profile = profileOf(connection, this.#options.env);
    const endpoint = await this.#endpoints(session);
    const safe = accountId !== undefined || (await session.isLocal());
    return {
      connectionId: scope.connectionId,
      region: scope.region,
      connectionName: connection.name,
      ...(profile === undefined ? {} : { profile }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(endpoint === undefined ? {} : { endpoint }),
      readOnly: connection.readOnly === true,
      production: connection.production === true || !safe,
      peekAllowed: this.#options.peekAllowed(connection.id),
    };
  }

  /** Rejects with `wrong-account` when STS names another account than the one shown, or cannot say any more. */
  async confirmUnchanged(session: Session, region: string, action: string, signal: AbortSignal): Promise<void> {
    const { confirmation } = session;
    const shown = confirmation.identity;
    // An account that was never confirmed has been treated as production; asking in vain each time would only delay.
    const believedMs = shown === undefined ? failureMs : freshMs;
    if (Date.now() - confirmation.at < believedMs) return;
    if (await session.isLocal()) return;
    let now: Identity;
    try {
      now = await this.#ask(session.connection, region, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      if (shown === undefined) return;
      throw new AwsError(
        `${action} is refused: the account of this connection was ${shown.accountId} and cannot be confirmed now. ${messageOf(error)}`,
        { kind: 'wrong-account', code: 'AccountNotConfirmed', cause: error },
      );
    }
    if (shown === undefined || shown.accountId === now.accountId) return;
    session.confirmation.identity = shown;
    session.confirmation.at = 0;
    throw new AwsError(
      `${action} is refused: this connection was shown as account ${shown.accountId}, but its credentials now belong to ${now.accountId}. Test the connection, then look at what it shows before you go on.`,
      {
        kind: 'wrong-account',
        code: 'WrongAccount',
        waysOut: [
          {
            title: 'Test Connection',
            command: 'messagingWorkbench.connection.test',
            args: [{ connectionId: session.connection.id }],
          },
        ],
      },
    );
  }

  #confirmedOnce(session: Session, region: string): Promise<void> {
    const { confirmation } = session;
    if (confirmation.identity !== undefined || Date.now() - confirmation.at < failureMs) return Promise.resolve();
    const running = this.#asking.get(session);
    if (running !== undefined) return running;
    const asking = this.#ask(session.connection, region, new AbortController().signal)
      .then(() => {})
      .catch((error: unknown) => {
        this.#options.logger.info(`Account of ${session.connection.name} not confirmed: ${logWords(error)}`);
      })
      .finally(() => this.#asking.delete(session));
    this.#asking.set(session, asking);
    return asking;
  }

  async #ask(connection: Connection, region: string, signal: AbortSignal): Promise<Identity> {
    const { confirmation } = this.#calls.sessionOf(connection);
    try {
      const identity = await this.#calls.runOn(
        connection,
        region,
        { service: 'sts', action: 'sts:GetCallerIdentity', effect: 'read', resource: connection.name },
        signal,
        async (session, attempt) => {
          const sts = await session.client('sts', region, true);
          const answer = await sts.send(attempt.track(new GetCallerIdentityCommand({})), attempt.options);
          return { accountId: answer.Account ?? '', arn: answer.Arn ?? '', userId: answer.UserId ?? '' };
        },
      );
      if (!/^\d{12}$/.test(identity.accountId)) {
        throw new AwsError(`The answer of sts:GetCallerIdentity holds no account: ${connection.name}.`, {
          kind: 'unsupported',
          code: 'NoAccount',
        });
      }
      confirmation.identity = identity;
      confirmation.at = Date.now();
      return identity;
    } catch (error) {
      if (confirmation.identity === undefined && !isCancelled(error)) confirmation.at = Date.now();
      throw error;
    }
  }

  async #endpoints(session: Session): Promise<string | undefined> {
    try {
      const all = await Promise.all((['sqs', 'sns', 'kinesis'] as const).map(service => session.endpoint(service)));
      const custom = [...new Set(all.filter(endpoint => endpoint !== undefined))];
      return custom.length === 0 ? undefined : custom.join(', ');
    } catch {
      return undefined;
    }
  }
}
