import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { changeTopic } from '../topicService.ts';
import { openTopicPanel } from './topicDetailsPanel.ts';

/** Sets the given attributes and answers which of them changed; without any it opens the form. */
export function editTopicCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.edit'> {
  return async args => {
    const topic = await chooseTopic(deps, args, 'Edit Topic');
    const wanted = args.attributes;
    if (wanted === undefined) {
      openTopicPanel(deps, topic, 'edit');
      return undefined;
    }
    const changed = await withSlowProgress(`Changing topic ${topic.name}`, signal =>
      changeTopic(deps.topics(topic), topic, wanted, signal),
    );
    const { connectionId, region } = topic;
    deps.host.changes.fire({ kind: 'topic', what: 'changed', scope: { connectionId, region }, arn: topic.arn });
    return changed;
  };
}
