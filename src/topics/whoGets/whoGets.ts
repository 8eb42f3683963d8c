import { mapLimited } from '../../core/concurrency.ts';
import { isCancelled, messageOf } from '../../core/errors.ts';
import { sns } from '../../core/limits.ts';
import { pages } from '../../core/page.ts';
import { explainMatch, verdictWords } from '../../patterns/explainMatch.ts';
import { compilePattern } from '../../patterns/matchPattern.ts';
import { describeProblem, parsePattern } from '../../patterns/parsePattern.ts';
import { attributesSubject, jsonSubject } from '../../patterns/subject.ts';
import { isPending } from '../subscriptions/subscriptionRules.ts';
import type { OutgoingNotification, Subscription, SubscriptionAttributes, TopicRef } from '../topic.ts';
import type { TopicClient } from '../topicClient.ts';

/** What of a message decides who gets it. */
export type JudgedDraft = Pick<OutgoingNotification, 'body' | 'attributes'>;

/** A subscription with its settings, or why they could not be read. */
export interface KnownSubscription {
  readonly subscription: Subscription;
  readonly settings?: SubscriptionAttributes;
  readonly failure?: string;
}

export interface KnownSubscriptions {
  readonly all: readonly KnownSubscription[];
  /** There are more than were read. */
  readonly more: boolean;
}

/** What becomes of a message at one subscription. */
export interface Recipient {
  readonly protocol: string;
  readonly endpoint: string;
  /** `waiting`: somebody has to confirm first. `unknown`: its settings could not be read, or not understood. */
  readonly fate: 'gets' | 'refused' | 'waiting' | 'deleted' | 'unknown';
  /** In words: for a refusal the key, what the policy wants of it and what was found. */
  readonly reasons: readonly string[];
  readonly raw: boolean;
  /** What the filter policy reads; absent without a policy. */
  readonly scope?: 'MessageAttributes' | 'MessageBody';
}

/** Subscriptions that are read for one answer, and calls under way at once meanwhile. */
export const readLimit = 1_000;
const callsAtOnce = 6;

/**
 * Reads a topic's subscriptions and the settings of each. `report` hears how many are done. A subscription that cannot
 * be read stands in the list with the reason.
 */
export async function readSubscriptions(
  client: TopicClient,
  topic: TopicRef,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<KnownSubscriptions> {
  const found: Subscription[] = [];
  const listing = pages(token => client.subscriptions(topic, token === undefined ? {} : { token }, signal), signal);
  for await (const page of listing) {
    found.push(...page);
    report(0, found.length);
    if (found.length > readLimit) break;
  }
  const wanted = found.slice(0, readLimit);
  let done = 0;
  const all = await mapLimited(wanted, callsAtOnce, async (subscription): Promise<KnownSubscription> => {
    signal.throwIfAborted();
    const known = await readOne(client, subscription, signal);
    report(++done, wanted.length);
    return known;
  });
  return { all, more: found.length > readLimit };
}

async function readOne(
  client: TopicClient,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<KnownSubscription> {
  // One that waits has no ARN to ask with.
  if (isPending(subscription.arn)) return { subscription };
  try {
    return { subscription, settings: await client.subscriptionAttributes(subscription, signal) };
  } catch (error) {
    if (isCancelled(error) || signal.aborted) throw error;
    return { subscription, failure: messageOf(error) };
  }
}

/** Who gets a message and why not, subscription by subscription. */
export function judgeDraft(draft: JudgedDraft, known: KnownSubscriptions): Recipient[] {
  return known.all.map(each => judgeOne(draft, each));
}

function judgeOne(draft: JudgedDraft, { subscription, settings, failure }: KnownSubscription): Recipient {
  const { protocol, endpoint, arn } = subscription;
  const raw = settings?.['RawMessageDelivery'] === 'true';
  const base = { protocol, endpoint, raw };
  if (arn === 'Deleted') return { ...base, fate: 'deleted', reasons: ['The subscription was deleted'] };
  if (isPending(arn) || settings?.['PendingConfirmation'] === 'true') {
    return { ...base, fate: 'waiting', reasons: ['Nobody has confirmed the subscription yet'] };
  }
  if (settings === undefined) {
    return { ...base, fate: 'unknown', reasons: [failure ?? 'Its settings could not be read'] };
  }
  const attributes = Object.keys(draft.attributes ?? {}).length;
  const judged = judgePolicy(draft, settings);
  if (judged.fate === 'gets' && raw && protocol === 'sqs' && attributes > sns.maxRawAttributes) {
    const reason = `Raw delivery discards a message with more than ${sns.maxRawAttributes} attributes; this one has ${attributes}`;
    return { ...base, ...judged, fate: 'refused', reasons: [reason] };
  }
  return { ...base, ...judged };
}

function judgePolicy(
  draft: JudgedDraft,
  settings: SubscriptionAttributes,
): Pick<Recipient, 'fate' | 'reasons' | 'scope'> {
  const text = settings['FilterPolicy'] ?? '';
  if (text.trim() === '' || /^\s*\{\s*\}\s*$/.test(text)) {
    return { fate: 'gets', reasons: ['No filter policy: every message is delivered'] };
  }
  const scope = settings['FilterPolicyScope'] === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';
  const dialect = scope === 'MessageBody' ? 'sns-body' : 'sns-attributes';
  const { pattern, problems = [] } = parsePattern(text, dialect);
  if (!pattern) {
    const [first] = problems;
    const what = first ? describeProblem(first) : 'unknown';
    return { fate: 'unknown', scope, reasons: [`The filter policy cannot be understood: ${what}`] };
  }
  const subject = scope === 'MessageBody' ? jsonSubject(draft.body) : attributesSubject(draft.attributes ?? {});
  const verdict = explainMatch(compilePattern(pattern), subject);
  return { fate: verdict.matches ? 'gets' : 'refused', scope, reasons: verdictWords(verdict, dialect) };
}
