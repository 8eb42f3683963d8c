import { UserError } from '../../core/errors.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { StreamRef, StreamSummary } from '../stream.ts';
import type { StreamDeps } from '../streamDeps.ts';
import { planChange, type StreamChange } from '../streamService.ts';

/** What of a wanted change is left to do; asks first when records would be lost. */
export async function confirmChange(
  deps: StreamDeps,
  stream: StreamRef,
  wanted: StreamChange,
  summary: StreamSummary,
  confirmed?: boolean,
): Promise<StreamChange> {
  const plan = planChange(summary, wanted);
  if (plan.problems.length > 0) throw new UserError(`${plan.problems.join('. ')}. Nothing was changed`);
  if (plan.loss !== undefined) {
    await confirmDestructive({
      verb: 'Shorten the retention of',
      name: stream.name,
      consequence: plan.loss,
      button: 'Shorten',
      scope: await withSlowProgress('Asking whose account this is', signal =>
        deps.host.scopes.describe(stream, signal),
      ),
      confirmed,
    });
  }
  return plan.change;
}
