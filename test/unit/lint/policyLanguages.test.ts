import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { lint, stack } from './linting.ts';

/** How a language of CDK writes a queue with a key of its encryption, its policy, and who sends to it. */
interface Dialect {
  readonly file: (body: string) => string;
  /** The queue, encrypted as said. */
  readonly queue: (encryption: string) => string;
  readonly encryption: { readonly managed: string; readonly own: string; readonly unknown: string };
  readonly subscribe: string;
  /** Adds a statement for a principal, with the conditions if there are any. */
  readonly statement: (principal: string, conditions?: string) => string;
  readonly grant: (principal: string) => string;
  readonly principals: { readonly service: string; readonly everybody: string; readonly unknown: string };
  readonly conditions: string;
}

const dialects: Partial<Record<DocumentLanguage, Dialect>> = {
  typescript: {
    file: body => stack(body, "import * as iam from 'aws-cdk-lib/aws-iam';"),
    queue: encryption => `const queue = new sqs.Queue(this, 'BillsDlq', { encryption: ${encryption} });\n`,
    encryption: {
      managed: 'sqs.QueueEncryption.KMS_MANAGED',
      own: 'sqs.QueueEncryption.KMS',
      unknown: 'props.encryption',
    },
    subscribe: 'props.topic.addSubscription(new subs.SqsSubscription(queue, { deadLetterQueue: queue }));\n',
    statement: (principal, conditions) =>
      `queue.addToResourcePolicy(new iam.PolicyStatement({ principals: [${principal}], actions: ['sqs:SendMessage'], resources: [queue.queueArn]${conditions ? `, conditions: ${conditions}` : ''} }));\n`,
    grant: principal => `queue.grantSendMessages(${principal});\n`,
    principals: {
      service: "new iam.ServicePrincipal('sns.amazonaws.com')",
      everybody: 'new iam.AnyPrincipal()',
      unknown: 'props.principal',
    },
    conditions: "{ ArnEquals: { 'aws:SourceArn': props.topic.topicArn } }",
  },
  python: {
    file: body => `from aws_cdk import Stack, aws_iam as iam, aws_sns_subscriptions as subs, aws_sqs as sqs

class Shop(Stack):
    def __init__(self, scope, construct_id, props, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
${body.replace(/^(?=.)/gm, '        ')}`,
    queue: encryption => `queue = sqs.Queue(self, "BillsDlq", encryption=${encryption})\n`,
    encryption: {
      managed: 'sqs.QueueEncryption.KMS_MANAGED',
      own: 'sqs.QueueEncryption.KMS',
      unknown: 'props.encryption',
    },
    subscribe: 'props.topic.add_subscription(subs.SqsSubscription(queue, dead_letter_queue=queue))\n',
    statement: (principal, conditions) =>
      `queue.add_to_resource_policy(iam.PolicyStatement(principals=[${principal}], actions=["sqs:SendMessage"], resources=[queue.queue_arn]${conditions ? `, conditions=${conditions}` : ''}))\n`,
    grant: principal => `queue.grant_send_messages(${principal})\n`,
    principals: {
      service: 'iam.ServicePrincipal("sns.amazonaws.com")',
      everybody: 'iam.AnyPrincipal()',
      unknown: 'props.principal',
    },
    conditions: '{"ArnEquals": {"aws:SourceArn": props.topic.topic_arn}}',
  },
  java: {
    file: body => `package com.example.shop;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.iam.*;
import software.amazon.awscdk.services.sns.subscriptions.*;
import software.amazon.awscdk.services.sqs.*;
import software.constructs.Construct;

public class Shop extends Stack {
    public Shop(final Construct scope, final String id, final ShopProps props) {
        super(scope, id, props);
${body.replace(/^(?=.)/gm, '        ')}    }
}
`,
    queue: encryption => `Queue queue = Queue.Builder.create(this, "BillsDlq").encryption(${encryption}).build();\n`,
    encryption: {
      managed: 'QueueEncryption.KMS_MANAGED',
      own: 'QueueEncryption.KMS',
      unknown: 'props.getEncryption()',
    },
    subscribe: 'props.getTopic().addSubscription(new SqsSubscription(queue));\n',
    statement: (principal, conditions) =>
      `queue.addToResourcePolicy(PolicyStatement.Builder.create().principals(List.of(${principal})).actions(List.of("sqs:SendMessage")).resources(List.of(queue.getQueueArn()))${conditions ? `.conditions(${conditions})` : ''}.build());\n`,
    grant: principal => `queue.grantSendMessages(${principal});\n`,
    principals: {
      service: 'new ServicePrincipal("sns.amazonaws.com")',
      everybody: 'new AnyPrincipal()',
      unknown: 'props.getPrincipal()',
    },
    conditions: 'Map.of("ArnEquals", Map.of("aws:SourceArn", props.getTopicArn()))',
  },
  csharp: {
    file: body => `using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Amazon.CDK.AWS.SQS;
using Constructs;

public class Shop : Stack
{
    internal Shop(Construct scope, string id, ShopProps props) : base(scope, id, props)
    {
${body.replace(/^(?=.)/gm, '        ')}    }
}
`,
    queue: encryption => `var queue = new Queue(this, "BillsDlq", new QueueProps { Encryption = ${encryption} });\n`,
    encryption: {
      managed: 'QueueEncryption.KMS_MANAGED',
      own: 'QueueEncryption.KMS',
      unknown: 'props.Encryption',
    },
    subscribe: 'props.Topic.AddSubscription(new SqsSubscription(queue));\n',
    statement: (principal, conditions) =>
      `queue.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = new[] { ${principal} }, Actions = new[] { "sqs:SendMessage" }, Resources = new[] { queue.QueueArn }${conditions ? `, Conditions = ${conditions}` : ''} }));\n`,
    grant: principal => `queue.GrantSendMessages(${principal});\n`,
    principals: {
      service: 'new ServicePrincipal("sns.amazonaws.com")',
      everybody: 'new AnyPrincipal()',
      unknown: 'props.Principal',
    },
    conditions:
      'new Dictionary<string, object> { ["ArnEquals"] = new Dictionary<string, object> { ["aws:SourceArn"] = props.TopicArn } }',
  },
  go: {
    file: body => `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

func NewShop(scope constructs.Construct, id string, props *ShopProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)
${body.replace(/^(?=.)/gm, '\t')}	return stack
}
`,
    queue: encryption =>
      `queue := awssqs.NewQueue(stack, jsii.String("BillsDlq"), &awssqs.QueueProps{Encryption: ${encryption}})\n`,
    encryption: {
      managed: 'awssqs.QueueEncryption_KMS_MANAGED',
      own: 'awssqs.QueueEncryption_KMS',
      unknown: 'props.Encryption',
    },
    subscribe: 'props.Topic.AddSubscription(awssnssubscriptions.NewSqsSubscription(queue, nil))\n',
    statement: (principal, conditions) =>
      `queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Principals: &[]awsiam.IPrincipal{${principal}}, Actions: jsii.Strings("sqs:SendMessage"), Resources: &[]*string{queue.QueueArn()}${conditions ? `, Conditions: ${conditions}` : ''}}))\n`,
    grant: principal => `queue.GrantSendMessages(${principal})\n`,
    principals: {
      service: 'awsiam.NewServicePrincipal(jsii.String("sns.amazonaws.com"), nil)',
      everybody: 'awsiam.NewAnyPrincipal()',
      unknown: 'props.Principal',
    },
    conditions: '&map[string]interface{}{"ArnEquals": map[string]interface{}{"aws:SourceArn": props.TopicArn}}',
  },
};

