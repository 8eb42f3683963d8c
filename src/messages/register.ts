import { type Disposable, disposeAll } from '../core/disposable.ts';
import { UserError } from '../core/errors.ts';
import type { Host } from '../editor/host.ts';

/** Registers what belongs to the message viewer itself, whatever its messages came out of. */
export function register({ commands, panels }: Host): Disposable {
  return disposeAll(
    commands.register('messagingWorkbench.messages.duplicateViewer', () => {
      const duplicate = panels.duplicateActive;
      if (!duplicate) throw new UserError('Open a page that shows messages first, and run this command there');
      duplicate();
    }),
  );
}
