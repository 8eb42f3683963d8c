import { describe, expect, test } from 'vitest';
import { cdkReader, lint } from '../lint/linting.ts';
import { runDamage, runMatrix } from './cdkMatrix.ts';

const stack = (body: string, head = '') => `using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Example
{
    public class Shop : Stack
    {
        ${head}
        internal Shop(Construct scope, string id, IShopProps props) : base(scope, id, props)
        {
${body.replace(/^(?=.)/gm, '            ')}
        }
    }
}
`;
const one = (props: string) => stack(`new Queue(this, "OrdersDlq", new QueueProps { ${props} });`);
const low = (props: string) => stack(`new CfnQueue(this, "OrdersDlq", new CfnQueueProps { ${props} });`);
const pair = (source: string, dlq: string, count = '5') =>
  stack(`var back = new Queue(this, "Back", new QueueProps { ${dlq} });
new Queue(this, "Orders", new QueueProps
{
    ${source === '' ? '' : `${source},`}
    DeadLetterQueue = new DeadLetterQueue { Queue = back, MaxReceiveCount = ${count} },
});`);
const reader = (queue: string, fn: string, source: string, head = '') =>
  stack(
    `Queue orders = new(this, "Orders", new() { ${queue}DeadLetterQueue = props.Dlq });
var worker = new Function(this, "Worker", new FunctionProps { Handler = "App::Run"${fn} });
worker.AddEventSource(new SqsEventSource(orders${source === '' ? '' : source.startsWith('=') ? source.slice(1) : `, new SqsEventSourceProps { ${source} }`}));`,
    head,
  );
const mapping = (props: string) =>
  stack(`var orders = new Queue(this, "Orders", new QueueProps { DeadLetterQueue = props.Dlq });
var worker = new Function(this, "Worker", new FunctionProps());
var failed = new Queue(this, "Failed");
new EventSourceMapping(this, "Mapping", new EventSourceMappingProps { Target = worker, ${props} });`);
const days = (count: number) => `RetentionPeriod = Duration.Days(${count})`;
const perGroup = 'DeduplicationScope = DeduplicationScope.MESSAGE_GROUP';

