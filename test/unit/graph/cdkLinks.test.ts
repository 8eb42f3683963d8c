import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { cdkReader, lint } from '../lint/linting.ts';

/** The same two apps in each language: one that breaks these rules, each once, and one that follows them. */
const rules = [
  'dlq-fifo-unsupported',
  'fifo-no-content-dedup',
  'lambda-sqs-filter-deletes',
  'lambda-sqs-reserved-concurrency-low',
  'lambda-sqs-scaling-config',
  's3-notification-fifo',
  'sqs-dlq-alarm-missing',
  'sqs-dlq-alarm-wrong-metric',
  'sqs-short-polling',
];

const python = (good: boolean) => `from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch, aws_ecs as ecs, aws_lambda as _lambda, aws_s3 as s3
from aws_cdk import aws_s3_notifications as s3n, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import ManagedKafkaEventSource, SqsEventSource

class Shop(Stack):
    def __init__(self, scope, id, props):
        super().__init__(scope, id)
        back = sqs.Queue(self, "Back", retention_period=Duration.days(14))
        orders = sqs.Queue(self, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=back, max_receive_count=5)${good ? ', receive_message_wait_time=Duration.seconds(20)' : ''})
        rest = sqs.Queue(self, "Rest", retention_period=Duration.days(14))
        sqs.Queue(self, "Mails", dead_letter_queue=sqs.DeadLetterQueue(queue=rest, max_receive_count=5))
        cloudwatch.Alarm(self, "BackAlarm", metric=back.${good ? 'metric_approximate_number_of_messages_visible' : 'metric_number_of_messages_sent'}(), threshold=1, evaluation_periods=1)
        ${good ? 'rest.metric_approximate_number_of_messages_visible(period=Duration.minutes(1)).create_alarm(self, "RestAlarm", threshold=1, evaluation_periods=1)' : 'pass'}
        group = sqs.Queue(self, "Group", fifo=True${good ? ', content_based_deduplication=True' : ''})
        bucket = s3.Bucket(self, "Bucket")
        bucket.add_event_notification(s3.EventType.OBJECT_CREATED, s3n.SqsDestination(${good ? 'orders' : 'group'}))
        first = _lambda.Function(self, "First", reserved_concurrent_executions=3, dead_letter_queue=${good ? 'rest' : 'group'})
        first.add_event_source(SqsEventSource(orders${good ? ', max_concurrency=3' : ''}))
        second = _lambda.Function(self, "Second", handler="a.b")
        second.add_event_source(SqsEventSource(props.queue, max_concurrency=${good ? '2' : '1'}${good ? '' : ', filters=[_lambda.FilterCriteria.filter({"body": {"kind": ["a"]}})]'}))
        second.add_event_source(ManagedKafkaEventSource(cluster_arn=props.cluster, topic="clicks", starting_position=_lambda.StartingPosition.LATEST))
        task = ecs.FargateTaskDefinition(self, "Task")
        orders.grant_consume_messages(task.task_role)
`;

const java = (good: boolean) => `package com.example;
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.cloudwatch.*;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.lambda.*;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.*;
import software.amazon.awscdk.services.s3.*;
import software.amazon.awscdk.services.s3.notifications.SqsDestination;
import software.amazon.awscdk.services.sqs.*;

public class Shop extends Stack {
    public Shop(final Construct scope, final String id, final ShopProps props) {
        super(scope, id);
        Queue back = Queue.Builder.create(this, "Back").retentionPeriod(Duration.days(14)).build();
        Queue orders = Queue.Builder.create(this, "Orders")
            .deadLetterQueue(DeadLetterQueue.builder().queue(back).maxReceiveCount(5).build())${good ? '.receiveMessageWaitTime(Duration.seconds(20))' : ''}.build();
        Queue rest = Queue.Builder.create(this, "Rest").retentionPeriod(Duration.days(14)).build();
        Queue.Builder.create(this, "Mails").deadLetterQueue(DeadLetterQueue.builder().queue(rest).maxReceiveCount(5).build()).build();
        Alarm.Builder.create(this, "BackAlarm").metric(back.${good ? 'metricApproximateNumberOfMessagesVisible' : 'metricNumberOfMessagesSent'}()).threshold(1).evaluationPeriods(1).build();
        ${good ? 'rest.metricApproximateNumberOfMessagesVisible().createAlarm(this, "RestAlarm", CreateAlarmOptions.builder().threshold(1).evaluationPeriods(1).build());' : ''}
        Queue group = Queue.Builder.create(this, "Group").fifo(true)${good ? '.contentBasedDeduplication(true)' : ''}.build();
        Bucket bucket = new Bucket(this, "Bucket");
        bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(${good ? 'orders' : 'group'}));
        Function first = Function.Builder.create(this, "First").reservedConcurrentExecutions(3).deadLetterQueue(${good ? 'rest' : 'group'}).build();
        first.addEventSource(SqsEventSource.Builder.create(orders)${good ? '.maxConcurrency(3)' : ''}.build());
        Function second = Function.Builder.create(this, "Second").handler("a").build();
        second.addEventSource(SqsEventSource.Builder.create(props.getQueue()).maxConcurrency(${good ? '2' : '1'})${good ? '' : '.filters(List.of(FilterCriteria.filter(Map.of("body", Map.of("kind", List.of("a"))))))'}.build());
        second.addEventSource(ManagedKafkaEventSource.Builder.create().clusterArn(props.getCluster()).topic("clicks").startingPosition(StartingPosition.LATEST).build());
        FargateTaskDefinition task = new FargateTaskDefinition(this, "Task");
        orders.grantConsumeMessages(task.getTaskRole());
    }
}
`;

