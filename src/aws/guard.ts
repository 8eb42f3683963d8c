import type { Connection } from '../connections/connection.ts';
import { AwsError } from '../core/errors.ts';
import type { Accounts } from './accounts.ts';
import type { AwsOptions } from './awsOptions.ts';
import type { CallSpec, Guard } from './calls.ts';
import type { Session } from './session.ts';

/**
 * Refuses what a connection does not allow, whoever asks: every call that changes something on a read-only one
 * (receiving counts as such until it is allowed), and a destructive call when STS names another account than before.
 */
export class WriteGuard implements Guard {
  readonly #options: Pick<AwsOptions, 'peekAllowed'>;
  readonly #accounts: () => Accounts;

  constructor(options: Pick<AwsOptions, 'peekAllowed'>, accounts: () => Accounts) {
    this.#options = options;
    this.#accounts = accounts;
  }

  async admit(
    session: Session,
    connection: Connection,
    region: string,
    spec: CallSpec<never>,
    signal: AbortSignal,
  ): Promise<void> {
    if (connection.readOnly === true && !(spec.effect === 'peek' && this.#options.peekAllowed(connection.id))) {
      throw readOnly(connection, spec);
    }
    if (spec.effect === 'destroy') await this.#accounts().confirmUnchanged(session, region, spec.action, signal);
  }
}

function readOnly(connection: Connection, spec: CallSpec<never>): AwsError {
  const peek = spec.effect === 'peek';
  const message = peek
    ? `Receiving raises receive counts and hides messages, and this connection is read-only: ${connection.name}. Allow receiving for it first.`
    : `${spec.action} is refused because this connection is read-only: ${connection.name}.`;
  return new AwsError(message, {
    kind: 'read-only',
    code: 'ReadOnly',
    waysOut: peek
      ? [
          {
            title: 'Allow Receiving',
            command: 'messagingWorkbench.connection.allowPeek',
            args: [{ connectionId: connection.id }],
          },
        ]
      : [],
  });
}
