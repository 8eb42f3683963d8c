import { type Disposable, disposeAll } from '../core/disposable.ts';
import { once } from '../core/lazy.ts';
import type { SandboxControl } from './sandboxCommand.ts';
import type { SandboxDeps } from './sandboxDeps.ts';

/** The local sandbox: its commands; the servers are a child process that ends with the window. */
export function register(deps: SandboxDeps): Disposable {
  const { commands } = deps.host;
  let loaded: SandboxControl | undefined;
  const load = once(async () => {
    const { SandboxControl } = await import('./sandboxCommand.ts');
    const control = new SandboxControl(deps);
    loaded = control;
    return control;
  });
  return disposeAll(
    commands.register('messagingWorkbench.sandbox.start', async args => (await load()).start(args)),
    commands.register('messagingWorkbench.sandbox.stop', async () => (await load()).stop()),
    commands.register('messagingWorkbench.sandbox.seed', async () => (await load()).seed()),
    commands.registerLazy('messagingWorkbench.sandbox.detect', async () =>
      (await import('./detectCommand.ts')).detectCommand(deps),
    ),
    { dispose: () => loaded?.dispose() },
  );
}
