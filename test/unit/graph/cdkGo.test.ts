import { describe, expect, test } from 'vitest';
import { cdkReader, lint } from '../lint/linting.ts';
import { runDamage, runMatrix } from './cdkMatrix.ts';

const stack = (body: string, head = '') => `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	sources "github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)
${head}
func NewShop(scope constructs.Construct, id string, props *ShopProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)
${body.replace(/^(?=.)/gm, '\t')}
	return stack
}
`;
const one = (props: string) => stack(`awssqs.NewQueue(stack, jsii.String("OrdersDlq"), &awssqs.QueueProps{${props}})`);
const low = (props: string) =>
  stack(`awssqs.NewCfnQueue(stack, jsii.String("OrdersDlq"), &awssqs.CfnQueueProps{${props}})`);
const pair = (source: string, dlq: string, count = 'jsii.Number(5)') =>
  stack(`back := awssqs.NewQueue(stack, jsii.String("Back"), &awssqs.QueueProps{${dlq}})
awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{
	${source === '' ? '' : `${source},`}
	DeadLetterQueue: &awssqs.DeadLetterQueue{
		Queue:           back,
		MaxReceiveCount: ${count},
	},
})`);
const reader = (queue: string, fn: string, source: string, head = '') =>
  stack(
    `orders := awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{${queue}DeadLetterQueue: props.Dlq})
worker := awslambda.NewFunction(stack, jsii.String("Worker"), &awslambda.FunctionProps{Handler: jsii.String("main")${fn}})
worker.AddEventSource(sources.NewSqsEventSource(orders, ${source === '' ? 'nil' : source.startsWith('&') ? source : `&sources.SqsEventSourceProps{${source}}`}))`,
    head,
  );
const mapping = (props: string) =>
  stack(`orders := awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{DeadLetterQueue: props.Dlq})
worker := awslambda.NewFunction(stack, jsii.String("Worker"), &awslambda.FunctionProps{})
failed := awssqs.NewQueue(stack, jsii.String("Failed"), nil)
awslambda.NewEventSourceMapping(stack, jsii.String("Mapping"), &awslambda.EventSourceMappingProps{Target: worker, ${props}})`);
const days = (count: number) => `RetentionPeriod: awscdk.Duration_Days(jsii.Number(${count}))`;
const seconds = (value: string | number) => `awscdk.Duration_Seconds(jsii.Number(${value}))`;
const fifo = 'Fifo: jsii.Bool(true)';
const perGroup = 'DeduplicationScope: awssqs.DeduplicationScope_MESSAGE_GROUP';

