import { AwsError, messageOf, UserError } from '../core/errors.ts';
import { sns } from '../core/limits.ts';
import { count } from '../core/text.ts';
import type { TopicAttributes, TopicRef } from './topic.ts';
import type { TopicClient } from './topicClient.ts';
import { changedValues, fieldProblem } from './topicFields.ts';

/** What a topic's page starts with. Tags that could not be read do not keep the rest from being shown. */
export interface TopicState {
  readonly attributes: TopicAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly tagsFailure?: string;
}

export async function readTopic(client: TopicClient, topic: TopicRef, signal: AbortSignal): Promise<TopicState> {
  const tags = client.tags(topic, signal).then(
    value => ({ tags: value }),
    (error: unknown) => ({ tags: {}, tagsFailure: messageOf(error) }),
  );
  const [attributes, tagged] = await Promise.all([client.attributes(topic, signal), tags]);
  return { attributes, ...tagged };
}

/** What is wrong with a topic's name, or undefined. sns/latest/api/API_CreateTopic.html */
export function topicNameProblem(name: string): string | undefined {
  if (name === '') return 'The topic needs a name';
  if (name.length > sns.maxNameLength) return `A topic name has ${sns.maxNameLength} characters at most`;
  return /^[A-Za-z0-9_-]+(\.fifo)?$/.test(name)
    ? undefined
    : 'A topic name has letters, digits, hyphens and underscores; that of a FIFO topic ends in .fifo';
}

/** Checks and creates a topic. A name that ends in `.fifo` makes it a FIFO topic. */
export async function createTopic(
  client: TopicClient,
  wanted: { name: string; attributes?: Readonly<Record<string, string>>; tags?: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<TopicRef> {
  const { name, attributes = {}, tags = {} } = wanted;
  const fifo = name.endsWith('.fifo');
  if (!fifo && attributes['FifoTopic'] === 'true') {
    throw new UserError(`The name of a FIFO topic ends in .fifo: ${name}`);
  }
  if (fifo && attributes['FifoTopic'] === 'false') {
    throw new UserError(`Only the name of a FIFO topic ends in .fifo: ${name}`);
  }
  const { FifoTopic: _implied, ...rest } = attributes;
  const problem = topicNameProblem(name) ?? firstProblem(rest, fifo);
  if (problem !== undefined) throw new UserError(`${problem}. The topic was not created: ${name}`);
  return client.create(name, fifo ? { ...rest, FifoTopic: 'true' } : { ...rest }, { ...tags }, signal);
}

function firstProblem(attributes: Readonly<Record<string, string>>, fifo: boolean): string | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    const problem = fieldProblem(name, value, fifo);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * Sets those attributes that differ from what the topic has now, one call each as SNS wants it, and answers their
 * names. When one is refused the error says which were changed before it.
 */
export async function changeTopic(
  client: TopicClient,
  topic: TopicRef,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string[]> {
  const current = await client.attributes(topic, signal);
  const changed = changedValues(current, wanted);
  const problem = firstProblem(changed, current.fifo);
  if (problem !== undefined) throw new UserError(`${problem}. Nothing was changed`);
  const done: string[] = [];
  for (const [name, value] of Object.entries(changed)) {
    try {
      await client.setAttribute(topic, name, value, signal);
    } catch (error) {
      if (done.length === 0 || !(error instanceof AwsError)) throw error;
      throw new UserError(`${error.message}. Changed before that: ${done.join(', ')}`, { cause: error });
    }
    done.push(name);
  }
  return done;
}

/** What goes with a topic when it is deleted, in one sentence. */
export function deleteConsequence(attributes: TopicAttributes | undefined): string {
  const confirmed = attributes?.subscriptionsConfirmed;
  if (confirmed === undefined) {
    return 'Its subscriptions go with it and publishers get an error from then on. How many there are could not be read.';
  }
  const pending = attributes?.subscriptionsPending ?? 0;
  const subscriptions = count(confirmed + pending, 'subscription');
  return confirmed + pending === 0
    ? 'It has no subscriptions. Publishers get an error from then on.'
    : `${subscriptions} ${confirmed + pending === 1 ? 'goes' : 'go'} with it${pending > 0 ? ` (${pending} pending)` : ''}, and publishers get an error from then on. This cannot be undone.`;
}
