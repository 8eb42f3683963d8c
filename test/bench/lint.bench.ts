import { parseDocument } from 'yaml';
import { cdkReader, makeLinter, uri } from '../unit/lint/linting.ts';
import { type BenchRow, median } from './row.ts';

const rounds = 25;

/** A SAM template of about this many lines: queues with dead-letter queues, and the functions that read them. */
export function samTemplate(lines: number): string {
  const head = `AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Timeout: 30\nResources:\n`;
  const block = (index: number) => `  Work${index}Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Work${index}Dlq.Arn
        maxReceiveCount: 5
      Tags:
        - Key: team
          Value: !Sub '\${Stage}-team-${index}'
  Work${index}Dlq:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
  Work${index}Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: work${index}.handler
      Runtime: nodejs22.x
      Policies:
        - SQSSendMessagePolicy:
            QueueName: !GetAtt Work${index}Dlq.QueueName
      Events:
        Work:
          Type: SQS
          Properties:
            Queue: !GetAtt Work${index}Queue.Arn
            FunctionResponseTypes: [ReportBatchItemFailures]
`;
  const size = block(0).split('\n').length - 1;
  return head + Array.from({ length: Math.round((lines - 6) / size) }, (_, index) => block(index)).join('');
}

/** A CDK stack of about this many lines. */
export function cdkSource(lines: number): string {
  const head = `import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  build(): void {
`;
  const block = (
    index: number,
  ) => `    const dlq${index} = new sqs.Queue(this, 'Work${index}Dlq', { retentionPeriod: Duration.days(14) });
    const queue${index} = new sqs.Queue(this, 'Work${index}', {
      visibilityTimeout: Duration.seconds(180),
      deadLetterQueue: { queue: dlq${index}, maxReceiveCount: 5 },
    });
    const worker${index} = new lambda.Function(this, 'Worker${index}', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'work${index}.handler',
      code: lambda.Code.fromAsset('src'),
      timeout: Duration.seconds(30),
      environment: { TABLE: \`\${this.stackName}-table-${index}\` },
    });
    worker${index}.addEventSource(new SqsEventSource(queue${index}, { reportBatchItemFailures: true }));
`;
  const size = block(0).split('\n').length - 1;
  return `${head}${Array.from({ length: Math.round((lines - 9) / size) }, (_, index) => block(index)).join('')}  }\n}\n`;
}

/** Median milliseconds of some runs, after a few to warm up. Each run gets a text that differs by one character. */
async function time(text: string, run: (text: string) => unknown, times = rounds): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index < times + 5; index++) {
    const changed = text.replace('180', String(180 + index));
    const started = performance.now();
    await run(changed);
    if (index >= 5) taken.push(performance.now() - started);
  }
  return median(taken);
}

/** From a keystroke to the findings, without the editor around it: reading, graph, every rule. */
export async function rows(): Promise<BenchRow[]> {
  const linter = makeLinter();
  const small = samTemplate(1_000);
  const large = samTemplate(10_000);
  const code = cdkSource(1_000);
  const parse = (text: string) => parseDocument(text, { version: '1.1', logLevel: 'silent' });
  const lintYaml = (text: string) => linter.lint(uri, 'yaml', text);
  const lintCode = (text: string) => linter.lint(uri, 'typescript', text);
  await cdkReader.read(uri, 'typescript', code);
  const smallTime = await time(small, lintYaml);
  const codeTime = await time(code, lintCode);
  const largeTime = await time(large, lintYaml, 5);
  return [
    row('full lint of a 1,000-line SAM template', smallTime, 'bare yaml parse', await time(small, parse)),
    row('keystroke to findings, 1,000-line SAM template', smallTime, 'target', 50),
    row('keystroke to findings, 1,000-line CDK file', codeTime, 'target', 50),
    row('full lint of a 10,000-line SAM template', largeTime, 'bare yaml parse', await time(large, parse, 5)),
    row('keystroke to findings, 10,000-line SAM template', largeTime, 'target', 250),
  ];
}

function row(name: string, ours: number, against: string, theirs: number): BenchRow {
  return { name, ours, unit: 'ms', against, theirs };
}