runMatrix('go', {
  'fifo-name-suffix': {
    bad: one(`${fifo}, QueueName: jsii.String("orders")`),
    underlined: '"orders"',
    good: one(`${fifo}, QueueName: jsii.String("orders.fifo")`),
    unknown: one(`${fifo}, QueueName: props.Name`),
  },
  'lambda-sqs-batch-window': {
    bad: reader('', '', 'BatchSize: jsii.Number(100)'),
    underlined: '100',
    good: reader('', '', `BatchSize: jsii.Number(100), MaxBatchingWindow: ${seconds(5)}`),
    unknown: reader('', '', 'BatchSize: props.Batch'),
  },
  'lambda-sqs-fifo-batch': {
    bad: reader(`${fifo}, `, '', 'BatchSize: jsii.Number(20)'),
    underlined: '20',
    good: reader(`${fifo}, `, '', 'BatchSize: jsii.Number(10)'),
    unknown: reader('Fifo: props.Fifo, ', '', 'BatchSize: jsii.Number(20)'),
  },
  'lambda-sqs-no-partial-batch': {
    bad: reader('', '', ''),
    underlined: 'sources.NewSqsEventSource',
    good: reader('', '', 'ReportBatchItemFailures: jsii.Bool(true)'),
    unknown: reader('', '', '&options'),
  },
  'lambda-sqs-onfailure-unsupported': {
    bad: mapping('EventSourceArn: orders.QueueArn(), OnFailure: sources.NewSqsDlq(failed)'),
    underlined: 'OnFailure',
    good: mapping('EventSourceArn: orders.QueueArn()'),
    unknown: mapping('EventSourceArn: props.Arn, OnFailure: sources.NewSqsDlq(failed)'),
  },
  'sqs-attribute-out-of-range': {
    bad: one('DeliveryDelay: awscdk.Duration_Minutes(jsii.Number(16))'),
    underlined: 'awscdk.Duration_Minutes(jsii.Number(16))',
    good: one('DeliveryDelay: awscdk.Duration_Minutes(jsii.Number(15))'),
    unknown: one('DeliveryDelay: awscdk.Duration_Minutes(props.Delay)'),
  },
  'sqs-dlq-retention-not-max': {
    bad: pair('', days(7)),
    underlined: 'awscdk.Duration_Days(jsii.Number(7))',
    good: pair('', days(14)),
    unknown: pair('', 'RetentionPeriod: props.Retention'),
  },
  'sqs-dlq-retention-shorter-than-source': {
    bad: pair(days(7), days(1)),
    underlined: 'awscdk.Duration_Days(jsii.Number(1))',
    good: pair(days(7), days(14)),
    unknown: pair(days(7), 'RetentionPeriod: retention()'),
  },
  'sqs-dlq-type-mismatch': {
    bad: pair(fifo, days(14)),
    underlined: 'back',
    good: pair(fifo, fifo),
    unknown: pair(fifo, 'Fifo: props.Fifo'),
  },
  'sqs-encryption-disabled': {
    bad: one('Encryption: awssqs.QueueEncryption_UNENCRYPTED'),
    underlined: 'awssqs.QueueEncryption_UNENCRYPTED',
    good: one('Encryption: awssqs.QueueEncryption_SQS_MANAGED'),
    unknown: one('Encryption: props.Encryption'),
  },
  'sqs-fifo-only-property': {
    bad: low('ContentBasedDeduplication: jsii.Bool(true)'),
    underlined: 'ContentBasedDeduplication',
    good: low('FifoQueue: jsii.Bool(true), ContentBasedDeduplication: jsii.Bool(true)'),
    unknown: low('FifoQueue: props.Fifo, ContentBasedDeduplication: jsii.Bool(true)'),
  },
  'sqs-fifo-throughput-pair': {
    bad: one(`${fifo}, ${perGroup}`),
    underlined: 'DeduplicationScope',
    good: one(`${fifo}, ${perGroup}, FifoThroughputLimit: awssqs.FifoThroughputLimit_PER_MESSAGE_GROUP_ID`),
    unknown: one(`${fifo}, ${perGroup}, FifoThroughputLimit: props.Limit`),
  },
  'sqs-max-receive-count-low': {
    bad: pair('', days(14), 'jsii.Number(1)'),
    underlined: '1',
    good: pair('', days(14), 'jsii.Number(5)'),
    unknown: pair('', days(14), 'jsii.Number(props.Count)'),
  },
  'sqs-missing-dlq': {
    bad: stack('awssqs.NewQueue(stack, jsii.String("Orders"), nil)'),
    underlined: 'awssqs.NewQueue',
    good: pair('', days(14)),
    unknown: stack('awssqs.NewQueue(stack, jsii.String("Orders"), props.Queue)'),
  },
  'sqs-visibility-below-function-timeout': {
    bad: reader(`VisibilityTimeout: ${seconds(30)}, `, `, Timeout: ${seconds(60)}`, ''),
    underlined: seconds(30),
    good: reader(`VisibilityTimeout: ${seconds(360)}, `, `, Timeout: ${seconds(60)}`, ''),
    unknown: reader(`VisibilityTimeout: ${seconds(30)}, `, ', Timeout: props.Timeout', ''),
  },
  'sqs-visibility-timeout-short': {
    bad: reader(`VisibilityTimeout: ${seconds(60)}, `, `, Timeout: ${seconds('limit')}`, '', 'const limit = 10 * 3'),
    underlined: seconds(60),
    good: reader(
      `VisibilityTimeout: ${seconds('limit * 6')}, `,
      `, Timeout: ${seconds('limit')}`,
      '',
      'const limit = 30',
    ),
    unknown: reader(`VisibilityTimeout: ${seconds(60)}, `, `, Timeout: ${seconds('limit')}`, '', 'var limit = read()'),
  },
});

const good = `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

func NewShop(scope constructs.Construct, id string, props *ShopProps) awscdk.Stack {
	var sprops awscdk.StackProps
	if props != nil {
		sprops = props.StackProps
	}
	stack := awscdk.NewStack(scope, &id, &sprops)
	timeout := awscdk.Duration_Seconds(jsii.Number(30))
	dlq := awssqs.NewQueue(stack, jsii.String("OrdersDlq"), &awssqs.QueueProps{
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
	})
	orders := awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{
		VisibilityTimeout: awscdk.Duration_Minutes(jsii.Number(3)),
		DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: dlq, MaxReceiveCount: jsii.Number(5)},
	})
	worker := awslambda.NewFunction(stack, jsii.String("Worker"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_PROVIDED_AL2023(),
		Handler: jsii.String("bootstrap"),
		Code:    awslambda.Code_FromAsset(jsii.String("src"), nil),
		Timeout: timeout,
	})
	worker.AddEventSource(awslambdaeventsources.NewSqsEventSource(orders, &awslambdaeventsources.SqsEventSourceProps{
		ReportBatchItemFailures: jsii.Bool(true),
	}))
	topic := awssns.NewTopic(stack, jsii.String("Topic"), &awssns.TopicProps{})
	topic.AddSubscription(awssnssubscriptions.NewSqsSubscription(orders, &awssnssubscriptions.SqsSubscriptionProps{
		RawMessageDelivery: jsii.Bool(true),
		DeadLetterQueue:    dlq,
	}))
	rule := awsevents.NewRule(stack, jsii.String("Nightly"), &awsevents.RuleProps{
		Schedule: awsevents.Schedule_Rate(awscdk.Duration_Days(jsii.Number(1))),
	})
	rule.AddTarget(awseventstargets.NewSqsQueue(orders, &awseventstargets.SqsQueueProps{
		DeadLetterQueue: dlq,
		RetryAttempts:   jsii.Number(3),
	}))
	awscdk.NewCfnOutput(stack, jsii.String("Url"), &awscdk.CfnOutputProps{Value: orders.QueueUrl()})
	return stack
}
`;

