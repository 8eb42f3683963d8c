import type { Named } from '../contributions.ts';
import { arnName, parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import { pages } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import { naturalOrder } from '../core/text.ts';
import { withSlowProgress } from '../editor/progress.ts';
import { ask, type Choice, pick } from '../editor/prompts.ts';
import type { TopicRef } from './topic.ts';
import type { TopicClient } from './topicClient.ts';
import type { TopicDeps } from './topicDeps.ts';

/** Topics that a pick list loads at most; past them an ARN or a name is typed. */
const listed = 5_000;
const typed = Symbol('typed');

/** The topic that a caller named by reference, ARN or name; what is missing is asked for. */
export async function chooseTopic(deps: TopicDeps, given: Partial<Named<TopicRef>>, title: string): Promise<TopicRef> {
  const arn = given.arn === undefined ? undefined : parseArn(given.arn);
  if (given.arn !== undefined && arn?.service !== 'sns') throw new UserError(`This is no ARN of a topic: ${given.arn}`);
  const scope = await deps.host.pickScope(title, { ...(arn && { region: arn.region }), ...scopeOf(given) });
  if (given.arn !== undefined) return { ...scope, arn: given.arn, name: arnName(given.arn) };
  const client = deps.topics(scope);
  if (given.name !== undefined) return findTopic(client, scope, given.name, title);
  const chosen = await pick(choices(client, title), { title, placeHolder: 'Topic', matchOnDetail: true });
  if (chosen !== typed) return chosen;
  const text = await ask({ title, prompt: 'Name or ARN of the topic', validate: required });
  return chooseTopic(deps, { ...scope, ...(text.startsWith('arn:') ? { arn: text } : { name: text }) }, title);
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

async function choices(client: TopicClient, title: string): Promise<Choice<TopicRef | typeof typed>[]> {
  const topics = await withSlowProgress(title, async signal => {
    const found: TopicRef[] = [];
    for await (const page of pages(token => client.list(token === undefined ? {} : { token }, signal), signal)) {
      found.push(...page);
      if (found.length >= listed) break;
    }
    return found;
  });
  const sorted = topics.sort((a, b) => naturalOrder(a.name, b.name));
  return [
    ...sorted.map(topic => ({ label: topic.name, description: topic.arn, value: topic })),
    { label: '$(edit) Type a name or ARN…', alwaysShow: true, value: typed },
  ];
}

/** SNS has no look-up by name, so the list is walked until it turns up. */
async function findTopic(client: TopicClient, scope: Scope, name: string, title: string): Promise<TopicRef> {
  const found = await withSlowProgress(title, async signal => {
    for await (const page of pages(token => client.list(token === undefined ? {} : { token }, signal), signal)) {
      const topic = page.find(candidate => candidate.name === name);
      if (topic) return topic;
    }
    return undefined;
  });
  if (found === undefined) throw new UserError(`There is no topic of this name in ${scope.region}: ${name}`);
  return found;
}