describe.each(Object.entries(dialects))('%s', (name, dialect) => {
  const language = name as DocumentLanguage;
  const told = async (body: string, rule: string) => {
    const text = dialect.file(body);
    return (await lint(language, text))
      .filter(report => report.ruleId === rule)
      .map(report => text.slice(report.start, report.end));
  };
  const { encryption, principals, statement, grant } = dialect;
  const queue = dialect.queue(encryption.own);

  test('a key that the sender cannot use', async () => {
    const rule = 'sqs-kms-managed-key-blocks-sender';
    expect(await told(dialect.queue(encryption.managed) + dialect.subscribe, rule)).toEqual([encryption.managed]);
    expect(await told(queue + dialect.subscribe, rule)).toEqual([]);
    expect(await told(dialect.queue(encryption.unknown) + dialect.subscribe, rule)).toEqual([]);
  });

  test('a service let in without saying for whom', async () => {
    const rule = 'sqs-policy-missing-source-condition';
    expect(await told(queue + statement(principals.service), rule)).toEqual([principals.service]);
    expect(await told(queue + grant(principals.service), rule)).toEqual([principals.service]);
    expect(await told(queue + statement(principals.service, dialect.conditions), rule)).toEqual([]);
    expect(await told(queue + statement(principals.unknown), rule)).toEqual([]);
    expect(await told(queue + grant(principals.unknown), rule)).toEqual([]);
  });

  test('a policy open to everybody', async () => {
    const rule = 'resource-policy-public';
    expect(await told(queue + statement(principals.everybody), rule)).toEqual([principals.everybody]);
    expect(await told(queue + statement(principals.everybody, dialect.conditions), rule)).toEqual([]);
    expect(await told(queue + statement(principals.unknown), rule)).toEqual([]);
    expect(await told(queue + statement(principals.everybody) + statement(principals.unknown), rule)).toHaveLength(1);
  });
});