runMatrix('csharp', {
  'fifo-name-suffix': {
    bad: one('Fifo = true, QueueName = "orders"'),
    underlined: '"orders"',
    good: one('Fifo = true, QueueName = "orders.fifo"'),
    unknown: one('Fifo = true, QueueName = props.Name'),
  },
  'lambda-sqs-batch-window': {
    bad: reader('', '', 'BatchSize = 100'),
    underlined: '100',
    good: reader('', '', 'BatchSize = 100, MaxBatchingWindow = Duration.Seconds(5)'),
    unknown: reader('', '', 'BatchSize = props.Batch'),
  },
  'lambda-sqs-fifo-batch': {
    bad: reader('Fifo = true, ', '', 'BatchSize = 20'),
    underlined: '20',
    good: reader('Fifo = true, ', '', 'BatchSize = 10'),
    unknown: reader('Fifo = props.Fifo, ', '', 'BatchSize = 20'),
  },
  'lambda-sqs-no-partial-batch': {
    bad: reader('', '', ''),
    underlined: 'SqsEventSource',
    good: reader('', '', 'ReportBatchItemFailures = true'),
    unknown: reader('', '', '=, props.Options'),
  },
  'lambda-sqs-onfailure-unsupported': {
    bad: mapping('EventSourceArn = orders.QueueArn, OnFailure = new SqsDlq(failed)'),
    underlined: 'OnFailure',
    good: mapping('EventSourceArn = orders.QueueArn'),
    unknown: mapping('EventSourceArn = props.Arn, OnFailure = new SqsDlq(failed)'),
  },
  'sqs-attribute-out-of-range': {
    bad: one('DeliveryDelay = Duration.Minutes(16)'),
    underlined: 'Duration.Minutes(16)',
    good: one('DeliveryDelay = Duration.Minutes(15)'),
    unknown: one('DeliveryDelay = Duration.Minutes(props.Delay)'),
  },
  'sqs-dlq-retention-not-max': {
    bad: pair('', days(7)),
    underlined: 'Duration.Days(7)',
    good: pair('', days(14)),
    unknown: pair('', 'RetentionPeriod = props.Retention'),
  },
  'sqs-dlq-retention-shorter-than-source': {
    bad: pair(days(7), days(1)),
    underlined: 'Duration.Days(1)',
    good: pair(days(7), days(14)),
    unknown: pair(days(7), 'RetentionPeriod = Retention()'),
  },
  'sqs-dlq-type-mismatch': {
    bad: pair('Fifo = true', days(14)),
    underlined: 'back',
    good: pair('Fifo = true', 'Fifo = true'),
    unknown: pair('Fifo = true', 'Fifo = props.Fifo'),
  },
  'sqs-encryption-disabled': {
    bad: one('Encryption = QueueEncryption.UNENCRYPTED'),
    underlined: 'QueueEncryption.UNENCRYPTED',
    good: one('Encryption = QueueEncryption.SQS_MANAGED'),
    unknown: one('Encryption = props.Encryption'),
  },
  'sqs-fifo-only-property': {
    bad: low('ContentBasedDeduplication = true'),
    underlined: 'ContentBasedDeduplication',
    good: low('FifoQueue = true, ContentBasedDeduplication = true'),
    unknown: low('FifoQueue = props.Fifo, ContentBasedDeduplication = true'),
  },
  'sqs-fifo-throughput-pair': {
    bad: one(`Fifo = true, ${perGroup}`),
    underlined: 'DeduplicationScope',
    good: one(`Fifo = true, ${perGroup}, FifoThroughputLimit = FifoThroughputLimit.PER_MESSAGE_GROUP_ID`),
    unknown: one(`Fifo = true, ${perGroup}, FifoThroughputLimit = props.Limit`),
  },
  'sqs-max-receive-count-low': {
    bad: pair('', days(14), '1'),
    underlined: '1',
    good: pair('', days(14), '5'),
    unknown: pair('', days(14), 'props.Count'),
  },
  'sqs-missing-dlq': {
    bad: stack('new Queue(this, "Orders");'),
    underlined: 'Queue',
    good: pair('', days(14)),
    unknown: stack('new Queue(this, "Orders", props.Queue);'),
  },
  'sqs-visibility-below-function-timeout': {
    bad: reader('VisibilityTimeout = Duration.Seconds(30), ', ', Timeout = Duration.Minutes(1)', ''),
    underlined: 'Duration.Seconds(30)',
    good: reader('VisibilityTimeout = Duration.Minutes(6), ', ', Timeout = Duration.Minutes(1)', ''),
    unknown: reader('VisibilityTimeout = Duration.Seconds(30), ', ', Timeout = props.Timeout', ''),
  },
  'sqs-visibility-timeout-short': {
    bad: reader(
      'VisibilityTimeout = Duration.Seconds(60), ',
      ', Timeout = Duration.Seconds(Limit)',
      '',
      'private const int Limit = 10 * 3;',
    ),
    underlined: 'Duration.Seconds(60)',
    good: reader(
      'VisibilityTimeout = Duration.Seconds(Limit * 6), ',
      ', Timeout = Duration.Seconds(Limit)',
      '',
      'private const int Limit = 30;',
    ),
    unknown: reader(
      'VisibilityTimeout = Duration.Seconds(60), ',
      ', Timeout = Duration.Seconds(Limit)',
      '',
      'private static readonly int Limit = Read();',
    ),
  },
});

