import { panels } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { StreamDeps } from './streamDeps.ts';

/** Registers the stream commands; what each of them does is loaded when it is first run. */
export function register(deps: StreamDeps): Disposable {
  const { commands } = deps.host;
  return disposeAll(
    deps.host.panels.restorable(panels.streamRead, async (panel, state) =>
      (await import('./read/readPanel.ts')).restoreReadPanel(deps, panel, state),
    ),
    commands.registerLazy('messagingWorkbench.stream.open', async () =>
      (await import('./details/openStreamCommand.ts')).openStreamCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.stream.create', async () =>
      (await import('./create/createStreamCommand.ts')).createStreamCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.stream.edit', async () =>
      (await import('./details/editStreamCommand.ts')).editStreamCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.stream.delete', async () =>
      (await import('./remove/deleteStreamCommand.ts')).deleteStreamCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.stream.put', async () =>
      (await import('./put/putCommand.ts')).putCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.stream.read', async () =>
      (await import('./read/readCommand.ts')).readCommand(deps),
    ),
  );
}
