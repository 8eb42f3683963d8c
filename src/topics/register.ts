import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { TopicDeps } from './topicDeps.ts';

/** Registers the topic commands; what each of them does is loaded when it is first run. */
export function register(deps: TopicDeps): Disposable {
  const { commands } = deps.host;
  return disposeAll(
    commands.registerLazy('messagingWorkbench.topic.open', async () =>
      (await import('./details/openTopicCommand.ts')).openTopicCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.create', async () =>
      (await import('./create/createTopicCommand.ts')).createTopicCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.edit', async () =>
      (await import('./details/editTopicCommand.ts')).editTopicCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.delete', async () =>
      (await import('./remove/deleteTopicCommand.ts')).deleteTopicCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.publish', async () =>
      (await import('./publish/publishCommand.ts')).publishCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.whoGets', async () =>
      (await import('./whoGets/whoGetsCommand.ts')).whoGetsCommand(deps),
    ),
    commands.registerLazy('messagingWorkbench.topic.subscribe', async () =>
      (await import('./subscriptions/subscribeCommand.ts')).subscribeCommand(deps),
    ),
  );
}
