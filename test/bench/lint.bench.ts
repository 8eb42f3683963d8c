import { parseDocument } from 'yaml';
import { makeLinter, uri } from '../unit/lint/linting.ts';
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

/**
 * Median milliseconds of each of some ways to read a text. They take turns, so that what else the machine does meets
 * all of them alike; each turn gets a text that differs by one number.
 */
async function times(text: string, ways: readonly ((text: string) => unknown)[], turns = rounds): Promise<number[]> {
  const taken: number[][] = ways.map(() => []);
  for (let index = 0; index < turns + 5; index++) {
    const changed = text.replace('180', String(180 + index));
    for (const [way, run] of ways.entries()) {
      const started = performance.now();
      await run(changed);
      if (index >= 5) taken[way]?.push(performance.now() - started);
    }
  }
  return taken.map(each => median(each));
}

/** From a keystroke to the findings, without the editor around it: reading, graph, every rule. */
export async function rows(): Promise<BenchRow[]> {
  const linter = makeLinter();
  const parse = (text: string) => parseDocument(text, { version: '1.1', logLevel: 'silent' });
  const lintYaml = (text: string) => linter.lint(uri, 'yaml', text);
  const lintCode = (text: string) => linter.lint(uri, 'typescript', text);
  const [small = 0, smallParse = 0] = await times(samTemplate(1_000), [lintYaml, parse]);
  const [code = 0] = await times(cdkSource(1_000), [lintCode]);
  const [large = 0, largeParse = 0] = await times(samTemplate(10_000), [lintYaml, parse], 5);
  return [
    row('full lint of a 1,000-line SAM template', small, 'bare yaml parse', smallParse),
    row('keystroke to findings, 1,000-line SAM template', small, 'target', 50),
    row('keystroke to findings, 1,000-line CDK file', code, 'target', 50),
    row('full lint of a 10,000-line SAM template', large, 'bare yaml parse', largeParse),
    row('keystroke to findings, 10,000-line SAM template', large, 'target', 250),
  ];
}

function row(name: string, ours: number, against: string, theirs: number): BenchRow {
  return { name, ours, unit: 'ms', against, theirs };
}
