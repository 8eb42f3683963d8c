import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, apply, codes, open, ours, replace, until } from './lintEditor.ts';

const template = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt OrdersDlq.Arn
        maxReceiveCount: 5
  OrdersDlq:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
`;

const source = `import { Duration, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  orders = new sqs.Queue(this, 'Orders', {
    visibilityTimeout: Duration.seconds(30),
  });
}
`;

describe('lint', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('underlines a template while it is typed, and the quick fix takes the line away', async () => {
    const editor = await open('yaml', template);
    const { uri } = editor.document;
    await replace(
      editor,
      '    Properties:\n      VisibilityTimeout: 30\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n',
      '',
    );
    await until(
      'the finding',
      () => codes(uri),
      found => found.includes('sqs-missing-dlq'),
    );
    const [diagnostic] = ours(uri);
    assert.ok(diagnostic);
    assert.equal(editor.document.getText(diagnostic.range), 'Orders');
    assert.ok(typeof diagnostic.code === 'object' && diagnostic.code.target.path.endsWith('sqs-missing-dlq.md'));
    await apply(await actionsAt(uri, diagnostic.range), /^Add a dead-letter queue/);
    await until(
      'nothing left',
      () => codes(uri),
      found => found.length === 0,
    );
    assert.match(editor.document.getText(), /deadLetterTargetArn: !GetAtt OrdersDlq2\.Arn/);
  });

  it('underlines CDK TypeScript at the construct, and fixes it in its own style', async () => {
    const editor = await open('typescript', source);
    const { uri } = editor.document;
    await until(
      'the finding',
      () => codes(uri),
      found => found.includes('sqs-missing-dlq'),
    );
    const [diagnostic] = ours(uri);
    assert.ok(diagnostic);
    assert.equal(editor.document.getText(diagnostic.range), 'sqs.Queue');
    await apply(await actionsAt(uri, diagnostic.range), /^Add a dead-letter queue/);
    await until(
      'nothing left',
      () => codes(uri),
      found => found.length === 0,
    );
    assert.match(
      editor.document.getText(),
      /new sqs\.Queue\(this, 'OrdersDlq', \{ retentionPeriod: Duration\.days\(14\) \}\)/,
    );
  });

  it('keeps what it found while a construct stands half typed', async () => {
    const editor = await open('typescript', source);
    const { uri } = editor.document;
    await until(
      'the finding',
      () => codes(uri),
      found => found.length === 1,
    );
    await replace(editor, 'Duration.seconds(30),', 'Duration.sec(');
    await new Promise(resolve => setTimeout(resolve, 800));
    assert.deepEqual(codes(uri), ['sqs-missing-dlq']);
  });

  it('fixes everything on request, and offers to as source.fixAll.msglint', async () => {
    const editor = await open('typescript', source);
    const { uri } = editor.document;
    await until(
      'the finding',
      () => codes(uri),
      found => found.length === 1,
    );
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const sourceActions = await actionsAt(uri, whole, 'source.fixAll.msglint');
    assert.equal(sourceActions.length, 1);
    await vscode.commands.executeCommand('messagingWorkbench.lint.fixAll', {});
    await until(
      'nothing left',
      () => codes(uri),
      found => found.length === 0,
    );
  });

  it('fixes on save, but for what the code has to follow', async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root, 'the window has no folder');
    const folder = vscode.Uri.joinPath(root.uri, 'fix-on-save');
    const file = vscode.Uri.joinPath(folder, 'template.yaml');
    const text =
      'Resources:\n  Orders: # kept\n    Type: AWS::SQS::Queue\n  Mapping:\n' +
      '    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n' +
      '      EventSourceArn: !GetAtt Orders.Arn\n';
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update(
      'codeActionsOnSave',
      { 'source.fixAll.msglint': 'explicit' },
      vscode.ConfigurationTarget.Global,
    );
    try {
      const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      await until(
        'the findings',
        () => codes(file),
        found => found.length === 2,
      );
      assert.ok(await editor.edit(edit => edit.insert(new vscode.Position(0, 0), 'Description: Shop\n')));
      assert.ok(await editor.document.save());
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      assert.match(saved, /^Description: Shop\nResources:\n {2}Orders: # kept\n/);
      assert.match(saved, /deadLetterTargetArn: !GetAtt OrdersDlq\.Arn/);
      assert.doesNotMatch(saved, /ReportBatchItemFailures/);
      await until(
        'what is left',
        () => codes(file),
        found => found.join() === 'lambda-sqs-no-partial-batch',
      );
      const [left] = ours(file);
      assert.ok(left);
      const [fix] = (await actionsAt(file, left.range)).filter(each => /has to return/.test(each.title));
      assert.ok(fix?.edit);
      assert.notEqual(fix.isPreferred, true);
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  it('explains a number in a hover', async () => {
    const editor = await open(
      'yaml',
      `Transform: AWS::Serverless-2016-10-31\n${template.replace('AWSTemplateFormatVersion', 'X')}  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 60\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Orders.Arn\n`,
    );
    const { uri } = editor.document;
    await until(
      'the finding',
      () => codes(uri),
      found => found.includes('sqs-visibility-below-function-timeout'),
    );
    const found = ours(uri).find(each => each.severity === vscode.DiagnosticSeverity.Error);
    assert.ok(found);
    assert.equal(found.relatedInformation?.[0]?.message, 'Timeout of Worker');
    const hovers = (await vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      uri,
      found.range.start,
    )) as vscode.Hover[];
    const text = hovers
      .flatMap(hover => hover.contents.map(content => (content as vscode.MarkdownString).value))
      .join('\n');
    assert.match(text, /360/);
  });

  it('follows the settings', async () => {
    const editor = await open('typescript', source);
    const { uri } = editor.document;
    await until(
      'the finding',
      () => codes(uri),
      found => found.length === 1,
    );
    const settings = vscode.workspace.getConfiguration('messagingWorkbench');
    await settings.update('lint.severity', { 'sqs-missing-dlq': 'off' }, vscode.ConfigurationTarget.Global);
    await until(
      'nothing',
      () => codes(uri),
      found => found.length === 0,
    );
    await settings.update('lint.severity', undefined, vscode.ConfigurationTarget.Global);
    await until(
      'the finding again',
      () => codes(uri),
      found => found.length === 1,
    );
  });

  it('leaves other files alone', async () => {
    const editor = await open('yaml', 'kind: Deployment\nspec:\n  replicas: 3\n');
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.deepEqual(codes(editor.document.uri), []);
  });
});
