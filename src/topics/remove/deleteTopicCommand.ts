import { AwsError } from '../../core/errors.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import type { TopicAttributes } from '../topic.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { deleteConsequence } from '../topicService.ts';

/** Deletes a topic after a question that says how many subscriptions go with it. Answers whether it is gone. */
export function deleteTopicCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.delete'> {
  return async args => {
    const topic = await chooseTopic(deps, args, 'Delete Topic');
    const client = deps.topics(topic);
    const [scope, attributes] = await withSlowProgress('Counting subscriptions', signal =>
      Promise.all([
        deps.host.scopes.describe(topic, signal),
        client.attributes(topic, signal).catch((error: unknown): TopicAttributes | undefined => {
          if (error instanceof AwsError && error.kind === 'access-denied') return undefined;
          throw error;
        }),
      ]),
    );
    await confirmDestructive({
      verb: 'Delete the topic',
      name: topic.name,
      consequence: deleteConsequence(attributes),
      button: 'Delete',
      scope,
      confirmed: args.confirmed,
    });
    const { connectionId, region } = topic;
    const tell = (what: 'changed' | 'deleted'): void =>
      deps.host.changes.fire({ kind: 'topic', what, scope: { connectionId, region }, arn: topic.arn });
    await orInDoubt(
      withSlowProgress(`Deleting topic ${topic.name}`, signal => client.delete(topic, signal)),
      `delete ${topic.name}`,
      () => tell('changed'),
    );
    tell('deleted');
    return true;
  };
}
