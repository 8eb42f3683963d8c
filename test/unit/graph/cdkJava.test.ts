import { describe, expect, test } from 'vitest';
import { cdkReader, lint } from '../lint/linting.ts';
import { runDamage, runMatrix } from './cdkMatrix.ts';

const stack = (body: string, head = '') => `package com.example.shop;

import software.amazon.awscdk.*;
import software.amazon.awscdk.services.lambda.EventSourceMapping;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.*;
import software.amazon.awscdk.services.sqs.*;
import software.constructs.Construct;

public class Shop extends Stack {
    ${head}
    public Shop(final Construct scope, final String id, final ShopProps props) {
        super(scope, id, props);
${body.replace(/^(?=.)/gm, '        ')}
    }
}
`;
const one = (props: string) => stack(`Queue.Builder.create(this, "OrdersDlq")${props}.build();`);
const low = (props: string) => stack(`CfnQueue.Builder.create(this, "OrdersDlq")${props}.build();`);
const pair = (source: string, dlq: string, count = '5') =>
  stack(`final Queue back = new Queue(this, "Back", QueueProps.builder()${dlq}.build());
Queue.Builder.create(this, "Orders")
    ${source}
    .deadLetterQueue(DeadLetterQueue.builder()
        .queue(back)
        .maxReceiveCount(${count})
        .build())
    .build();`);
const reader = (queue: string, fn: string, source: string, head = '') =>
  stack(
    `Queue orders = Queue.Builder.create(this, "Orders")${queue}.deadLetterQueue(props.getDlq()).build();
Function worker = Function.Builder.create(this, "Worker").handler("app.Handler")${fn}.build();
worker.addEventSource(${source === '' ? 'new SqsEventSource(orders)' : source.startsWith('.') ? `SqsEventSource.Builder.create(orders)${source}.build()` : `new SqsEventSource(orders, ${source})`});`,
    head,
  );
const mapping = (props: string) =>
  stack(`Queue orders = Queue.Builder.create(this, "Orders").deadLetterQueue(props.getDlq()).build();
Function worker = Function.Builder.create(this, "Worker").build();
Queue failed = new Queue(this, "Failed");
EventSourceMapping.Builder.create(this, "Mapping").target(worker)${props}.build();`);
const days = (count: number) => `.retentionPeriod(Duration.days(${count}))`;
const perGroup = '.deduplicationScope(DeduplicationScope.MESSAGE_GROUP)';

