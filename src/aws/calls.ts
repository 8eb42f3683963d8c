import type { Activity, Connection } from '../connections/connection.ts';
import { deadline } from '../core/deadline.ts';
import { AwsError, CancelledError } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import type { AwsOptions } from './awsOptions.ts';
import type { ServiceId } from './endpoints.ts';
import { type CallContext, timeLimitError, toAwsError } from './errors.ts';
import { isNeverSent } from './retries.ts';
import type { Session, Sessions } from './session.ts';

/**
 * What a call does to the world. `peek` is a read that changes the queue (it raises receive counts and hides
 * messages); `destroy` takes something away that cannot be brought back.
 */
export type Effect = 'read' | 'peek' | 'write' | 'destroy';

/** One call as the guard, the activity log and error messages need to know it. */
export interface CallSpec<T> {
  readonly service: ServiceId;
  /** The IAM action: `sqs:SendMessage`. */
  readonly action: string;
  readonly effect: Effect;
  /** ARN, URL or name. */
  readonly resource?: string;
  /** May be tried again after a lost answer: true for reads, and for what is the same when done twice. */
  readonly repeatable?: boolean;
  /** A long poll's wait, added to the time limit. */
  readonly waitSeconds?: number;
  /** What the activity log says of a success, such as `10 messages`. */
  readonly detail?: (result: T) => string | undefined;
}

/** One call under way: what its commands are sent with. */
export interface Attempt {
  /** Goes along with `client.send`; aborted by the caller and by the time limit. */
  readonly options: { readonly abortSignal: AbortSignal };
  /** Watches how far a command's requests get; call it on every command. */
  track<C extends { middlewareStack: Stack }>(command: C): C;
}

/** A service's calls in one scope, with its client at hand. */
export type ServiceCall<C> = <T>(
  spec: Omit<CallSpec<T>, 'service'>,
  signal: AbortSignal,
  perform: (client: C, attempt: Attempt) => Promise<T>,
) => Promise<T>;

/** The SDK types each command's stack by its own input and output; all of them fit this. */
interface Stack {
  add(middleware: never, options: never): void;
}

