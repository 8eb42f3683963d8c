import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { median } from '../bench/row.ts';

/** Takes the figures that only a real window has; `npm run bench` reads them, nothing here judges them. */
function figure(name: string, value: number): void {
  const file = process.env.MESSAGING_WORKBENCH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ name, value })}\n`);
  console.log(`figure ${name}: ${value.toFixed(1)}`);
}

describe('measured', function () {
  this.timeout(120_000);

  const files: readonly (readonly [string, string, string, number])[] = [
    ['1,000-line SAM template', 'yaml', samTemplate(1_000), 15],
    ['1,000-line CDK file', 'typescript', cdkSource(1_000), 15],
    ['10,000-line SAM template', 'yaml', samTemplate(10_000), 7],
  ];
  for (const [name, language, content, rounds] of files) {
    it(`keystroke to diagnostics, ${name}`, async () => {
      const debounce = vscode.workspace
        .getConfiguration('messagingWorkbench')
        .get<number>('lint.debounceMilliseconds', 200);
      const document = await vscode.workspace.openTextDocument({ language, content });
      const editor = await vscode.window.showTextDocument(document);
      // The editor's own checks of TypeScript speak as well.
      const firstLine = (): number | undefined =>
        vscode.languages.getDiagnostics(document.uri).find(({ source }) => source === 'msglint')?.range.start.line;
      await until(() => firstLine() !== undefined);
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const expected = (firstLine() ?? 0) + 1;
        await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '\n'));
        const start = performance.now();
        await until(() => firstLine() === expected);
        times.push(performance.now() - start - debounce);
      }
      figure(`keystroke to diagnostics besides the debounce, ${name}`, median(times));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  }
});

/** Looks about once a millisecond; the editor's own event comes up to 50 ms later. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('nothing happened within 30 s');
    await new Promise(resolve => setTimeout(resolve, 1));
  }
}

/** A template of about `lines` lines: functions with queues, every fifth queue without a dead-letter queue. */
function samTemplate(lines: number): string {
  const parts = ["AWSTemplateFormatVersion: '2010-09-09'", 'Transform: AWS::Serverless-2016-10-31', 'Resources:'];
  for (let index = 0; parts.join('\n').split('\n').length < lines; index++) {
    parts.push(`  Dlq${index}:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
  Queue${index}:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180${
        index % 5 === 0
          ? ''
          : `
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Dlq${index}.Arn
        maxReceiveCount: 5`
      }
  Function${index}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Timeout: 30
      Events:
        Source:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue${index}.Arn
            FunctionResponseTypes: [ReportBatchItemFailures]`);
  }
  return `${parts.join('\n')}\nDescription: `;
}

/** A stack of about `lines` lines: queues without and with a dead-letter queue. */
function cdkSource(lines: number): string {
  const parts = ["import { Duration, Stack } from 'aws-cdk-lib';", "import * as sqs from 'aws-cdk-lib/aws-sqs';", ''];
  parts.push('export class Shop extends Stack {', '  build(): void {');
  for (let index = 0; parts.length < lines - 2; index++) {
    parts.push(
      `    const dlq${index} = new sqs.Queue(this, 'Dlq${index}', { retentionPeriod: Duration.days(14) });`,
      `    new sqs.Queue(this, 'Queue${index}', {`,
      '      visibilityTimeout: Duration.seconds(180),',
      index % 5 === 0
        ? `      queueName: 'queue${index}',`
        : `      deadLetterQueue: { queue: dlq${index}, maxReceiveCount: 5 },`,
      '    });',
    );
  }
  return [...parts, '  }', '}', ''].join('\n');
}
