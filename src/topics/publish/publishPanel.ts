import { panels } from '../../contributions.ts';
import { once } from '../../core/lazy.ts';
import type { Scope } from '../../core/scope.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { OutgoingNotification, TopicRef } from '../topic.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { checkNotification, payloadProtocols } from './notificationRules.ts';
import { type PublishEvents, type PublishMethods, publishParsers } from './publishProtocol.ts';
import { publish, publishLimits } from './publishService.ts';

/** Opens a topic's publish form, or brings it to the front with another draft in it. */
export function openPublishPanel(deps: TopicDeps, topic: TopicRef, draft: Partial<OutgoingNotification>): void {
  const { host } = deps;
  const scope: Scope = { connectionId: topic.connectionId, region: topic.region };
  const key = `${topic.connectionId} ${topic.arn}`;
  const standing = host.panels.find<PublishEvents>(panels.topicPublish, key);
  if (standing) {
    standing.reveal();
    if (Object.keys(draft).length > 0) standing.emit('draft', draft);
    return;
  }
  const client = deps.topics(scope);
  const readLimits = () => once(() => publishLimits(client, topic, AbortSignal.timeout(60_000)));
  let limits = readLimits();

  const panel = host.panels.open<PublishMethods, PublishEvents>({
    viewType: panels.topicPublish,
    title: `Publish: ${topic.name}`,
    icon: 'send',
    app: 'topicPublishApp',
    key,
    scope,
    parsers: publishParsers,
    handlers: {
      load: async (_params, signal) => {
        limits = readLimits();
        const [info, known] = await Promise.all([host.scopes.describe(scope, signal), limits()]);
        return {
          scope: info,
          name: topic.name,
          arn: topic.arn,
          fifo: known.fifo,
          contentBasedDeduplication: known.contentBasedDeduplication,
          limit: known.maximumMessageBytes,
          ...(known.subscriptions !== undefined && { subscriptions: known.subscriptions }),
          protocols: payloadProtocols,
          draft,
        };
      },
      check: async notification => {
        const { bytes, problems, warnings } = checkNotification(notification, await limits());
        return { bytes, problems, warnings };
      },
      publish: async (notification, signal) => {
        const sent = await publish(client, topic, notification, await limits(), signal);
        host.changes.fire({ kind: 'topic', what: 'messages', scope, arn: topic.arn });
        return sent;
      },
      whoGets: async ({ body, attributes }) =>
        void (await executeCommand('messagingWorkbench.topic.whoGets', {
          ...topic,
          body,
          attributes: attributes ?? {},
        })),
      openTopic: async () => void (await executeCommand('messagingWorkbench.topic.open', topic)),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn === topic.arn && change.what === 'deleted' && change.scope.connectionId === scope.connectionId) {
      panel.emit('gone', undefined);
    }
  });
  panel.onDidDispose(() => listening.dispose());
}
