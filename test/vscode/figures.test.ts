import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { median } from '../bench/row.ts';

/** Takes the figures that only a real window has; `npm run bench` reads them, nothing here judges them. */
function figure(name: string, value: number): void {
  const file = process.env.MESSAGING_WORKBENCH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ name, value })}\n`);
  console.log(`figure ${name}: ${value.toFixed(1)}`);
}

describe('figures', function () {
  this.timeout(120_000);

  it('activation', async () => {
    const extension = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === 'messaging-workbench');
    if (!extension) throw new Error('the extension is not installed in this window');
    const wasActive = extension.isActive;
    const start = performance.now();
    await extension.activate();
    if (!wasActive) figure('activation', performance.now() - start);
  });

  it('keystroke to diagnostics', async () => {
    const debounce = vscode.workspace
      .getConfiguration('messagingWorkbench')
      .get<number>('lint.debounceMilliseconds', 200);
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: samTemplate(1000) });
    const editor = await vscode.window.showTextDocument(document);
    const published = (): Promise<number> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no diagnostics within 30 s')), 30_000);
        const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
          if (!uris.some(uri => uri.toString() === document.uri.toString())) return;
          listening.dispose();
          clearTimeout(timer);
          resolve(performance.now());
        });
      });
    if (vscode.languages.getDiagnostics(document.uri).length === 0) await published();
    const times: number[] = [];
    for (let round = 0; round < 15; round++) {
      const heard = published();
      await editor.edit(edit => edit.insert(document.lineAt(document.lineCount - 1).range.end, 'x'));
      const start = performance.now();
      times.push((await heard) - start - debounce);
    }
    figure('keystroke to diagnostics besides the debounce, 1,000-line SAM template', median(times));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

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