const csharp = (good: boolean) => `using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Notifications;
using Amazon.CDK.AWS.SQS;

namespace Example {
  public class Shop : Stack {
    public Shop(Construct scope, string id, ShopProps props) : base(scope, id) {
      var back = new Queue(this, "Back", new QueueProps { RetentionPeriod = Duration.Days(14) });
      var orders = new Queue(this, "Orders", new QueueProps { DeadLetterQueue = new DeadLetterQueue { Queue = back, MaxReceiveCount = 5 }${good ? ', ReceiveMessageWaitTime = Duration.Seconds(20)' : ''} });
      var rest = new Queue(this, "Rest", new QueueProps { RetentionPeriod = Duration.Days(14) });
      new Queue(this, "Mails", new QueueProps { DeadLetterQueue = new DeadLetterQueue { Queue = rest, MaxReceiveCount = 5 } });
      new Alarm(this, "BackAlarm", new AlarmProps { Metric = back.${good ? 'MetricApproximateNumberOfMessagesVisible' : 'MetricNumberOfMessagesSent'}(), Threshold = 1, EvaluationPeriods = 1 });
      ${good ? 'rest.MetricApproximateNumberOfMessagesVisible().CreateAlarm(this, "RestAlarm", new CreateAlarmOptions { Threshold = 1, EvaluationPeriods = 1 });' : ''}
      var group = new Queue(this, "Group", new QueueProps { Fifo = true${good ? ', ContentBasedDeduplication = true' : ''} });
      var bucket = new Bucket(this, "Bucket");
      bucket.AddEventNotification(EventType.OBJECT_CREATED, new SqsDestination(${good ? 'orders' : 'group'}));
      var first = new Function(this, "First", new FunctionProps { ReservedConcurrentExecutions = 3, DeadLetterQueue = ${good ? 'rest' : 'group'} });
      first.AddEventSource(new SqsEventSource(orders, new SqsEventSourceProps { ${good ? 'MaxConcurrency = 3' : ''} }));
      var second = new Function(this, "Second", new FunctionProps { Handler = "a" });
      second.AddEventSource(new SqsEventSource(props.Queue, new SqsEventSourceProps { MaxConcurrency = ${good ? '2' : '1, Filters = new [] { FilterCriteria.Filter(new Dictionary<string, object> { ["body"] = "a" }) }'} }));
      second.AddEventSource(new ManagedKafkaEventSource(new ManagedKafkaEventSourceProps { ClusterArn = props.Cluster, Topic = "clicks", StartingPosition = StartingPosition.LATEST }));
      var task = new FargateTaskDefinition(this, "Task");
      orders.GrantConsumeMessages(task.TaskRole);
    }
  }
}
`;

