import { panels } from '../../contributions.ts';
import { parseArn } from '../../core/arn.ts';
import { UserError } from '../../core/errors.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import type { Scope } from '../../core/scope.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { PanelHandle } from '../../editor/webviewPanel.ts';
import { draftProblems, isPending } from '../subscriptions/subscriptionRules.ts';
import {
  awaitsConfirmation,
  changeSubscription,
  readableSettings,
  subscribe,
} from '../subscriptions/subscriptionService.ts';
import type { Subscription, TopicRef } from '../topic.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { topicRows } from '../topicFields.ts';
import { changeTopic, readTopic } from '../topicService.ts';
import {
  type SubscriptionRow,
  type TopicDetailsEvents,
  type TopicDetailsMethods,
  type TopicPart,
  topicDetailsParsers,
} from './topicDetailsProtocol.ts';

/** Opens a topic's page, or brings it to the front, at the part that is asked for. */
export function openTopicPanel(deps: TopicDeps, topic: TopicRef, part?: TopicPart): void {
  const { host } = deps;
  const scope: Scope = { connectionId: topic.connectionId, region: topic.region };
  const key = `${topic.connectionId} ${topic.arn}`;
  const standing = host.panels.find<TopicDetailsEvents>(panels.topicDetails, key);
  if (standing) {
    standing.reveal();
    if (part) standing.emit('show', part);
    return;
  }
  const client = deps.topics(scope);
  const subscriptions: Subscription[] = [];
  const changed = (): void => host.changes.fire({ kind: 'topic', what: 'changed', scope, arn: topic.arn });
  const known = (id: number): Subscription => {
    const found = subscriptions[id];
    if (!found) throw new UserError('The list of subscriptions is out of date. Reload it');
    return found;
  };
  let wantedPart = part;
  /** True while the page itself changes something: it brings itself up to date. */
  let own = false;
  const byPage = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    // In doubt the page reads the topic again, since nobody knows what became of the change.
    const result = await orInDoubt(task(), `${what} ${topic.name}`, changed);
    own = true;
    changed();
    own = false;
    return result;
  };

  const panel: PanelHandle<TopicDetailsEvents> = host.panels.open<TopicDetailsMethods, TopicDetailsEvents>({
    viewType: panels.topicDetails,
    title: topic.name,
    icon: 'megaphone',
    app: 'topicDetailsApp',
    key,
    scope,
    parsers: topicDetailsParsers,
    handlers: {
      load: async (_params, signal) => {
        const [info, state] = await Promise.all([
          host.scopes.describe(scope, signal),
          readTopic(client, topic, signal),
        ]);
        const { attributes, tags, tagsFailure } = state;
        const show = wantedPart;
        wantedPart = undefined;
        return {
          scope: info,
          name: topic.name,
          arn: topic.arn,
          fifo: attributes.fifo,
          rows: topicRows(attributes),
          tags,
          ...(tagsFailure !== undefined && { tagsFailure }),
          ...(attributes.subscriptionsConfirmed !== undefined && { confirmed: attributes.subscriptionsConfirmed }),
          ...(attributes.subscriptionsPending !== undefined && { pending: attributes.subscriptionsPending }),
          ...(show && { show }),
        };
      },
      subscriptions: async ({ token }, signal) => {
        const page = await client.subscriptions(topic, token === undefined ? {} : { token }, signal);
        if (token === undefined) subscriptions.length = 0;
        const rows = page.items.map(item => rowFor(item, subscriptions.push(item) - 1));
        return { rows, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) };
      },
      subscription: async ({ id }, signal) => readableSettings(await client.subscriptionAttributes(known(id), signal)),
      save: ({ attributes }, signal) =>
        byPage('change', async () => ({ changed: await changeTopic(client, topic, attributes, signal) })),
      saveTags: (change, signal) => byPage('tag', () => client.changeTags(topic, change, signal)),
      check: async draft => draftProblems(draft, topic.name.endsWith('.fifo')),
      subscribe: (draft, signal) =>
        byPage('subscribe to', async () => {
          const made = await subscribe(client, topic, draft, signal);
          return { pending: (await awaitsConfirmation(client, made, signal)) ?? false };
        }),
      saveSubscription: ({ id, attributes }, signal) =>
        byPage('change a subscription of', async () => ({
          changed: await changeSubscription(client, known(id), attributes, signal),
        })),
      unsubscribe: async ({ id }, signal) => {
        const subscription = known(id);
        if (isPending(subscription.arn)) {
          throw new UserError(
            `An unconfirmed subscription cannot be removed; SNS drops it by itself after two days: ${subscription.endpoint}`,
          );
        }
        await confirmDestructive({
          verb: 'End the subscription of',
          name: subscription.endpoint,
          consequence: `It gets no more messages from ${topic.name}. Its filter policy and other settings are lost.`,
          button: 'Unsubscribe',
          scope: await host.scopes.describe(scope, signal),
        });
        await byPage('unsubscribe from', () => client.unsubscribe(subscription, signal));
      },
      openQueue: async ({ arn }) => {
        const parsed = parseArn(arn);
        if (parsed?.service !== 'sqs') throw new UserError(`This is no ARN of a queue: ${arn}`);
        await executeCommand('messagingWorkbench.queue.open', { ...scope, region: parsed.region, arn });
      },
      publish: async () => void (await executeCommand('messagingWorkbench.topic.publish', topic)),
      whoGets: async () => void (await executeCommand('messagingWorkbench.topic.whoGets', topic)),
      delete: async () => void (await executeCommand('messagingWorkbench.topic.delete', topic)),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn !== topic.arn || change.scope.connectionId !== scope.connectionId || own) return;
    if (change.what === 'deleted') panel.emit('gone', undefined);
    else if (change.what === 'changed') panel.emit('changed', undefined);
  });
  panel.onDidDispose(() => listening.dispose());
}

function rowFor(item: Subscription, id: number): SubscriptionRow {
  return {
    id,
    protocol: item.protocol,
    endpoint: item.endpoint,
    ...(item.owner !== undefined && { owner: item.owner }),
    pending: isPending(item.arn) && item.arn !== 'Deleted',
    deleted: item.arn === 'Deleted',
  };
}
