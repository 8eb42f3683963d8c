import { AwsError } from '../../core/errors.ts';
import { withProgress } from '../../editor/progress.ts';
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
    const scope = await deps.host.scopes.describe(topic);
    const attributes = await withProgress('Counting subscriptions', signal =>
      client.attributes(topic, signal).catch((error: unknown): TopicAttributes | undefined => {
        if (error instanceof AwsError && error.kind === 'access-denied') return undefined;
        throw error;
      }),
    );
    await confirmDestructive({
      verb: 'Delete the topic',
      name: topic.name,
      consequence: deleteConsequence(attributes),
      button: 'Delete',
      scope,
      confirmed: args.confirmed,
    });
    await withProgress(`Deleting topic ${topic.name}`, signal => client.delete(topic, signal));
    deps.host.changes.fire({
      kind: 'topic',
      what: 'deleted',
      scope: { connectionId: topic.connectionId, region: topic.region },
      arn: topic.arn,
    });
    return true;
  };
}