runMatrix('java', {
  'fifo-name-suffix': {
    bad: one('.fifo(true).queueName("orders")'),
    underlined: '"orders"',
    good: one('.fifo(true).queueName("orders.fifo")'),
    unknown: one('.fifo(true).queueName(props.getName())'),
  },
  'lambda-sqs-batch-window': {
    bad: reader('', '', '.batchSize(100)'),
    underlined: '100',
    good: reader('', '', '.batchSize(100).maxBatchingWindow(Duration.seconds(5))'),
    unknown: reader('', '', '.batchSize(props.getBatch())'),
  },
  'lambda-sqs-fifo-batch': {
    bad: reader('.fifo(true)', '', 'SqsEventSourceProps.builder().batchSize(20).build()'),
    underlined: '20',
    good: reader('.fifo(true)', '', 'SqsEventSourceProps.builder().batchSize(10).build()'),
    unknown: reader('.fifo(props.getFifo())', '', '.batchSize(20)'),
  },
  'lambda-sqs-no-partial-batch': {
    bad: reader('', '', ''),
    underlined: 'SqsEventSource',
    good: reader('', '', '.reportBatchItemFailures(true)'),
    unknown: reader('', '', 'options'),
  },
  'lambda-sqs-onfailure-unsupported': {
    bad: mapping('.eventSourceArn(orders.getQueueArn()).onFailure(new SqsDlq(failed))'),
    underlined: 'onFailure',
    good: mapping('.eventSourceArn(orders.getQueueArn())'),
    unknown: mapping('.eventSourceArn(props.getArn()).onFailure(new SqsDlq(failed))'),
  },
  'sqs-attribute-out-of-range': {
    bad: one('.deliveryDelay(Duration.minutes(16))'),
    underlined: 'Duration.minutes(16)',
    good: one('.deliveryDelay(Duration.minutes(15))'),
    unknown: one('.deliveryDelay(Duration.minutes(props.getDelay()))'),
  },
  'sqs-dlq-retention-not-max': {
    bad: pair('', days(7)),
    underlined: 'Duration.days(7)',
    good: pair('', days(14)),
    unknown: pair('', '.retentionPeriod(props.getRetention())'),
  },
  'sqs-dlq-retention-shorter-than-source': {
    bad: pair(days(7), days(1)),
    underlined: 'Duration.days(1)',
    good: pair(days(7), days(14)),
    unknown: pair(days(7), '.retentionPeriod(retention())'),
  },
  'sqs-dlq-type-mismatch': {
    bad: pair('.fifo(true)', days(14)),
    underlined: 'back',
    good: pair('.fifo(true)', '.fifo(true)'),
    unknown: pair('.fifo(true)', '.fifo(props.getFifo())'),
  },
  'sqs-encryption-disabled': {
    bad: one('.encryption(QueueEncryption.UNENCRYPTED)'),
    underlined: 'QueueEncryption.UNENCRYPTED',
    good: one('.encryption(QueueEncryption.SQS_MANAGED)'),
    unknown: one('.encryption(props.getEncryption())'),
  },
  'sqs-fifo-only-property': {
    bad: low('.contentBasedDeduplication(true)'),
    underlined: 'contentBasedDeduplication',
    good: low('.fifoQueue(true).contentBasedDeduplication(true)'),
    unknown: low('.fifoQueue(props.getFifo()).contentBasedDeduplication(true)'),
  },
  'sqs-fifo-throughput-pair': {
    bad: one(`.fifo(true)${perGroup}`),
    underlined: 'deduplicationScope',
    good: one(`.fifo(true)${perGroup}.fifoThroughputLimit(FifoThroughputLimit.PER_MESSAGE_GROUP_ID)`),
    unknown: one(`.fifo(true)${perGroup}.fifoThroughputLimit(props.getLimit())`),
  },
  'sqs-max-receive-count-low': {
    bad: pair('', days(14), '1'),
    underlined: '1',
    good: pair('', days(14), '5'),
    unknown: pair('', days(14), 'props.getCount()'),
  },
  'sqs-missing-dlq': {
    bad: stack('Queue.Builder.create(this, "Orders").build();'),
    underlined: 'Queue',
    good: pair('', days(14)),
    unknown: stack('new Queue(this, "Orders", props.getQueue());'),
  },
  'sqs-visibility-below-function-timeout': {
    bad: reader('.visibilityTimeout(Duration.seconds(30))', '.timeout(Duration.minutes(1))', ''),
    underlined: 'Duration.seconds(30)',
    good: reader('.visibilityTimeout(Duration.minutes(6))', '.timeout(Duration.minutes(1))', ''),
    unknown: reader('.visibilityTimeout(Duration.seconds(30))', '.timeout(props.getTimeout())', ''),
  },
  'sqs-visibility-timeout-short': {
    bad: reader(
      '.visibilityTimeout(Duration.seconds(60))',
      '.timeout(Duration.seconds(LIMIT))',
      '',
      'private static final int LIMIT = 10 * 3;',
    ),
    underlined: 'Duration.seconds(60)',
    good: reader(
      '.visibilityTimeout(Duration.seconds(LIMIT * 6))',
      '.timeout(Duration.seconds(LIMIT))',
      '',
      'private static final int LIMIT = 30;',
    ),
    unknown: reader(
      '.visibilityTimeout(Duration.seconds(60))',
      '.timeout(Duration.seconds(LIMIT))',
      '',
      'private static final int LIMIT = read();',
    ),
  },
});

const good = `package com.example.shop;

import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SqsQueue;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.SqsSubscription;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;

public class Shop extends Stack {
    private final Queue dlq;

    public Shop(final Construct scope, final String id) {
        super(scope, id);
        Duration timeout = Duration.seconds(30);
        this.dlq = Queue.Builder.create(this, id + "OrdersDlq").retentionPeriod(Duration.days(14)).build();
        Queue orders = Queue.Builder.create(this, "Orders")
            .visibilityTimeout(Duration.minutes(3))
            .deadLetterQueue(DeadLetterQueue.builder().queue(dlq).maxReceiveCount(5).build())
            .build();
        Function worker = Function.Builder.create(this, "Worker")
            .runtime(Runtime.JAVA_21)
            .handler("com.example.Handler")
            .code(Code.fromAsset("target/app.jar"))
            .timeout(timeout)
            .build();
        worker.addEventSource(SqsEventSource.Builder.create(orders).reportBatchItemFailures(true).build());
        Topic topic = new Topic(this, "Topic");
        topic.addSubscription(
            SqsSubscription.Builder.create(orders).rawMessageDelivery(true).deadLetterQueue(dlq).build());
        Rule rule = Rule.Builder.create(this, "Nightly").schedule(Schedule.rate(Duration.days(1))).build();
        rule.addTarget(SqsQueue.Builder.create(orders).deadLetterQueue(this.dlq).retryAttempts(3).build());
        CfnOutput.Builder.create(this, "Url").value(orders.getQueueUrl()).build();
    }
}
`;