const go = (good: boolean) => `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	sources "github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3notifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

func NewShop(scope constructs.Construct, id string, props *ShopProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)
	back := awssqs.NewQueue(stack, jsii.String("Back"), &awssqs.QueueProps{RetentionPeriod: awscdk.Duration_Days(jsii.Number(14))})
	orders := awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{DeadLetterQueue: &awssqs.DeadLetterQueue{Queue: back, MaxReceiveCount: jsii.Number(5)}${good ? ', ReceiveMessageWaitTime: awscdk.Duration_Seconds(jsii.Number(20))' : ''}})
	rest := awssqs.NewQueue(stack, jsii.String("Rest"), &awssqs.QueueProps{RetentionPeriod: awscdk.Duration_Days(jsii.Number(14))})
	awssqs.NewQueue(stack, jsii.String("Mails"), &awssqs.QueueProps{DeadLetterQueue: &awssqs.DeadLetterQueue{Queue: rest, MaxReceiveCount: jsii.Number(5)}})
	awscloudwatch.NewAlarm(stack, jsii.String("BackAlarm"), &awscloudwatch.AlarmProps{Metric: back.${good ? 'MetricApproximateNumberOfMessagesVisible' : 'MetricNumberOfMessagesSent'}(nil), Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1)})
	${good ? 'rest.MetricApproximateNumberOfMessagesVisible(nil).CreateAlarm(stack, jsii.String("RestAlarm"), &awscloudwatch.CreateAlarmOptions{Threshold: jsii.Number(1)})' : ''}
	group := awssqs.NewQueue(stack, jsii.String("Group"), &awssqs.QueueProps{Fifo: jsii.Bool(true)${good ? ', ContentBasedDeduplication: jsii.Bool(true)' : ''}})
	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), nil)
	bucket.AddEventNotification(awss3.EventType_OBJECT_CREATED, awss3notifications.NewSqsDestination(${good ? 'orders' : 'group'}))
	first := awslambda.NewFunction(stack, jsii.String("First"), &awslambda.FunctionProps{ReservedConcurrentExecutions: jsii.Number(3), DeadLetterQueue: ${good ? 'rest' : 'group'}})
	first.AddEventSource(sources.NewSqsEventSource(orders, &sources.SqsEventSourceProps{${good ? 'MaxConcurrency: jsii.Number(3)' : ''}}))
	second := awslambda.NewFunction(stack, jsii.String("Second"), &awslambda.FunctionProps{Handler: jsii.String("a")})
	second.AddEventSource(sources.NewSqsEventSource(props.Queue, &sources.SqsEventSourceProps{MaxConcurrency: jsii.Number(${good ? '2' : '1'})${good ? '' : ', Filters: &[]*map[string]interface{}{awslambda.FilterCriteria_Filter(&map[string]interface{}{"body": "a"})}'}}))
	second.AddEventSource(sources.NewManagedKafkaEventSource(&sources.ManagedKafkaEventSourceProps{ClusterArn: props.Cluster, Topic: jsii.String("clicks"), StartingPosition: awslambda.StartingPosition_LATEST}))
	task := awsecs.NewFargateTaskDefinition(stack, jsii.String("Task"), nil)
	orders.GrantConsumeMessages(task.TaskRole())
	return stack
}
`;

const typescript = (good: boolean) => `import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  constructor(scope, id, props) {
    super(scope, id);
    const back = new sqs.Queue(this, 'Back', { retentionPeriod: Duration.days(14) });
    const orders = new sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 }${good ? ', receiveMessageWaitTime: Duration.seconds(20)' : ''} });
    const rest = new sqs.Queue(this, 'Rest', { retentionPeriod: Duration.days(14) });
    new sqs.Queue(this, 'Mails', { deadLetterQueue: { queue: rest, maxReceiveCount: 5 } });
    new cloudwatch.Alarm(this, 'BackAlarm', { metric: back.${good ? 'metricApproximateNumberOfMessagesVisible' : 'metricNumberOfMessagesSent'}(), threshold: 1, evaluationPeriods: 1 });
    ${good ? "rest.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'RestAlarm', { threshold: 1, evaluationPeriods: 1 });" : ''}
    const group = new sqs.Queue(this, 'Group', { fifo: true${good ? ', contentBasedDeduplication: true' : ''} });
    const bucket = new s3.Bucket(this, 'Bucket');
    bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(${good ? 'orders' : 'group'}));
    const first = new lambda.Function(this, 'First', { reservedConcurrentExecutions: 3, deadLetterQueue: ${good ? 'rest' : 'group'} });
    first.addEventSource(new SqsEventSource(orders, { ${good ? 'maxConcurrency: 3' : ''} }));
    const second = new lambda.Function(this, 'Second', { handler: 'a' });
    second.addEventSource(new SqsEventSource(props.queue, { maxConcurrency: ${good ? '2' : "1, filters: [lambda.FilterCriteria.filter({ body: 'a' })]"} }));
    second.addEventSource(new ManagedKafkaEventSource({ clusterArn: props.cluster, topic: 'clicks', startingPosition: lambda.StartingPosition.LATEST }));
    const task = new ecs.FargateTaskDefinition(this, 'Task');
    orders.grantConsumeMessages(task.taskRole);
  }
}
`;

const apps: readonly (readonly [DocumentLanguage, (good: boolean) => string])[] = [
  ['typescript', typescript],
  ['python', python],
  ['java', java],
  ['csharp', csharp],
  ['go', go],
];

describe.each(apps)('%s', (language, app) => {
  const found = async (text: string) =>
    (await lint(language, text))
      .map(report => report.ruleId)
      .filter(id => rules.includes(id))
      .sort();

  test('finds what is broken', async () => {
    // Without deduplication the queue is told once, as no dead-letter queue: here it takes failures too.
    expect(await found(app(false))).toEqual(
      rules
        .filter(id => id !== 'fifo-no-content-dedup')
        .concat('sqs-dlq-alarm-missing')
        .sort(),
    );
  });

  test('is silent about what is right', async () => expect(await found(app(true))).toEqual([]));

  test('knows a source of Kafka', async () => {
    const read = await cdkReader.read('file:///app', language, app(true));
    const mappings = read?.resources.filter(resource => resource.type === 'AWS::Lambda::EventSourceMapping') ?? [];
    expect(mappings).toHaveLength(3);
    expect((await lint(language, app(true))).map(report => report.ruleId)).toContain(
      'lambda-stream-no-failure-destination',
    );
  });
});
