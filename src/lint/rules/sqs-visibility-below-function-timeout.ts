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

/** Lambda refuses an event source mapping whose function may run longer than the queue hides its messages. */
export const sqsVisibilityBelowFunctionTimeout = defineRule<{
  queue: string;
  consumer: string;
  visibility: number;
  timeout: number;
  window: number;
  advised: number;
}>({
  id: 'sqs-visibility-below-function-timeout',
  title: 'Visibility timeout below the function timeout',
  severity: 'error',
  equivalents: ['E3505'],
  docs: {
    why:
      'Lambda checks the two when the event source mapping is created or changed and refuses it when the function ' +
      'may run longer than the queue hides the message: the deployment fails. AWS asks for a visibility timeout of ' +
      'at least six times the function timeout, so that a throttled batch can be tried again; the quick fix sets ' +
      'that, plus the batching window.',
    silent: [
      'Either number is unknown: a parameter, an import, an expression.',
      'The queue or the function is imported.',
      'The event source mapping is switched off.',
    ],
    sources: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 60\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Orders.Arn\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 360\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 60\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Orders.Arn\n            FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
  },

  *check(graph) {
    for (const pair of mostDemanding(consumerTimeouts(graph).filter(each => isBelow(each, 1)))) {
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
    `Queue ${queue} hides messages for ${visibility} s, less than the ${timeout} s that function ${consumer} may run: Lambda refuses the event source mapping.`,

  explain: ({ timeout, window, advised }) => arithmetic(timeout, window, advised),

  fix: ({ resource }, graph) => raiseVisibility(resource, graph),
});

function arithmetic(timeout: number, window: number, advised: number): string {
  const batching = window > 0 ? ` + ${window} s batching window` : '';
  return `The function timeout (${timeout} s) is the least Lambda accepts; AWS advises 6 × ${timeout} s${batching} = ${advised} s.`;
}