describe('go', () => {
  test('a stack that follows the guides is silent', async () => {
    expect((await lint('go', good)).map(report => `${report.ruleId}: ${report.message}`)).toEqual([]);
    const read = await cdkReader.read('file:///app.go', 'go', good);
    expect(read?.resources.map(resource => resource.type).sort()).toEqual([
      'AWS::Events::Rule',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
    ]);
  });

  test.each([
    ['q := awssqs.NewQueue(stack, jsii.String("A"), &awssqs.QueueProps{})\nq.QueueArn()', 1],
    ['q, ok := awssqs.NewQueue(stack, jsii.String("A"), nil), true\n_ = q', 1],
    ['awssqs.NewQueue(stack, jsii.String("A"), &awssqs.QueueProps{DeadLetterQueue: nil})', 1],
    ['awssqs.Queue_FromQueueArn(stack, jsii.String("A"), arn)', 0],
    ['q := awssqs.NewQueue(stack, jsii.String("A"), nil)\nwatch(q)', 0],
    ['q := awssqs.NewQueue(stack, jsii.String("A"), nil)\nm := Monitor{Queue: q}\nm.Start()', 0],
    ['q := awssqs.NewQueue(stack, jsii.String("A"), nil)\nreturn &Shop{stack, q}', 0],
    ['q := awssqs.NewQueue(stack, jsii.String("A"), nil)\ns.queue = q', 0],
    ['q := awssqs.NewQueue(stack, jsii.String("A"), nil)\nqueues["a"] = q', 0],
    ['own := awssqs.QueueProps{}\nown.DeadLetterQueue = dlq\nawssqs.NewQueue(stack, jsii.String("A"), &own)', 0],
    ['own := awssqs.QueueProps{}\nconfigure(&own)\nawssqs.NewQueue(stack, jsii.String("A"), &own)', 0],
    ['own := awssqs.QueueProps{}\nawssqs.NewQueue(stack, jsii.String("A"), &own)', 1],
    [
      'q := awssqs.NewQueue(stack, jsii.String("A"), nil)\ncfn := q.Node().DefaultChild().(awssqs.CfnQueue)\ncfn.SetRedrivePolicy(policy)',
      0,
    ],
    [
      'q := awssqs.NewQueue(stack, jsii.String("A"), nil)\nq.Node().DefaultChild().(awssqs.CfnQueue).AddPropertyOverride(jsii.String("RedrivePolicy"), x)',
      0,
    ],
    ['awssqs.NewQueue(stack, jsii.Sprintf("%sDlq", name), nil)', 0],
    ['awssqs := other()\nawssqs.NewQueue(stack, jsii.String("A"), nil)', 0],
    ['// msglint-disable-next-line sqs-missing-dlq\nawssqs.NewQueue(stack, jsii.String("A"), nil)', 0],
  ])('%s', async (body, expected) => {
    const reports = (await lint('go', stack(body))).filter(report => report.ruleId === 'sqs-missing-dlq');
    expect(reports).toHaveLength(expected);
  });

  test('event sources in the properties of a function from a package of its own', async () => {
    const source = stack(`queue := awssqs.NewQueue(stack, jsii.String("Jobs"), &awssqs.QueueProps{
	VisibilityTimeout: awscdk.Duration_Seconds(jsii.Number(5)),
})
alpha.NewGoFunction(stack, jsii.String("Worker"), &alpha.GoFunctionProps{
	Timeout: awscdk.Duration_Seconds(jsii.Number(10)),
	Events: &[]awslambda.IEventSource{
		sources.NewSqsEventSource(queue, &sources.SqsEventSourceProps{BatchSize: jsii.Number(10.0)}),
	},
})`).replace('import (', 'import (\n\talpha "github.com/aws/aws-cdk-go/awscdklambdagoalpha/v2"');
    expect((await lint('go', source)).map(report => report.ruleId).sort()).toEqual([
      'lambda-sqs-no-partial-batch',
      'sqs-missing-dlq',
      'sqs-visibility-below-function-timeout',
    ]);
  });

  runDamage('go', good);
});
