import type { Named } from '../contributions.ts';
import { pickResource } from '../editor/pickResource.ts';
import type { StreamRef } from './stream.ts';
import type { StreamDeps } from './streamDeps.ts';

/** The stream that a caller named by reference, ARN or name; what is missing is asked for. */
export function chooseStream(deps: StreamDeps, given: Partial<Named<StreamRef>>, title: string): Promise<StreamRef> {
  return pickResource<StreamRef>(deps.host, given, title, {
    service: 'kinesis',
    word: 'stream',
    list: (scope, options, signal) => deps.streams(scope).list(options, signal),
    // The summary of a stream carries its ARN, so a name is looked up with one call.
    find: async (scope, name, signal) => {
      const { arn } = await deps.streams(scope).summary({ ...scope, name, arn: name }, signal);
      return { ...scope, name, arn };
    },
  });
}
