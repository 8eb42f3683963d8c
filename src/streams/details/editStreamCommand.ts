import { systemClock } from '../../core/clock.ts';
import { formatSeconds } from '../../core/text.ts';
import { withProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { confirmAndChange } from './changeStreamCommand.ts';
import { openStreamPanel } from './streamDetailsPanel.ts';

/** Makes the given changes and answers which were needed; without any it opens the form. */
export function editStreamCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.edit'> {
  return async args => {
    const stream = await chooseStream(deps, args, 'Edit Stream');
    const { retentionHours, mode, kmsKeyId, confirmed } = args;
    if (retentionHours === undefined && mode === undefined && kmsKeyId === undefined) {
      openStreamPanel(deps, stream, true);
      return undefined;
    }
    const wanted = {
      ...(retentionHours !== undefined && { retentionHours }),
      ...(mode !== undefined && { mode }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    };
    const changed = await withProgress(`Changing stream ${stream.name}`, (signal, report) =>
      confirmAndChange(deps, stream, wanted, { clock: systemClock, signal, confirmed }, (what, seconds) =>
        report(`${what}, ${formatSeconds(seconds)}`),
      ),
    );
    const { connectionId, region } = stream;
    deps.host.changes.fire({ kind: 'stream', what: 'changed', scope: { connectionId, region }, arn: stream.arn });
    return changed;
  };
}
