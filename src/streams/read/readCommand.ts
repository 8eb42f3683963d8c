import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { loosePosition } from './position.ts';
import { openReadPanel } from './readPanel.ts';

/** Opens the read page; with a shard it starts reading there at once, from the position given or the oldest record. */
export function readCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.read'> {
  return async args => {
    const stream = await chooseStream(deps, args, 'Read Shard');
    const { shardId, position } = args;
    openReadPanel(deps, stream, {
      ...(shardId !== undefined && { shardId }),
      ...(position !== undefined && { position: loosePosition(position) }),
    });
  };
}
