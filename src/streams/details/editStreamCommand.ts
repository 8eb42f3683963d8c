import { systemClock } from '../../core/clock.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { formatSeconds } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { changeStream } from '../streamService.ts';
import { confirmChange } from './changeStreamCommand.ts';
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
    const client = deps.streams(stream);
    const summary = await withSlowProgress(`Looking at ${stream.name}`, signal => client.summary(stream, signal));
    const change = await confirmChange(deps, stream, wanted, summary, confirmed);
    const { connectionId, region } = stream;
    const tell = (): void =>
      deps.host.changes.fire({ kind: 'stream', what: 'changed', scope: { connectionId, region }, arn: stream.arn });
    const changing = withSlowProgress(`Changing stream ${stream.name}`, (signal, report) =>
      changeStream(client, stream, change, systemClock, signal, (what, seconds) =>
        report(`${what}, ${formatSeconds(seconds)}`),
      ),
    );
    const changed = await orInDoubt(changing, `change ${stream.name}`, tell);
    tell();
    return changed;
  };
}
