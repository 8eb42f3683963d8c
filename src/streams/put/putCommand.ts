import { UserError } from '../../core/errors.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseStream } from '../chooseStreamCommand.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { openPutPanel } from './putPanel.ts';
import { putRecord, putTarget } from './putService.ts';

/** Opens the put form, filled with what is given; with `send: true` puts at once and answers shard and sequence number. */
export function putCommand(deps: StreamDeps): CommandHandler<'messagingWorkbench.stream.put'> {
  return async args => {
    const stream = await chooseStream(deps, args, 'Put Record');
    const { body, encoding, partitionKey, explicitHashKey } = args;
    if (args.send !== true) {
      openPutPanel(deps, stream, {
        ...(body !== undefined && { body }),
        ...(encoding !== undefined && { encoding }),
        ...(partitionKey !== undefined && { partitionKey }),
        ...(explicitHashKey !== undefined && { explicitHashKey }),
      });
      return undefined;
    }
    if (body === undefined || partitionKey === undefined) {
      const missing = body === undefined ? 'body' : 'partitionKey';
      throw new UserError(`There is no record to put into ${stream.name}: ${missing} is missing`);
    }
    const client = deps.streams(stream);
    const draft = {
      body,
      encoding: encoding ?? 'text',
      partitionKey,
      ...(explicitHashKey !== undefined && { explicitHashKey }),
    } as const;
    const put = await withSlowProgress(`Putting a record into ${stream.name}`, async signal =>
      putRecord(client, stream, draft, await putTarget(client, stream, signal), signal),
    );
    const { connectionId, region } = stream;
    deps.host.changes.fire({ kind: 'stream', what: 'messages', scope: { connectionId, region }, arn: stream.arn });
    return put;
  };
}
