import type { Named } from '../contributions.ts';
import { UserError } from '../core/errors.ts';
import { pages } from '../core/page.ts';
import { pickResource } from '../editor/pickResource.ts';
import type { TopicRef } from './topic.ts';
import type { TopicDeps } from './topicDeps.ts';

/** The topic that a caller named by reference, ARN or name; what is missing is asked for. */
export function chooseTopic(deps: TopicDeps, given: Partial<Named<TopicRef>>, title: string): Promise<TopicRef> {
  return pickResource<TopicRef>(deps.host, given, title, {
    service: 'sns',
    word: 'topic',
    list: (scope, options, signal) => deps.topics(scope).list(options, signal),
    // SNS has no look-up by name, so the list is walked until it turns up.
    find: async (scope, name, signal) => {
      const client = deps.topics(scope);
      for await (const page of pages(token => client.list(token === undefined ? {} : { token }, signal), signal)) {
        const topic = page.find(candidate => candidate.name === name);
        if (topic) return topic;
      }
      throw new UserError(`There is no topic of this name in ${scope.region}: ${name}`);
    },
  });
}
