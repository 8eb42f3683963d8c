import { describe, expect, test } from 'vitest';
import { cdkReader, lint } from '../lint/linting.ts';
import { runDamage, runMatrix } from './cdkMatrix.ts';

const stack = (body: string, head = '') => `import aws_cdk as cdk
from aws_cdk import (
    Duration,
    Stack,
    aws_lambda as _lambda,
    aws_sqs as sqs,
)
from aws_cdk.aws_lambda_event_sources import SqsDlq, SqsEventSource
from constructs import Construct
${head}

class Shop(Stack):
    def __init__(self, scope: Construct, construct_id: str, props, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
${body.replace(/^(?=.)/gm, '        ')}
`;
const one = (props: string) => stack(`sqs.Queue(self, "OrdersDlq", ${props})`);
const low = (props: string) => stack(`sqs.CfnQueue(self, "OrdersDlq", ${props})`);
const pair = (source: string, dlq: string, count = '5') =>
  stack(`back = sqs.Queue(self, "Back"${dlq === '' ? '' : `, ${dlq}`})
sqs.Queue(
    self,
    "Orders",
    ${source === '' ? '' : `${source},`}
    dead_letter_queue=sqs.DeadLetterQueue(queue=back, max_receive_count=${count}),
)`);
const reader = (queue: string, fn: string, source: string, head = '') =>
  stack(
    `orders = sqs.Queue(self, "Orders", ${queue}dead_letter_queue=props.dlq)
worker = _lambda.Function(self, "Worker", handler="app.handler"${fn})
worker.add_event_source(SqsEventSource(orders${source}))`,
    head,
  );
const mapping = (props: string) =>
  stack(`orders = sqs.Queue(self, "Orders", dead_letter_queue=props.dlq)
worker = _lambda.Function(self, "Worker", handler="app.handler")
failed = sqs.Queue(self, "Failed")
_lambda.EventSourceMapping(self, "Mapping", target=worker, ${props})`);
const days = (count: number) => `retention_period=Duration.days(${count})`;

runMatrix('python', {
  'fifo-name-suffix': {
    bad: one('fifo=True, queue_name="orders"'),
    underlined: '"orders"',
    good: one('fifo=True, queue_name="orders.fifo"'),
    unknown: one('fifo=True, queue_name=props.name'),
  },
  'lambda-sqs-batch-window': {
    bad: reader('', '', ', batch_size=100'),
    underlined: '100',
    good: reader('', '', ', batch_size=100, max_batching_window=Duration.seconds(5)'),
    unknown: reader('', '', ', batch_size=100, **options'),
  },
  'lambda-sqs-fifo-batch': {
    bad: reader('fifo=True, ', '', ', batch_size=20'),
    underlined: '20',
    good: reader('fifo=True, ', '', ', batch_size=10'),
    unknown: reader('fifo=props.fifo, ', '', ', batch_size=20'),
  },
  'lambda-sqs-no-partial-batch': {
    bad: reader('', '', ''),
    underlined: 'SqsEventSource',
    good: reader('', '', ', report_batch_item_failures=True'),
    unknown: reader('', '', ', **options'),
  },
  'lambda-sqs-onfailure-unsupported': {
    bad: mapping('event_source_arn=orders.queue_arn, on_failure=SqsDlq(failed)'),
    underlined: 'on_failure',
    good: mapping('event_source_arn=orders.queue_arn'),
    unknown: mapping('event_source_arn=props.arn, on_failure=SqsDlq(failed)'),
  },
  'sqs-attribute-out-of-range': {
    bad: one('delivery_delay=Duration.minutes(16)'),
    underlined: 'Duration.minutes(16)',
    good: one('delivery_delay=cdk.Duration.minutes(15)'),
    unknown: one('delivery_delay=Duration.minutes(props.delay)'),
  },
  'sqs-dlq-retention-not-max': {
    bad: pair('', days(7)),
    underlined: 'Duration.days(7)',
    good: pair('', days(14)),
    unknown: pair('', 'retention_period=props.retention'),
  },
  'sqs-dlq-retention-shorter-than-source': {
    bad: pair(days(7), days(1)),
    underlined: 'Duration.days(1)',
    good: pair(days(7), days(14)),
    unknown: pair(days(7), '**props.dlq'),
  },
  'sqs-dlq-type-mismatch': {
    bad: pair('fifo=True', days(14)),
    underlined: 'back',
    good: pair('fifo=True', 'fifo=True'),
    unknown: pair('fifo=True', 'fifo=props.fifo'),
  },
  'sqs-encryption-disabled': {
    bad: one('encryption=sqs.QueueEncryption.UNENCRYPTED'),
    underlined: 'sqs.QueueEncryption.UNENCRYPTED',
    good: one('encryption=sqs.QueueEncryption.SQS_MANAGED'),
    unknown: one('encryption=props.encryption'),
  },
  'sqs-fifo-only-property': {
    bad: low('content_based_deduplication=True'),
    underlined: 'content_based_deduplication',
    good: low('fifo_queue=True, content_based_deduplication=True'),
    unknown: low('content_based_deduplication=True, **props.more'),
  },
  'sqs-fifo-throughput-pair': {
    bad: one('fifo=True, deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP'),
    underlined: 'deduplication_scope',
    good: one(
      'fifo=True, deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP, fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID',
    ),
    unknown: one('fifo=True, deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP, **props.more'),
  },
  'sqs-max-receive-count-low': {
    bad: pair('', days(14), '1'),
    underlined: '1',
    good: pair('', days(14), '5'),
    unknown: pair('', days(14), 'props.count'),
  },
  'sqs-missing-dlq': {
    bad: stack('sqs.Queue(self, "Orders")'),
    underlined: 'sqs.Queue',
    good: pair('', days(14)),
    unknown: stack('sqs.Queue(self, "Orders", **props.queue)'),
  },
  'sqs-visibility-below-function-timeout': {
    bad: reader('visibility_timeout=Duration.seconds(30), ', ', timeout=Duration.minutes(1)', ''),
    underlined: 'Duration.seconds(30)',
    good: reader('visibility_timeout=Duration.minutes(6), ', ', timeout=Duration.minutes(1)', ''),
    unknown: reader('visibility_timeout=Duration.seconds(30), ', ', timeout=props.timeout', ''),
  },
  'sqs-visibility-timeout-short': {
    bad: reader('visibility_timeout=Duration.seconds(60), ', ', timeout=Duration.seconds(LIMIT)', '', 'LIMIT = 10 * 3'),
    underlined: 'Duration.seconds(60)',
    good: reader(
      'visibility_timeout=Duration.seconds(LIMIT * 6), ',
      ', timeout=Duration.seconds(LIMIT)',
      '',
      'LIMIT = 30',
    ),
    unknown: reader(
      'visibility_timeout=Duration.seconds(60), ',
      ', timeout=Duration.seconds(LIMIT)',
      '',
      'LIMIT = read()',
    ),
  },
});

