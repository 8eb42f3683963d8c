import { AwsError } from '../../core/errors.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamSummary } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { deleteConsequence } from '../streamService.ts';

/** Deletes a stream and its consumers after a question that names them. Answers whether it is gone or going. */
export function deleteStreamCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.delete'> {
  return async args => {
    const stream = await chooseStream(deps, args, 'Delete Stream');
    const client = deps.streams(stream);
    const [scope, summary] = await withSlowProgress('Looking at the stream', signal =>
      Promise.all([
        deps.host.scopes.describe(stream, signal),
        client.summary(stream, signal).catch((error: unknown): StreamSummary | undefined => {
          if (error instanceof AwsError && error.kind === 'access-denied') return undefined;
          throw error;
        }),
      ]),
    );
    await confirmDestructive({
      verb: 'Delete the stream',
      name: stream.name,
      consequence: deleteConsequence(summary),
      button: 'Delete',
      scope,
      confirmed: args.confirmed,
    });
    const { connectionId, region } = stream;
    const tell = (what: 'changed' | 'deleted'): void =>
      deps.host.changes.fire({ kind: 'stream', what, scope: { connectionId, region }, arn: stream.arn });
    await orInDoubt(
      withSlowProgress(`Deleting stream ${stream.name}`, signal => client.delete(stream, signal)),
      `delete ${stream.name}`,
      () => tell('changed'),
    );
    tell('deleted');
    return true;
  };
}
