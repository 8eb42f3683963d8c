import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseTopic } from '../chooseTopicCommand.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { judgeDraft, readSubscriptions } from './whoGets.ts';
import { openWhoGetsPanel } from './whoGetsPanel.ts';

/** Opens the page with the given draft; with `show: false` it answers who gets the message, without a page. */
export function whoGetsCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.whoGets'> {
  return async args => {
    const topic = await chooseTopic(deps, args, 'Who Gets This Message?');
    const { body, attributes } = args;
    if (args.show !== false) {
      openWhoGetsPanel(deps, topic, {
        ...(body !== undefined && { body }),
        ...(attributes !== undefined && { attributes }),
      });
      return undefined;
    }
    return withSlowProgress(`Reading the subscriptions of ${topic.name}`, async (signal, report) => {
      const known = await readSubscriptions(deps.topics(topic), topic, signal, (done, total) =>
        report(`${done} of ${total}`, total === 0 ? 100 : (100 * done) / total),
      );
      return judgeDraft({ body: body ?? '', ...(attributes !== undefined && { attributes }) }, known);
    });
  };
}
