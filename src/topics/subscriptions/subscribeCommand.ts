import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import { openTopicPanel } from '../details/topicDetailsPanel.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { subscribe } from './subscriptionService.ts';

/** Subscribes the given endpoint and answers the subscription; without protocol and endpoint it opens the form. */
export function subscribeCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.subscribe'> {
  return async args => {
    const topic = await chooseTopic(deps, args, 'Create Subscription');
    const { protocol, endpoint, attributes = {} } = args;
    if (protocol === undefined || endpoint === undefined) {
      openTopicPanel(deps, topic, 'subscribe');
      return undefined;
    }
    const subscription = await withSlowProgress(`Subscribing to ${topic.name}`, signal =>
      subscribe(deps.topics(topic), topic, { protocol, endpoint, attributes }, signal),
    );
    const { connectionId, region } = topic;
    deps.host.changes.fire({ kind: 'topic', what: 'changed', scope: { connectionId, region }, arn: topic.arn });
    return subscription;
  };
}
