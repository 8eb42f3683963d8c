import { AwsError, UserError } from '../../core/errors.ts';
import { sameJson, tidyJson } from '../../core/json.ts';
import type { Subscription, SubscriptionAttributes, TopicRef } from '../topic.ts';
import type { TopicClient } from '../topicClient.ts';
import { draftProblems, isPending, type SubscriptionDraft } from './subscriptionRules.ts';

/** Attributes that hold JSON. */
const documents = new Set([
  'FilterPolicy',
  'RedrivePolicy',
  'DeliveryPolicy',
  'EffectiveDeliveryPolicy',
  'ReplayPolicy',
]);
/** Attributes that a person can set after the subscription is made. */
const settable = new Set([
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'DeliveryPolicy',
  'SubscriptionRoleArn',
]);

/** Checks and makes a subscription. Empty attributes are left out. */
export async function subscribe(
  client: TopicClient,
  topic: TopicRef,
  draft: SubscriptionDraft,
  signal: AbortSignal,
): Promise<Subscription> {
  const attributes = Object.fromEntries(Object.entries(draft.attributes).filter(([, value]) => value.trim() !== ''));
  const wanted = { protocol: draft.protocol, endpoint: draft.endpoint.trim(), attributes };
  const problems = draftProblems(wanted, topic.name.endsWith('.fifo'));
  if (problems.length > 0) throw new UserError(`Nothing was subscribed. ${problems.join('. ')}`);
  return client.subscribe(topic, wanted, signal);
}

/** Whether somebody has to confirm a new subscription before it gets messages; undefined when SNS does not say. */
export async function awaitsConfirmation(
  client: TopicClient,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (isPending(subscription.arn)) return true;
  try {
    const { PendingConfirmation } = await client.subscriptionAttributes(subscription, signal);
    return PendingConfirmation === undefined ? undefined : PendingConfirmation === 'true';
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** JSON laid out, the rest as SNS gives it. */
export function readableSettings(attributes: SubscriptionAttributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, documents.has(name) ? tidyJson(value) : value]),
  );
}

/** Sets what differs from now, the scope of a filter policy before the policy itself. Answers the names changed. */
export async function changeSubscription(
  client: TopicClient,
  subscription: Subscription,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string[]> {
  if (isPending(subscription.arn)) {
    throw new UserError(`The subscription has to be confirmed before it can be changed: ${subscription.endpoint}`);
  }
  const current = await client.subscriptionAttributes(subscription, signal);
  const changed = Object.entries(wanted).filter(
    ([name, value]) => settable.has(name) && !sameJson(current[name] ?? fallback(name), value.trim()),
  );
  const merged = Object.fromEntries(
    Object.entries({ ...current, ...wanted }).filter(([name, value]) => settable.has(name) && value.trim() !== ''),
  );
  const fifo = subscription.topicArn.endsWith('.fifo');
  const problems = draftProblems({ ...subscription, attributes: merged }, fifo);
  if (problems.length > 0) throw new UserError(`Nothing was changed. ${problems.join('. ')}`);
  const done: string[] = [];
  for (const [name, value] of changed.sort(([a], [b]) => order(a) - order(b))) {
    try {
      await client.setSubscriptionAttribute(subscription, name, valueToSend(name, value), signal);
    } catch (error) {
      if (done.length === 0 || !(error instanceof AwsError)) throw error;
      throw new UserError(`${error.message}. Changed before that: ${done.join(', ')}`, { cause: error });
    }
    done.push(name);
  }
  return done;
}

function fallback(name: string): string {
  return name === 'RawMessageDelivery' ? 'false' : name === 'FilterPolicyScope' ? 'MessageAttributes' : '';
}

/** An empty filter policy is written `{}`: SNS takes no empty text for it (API_SetSubscriptionAttributes.html). */
function valueToSend(name: string, value: string): string {
  return name === 'FilterPolicy' && value.trim() === '' ? '{}' : value.trim();
}

function order(name: string): number {
  return name === 'FilterPolicyScope' ? 0 : 1;
}
