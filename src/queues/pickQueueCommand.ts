import type { Named } from '../contributions.ts';
import { parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import { pages } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import { pickPaged } from '../editor/pickPaged.ts';
import { withSlowProgress } from '../editor/progress.ts';
import type { Choice } from '../editor/prompts.ts';
import { isFifoName, type QueueRef, queueNameOfUrl } from './queue.ts';
import type { QueueDeps } from './queueDeps.ts';

/**
 * The queue that `named` stands for. A tree item's own reference comes back as it is; an ARN, URL or name is looked
 * up; connection, region and queue are asked for only where they are missing.
 */
export async function pickQueue(deps: QueueDeps, named: Partial<Named<QueueRef>>, title: string): Promise<QueueRef> {
  const { connectionId, region, name, arn, url } = named;
  if (connectionId && region && name && arn && url) return { connectionId, region, name, arn, url };
  const scope = await deps.host.pickScope(title, {
    ...(connectionId !== undefined && { connectionId }),
    ...regionOf(region, arn),
  });
  const client = deps.queues(scope);
  if (url) {
    // A URL may name another account's queue, which a look-up by name would not find.
    const known: QueueRef = { ...scope, url, name: name ?? queueNameOfUrl(url), arn: arn ?? '' };
    if (arn) return known;
    const attributes = await withSlowProgress(title, signal => client.attributes(known, signal));
    return { ...known, arn: attributes.arn };
  }
  const wanted = arn ?? name;
  if (wanted) return withSlowProgress(title, signal => client.find(wanted, signal));
  return chooseQueue(deps, scope, title);
}

function regionOf(region: string | undefined, arn: string | undefined): Partial<Scope> {
  const known = region ?? (arn && parseArn(arn)?.region);
  return known ? { region: known } : {};
}

/** Lets the person choose among the queues of a scope; `accept` leaves some out. */
export function chooseQueue(
  deps: QueueDeps,
  scope: Scope,
  title: string,
  accept: (queue: QueueRef) => boolean = () => true,
): Promise<QueueRef> {
  const client = deps.queues(scope);
  async function* load(signal: AbortSignal): AsyncGenerator<readonly Choice<QueueRef>[]> {
    for await (const page of pages(token => client.list(token === undefined ? {} : { token }, signal), signal)) {
      yield page.filter(accept).map(choiceOf);
    }
  }
  return pickPaged(load, {
    title,
    placeHolder: `Queue in ${scope.region}`,
    empty: `There is no queue to choose in ${scope.region}`,
  });
}

/** Lets the person choose among queues that are known already. */
export function chooseAmong(queues: readonly QueueRef[], title: string, placeHolder: string): Promise<QueueRef> {
  if (queues.length === 0) throw new UserError(`${title}: there is none`);
  async function* load(): AsyncGenerator<readonly Choice<QueueRef>[]> {
    yield queues.map(choiceOf);
  }
  return pickPaged(load, { title, placeHolder, empty: '' });
}

function choiceOf(queue: QueueRef): Choice<QueueRef> {
  return { label: queue.name, ...(isFifoName(queue.name) && { description: 'FIFO' }), value: queue };
}