describe('java', () => {
  test('a stack that follows the guides is silent', async () => {
    expect((await lint('java', good)).map(report => `${report.ruleId}: ${report.message}`)).toEqual([]);
    const read = await cdkReader.read('file:///Shop.java', 'java', good);
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
    ['var q = new Queue(this, "A");\nq.getQueueArn();', 1],
    ['new software.amazon.awscdk.services.sqs.Queue(this, "A");', 1],
    ['software.amazon.awscdk.services.sqs.Queue.Builder.create(this, "A").build();', 1],
    ['new Queue(this, "A", QueueProps.builder().deadLetterQueue(null).build());', 1],
    ['Queue.fromQueueArn(this, "A", arn);', 0],
    ['Queue q = new Queue(this, "A");\nwatch(q);', 0],
    ['Queue q = new Queue(this, "A");\nnew Monitor(q);', 0],
    ['Queue q = new Queue(this, "A");\nvar p = MonitorProps.builder().queue(q).build();\np.use();', 0],
    ['return new Queue(this, "A");', 0],
    ['for (String n : names) { queues.put(n, new Queue(this, n)); }', 0],
    ['names.map(n -> new Queue(this, n));', 0],
    [
      'Queue q = new Queue(this, "A");\nCfnQueue cfn = (CfnQueue) q.getNode().getDefaultChild();\ncfn.setRedrivePolicy(policy);',
      0,
    ],
    [
      'Queue q = new Queue(this, "A");\n((CfnQueue) q.getNode().getDefaultChild()).addPropertyOverride("RedrivePolicy", x);',
      0,
    ],
    ['CfnQueue.Builder.create(this, "A").redrivePolicy(Map.of("maxReceiveCount", 5)).build();', 0],
    ['new Queue(this, String.format("%sDlq", id));', 0],
    ['var b = Queue.Builder.create(this, "A");\nb.fifo(true);\nb.build();', 0],
    ['// msglint-disable-next-line sqs-missing-dlq\nnew Queue(this, "A");', 0],
  ])('%s', async (body, expected) => {
    const reports = (await lint('java', stack(body))).filter(report => report.ruleId === 'sqs-missing-dlq');
    expect(reports).toHaveLength(expected);
  });

  test('a queue of another library is none of ours', async () => {
    const text = stack('new Queue(this, "A");').replace('services.sqs.*', 'services.sns.*');
    expect((await lint('java', text)).filter(report => report.ruleId === 'sqs-missing-dlq')).toEqual([]);
  });

  test('classes of whole packages are told apart', async () => {
    const text = `import software.amazon.awscdk.services.amazonmq.*;
import software.amazon.awscdk.services.kinesis.*;
import software.amazon.awscdk.services.sns.*;
class Shop {
    Shop() {
        CfnBroker.Builder.create(this, "Broker").deploymentMode("SINGLE_INSTANCE").build();
        new Stream(this, "Stream", StreamProps.builder().streamMode(StreamMode.ON_DEMAND).build());
        CfnSubscription.Builder.create(this, "Subscription").protocol("sqs").build();
        new CfnOther(this, "Other");
    }
}`;
    const read = await cdkReader.read('file:///Shop.java', 'java', text);
    expect(read?.resources.map(resource => resource.type)).toEqual([
      'AWS::AmazonMQ::Broker',
      'AWS::Kinesis::Stream',
      'AWS::SNS::Subscription',
    ]);
    const mode = read?.resources[1]?.props.entries.get('StreamModeDetails')?.value;
    expect(mode).toMatchObject({ kind: 'map' });
    expect(JSON.stringify(mode?.kind === 'map' ? [...mode.entries.values()] : [])).toContain('"value":"ON_DEMAND"');
  });

  runDamage('java', good);
});
