import type { CommandId } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { StreamDeps } from './streamDeps.ts';

/** Registers the stream commands; what each of them does is loaded when it is first run. */
export function register(deps: StreamDeps): Disposable {
  const add = <K extends CommandId>(id: K, load: () => Promise<CommandHandler<K>>): Disposable =>
    deps.host.commands.register(id, async args => (await load())(args));

  return disposeAll(
    add('messagingWorkbench.stream.open', async () =>
      (await import('./details/openStreamCommand.ts')).openStreamCommand(deps),
    ),
    add('messagingWorkbench.stream.create', async () =>
      (await import('./create/createStreamCommand.ts')).createStreamCommand(deps),
    ),
    add('messagingWorkbench.stream.edit', async () =>
      (await import('./details/editStreamCommand.ts')).editStreamCommand(deps),
    ),
    add('messagingWorkbench.stream.delete', async () =>
      (await import('./remove/deleteStreamCommand.ts')).deleteStreamCommand(deps),
    ),
    add('messagingWorkbench.stream.put', async () => (await import('./put/putCommand.ts')).putCommand(deps)),
    add('messagingWorkbench.stream.read', async () => (await import('./read/readCommand.ts')).readCommand(deps)),
  );
}