const good = `using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using SQS = Amazon.CDK.AWS.SQS;
using Constructs;

namespace Example;

public class Shop : Stack
{
    public SQS.Queue Queue { get; }
    private readonly SQS.IQueue _dlq;

    public Shop(Construct scope, string id, IStackProps props = null) : base(scope, id, props)
    {
        var timeout = Duration.Seconds(30);
        _dlq = new SQS.Queue(this, $"{id}OrdersDlq", new SQS.QueueProps { RetentionPeriod = Duration.Days(14) });
        Queue = new SQS.Queue(this, "Orders", new SQS.QueueProps
        {
            VisibilityTimeout = Duration.Minutes(3),
            DeadLetterQueue = new SQS.DeadLetterQueue { Queue = _dlq, MaxReceiveCount = 5 },
        });
        var worker = new Function(this, "Worker", new FunctionProps
        {
            Runtime = Runtime.DOTNET_8,
            Handler = "App::App.Function::Run",
            Code = Code.FromAsset("dist"),
            Timeout = timeout,
        });
        worker.AddEventSource(new SqsEventSource(Queue, new SqsEventSourceProps { ReportBatchItemFailures = true }));
        var topic = new Topic(this, "Topic");
        topic.AddSubscription(new SqsSubscription(this.Queue, new SqsSubscriptionProps
        {
            RawMessageDelivery = true,
            DeadLetterQueue = _dlq,
        }));
        var rule = new Rule(this, "Nightly", new RuleProps { Schedule = Schedule.Rate(Duration.Days(1)) });
        rule.AddTarget(new SqsQueue(Queue, new SqsQueueProps { DeadLetterQueue = _dlq, RetryAttempts = 3 }));
        new CfnOutput(this, "Url", new CfnOutputProps { Value = Queue.QueueUrl });
    }
}
`;

describe('csharp', () => {
  test('a stack that follows the guides is silent', async () => {
    expect((await lint('csharp', good)).map(report => `${report.ruleId}: ${report.message}`)).toEqual([]);
    const read = await cdkReader.read('file:///Shop.cs', 'csharp', good);
    expect(read?.document.complete).toBe(true);
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
    ['var q = new Queue(this, "A");\nRead(q.QueueArn);', 1],
    ['Queue q = new(this, "A");', 1],
    ['new Amazon.CDK.AWS.SQS.Queue(this, "A");', 1],
    ['new Queue(this, "A", new QueueProps { DeadLetterQueue = null });', 1],
    ['var p = new QueueProps { Fifo = true };\nnew Queue(this, "A", p);', 1],
    ['var p = new QueueProps { Fifo = true };\np.DeadLetterQueue = dlq;\nnew Queue(this, "A", p);', 0],
    ['var p = new QueueProps { Fifo = true };\nConfigure(p);\nnew Queue(this, "A", p);', 0],
    ['Queue.FromQueueArn(this, "A", arn);', 0],
    ['var q = new Queue(this, "A");\nWatch(q);', 0],
    ['var q = new Queue(this, "A");\nnew Monitor(q);', 0],
    ['var q = new Queue(this, "A");\nvar m = new Monitor { Queue = q };\nm.Start();', 0],
    ['return new Queue(this, "A");', 0],
    ['foreach (var n in names) { queues[n] = new Queue(this, n); }', 0],
    ['names.Select(n => new Queue(this, n));', 0],
    ['var q = new Queue(this, "A");\nvar cfn = (CfnQueue)q.Node.DefaultChild;\ncfn.RedrivePolicy = policy;', 0],
    ['var q = new Queue(this, "A");\n(q.Node.DefaultChild as CfnQueue)!.AddPropertyOverride("RedrivePolicy", x);', 0],
    [
      'new CfnQueue(this, "A", new CfnQueueProps { RedrivePolicy = new Dictionary<string, object> { ["maxReceiveCount"] = 5 } });',
      0,
    ],
    ['new Queue(this, $"{id}Dlq");', 0],
    ['// msglint-disable-next-line sqs-missing-dlq\nnew Queue(this, "A");', 0],
  ])('%s', async (body, expected) => {
    const reports = (await lint('csharp', stack(body))).filter(report => report.ruleId === 'sqs-missing-dlq');
    expect(reports).toHaveLength(expected);
  });

  test('a queue of another library is none of ours', async () => {
    const text = stack('new Queue(this, "A");').replace('Amazon.CDK.AWS.SQS', 'System.Collections');
    expect((await lint('csharp', text)).filter(report => report.ruleId === 'sqs-missing-dlq')).toEqual([]);
  });

  runDamage('csharp', good);
});
