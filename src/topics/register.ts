import type { CommandId } from '../contributions.ts';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { TopicDeps } from './topicDeps.ts';

/** Registers the topic commands; what each of them does is loaded when it is first run. */
export function register(deps: TopicDeps): Disposable {
  const add = <K extends CommandId>(id: K, load: () => Promise<CommandHandler<K>>): Disposable =>
    deps.host.commands.register(id, async args => (await load())(args));

  return disposeAll(
    add('messagingWorkbench.topic.open', async () =>
      (await import('./details/openTopicCommand.ts')).openTopicCommand(deps),
    ),
    add('messagingWorkbench.topic.create', async () =>
      (await import('./create/createTopicCommand.ts')).createTopicCommand(deps),
    ),
    add('messagingWorkbench.topic.edit', async () =>
      (await import('./details/editTopicCommand.ts')).editTopicCommand(deps),
    ),
    add('messagingWorkbench.topic.delete', async () =>
      (await import('./remove/deleteTopicCommand.ts')).deleteTopicCommand(deps),
    ),
    add('messagingWorkbench.topic.publish', async () =>
      (await import('./publish/publishCommand.ts')).publishCommand(deps),
    ),
    add('messagingWorkbench.topic.subscribe', async () =>
      (await import('./subscriptions/subscribeCommand.ts')).subscribeCommand(deps),
    ),
  );
}
