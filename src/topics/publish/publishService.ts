import { AwsError, UserError } from '../../core/errors.ts';
import { sns } from '../../core/limits.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import type { OutgoingNotification, TopicRef } from '../topic.ts';
import type { TopicClient } from '../topicClient.ts';
import { checkNotification, type PublishLimits } from './notificationRules.ts';

/** Checks a draft against the topic and publishes it once. */
export async function publish(
  client: TopicClient,
  topic: TopicRef,
  draft: OutgoingNotification,
  limits: PublishLimits,
  signal: AbortSignal,
): Promise<{ messageId: string; sequenceNumber?: string }> {
  const { problems } = checkNotification(draft, limits);
  if (problems.length > 0) throw new UserError(`Nothing was published. ${problems.join('. ')}`);
  return orInDoubt(client.publish(topic, draft, signal), `publish to ${topic.name}`, () => undefined);
}

/** What of the topic limits a message; a topic that may be published to but not read is taken by its name. */
export async function publishLimits(
  client: TopicClient,
  topic: TopicRef,
  signal: AbortSignal,
): Promise<PublishLimits & { subscriptions?: number }> {
  try {
    const attributes = await client.attributes(topic, signal);
    return {
      fifo: attributes.fifo,
      contentBasedDeduplication: attributes.contentBasedDeduplication ?? false,
      maximumMessageBytes: attributes.maximumMessageBytes,
      ...(attributes.subscriptionsConfirmed !== undefined && { subscriptions: attributes.subscriptionsConfirmed }),
    };
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'access-denied') throw error;
    // SNS has the last word then: assuming deduplication by content keeps nobody from leaving the id out.
    return {
      fifo: topic.name.endsWith('.fifo'),
      contentBasedDeduplication: true,
      maximumMessageBytes: sns.maxMessageBytes,
    };
  }
}
