import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { withSlowProgress } from '../editor/progress.ts';
import { type CommandHandler, executeCommand } from '../editor/registerCommand.ts';
import { setting } from '../editor/settings.ts';
import type { ConnectionDeps } from './connectionDeps.ts';
import { pickConnection } from './pickConnectionCommand.ts';

/** Asks STS who a connection is and shows account and ARN. */
export function testConnectionCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.test'> {
  return async ({ connectionId }) => {
    const connection = await pickConnection(deps.connections, 'Test connection', connectionId);
    await deps.aws.forget(connection.id);
    const identity = await withSlowProgress(`Testing ${connection.name}`, signal =>
      deps.aws.identity(connection, signal),
    );
    const message = `${connection.name} works: account ${identity.accountId}, ${identity.arn}`;
    void vscode.window.showInformationMessage(message, 'Copy ARN').then(picked => {
      return picked && vscode.env.clipboard.writeText(identity.arn);
    });
    return identity;
  };
}

/** Starts `aws sso login` in a terminal, without a shell between, so that nothing in a profile's name is interpreted. */
export function signInCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.signIn'> {
  return async ({ connectionId }) => {
    const connection = await pickConnection(deps.connections, 'Sign in', connectionId);
    if (connection.credentials !== 'profile' && connection.credentials !== 'default') {
      throw new UserError(`A local server needs no sign-in: ${connection.name}`);
    }
    // Without a profile the AWS CLI takes the one of the environment, as the default chain does.
    const profile = connection.profile === undefined ? [] : ['--profile', connection.profile];
    const terminal = vscode.window.createTerminal({
      name: `Sign in: ${connection.name}`,
      shellPath: setting('awsCliPath'),
      shellArgs: ['sso', 'login', ...profile],
      // Not the workspace's folder, which may hold a program of the same name.
      cwd: homedir(),
      iconPath: new vscode.ThemeIcon('key'),
    });
    terminal.show();
    const closing = vscode.window.onDidCloseTerminal(closed => {
      if (closed !== terminal) return;
      closing.dispose();
      void deps.aws.forget(connection.id).then(() => executeCommand('messagingWorkbench.explorer.refresh', {}));
    });
  };
}
