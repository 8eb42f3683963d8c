import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { arnName } from '../core/arn.ts';
import { chunks, mapLimited } from '../core/concurrency.ts';
import { AwsError } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import type { TagClient } from '../explorer/tagClient.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicClients } from '../topics/topicClient.ts';
import type { Calls } from './calls.ts';

type Tags = Readonly<Record<string, string>>;

/** ARNs of one GetResources call (resourcegroupstagging/latest/APIReference/API_GetResources.html). */
const arnsPerCall = 100;
const parallelCalls = 4;
const parallelLists = 8;
const action = 'tag:GetResources';

interface ListTags {
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
}

/** Tags of many resources: a call for each hundred, or where the endpoint or the user's rights lack that, one for each. */
export function taggingClient(calls: Calls, scope: Scope, clients: ListTags): TagClient {
  const together = async (arns: readonly string[], signal: AbortSignal): Promise<Map<string, Tags>> => {
    const found = new Map<string, Tags>();
    await mapLimited(chunks(arns, arnsPerCall), parallelCalls, async part => {
      const list = await calls.run(
        scope,
        { service: 'resource_groups_tagging_api', action, effect: 'read' },
        signal,
        async (session, attempt) => {
          const client = await session.client('resource_groups_tagging_api', scope.region, true);
          const command = new GetResourcesCommand({ ResourceARNList: part });
          const answer = await client.send(attempt.track(command), attempt.options);
          return answer.ResourceTagMappingList ?? [];
        },
      );
      for (const { ResourceARN, Tags: tags } of list) {
        if (ResourceARN === undefined) continue;
        found.set(ResourceARN, Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])));
      }
    });
    return found;
  };

  const oneByOne = async (
    service: string,
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, Tags>> => {
    const tagsOf = async (arn: string): Promise<Tags> => {
      const name = arnName(arn);
      if (service === 'sns') return clients.topics(scope).tags({ ...scope, arn, name }, signal);
      if (service === 'kinesis') return clients.streams(scope).tags({ ...scope, arn, name }, signal);
      const queues = clients.queues(scope);
      return queues.tags(await queues.find(arn, signal), signal);
    };
    const found = new Map<string, Tags>();
    await mapLimited(arns, parallelLists, async arn => {
      try {
        found.set(arn, await tagsOf(arn));
      } catch (error) {
        if (!(error instanceof AwsError && error.kind === 'not-found')) throw error;
      }
    });
    return found;
  };

  return {
    tags: async (service, arns, signal) => {
      const { offers } = calls.session(scope);
      if (offers.get(action) === false) return oneByOne(service, arns, signal);
      try {
        return await together(arns, signal);
      } catch (error) {
        if (!(error instanceof AwsError) || !useless.has(error.kind)) throw error;
        offers.set(action, false);
        return oneByOne(service, arns, signal);
      }
    },
  };
}

/** Answers after which the one-by-one way is taken: no such call, no right to it, or a server that chokes on it. */
const useless: ReadonlySet<string> = new Set(['unsupported', 'access-denied', 'not-found', 'invalid']);