/** Asked before a call that changes something; rejects with an AwsError to refuse it. */
export interface Guard {
  admit(
    session: Session,
    connection: Connection,
    region: string,
    spec: CallSpec<never>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Runs every call: guard, credentials, time limit, cancel, error words and activity log in one place. */
export class Calls {
  readonly #options: AwsOptions;
  readonly #sessions: Sessions;
  readonly #guard: Guard;

  constructor(options: AwsOptions, sessions: Sessions, guard: Guard) {
    this.#options = options;
    this.#sessions = sessions;
    this.#guard = guard;
  }

  /** The connection of a scope as configured now; throws an AwsError when it is gone. */
  connection(scope: Scope): Connection {
    const connection = this.#options.connection(scope.connectionId);
    if (connection !== undefined) return connection;
    throw new AwsError(`There is no such connection any more: ${scope.connectionId}. Refresh the view.`, {
      kind: 'invalid',
      code: 'NoConnection',
    });
  }

  session(scope: Scope): Session {
    return this.sessionOf(this.connection(scope));
  }

  sessionOf(connection: Connection): Session {
    return this.#sessions.of(connection);
  }

  async run<T>(
    scope: Scope,
    spec: CallSpec<T>,
    signal: AbortSignal,
    perform: (session: Session, attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    return this.runOn(this.connection(scope), scope.region, spec, signal, perform);
  }

  /** As {@link run}, for a connection that need not be among the configured ones. */
  async runOn<T>(
    connection: Connection,
    region: string,
    spec: CallSpec<T>,
    signal: AbortSignal,
    perform: (session: Session, attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const session = this.#sessions.of(connection);
    const progress = { mayHaveHappened: false };
    let endpoint: string | undefined;
    const limitMs = this.#options.requestTimeoutMs() + (spec.waitSeconds ?? 0) * 1000;
    const context = (): CallContext => ({
      connection,
      region,
      endpoint,
      action: spec.action,
      resource: spec.resource,
      limitMs,
      mayHaveHappened: spec.effect !== 'read' && progress.mayHaveHappened,
    });
    try {
      if (signal.aborted) throw new CancelledError();
      endpoint = await session.endpoint(spec.service);
      if (spec.effect !== 'read') await this.#guard.admit(session, connection, region, spec, signal);
      await unlessAborted(session.credentials.get(), signal);
      const limit = deadline(signal, limitMs);
      const attempt: Attempt = { options: { abortSignal: limit.signal }, track: command => track(command, progress) };
      let result: T;
      try {
        result = await unlessAborted(perform(session, attempt), limit.signal);
      } catch (error) {
        if (signal.aborted) throw new CancelledError();
        if (limit.expired) throw timeLimitError(context(), error);
        throw error;
      } finally {
        limit.dispose();
      }
      this.#record(session, region, endpoint, spec, { outcome: 'ok', detail: spec.detail?.(result) });
      return result;
    } catch (error) {
      const failure = signal.aborted ? new CancelledError() : toAwsError(error, context());
      this.#learn(session, spec, failure);
      this.#record(session, region, endpoint, spec, outcomeOf(failure, progress.mayHaveHappened));
      throw failure;
    }
  }

  #learn(session: Session, spec: CallSpec<never>, failure: Error): void {
    if (!(failure instanceof AwsError)) return;
    if (failure.kind === 'expired-credentials') session.refresh();
    // Also what AWS says in a region that is not enabled: temporary keys are kept, or each look there would ask for MFA.
    if (failure.kind === 'no-credentials' && session.credentials.longLived) session.refresh();
    // The code only: what a service says may quote what was sent to it.
    if (failure.kind === 'service') this.#options.logger.warn(`${spec.action}: ${failure.code}`);
  }

  #record(
    session: Session,
    region: string,
    endpoint: string | undefined,
    spec: CallSpec<never>,
    end: { outcome: Activity['outcome']; detail: string | undefined },
  ): void {
    if (spec.effect === 'read') return;
    const accountId = session.confirmation.identity?.accountId;
    this.#options.activityLog.record({
      at: new Date(),
      connectionName: session.connection.name,
      ...(accountId === undefined ? {} : { accountId }),
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      action: spec.action,
      resource: spec.resource ?? '',
      outcome: end.outcome,
      ...(end.detail === undefined ? {} : { detail: end.detail }),
    });
  }
}

function outcomeOf(failure: Error, mayHaveHappened: boolean): { outcome: Activity['outcome']; detail: string } {
  if (!(failure instanceof AwsError)) return { outcome: mayHaveHappened ? 'unknown' : 'failed', detail: 'cancelled' };
  if (failure.kind === 'read-only' || failure.kind === 'wrong-account')
    return { outcome: 'refused', detail: failure.code };
  return { outcome: failure.mayHaveHappened ? 'unknown' : 'failed', detail: failure.code };
}

/** The promise's outcome, or a rejection as soon as the signal is aborted: nothing hangs on a part that doesn't listen. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new CancelledError());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

interface Sent {
  readonly response: { readonly statusCode?: number };
}

/**
 * Notes whether a request may have been carried out: yes once it is under way, no again when it never left or the
 * service refused it (a 4xx answer). A 5xx answer and no answer leave it open.
 */
function track<C extends { middlewareStack: Stack }>(command: C, progress: { mayHaveHappened: boolean }): C {
  const watch =
    (next: (args: unknown) => Promise<Sent>) =>
    async (args: unknown): Promise<Sent> => {
      const before = progress.mayHaveHappened;
      progress.mayHaveHappened = true;
      try {
        const answer = await next(args);
        const status = answer.response.statusCode ?? 0;
        if (status >= 400 && status < 500) progress.mayHaveHappened = before;
        return answer;
      } catch (error) {
        if (isNeverSent(error)) progress.mayHaveHappened = before;
        throw error;
      }
    };
  command.middlewareStack.add(watch as never, { step: 'deserialize', priority: 'low', name: 'watchRequest' } as never);
  return command;
}
