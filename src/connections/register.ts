import { type Disposable, disposeAll } from '../core/disposable.ts';
import { exportActivityCommand, openActivityCommand, registerActivityDocument } from './activityCommand.ts';
import type { ConnectionDeps } from './connectionDeps.ts';
import { showConnectionStatus } from './statusBarCommand.ts';

/** Connections: their commands, the activity log and the status bar item. */
export function register(deps: ConnectionDeps): Disposable {
  const { commands } = deps.host;
  const guard = () => import('./guardCommand.ts');
  const testing = () => import('./testConnectionCommand.ts');
  return disposeAll(
    showConnectionStatus(deps.connections),
    registerActivityDocument(deps),
    commands.registerLazy('messagingWorkbench.connection.add', async () =>
      (await import('./addConnectionCommand.ts')).addConnectionCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.connection.edit', async () =>
      (await import('./editConnectionCommand.ts')).editConnectionCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.connection.remove', async () =>
      (await guard()).removeConnectionCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.connection.test', async () =>
      (await testing()).testConnectionCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.connection.signIn', async () => (await testing()).signInCommand(deps)),
    commands.registerLazy('messagingWorkbench.connection.toggleReadOnly', async () =>
      (await guard()).toggleGuardCommand(deps, 'readOnly'),
    ),
    commands.registerLazy('messagingWorkbench.connection.toggleProduction', async () =>
      (await guard()).toggleGuardCommand(deps, 'production'),
    ),
    commands.registerLazy('messagingWorkbench.connection.allowPeek', async () =>
      (await guard()).allowPeekCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.connection.revokePeek', async () =>
      (await guard()).revokePeekCommand(deps),
    ),
    commands.register('messagingWorkbench.activity.open', openActivityCommand()),
    commands.register('messagingWorkbench.activity.export', exportActivityCommand(deps)),
  );
}
