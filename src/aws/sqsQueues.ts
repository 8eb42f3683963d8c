import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { parseArn } from '../core/arn.ts';
import { mapLimited } from '../core/concurrency.ts';
import { AwsError } from '../core/errors.ts';
import { sqs as limits } from '../core/limits.ts';
import { allItems } from '../core/page.ts';
import { parseRedrivePolicy, type QueueRef } from '../queues/queue.ts';
import type { QueueClient } from '../queues/queueClient.ts';
import { given, page } from './answers.ts';
import { attributesOf } from './sqsAttributes.ts';
import type { Sqs } from './sqsCalls.ts';

/** Queues whose attributes are asked for at the same time. */
const attributeCalls = 8;

type Resources = Pick<
  QueueClient,
  'list' | 'find' | 'attributes' | 'tags' | 'sources' | 'create' | 'setAttributes' | 'changeTags' | 'delete' | 'purge'
>;

/** What SQS does with queues as such; messages and move tasks have their own files. */
export function queueResources(sqs: Sqs): Resources {
  const list: QueueClient['list'] = (options, signal) =>
    sqs.call({ action: 'sqs:ListQueues', effect: 'read' }, signal, async (client, attempt) => {
      const command = new ListQueuesCommand({
        // Without MaxResults SQS stops at 1,000 queues and gives no NextToken.
        MaxResults: limits.listPageSize,
        QueueNamePrefix: options.prefix || undefined,
        NextToken: options.token,
      });
      const { QueueUrls, NextToken } = await client.send(attempt.track(command), attempt.options);
      return page(
        (QueueUrls ?? []).map(url => sqs.ref(url)),
        NextToken,
      );
    });

  const rawAttributes = (queue: QueueRef, names: QueueAttributeName[], signal: AbortSignal) =>
    sqs.call(
      { action: 'sqs:GetQueueAttributes', effect: 'read', resource: queue.arn },
      signal,
      async (client, attempt): Promise<Record<string, string>> => {
        const command = new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: names });
        const { Attributes } = await client.send(attempt.track(command), attempt.options);
        return { ...Attributes };
      },
    );

  const listedSources = (queue: QueueRef, signal: AbortSignal) =>
    allItems(
      token =>
        sqs.call(
          { action: 'sqs:ListDeadLetterSourceQueues', effect: 'read', resource: queue.arn },
          signal,
          async (client, attempt) => {
            const command = new ListDeadLetterSourceQueuesCommand({
              QueueUrl: queue.url,
              MaxResults: limits.listPageSize,
              NextToken: token,
            });
            const { queueUrls, NextToken } = await client.send(attempt.track(command), attempt.options);
            return page(
              (queueUrls ?? []).map(url => sqs.ref(url)),
              NextToken,
            );
          },
        ),
      signal,
    );

  /** The long way: every queue whose redrive policy names this one. */
  const foundSources = async (queue: QueueRef, signal: AbortSignal): Promise<QueueRef[]> => {
    const [all, { QueueArn: arn = queue.arn }] = await Promise.all([
      allItems(token => list(token === undefined ? {} : { token }, signal), signal),
      rawAttributes(queue, ['QueueArn'], signal),
    ]);
    const targets = await mapLimited(all, attributeCalls, async candidate => {
      try {
        const raw = await rawAttributes(candidate, ['All'], signal);
        return parseRedrivePolicy(raw['RedrivePolicy'])?.deadLetterTargetArn;
      } catch (error) {
        if (error instanceof AwsError && error.kind === 'not-found') return undefined;
        throw error;
      }
    });
    return all.filter((_, index) => targets[index] === arn);
  };

  return {
    list,

    find: async (nameOrArn, signal) => {
      const arn = parseArn(nameOrArn);
      if (arn && arn.region !== sqs.scope.region) {
        throw new AwsError(`This queue is in ${arn.region}, not in ${sqs.scope.region}: ${arn.resource}.`, {
          kind: 'not-found',
          code: 'OtherRegion',
        });
      }
      const owner = arn && /^\d{12}$/.test(arn.account) ? { QueueOwnerAWSAccountId: arn.account } : {};
      return sqs.call(
        { action: 'sqs:GetQueueUrl', effect: 'read', resource: nameOrArn },
        signal,
        async (client, attempt) => {
          const command = new GetQueueUrlCommand({ QueueName: arn?.resource ?? nameOrArn, ...owner });
          const { QueueUrl } = await client.send(attempt.track(command), attempt.options);
          return sqs.ref(given(QueueUrl, 'sqs:GetQueueUrl'));
        },
      );
    },

    attributes: async (queue, signal) => attributesOf(queue, await rawAttributes(queue, ['All'], signal)),

    tags: (queue, signal) =>
      sqs.call(
        { action: 'sqs:ListQueueTags', effect: 'read', resource: queue.arn },
        signal,
        async (client, attempt): Promise<Record<string, string>> => {
          const command = new ListQueueTagsCommand({ QueueUrl: queue.url });
          const { Tags } = await client.send(attempt.track(command), attempt.options);
          return { ...Tags };
        },
      ),

    sources: async (queue, signal) => {
      const action = 'sqs:ListDeadLetterSourceQueues';
      if (sqs.offers.get(action) === false) return foundSources(queue, signal);
      try {
        return await listedSources(queue, signal);
      } catch (error) {
        if (!(error instanceof AwsError && error.kind === 'unsupported')) throw error;
        sqs.offers.set(action, false);
        return foundSources(queue, signal);
      }
    },

    create: (name, attributes, tags, signal) =>
      sqs.call(
        { action: 'sqs:CreateQueue', effect: 'write', resource: name, repeatable: true },
        signal,
        async (client, attempt) => {
          const command = new CreateQueueCommand({
            QueueName: name,
            Attributes: attributes,
            tags: Object.keys(tags).length > 0 ? tags : undefined,
          });
          const { QueueUrl } = await client.send(attempt.track(command), attempt.options);
          return sqs.ref(given(QueueUrl, 'sqs:CreateQueue'));
        },
      ),

    setAttributes: (queue, attributes, signal) =>
      sqs.call(
        {
          action: 'sqs:SetQueueAttributes',
          // A shorter retention deletes the messages that are older.
          effect: attributes['MessageRetentionPeriod'] === undefined ? 'write' : 'destroy',
          resource: queue.arn,
          repeatable: true,
          detail: () => Object.keys(attributes).join(', '),
        },
        signal,
        async (client, attempt) => {
          const command = new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: attributes });
          await client.send(attempt.track(command), attempt.options);
        },
      ),

    changeTags: async (queue, change, signal) => {
      const spec = { effect: 'write', resource: queue.arn, repeatable: true } as const;
      if (Object.keys(change.set).length > 0) {
        await sqs.call({ ...spec, action: 'sqs:TagQueue' }, signal, async (client, attempt) => {
          const command = new TagQueueCommand({ QueueUrl: queue.url, Tags: change.set });
          await client.send(attempt.track(command), attempt.options);
        });
      }
      if (change.remove.length > 0) {
        await sqs.call({ ...spec, action: 'sqs:UntagQueue' }, signal, async (client, attempt) => {
          const command = new UntagQueueCommand({ QueueUrl: queue.url, TagKeys: [...change.remove] });
          await client.send(attempt.track(command), attempt.options);
        });
      }
    },

    delete: (queue, signal) =>
      sqs.call(
        { action: 'sqs:DeleteQueue', effect: 'destroy', resource: queue.arn },
        signal,
        async (client, attempt) => {
          await client.send(attempt.track(new DeleteQueueCommand({ QueueUrl: queue.url })), attempt.options);
        },
      ),

    purge: (queue, signal) =>
      sqs.call(
        { action: 'sqs:PurgeQueue', effect: 'destroy', resource: queue.arn },
        signal,
        async (client, attempt) => {
          await client.send(attempt.track(new PurgeQueueCommand({ QueueUrl: queue.url })), attempt.options);
        },
      ),
  };
}
