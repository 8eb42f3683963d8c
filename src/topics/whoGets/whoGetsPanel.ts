import { panels } from '../../contributions.ts';
import { UserError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { TopicRef } from '../topic.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { type JudgedDraft, judgeDraft, type KnownSubscriptions, readSubscriptions } from './whoGets.ts';
import { type WhoGetsEvents, type WhoGetsMethods, whoGetsParsers } from './whoGetsProtocol.ts';

/** Opens the page that says who gets a message, or brings it to the front with another draft in it. */
export function openWhoGetsPanel(deps: TopicDeps, topic: TopicRef, draft: Partial<JudgedDraft>): void {
  const { host } = deps;
  const scope: Scope = { connectionId: topic.connectionId, region: topic.region };
  const key = `${topic.connectionId} ${topic.arn}`;
  const standing = host.panels.find<WhoGetsEvents>(panels.topicWhoGets, key);
  if (standing) {
    standing.reveal();
    if (Object.keys(draft).length > 0) standing.emit('draft', draft);
    return;
  }
  const client = deps.topics(scope);
  let known: KnownSubscriptions | undefined;
  const panel = host.panels.open<WhoGetsMethods, WhoGetsEvents>({
    viewType: panels.topicWhoGets,
    title: `Who gets it: ${topic.name}`,
    icon: 'filter',
    app: 'whoGetsApp',
    key,
    scope,
    parsers: whoGetsParsers,
    handlers: {
      load: async (_params, signal) => ({
        scope: await host.scopes.describe(scope, signal),
        name: topic.name,
        arn: topic.arn,
        draft,
      }),
      read: async (judged, signal) => {
        known = await readSubscriptions(client, topic, signal, (done, total) =>
          panel.emit('progress', { done, total }),
        );
        return { recipients: judgeDraft(judged, known), more: known.more };
      },
      judge: async judged => {
        if (!known) throw new UserError('The subscriptions have not been read yet. Read them first');
        return { recipients: judgeDraft(judged, known), more: known.more };
      },
      publish: async judged => void (await executeCommand('messagingWorkbench.topic.publish', { ...topic, ...judged })),
      openTopic: async () => void (await executeCommand('messagingWorkbench.topic.open', topic)),
    },
  });
  const listening = host.changes.event(change => {
    if (change.arn !== topic.arn || change.scope.connectionId !== scope.connectionId) return;
    if (change.what === 'deleted') panel.emit('gone', undefined);
    else if (change.what === 'changed') panel.emit('changed', undefined);
  });
  panel.onDidDispose(() => listening.dispose());
}
