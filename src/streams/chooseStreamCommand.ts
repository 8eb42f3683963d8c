import type { Named } from '../contributions.ts';
import { arnName, parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import { pages } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import { naturalOrder } from '../core/text.ts';
import { withSlowProgress } from '../editor/progress.ts';
import { ask, type Choice, pick } from '../editor/prompts.ts';
import type { StreamRef } from './stream.ts';
import type { StreamClient } from './streamClient.ts';
import type { StreamDeps } from './streamDeps.ts';

/** Streams that a pick list loads at most; past them an ARN or a name is typed. */
const listed = 5_000;
const typed = Symbol('typed');

/** The stream that a caller named by reference, ARN or name; what is missing is asked for. */
export async function chooseStream(
  deps: StreamDeps,
  given: Partial<Named<StreamRef>>,
  title: string,
): Promise<StreamRef> {
  const arn = given.arn === undefined ? undefined : parseArn(given.arn);
  if (given.arn !== undefined && arn?.service !== 'kinesis') {
    throw new UserError(`This is no ARN of a stream: ${given.arn}`);
  }
  const scope = await deps.host.pickScope(title, { ...(arn && { region: arn.region }), ...scopeOf(given) });
  if (given.arn !== undefined) return { ...scope, arn: given.arn, name: arnName(given.arn) };
  const client = deps.streams(scope);
  if (given.name !== undefined) return findStream(client, scope, given.name, title);
  const chosen = await pick(choices(client, title), { title, placeHolder: 'Stream', matchOnDetail: true });
  if (chosen !== typed) return chosen;
  const text = await ask({ title, prompt: 'Name or ARN of the stream', validate: required });
  return chooseStream(deps, { ...scope, ...(text.startsWith('arn:') ? { arn: text } : { name: text }) }, title);
}

function required(text: string): string | undefined {
  return text.trim() === '' ? 'Type a name or an ARN' : undefined;
}

/** The parts of a scope that a caller gave. */
export function scopeOf(given: Partial<Scope>): Partial<Scope> {
  return {
    ...(given.connectionId !== undefined && { connectionId: given.connectionId }),
    ...(given.region !== undefined && { region: given.region }),
  };
}

async function choices(client: StreamClient, title: string): Promise<Choice<StreamRef | typeof typed>[]> {
  const streams = await withSlowProgress(title, async signal => {
    const found: StreamRef[] = [];
    for await (const page of pages(token => client.list(token === undefined ? {} : { token }, signal), signal)) {
      found.push(...page);
      if (found.length >= listed) break;
    }
    return found;
  });
  const sorted = streams.sort((a, b) => naturalOrder(a.name, b.name));
  return [
    ...sorted.map(stream => ({ label: stream.name, description: stream.arn, value: stream })),
    { label: '$(edit) Type a name or ARN…', alwaysShow: true, value: typed },
  ];
}

/** The summary of a stream carries its ARN, so a name is looked up with one call. */
async function findStream(client: StreamClient, scope: Scope, name: string, title: string): Promise<StreamRef> {
  const summary = await withSlowProgress(title, signal => client.summary({ ...scope, name, arn: name }, signal));
  return { ...scope, name, arn: summary.arn };
}
