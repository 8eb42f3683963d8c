import { lambda } from '../../core/limits.ts';
import {
  advisedVisibility,
  consumerTimeouts,
  isBelow,
  mostDemanding,
  raiseVisibility,
  timeoutPlace,
  visibilityPlace,
} from '../consumerTimeouts.ts';
import { defineRule } from '../rule.ts';

/** Under six function timeouts a throttled batch shows up again while Lambda still retries it: it is processed twice. */
export const sqsVisibilityTimeoutShort = defineRule<{
  queue: string;
  consumer: string;
  visibility: number;
  timeout: number;
  window: number;
  advised: number;
}>({
  id: 'sqs-visibility-timeout-short',
  title: 'Visibility timeout under six times the function timeout',
  severity: 'warning',
  equivalents: ['LambdaEventSourceSQSVisibilityTimeout'],
  docs: {
    why:
      'When Lambda is throttled it tries a batch again within the visibility timeout. AWS asks for at least six ' +
      'times the function timeout, so that these tries fit; with less, messages become visible while they are being ' +
      'worked on, are processed twice, and reach the dead-letter queue without having failed.',
    silent: [
      '`sqs-visibility-below-function-timeout` speaks about the same queue.',
      'Either number is unknown, the queue or function is imported, or the event source mapping is switched off.',
      'Both are left to their defaults: 30 s is more than 6 × 3 s.',
    ],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/sqs-retries.html',
    ],
    bad: [
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const dlq = new sqs.Queue(this, 'OrdersDlq');\n    const orders = new sqs.Queue(this, 'Orders', {\n      visibilityTimeout: Duration.seconds(60),\n      deadLetterQueue: { queue: dlq, maxReceiveCount: 5 },\n    });\n    const worker = new lambda.Function(this, 'Worker', {\n      code: lambda.Code.fromAsset('worker'),\n      handler: 'index.handler',\n      runtime: lambda.Runtime.NODEJS_22_X,\n      timeout: Duration.seconds(30),\n    });\n    worker.addEventSource(new SqsEventSource(orders));\n  }\n}\n",
      },
    ],
    good: [
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const dlq = new sqs.Queue(this, 'OrdersDlq', { retentionPeriod: Duration.days(14) });\n    const orders = new sqs.Queue(this, 'Orders', {\n      visibilityTimeout: Duration.seconds(180),\n      deadLetterQueue: { queue: dlq, maxReceiveCount: 5 },\n    });\n    const worker = new lambda.Function(this, 'Worker', {\n      code: lambda.Code.fromAsset('worker'),\n      handler: 'index.handler',\n      runtime: lambda.Runtime.NODEJS_22_X,\n      timeout: Duration.seconds(30),\n    });\n    worker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true }));\n  }\n}\n",
      },
    ],
  },

  *check(graph) {
    const pairs = consumerTimeouts(graph);
    const refused = new Set(pairs.filter(pair => isBelow(pair, 1)).map(pair => pair.queue));
    const short = pairs.filter(pair => !refused.has(pair.queue) && isBelow(pair, lambda.visibilityTimeoutFactor));
    for (const pair of mostDemanding(short)) {
      yield {
        resource: pair.queue,
        span: visibilityPlace(pair.queue, graph),
        data: {
          queue: pair.queue.name,
          consumer: pair.consumer.name,
          visibility: Math.max(...pair.visibility),
          timeout: Math.min(...pair.timeout),
          window: pair.window,
          advised: advisedVisibility(pair),
        },
        related: [{ span: timeoutPlace(pair.consumer, graph), message: `Timeout of ${pair.consumer.name}` }],
      };
    }
  },

  message: ({ queue, consumer, visibility, timeout }) =>
    `Queue ${queue} hides messages for ${visibility} s, less than six times the ${timeout} s timeout of function ${consumer}: throttled batches may be processed twice.`,

  explain: ({ timeout, window, advised }) =>
    `6 × ${timeout} s function timeout${window > 0 ? ` + ${window} s batching window` : ''} = ${advised} s. ` +
    'Six, so that Lambda can try a throttled batch again before its messages become visible.',

  fix: ({ resource }, graph) => raiseVisibility(resource, graph),
});
