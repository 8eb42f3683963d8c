import { UserError } from '../../core/errors.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { openPublishPanel } from './publishPanel.ts';
import { publish, publishLimits } from './publishService.ts';

/** Opens the publish form, filled with what is given; with `send: true` publishes at once and answers the ids. */
export function publishCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.publish'> {
  return async args => {
    const topic = await chooseTopic(deps, args, 'Publish Message');
    const { body, subject, perProtocol, attributes, groupId, deduplicationId } = args;
    const rest = {
      ...(subject !== undefined && { subject }),
      ...(perProtocol !== undefined && { perProtocol }),
      ...(attributes !== undefined && { attributes }),
      ...(groupId !== undefined && { groupId }),
      ...(deduplicationId !== undefined && { deduplicationId }),
    };
    if (args.send !== true) {
      openPublishPanel(deps, topic, { ...(body !== undefined && { body }), ...rest });
      return undefined;
    }
    if (body === undefined) throw new UserError(`There is no message to publish to ${topic.name}: body is missing`);
    const client = deps.topics(topic);
    const sent = await withSlowProgress(`Publishing to ${topic.name}`, async signal =>
      publish(client, topic, { body, ...rest }, await publishLimits(client, topic, signal), signal),
    );
    const { connectionId, region } = topic;
    deps.host.changes.fire({ kind: 'topic', what: 'messages', scope: { connectionId, region }, arn: topic.arn });
    return sent;
  };
}
