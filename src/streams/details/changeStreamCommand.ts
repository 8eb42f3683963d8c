import type { Clock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { StreamRef } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { changeStream, planChange, type StreamChange } from '../streamService.ts';

/** Changes a stream; asks first when records would be lost. Answers what was changed. */
export async function confirmAndChange(
  deps: StreamDeps,
  stream: StreamRef,
  wanted: StreamChange,
  run: { clock: Clock; signal: AbortSignal; confirmed?: boolean | undefined },
  onStatus: (what: string, seconds: number) => void,
): Promise<string[]> {
  const client = deps.streams(stream);
  const plan = planChange(await client.summary(stream, run.signal), wanted);
  if (plan.problems.length > 0) throw new UserError(`${plan.problems.join('. ')}. Nothing was changed`);
  if (plan.loss !== undefined) {
    await confirmDestructive({
      verb: 'Shorten the retention of',
      name: stream.name,
      consequence: plan.loss,
      button: 'Shorten',
      scope: await deps.host.scopes.describe(stream, run.signal),
      confirmed: run.confirmed,
    });
  }
  return changeStream(client, stream, plan.change, run.clock, run.signal, onStatus);
}
