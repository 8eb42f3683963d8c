import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { openStreamPanel } from './streamDetailsPanel.ts';

/** Shows everything about a stream. */
export function openStreamCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.open'> {
  return async args => openStreamPanel(deps, await chooseStream(deps, args, 'Open Stream'));
}
