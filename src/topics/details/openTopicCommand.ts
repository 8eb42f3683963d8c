import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { openTopicPanel } from './topicDetailsPanel.ts';

/** Shows everything about a topic. */
export function openTopicCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.open'> {
  return async args => openTopicPanel(deps, await chooseTopic(deps, args, 'Open Topic'));
}
