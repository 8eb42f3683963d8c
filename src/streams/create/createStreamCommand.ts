import { systemClock } from '../../core/clock.ts';
import { isCancelled, UserError } from '../../core/errors.ts';
import { formatSeconds } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { ask, pick } from '../../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import type { StreamMode, StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { createStream, type NewStream, streamNameProblem, waitUntilActive } from '../streamService.ts';

const title = 'Create Stream';

/** Creates a stream, waits until it can be used and shows it; without a name it asks for name, mode and shards. */
export function createStreamCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.create'> {
  return async args => {
    const scope = await deps.host.pickScope(title, args);
    const info = await withSlowProgress('Asking whose account this is', signal =>
      deps.host.scopes.describe(scope, signal),
    );
    if (info.readOnly) {
      throw new UserError(`The connection is read-only, so no stream can be created: ${info.connectionName}`);
    }
    const { tags = {} } = args;
    const wanted = args.name === undefined ? await askForStream() : given(args.name, args.mode, args.shards);
    const client = deps.streams(scope);
    let made: StreamRef | undefined;
    const creating = withSlowProgress(`Creating stream ${wanted.name}`, async (signal, report) => {
      made = await createStream(client, wanted, signal);
      deps.host.changes.fire({ kind: 'stream', what: 'created', scope, arn: made.arn });
      await waitUntilActive(client, made, systemClock, signal, (status, seconds) =>
        report(`${status}, ${formatSeconds(seconds)}. Cancel stops the waiting, not the creation.`),
      );
      // Kinesis takes tags for active streams only.
      if (Object.keys(tags).length > 0) await client.changeTags(made, { set: tags, remove: [] }, signal);
      return made;
    });
    const stream = await creating.catch((error: unknown) => {
      if (!isCancelled(error)) throw error;
      const state = made ? 'is still being created' : 'may be created all the same';
      const loss = Object.keys(tags).length > 0 ? ', without its tags' : '';
      throw new UserError(`Cancelled: nobody waits any more, but the stream ${state}${loss}: ${wanted.name}`);
    });
    deps.host.changes.fire({ kind: 'stream', what: 'changed', scope, arn: stream.arn });
    if (args.name === undefined) await executeCommand('messagingWorkbench.stream.open', stream);
    return stream;
  };
}

function given(name: string, mode: StreamMode | undefined, shards: number | undefined): NewStream {
  return { name, mode: mode ?? 'PROVISIONED', ...(shards !== undefined && { shards }) };
}

async function askForStream(): Promise<NewStream> {
  const name = await ask({ title, prompt: 'Name', validate: streamNameProblem });
  const mode = await pick<StreamMode>(
    [
      {
        label: 'On-demand',
        detail: 'Kinesis adjusts the shards to the traffic. Priced per stream-hour and gigabyte.',
        value: 'ON_DEMAND',
      },
      {
        label: 'Provisioned',
        detail:
          'You choose the shards: each takes 1 MiB or 1,000 records a second in, 2 MiB a second out. Priced per shard-hour.',
        value: 'PROVISIONED',
      },
    ],
    { title, placeHolder: 'Capacity mode; it can be changed twice a day' },
  );
  if (mode === 'ON_DEMAND') return { name, mode };
  const shards = await ask({ title, prompt: 'Number of shards', value: '1', validate: shardsProblem });
  return { name, mode, shards: Number(shards) };
}

function shardsProblem(text: string): string | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? undefined : 'A whole number from 1';
}
