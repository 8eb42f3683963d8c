import * as vscode from 'vscode';
import { CancelledError, UserError } from '../core/errors.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { Connection } from './connection.ts';
import type { ConnectionDeps } from './connectionDeps.ts';
import { pickConnection } from './pickConnectionCommand.ts';

type Guard = 'readOnly' | 'production';

const guardWords: Readonly<Record<Guard, string>> = { readOnly: 'read-only guard', production: 'production guard' };

/** Switches the read-only or the production guard; switching one off is asked about, switching it on is not. */
export function toggleGuardCommand(
  deps: ConnectionDeps,
  guard: Guard,
): CommandHandler<'messagingWorkbench.connection.toggleReadOnly' | 'messagingWorkbench.connection.toggleProduction'> {
  return async ({ connectionId }) => {
    const connection = await pickConnection(deps.connections, `Switch the ${guardWords[guard]}`, connectionId);
    const on = connection[guard] === true;
    await confirmGuardOff(connection, guard);
    await deps.connections.update(connection.id, { [guard]: !on });
    return { [guard]: !on };
  };
}

/** Asks before a guard goes off; settles at once when it is not on. */
export async function confirmGuardOff(connection: Connection, guard: Guard): Promise<void> {
  if (connection[guard] !== true) return;
  const detail =
    guard === 'readOnly'
      ? 'Sending, changing and deleting will be possible on this connection.'
      : 'Destructive acts will no longer ask for the typed name.';
  await confirm(`Switch the ${guardWords[guard]} of ${connection.name} off?`, detail, 'Switch Off');
}

/** Lets a read-only connection receive messages, which raises receive counts and hides messages for a while. */
export function allowPeekCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.allowPeek'> {
  return async ({ connectionId, confirmed }) => {
    const connection = await pickConnection(deps.connections, 'Allow peeking', connectionId);
    if (connection.readOnly !== true) {
      throw new UserError(`This connection is not read-only, so peeking needs no allowance: ${connection.name}`);
    }
    const scope = { connectionId: connection.id, region: connection.regions[0] ?? 'us-east-1' };
    if (confirmed !== true || (await deps.host.scopes.describe(scope)).production) {
      await confirm(
        `Allow peeking on ${connection.name}?`,
        'Receiving raises the receive count of every message seen and hides it from consumers for a while; a message that has used up its receives moves to the dead-letter queue. Everything else stays refused. The allowance stays until it is revoked and is shown in the tree.',
        'Allow Peeking',
      );
    }
    await deps.connections.setPeekAllowed(connection.id, true);
  };
}

export function revokePeekCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.revokePeek'> {
  return async ({ connectionId }) => {
    const connection = await pickConnection(deps.connections, 'Revoke peeking', connectionId);
    await deps.connections.setPeekAllowed(connection.id, false);
  };
}

/** Removes a connection from the tree; nothing in the account is touched. */
export function removeConnectionCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.remove'> {
  return async ({ connectionId, confirmed }) => {
    const connection = await pickConnection(deps.connections, 'Remove connection', connectionId);
    if (connection.credentials === 'sandbox') {
      await vscode.commands.executeCommand('messagingWorkbench.sandbox.stop');
      return;
    }
    if (confirmed !== true) {
      await confirm(
        `Remove the connection ${connection.name}?`,
        'It goes from the tree and the settings; nothing in the account is touched.',
        'Remove',
      );
    }
    await deps.connections.remove(connection.id);
    await deps.aws.forget(connection.id);
  };
}

async function confirm(question: string, detail: string, button: string): Promise<void> {
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  if (answer !== button) throw new CancelledError();
}
