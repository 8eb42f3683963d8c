import { lambda } from '../../core/limits.ts';
import { isAbsent, numbersOf, spanOf } from '../../graph/value.ts';
import { queueMappings, readsFifo } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const { firstQueueBatches: first, minMappingConcurrency: least } = lambda;

/** Pollers start with five batches; a function that may run fewer times is throttled. */
export const lambdaSqsReservedConcurrencyLow = defineRule<{ fn: string; reserved: number }>({
  id: 'lambda-sqs-reserved-concurrency-low',
  title: 'Reserved concurrency below what a queue mapping starts with',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'For a standard queue, Lambda starts with five batches at once. A function with fewer reserved executions is ' +
      'throttled from the first message on; each throttled batch counts as a receive, and good messages reach the ' +
      'dead-letter queue without having been tried. Limit the mapping instead: with `MaximumConcurrency` Lambda takes ' +
      'no more messages than the function can work on.',
    silent: [
      'The mapping has a `MaximumConcurrency` or provisioned pollers, or either is unknown.',
      'The reserved concurrency is unknown, five or more, or 0: then the function is switched off on purpose.',
      'The queue is FIFO, or that cannot be known: its message groups limit the concurrency.',
    ],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
      'https://repost.aws/knowledge-center/lambda-sqs-scaling',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      ReservedConcurrentExecutions: 3\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: !Ref Worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nconst worker = new lambda.Function(stack, 'Worker', { reservedConcurrentExecutions: 3 });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true }));\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      ReservedConcurrentExecutions: 3\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: !Ref Worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n      ScalingConfig:\n        MaximumConcurrency: 3\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nconst worker = new lambda.Function(stack, 'Worker', { reservedConcurrentExecutions: 3 });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, maxConcurrency: 3 }));\n",
      },
    ],
  },

  *check(graph) {
    for (const link of queueMappings(graph)) {
      const { mapping, consumer } = link;
      if (!consumer || readsFifo(link, graph) !== false) continue;
      if (!isAbsent(graph.prop(mapping, 'ScalingConfig', 'MaximumConcurrency'))) continue;
      if (!isAbsent(graph.prop(mapping, 'ProvisionedPollerConfig'))) continue;
      const property = graph.prop(consumer, 'ReservedConcurrentExecutions');
      const reserved = numbersOf(property);
      if (!reserved?.every(count => count > 0 && count < first)) continue;
      yield {
        resource: mapping,
        span: mapping.nameSpan,
        data: { fn: consumer.name, reserved: Math.min(...reserved) },
        related: [{ span: spanOf(property) ?? consumer.nameSpan, message: `Reserved for ${consumer.name}` }],
      };
    }
  },

  message: ({ fn, reserved }) =>
    `The mapping starts with ${first} batches at once, and ${fn} may run ${reserved} at a time: throttled messages count as received.`,

  explain: ({ fn, reserved }) =>
    `${first} batches at the start − ${reserved} executions reserved for ${fn} = ${first - reserved} throttled. Each of their messages comes back after the visibility timeout, one receive nearer to the dead-letter queue. MaximumConcurrency (${least} or more) holds the mapping back.`,

  fix({ resource: mapping, data: { reserved } }) {
    if (reserved < least) return undefined;
    return {
      title: `Set MaximumConcurrency to ${reserved}`,
      changes: [
        {
          kind: 'set',
          resource: mapping,
          path: ['ScalingConfig', 'MaximumConcurrency'],
          value: { kind: 'scalar', value: reserved },
        },
      ],
    };
  },
});