const good = `from aws_cdk import App, CfnOutput, Duration, Stack
from aws_cdk import aws_events as events, aws_events_targets as targets
from aws_cdk import aws_lambda as _lambda
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subs
import aws_cdk.aws_sqs as sqs


class Shop(Stack):
    retention = Duration.days(14)

    def __init__(self, scope, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)
        timeout = Duration.seconds(30)
        self.dlq = sqs.Queue(self, "OrdersDlq", retention_period=self.retention)
        self.orders = sqs.Queue(
            self, "Orders",
            visibility_timeout=Duration.seconds(timeout.to_seconds() * 6),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dlq, max_receive_count=5),
        )
        worker = _lambda.Function(
            self, "Worker", runtime=_lambda.Runtime.PYTHON_3_13, handler="app.handler",
            code=_lambda.Code.from_asset("src"), timeout=timeout,
        )
        worker.add_event_source(sources.SqsEventSource(self.orders, report_batch_item_failures=True))
        topic = sns.Topic(self, "Topic")
        topic.add_subscription(subs.SqsSubscription(self.orders, raw_message_delivery=True, dead_letter_queue=self.dlq))
        rule = events.Rule(self, "Nightly", schedule=events.Schedule.rate(Duration.days(1)))
        rule.add_target(targets.SqsQueue(self.orders, dead_letter_queue=self.dlq, retry_attempts=3))
        CfnOutput(self, "Url", value=self.orders.queue_url)


app = App()
Shop(app, "Shop")
app.synth()
`;

describe('python', () => {
  test('a stack that follows the guides is silent', async () => {
    expect((await lint('python', good)).map(report => `${report.ruleId}: ${report.message}`)).toEqual([]);
    const read = await cdkReader.read('file:///app.py', 'python', good);
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

  const queues = async (text: string) =>
    (await lint('python', text)).filter(report => report.ruleId === 'sqs-missing-dlq').length;

  test.each([
    ['import aws_cdk.aws_sqs\naws_cdk.aws_sqs.Queue(s, "A")', 1],
    ['from aws_cdk.aws_sqs import Queue as Q\nQ(scope=s, id="A")', 1],
    ['from aws_cdk import core, aws_sqs\naws_sqs.Queue(s, id="A")', 1],
    ['import aws_cdk as cdk\nfrom lib import sqs\nsqs.Queue(s, "A")', 0],
    ['from aws_cdk import aws_sqs as sqs\nsqs.Queue.from_queue_arn(s, "A", arn)', 0],
    ['from aws_cdk import aws_sqs as sqs\nq = sqs.Queue(s, "A")\nwatch(q)', 0],
    ['from aws_cdk import aws_sqs as sqs\nq = sqs.Queue(s, "A")\nMonitor(queue=q)', 0],
    ['from aws_cdk import aws_sqs as sqs\ndef make(s):\n    return sqs.Queue(s, "A")', 0],
    ['from aws_cdk import aws_sqs as sqs\nsqs.Queue(s, "A", dead_letter_queue=None)', 1],
    [
      'from aws_cdk import aws_sqs as sqs\nsqs.Queue(s, "A", dead_letter_queue={"queue": d, "max_receive_count": 3})',
      0,
    ],
    [
      'from aws_cdk import aws_sqs as sqs\nq = sqs.Queue(s, "A")\nq.node.default_child.add_property_override("RedrivePolicy", {})',
      0,
    ],
    [
      'from aws_cdk import aws_sqs as sqs\nq = sqs.Queue(s, "A")\ncfn = q.node.default_child\ncfn.redrive_policy = {"maxReceiveCount": 3}',
      0,
    ],
    ['from aws_cdk import aws_sqs as sqs\np = {}\nconfigure(p)\nsqs.Queue(s, "A", **p)', 0],
    ['from aws_cdk import aws_sqs as sqs\np = {"fifo": True}\nsqs.Queue(s, "A", **p)', 1],
    [
      'from aws_cdk import aws_sqs as sqs\np = {}\np["dead_letter_queue"] = d\nsqs.Queue(s, "A", **p)\nr = {}\nr.update(x)\nsqs.Queue(s, "B", **r)',
      0,
    ],
    ['from aws_cdk import aws_sqs as sqs\nqueues = {}\nfor n in names:\n    queues[n] = sqs.Queue(s, n)', 0],
    ['from aws_cdk import aws_sqs as sqs\n# msglint-disable-next-line sqs-missing-dlq\nsqs.Queue(s, "A")', 0],
  ])('%s', async (text, expected) => expect(await queues(text)).toBe(expected));

  runDamage('python', good);
});
