import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { cases, onlyBoolean, type Span, spanOf, type Value, valueAt } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';
import { ruleTargets, scheduleTargets } from '../targetFacts.ts';

/** A place that names where failures go. */
interface FailurePlace {
  readonly resource: Resource;
  readonly value: Value;
  /** Who puts them there. */
  readonly service: string;
}

/** Lambda, EventBridge and Scheduler leave failures in standard queues and topics only. */
export const dlqFifoUnsupported = defineRule<{ dlq: string; service: string }>({
  id: 'dlq-fifo-unsupported',
  title: 'FIFO queue where only a standard one can take failures',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'The dead-letter queue and the destinations of an asynchronously invoked function, the dead-letter queue of an ' +
      'EventBridge rule, bus or subscriber, and that of a schedule must be standard queues (or topics). A FIFO one is ' +
      'refused, or receives nothing: these services give no message group. (A redrive policy of SQS and a subscription ' +
      'of a FIFO topic are different: there the type follows the source.)',
    noFix:
      'A queue cannot change its type: a new one would replace it, and the messages that wait in it go with the old one. Whoever else uses it may need the order.',
    silent: ['Whether the queue or topic is FIFO cannot be known; an ARN that ends in `.fifo` tells.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-eventinvokeconfig-onfailure.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig:\n        TargetArn: !GetAtt Failed.Arn\n  Failed:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      MessageRetentionPeriod: 1209600\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst failed = new sqs.Queue(stack, 'Failed', { fifo: true });\nnew lambda.Function(stack, 'Worker', { deadLetterQueue: failed });\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig:\n        TargetArn: !GetAtt Failed.Arn\n  Failed:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: Duration.days(14) });\nnew lambda.Function(stack, 'Worker', { deadLetterQueue: failed });\n",
      },
    ],
  },

  *check(graph) {
    for (const { resource, value, service } of failurePlaces(graph)) {
      const dlq = graph.target(value);
      if (fifoEnd(value, dlq, graph) !== true) continue;
      const name = dlq?.name ?? graph.arn(value)?.name ?? '';
      yield {
        resource,
        span: placeOf(resource, value),
        data: { dlq: name, service },
        related: dlq ? [{ span: dlq.nameSpan, message: `${dlq.name} is FIFO` }] : [],
      };
    }
  },

  message: ({ dlq, service }) => `${service} cannot leave failures in ${dlq}, which is FIFO: use a standard queue.`,
});

/** Every place in which one of these services is told where to leave failures. */
function failurePlaces(graph: MessagingGraph): FailurePlace[] {
  const of = (type: string, service: string, ...path: readonly string[]) =>
    graph.ofType(type).map(resource => ({ resource, value: graph.prop(resource, ...path), service }));
  return [
    ...of('AWS::Lambda::Function', 'Lambda', 'DeadLetterConfig', 'TargetArn'),
    ...of('AWS::Lambda::EventInvokeConfig', 'Lambda', 'DestinationConfig', 'OnFailure', 'Destination'),
    ...of('AWS::Lambda::EventInvokeConfig', 'Lambda', 'DestinationConfig', 'OnSuccess', 'Destination'),
    ...of('AWS::Events::EventBus', 'EventBridge', 'DeadLetterConfig', 'Arn'),
    ...of('AWS::EventsV2::Subscriber', 'EventBridge', 'OnFailureConfiguration', 'Arn'),
    ...ruleTargets(graph).map(({ resource, target }) => {
      return { resource, value: valueAt(target, 'DeadLetterConfig', 'Arn'), service: 'EventBridge' };
    }),
    ...scheduleTargets(graph).map(({ resource, target }) => {
      return { resource, value: valueAt(target, 'DeadLetterConfig', 'Arn'), service: 'EventBridge Scheduler' };
    }),
  ];
}

function fifoEnd(value: Value, end: Resource | undefined, graph: MessagingGraph): boolean | undefined {
  if (end?.type === 'AWS::SQS::Queue' || end?.type === 'AWS::SNS::Topic') {
    if (end.external) return undefined;
    return onlyBoolean(graph.prop(end, end.type === 'AWS::SQS::Queue' ? 'FifoQueue' : 'FifoTopic'), false);
  }
  if (end || cases(value).some(each => each.kind === 'absent')) return undefined;
  const arn = graph.arn(value);
  return arn?.service === 'sqs' || arn?.service === 'sns' ? arn.name?.endsWith('.fifo') : undefined;
}

function placeOf(resource: Resource, value: Value): Span {
  return spanOf(value) ?? resource.nameSpan;
}
