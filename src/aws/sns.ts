import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { arnName } from '../core/arn.ts';
import { sns as limits } from '../core/limits.ts';
import type { Scope } from '../core/scope.ts';
import type { Subscription, TopicAttributes, TopicRef } from '../topics/topic.ts';
import type { TopicClient } from '../topics/topicClient.ts';
import { given, page } from './answers.ts';
import { booleanOf, numberOf, textOf, withoutAbsent } from './attributeValues.ts';
import type { Calls, ServiceCall } from './calls.ts';
import { publishInput } from './snsPublish.ts';

/** SNS in one scope. A publish is never tried again once the request may have reached SNS. */
export function snsTopicClient(calls: Calls, scope: Scope): TopicClient {
  const { connectionId, region } = scope;
  const ref = (arn: string): TopicRef => ({ connectionId, region, arn, name: arnName(arn.replace(/^.*:/, '')) });

  const call: ServiceCall<SNSClient> = (spec, signal, perform) =>
    calls.run(scope, { ...spec, service: 'sns' }, signal, async (session, attempt) =>
      perform(await session.client('sns', region, spec.repeatable ?? spec.effect === 'read'), attempt),
    );

  return {
    list: (options, signal) =>
      call({ action: 'sns:ListTopics', effect: 'read' }, signal, async (client, attempt) => {
        const command = new ListTopicsCommand({ NextToken: options.token });
        const { Topics, NextToken } = await client.send(attempt.track(command), attempt.options);
        const arns = (Topics ?? []).map(topic => topic.TopicArn).filter(arn => arn !== undefined);
        return page(arns.map(ref), NextToken);
      }),

    attributes: (topic, signal) =>
      call(
        { action: 'sns:GetTopicAttributes', effect: 'read', resource: topic.arn },
        signal,
        async (client, attempt) => {
          const command = new GetTopicAttributesCommand({ TopicArn: topic.arn });
          const { Attributes } = await client.send(attempt.track(command), attempt.options);
          return attributesOf(topic, { ...Attributes });
        },
      ),

    tags: (topic, signal) =>
      call(
        { action: 'sns:ListTagsForResource', effect: 'read', resource: topic.arn },
        signal,
        async (client, attempt): Promise<Record<string, string>> => {
          const command = new ListTagsForResourceCommand({ ResourceArn: topic.arn });
          const { Tags } = await client.send(attempt.track(command), attempt.options);
          return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
        },
      ),

    subscriptions: (topic, options, signal) =>
      call(
        { action: 'sns:ListSubscriptionsByTopic', effect: 'read', resource: topic.arn },
        signal,
        async (client, attempt) => {
          const command = new ListSubscriptionsByTopicCommand({ TopicArn: topic.arn, NextToken: options.token });
          const { Subscriptions, NextToken } = await client.send(attempt.track(command), attempt.options);
          const items = (Subscriptions ?? []).map(
            (item): Subscription => ({
              connectionId,
              region,
              arn: item.SubscriptionArn ?? '',
              topicArn: item.TopicArn ?? topic.arn,
              protocol: item.Protocol ?? '',
              endpoint: item.Endpoint ?? '',
              ...withoutAbsent({ owner: textOf(item.Owner) }),
            }),
          );
          return page(items, NextToken);
        },
      ),

    subscriptionAttributes: (subscription, signal) =>
      call(
        { action: 'sns:GetSubscriptionAttributes', effect: 'read', resource: subscription.arn },
        signal,
        async (client, attempt): Promise<Record<string, string>> => {
          const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription.arn });
          const { Attributes } = await client.send(attempt.track(command), attempt.options);
          return { ...Attributes };
        },
      ),

    create: (name, attributes, tags, signal) =>
      call(
        { action: 'sns:CreateTopic', effect: 'write', resource: name, repeatable: true },
        signal,
        async (client, attempt) => {
          const command = new CreateTopicCommand({
            Name: name,
            Attributes: attributes,
            Tags: Object.keys(tags).length > 0 ? tagList(tags) : undefined,
          });
          const { TopicArn } = await client.send(attempt.track(command), attempt.options);
          return ref(given(TopicArn, 'sns:CreateTopic'));
        },
      ),

    setAttribute: (topic, name, value, signal) =>
      call(
        {
          action: 'sns:SetTopicAttributes',
          effect: 'write',
          resource: topic.arn,
          repeatable: true,
          detail: () => name,
        },
        signal,
        async (client, attempt) => {
          const command = new SetTopicAttributesCommand({
            TopicArn: topic.arn,
            AttributeName: name,
            AttributeValue: value,
          });
          await client.send(attempt.track(command), attempt.options);
        },
      ),

    changeTags: async (topic, change, signal) => {
      const spec = { effect: 'write', resource: topic.arn, repeatable: true } as const;
      if (Object.keys(change.set).length > 0) {
        await call({ ...spec, action: 'sns:TagResource' }, signal, async (client, attempt) => {
          const command = new TagResourceCommand({ ResourceArn: topic.arn, Tags: tagList(change.set) });
          await client.send(attempt.track(command), attempt.options);
        });
      }
      if (change.remove.length > 0) {
        await call({ ...spec, action: 'sns:UntagResource' }, signal, async (client, attempt) => {
          const command = new UntagResourceCommand({ ResourceArn: topic.arn, TagKeys: [...change.remove] });
          await client.send(attempt.track(command), attempt.options);
        });
      }
    },

    delete: (topic, signal) =>
      call({ action: 'sns:DeleteTopic', effect: 'destroy', resource: topic.arn }, signal, async (client, attempt) => {
        await client.send(attempt.track(new DeleteTopicCommand({ TopicArn: topic.arn })), attempt.options);
      }),

    publish: async (topic, message, signal) => {
      const request = publishInput(topic, message);
      return call(
        { action: 'sns:Publish', effect: 'write', resource: topic.arn, detail: () => '1 message' },
        signal,
        async (client, attempt) => {
          const answer = await client.send(attempt.track(new PublishCommand(request)), attempt.options);
          const messageId = given(answer.MessageId, 'sns:Publish');
          return answer.SequenceNumber ? { messageId, sequenceNumber: answer.SequenceNumber } : { messageId };
        },
      );
    },

    subscribe: (topic, { protocol, endpoint, attributes }, signal) =>
      call(
        {
          action: 'sns:Subscribe',
          effect: 'write',
          resource: topic.arn,
          repeatable: true,
          detail: () => `${protocol} ${endpoint}`,
        },
        signal,
        async (client, attempt) => {
          const command = new SubscribeCommand({
            TopicArn: topic.arn,
            Protocol: protocol,
            Endpoint: endpoint,
            Attributes: attributes,
            ReturnSubscriptionArn: true,
          });
          const { SubscriptionArn } = await client.send(attempt.track(command), attempt.options);
          return {
            connectionId,
            region,
            arn: given(SubscriptionArn, 'sns:Subscribe'),
            topicArn: topic.arn,
            protocol,
            endpoint,
          };
        },
      ),

    setSubscriptionAttribute: (subscription, name, value, signal) =>
      call(
        {
          action: 'sns:SetSubscriptionAttributes',
          effect: 'write',
          resource: subscription.arn,
          repeatable: true,
          detail: () => name,
        },
        signal,
        async (client, attempt) => {
          const command = new SetSubscriptionAttributesCommand({
            SubscriptionArn: subscription.arn,
            AttributeName: name,
            AttributeValue: value,
          });
          await client.send(attempt.track(command), attempt.options);
        },
      ),

    unsubscribe: (subscription, signal) =>
      call(
        { action: 'sns:Unsubscribe', effect: 'destroy', resource: subscription.arn },
        signal,
        async (client, attempt) => {
          const command = new UnsubscribeCommand({ SubscriptionArn: subscription.arn });
          await client.send(attempt.track(command), attempt.options);
        },
      ),
  };
}

function attributesOf(topic: TopicRef, raw: Readonly<Record<string, string>>): TopicAttributes {
  return {
    arn: raw['TopicArn'] ?? topic.arn,
    fifo: raw['FifoTopic'] === 'true' || topic.arn.endsWith('.fifo'),
    maximumMessageBytes: numberOf(raw['MaximumMessageSize']) ?? limits.defaultMessageBytes,
    ...withoutAbsent({
      displayName: textOf(raw['DisplayName']),
      policy: textOf(raw['Policy']),
      deliveryPolicy: textOf(raw['DeliveryPolicy']),
      kmsKeyId: textOf(raw['KmsMasterKeyId']),
      contentBasedDeduplication: booleanOf(raw['ContentBasedDeduplication']),
      subscriptionsConfirmed: numberOf(raw['SubscriptionsConfirmed']),
      subscriptionsPending: numberOf(raw['SubscriptionsPending']),
      subscriptionsDeleted: numberOf(raw['SubscriptionsDeleted']),
    }),
    raw,
  };
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
