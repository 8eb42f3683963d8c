import { stack, template } from './linting.ts';

/** A SAM template with a queue that has a DLQ, and a function that reads it. */
export function sam(
  visibility: string,
  timeout: string,
  options: { globals?: string; event?: string; bare?: boolean } = {},
): string {
  const globals = options.globals === undefined ? '' : `Globals:\n  Function:\n    Timeout: ${options.globals}\n`;
  return `${globals}${template(`  Orders:
    Type: AWS::SQS::Queue
    Properties:
${visibility === '' ? '' : `      VisibilityTimeout: ${visibility} # seconds\n`}      RedrivePolicy:
        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq
        maxReceiveCount: 5
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
${timeout === '' ? '' : `      Timeout: ${timeout}\n`}      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
${options.bare ? '' : '            FunctionResponseTypes: [ReportBatchItemFailures]\n'}${options.event ?? ''}`)}`;
}

/** The same as CloudFormation in JSON. */
export function cfn(visibility: unknown, timeout: unknown, mapping: object = {}, fn: object = {}): string {
  return JSON.stringify(
    {
      Resources: {
        Orders: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            ...(visibility === undefined ? {} : { VisibilityTimeout: visibility }),
            RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:orders-dlq', maxReceiveCount: 5 },
          },
        },
        Worker: {
          Type: 'AWS::Lambda::Function',
          Properties: { Handler: 'a.b', ...(timeout === undefined ? {} : { Timeout: timeout }), ...fn },
        },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] },
            FunctionName: { Ref: 'Worker' },
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            ...mapping,
          },
        },
      },
    },
    undefined,
    2,
  );
}

/** The same in CDK; `queue` and `fn` are properties as written, `source` those of the event source. */
export function cdk(queue: string, fn: string, source = 'reportBatchItemFailures: true', head = ''): string {
  return stack(
    `const orders = new sqs.Queue(this, 'Orders', {
  ${queue}
  deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 },
});
const worker = new lambda.Function(this, 'Worker', { handler: 'index.handler', ${fn} });
worker.addEventSource(new SqsEventSource(orders${source === '' ? '' : `, { ${source} }`}));`,
    head,
  );
}
