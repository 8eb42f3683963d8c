import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const head = `import { Duration, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
`;
const queues = `${head}
export class Queues extends Stack {
  readonly letters = new sqs.Queue(this, 'Letters', { retentionPeriod: Duration.days(14) });
}
`;
const shop = `${head}import { Queues } from './queues';

export class Shop extends Stack {
  readonly queues = new Queues(this, 'Queues');
  readonly orders = new sqs.Queue(this, 'Orders', {
    deadLetterQueue: { queue: this.queues.letters, maxReceiveCount: 5 },
  });
}
`;

describe('lint across files', function () {
  this.timeout(60_000);
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'the window has no folder');
  const folder = vscode.Uri.joinPath(root.uri, 'across-files');
  const queuesFile = vscode.Uri.joinPath(folder, 'queues.ts');
  const shopFile = vscode.Uri.joinPath(folder, 'shop.ts');

  const codes = () =>
    vscode.languages
      .getDiagnostics(queuesFile)
      .filter(each => each.source === 'msglint')
      .map(each => (typeof each.code === 'object' ? String(each.code.value) : ''));

  async function until(what: string, wished: (seen: readonly string[]) => boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!wished(codes())) {
      assert.ok(Date.now() < end, `${what}: last seen ${JSON.stringify(codes())}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
    const { document } = editor;
    const start = document.getText().indexOf(from);
    assert.ok(start >= 0, `${from} is not in the document`);
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
    assert.ok(await editor.edit(edit => edit.replace(range, to)));
  }

  before(async () => {
    await vscode.workspace.fs.writeFile(queuesFile, new TextEncoder().encode(queues));
    await vscode.workspace.fs.writeFile(shopFile, new TextEncoder().encode(shop));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it('sees a file that is not open, and follows what is typed in it', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(queuesFile), vscode.ViewColumn.One);
    const editor = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(shopFile),
      vscode.ViewColumn.Two,
    );
    await until('a dead-letter queue by the other file', seen => !seen.includes('sqs-missing-dlq'));
    await replace(editor, 'this.queues.letters', 'anotherQueue');
    await until('none any more', seen => seen.includes('sqs-missing-dlq'));
    await replace(editor, 'anotherQueue', 'this.queues.letters');
    await until('one again', seen => !seen.includes('sqs-missing-dlq'));
  });

  it('follows a file on disk that no editor shows', async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.writeFile(
      shopFile,
      new TextEncoder().encode(shop.replace('this.queues.letters', 'anotherQueue')),
    );
    await until('none on disk', seen => seen.includes('sqs-missing-dlq'));
    await vscode.workspace.fs.writeFile(shopFile, new TextEncoder().encode(shop));
    await until('one on disk', seen => !seen.includes('sqs-missing-dlq'));
  });
});
