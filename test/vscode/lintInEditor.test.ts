import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, apply, codes, open, ours, replace, until } from './lintEditor.ts';

const template = 'Resources:\n  Orders: # by hand\n    Type: AWS::SQS::Queue\n';
const typescript = `import { Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  orders = new sqs.Queue(this, 'Orders');
}
`;
const python = `from aws_cdk import Stack, aws_sqs as sqs


class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        orders = sqs.Queue(self, "Orders")
`;
const java = `import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sqs.Queue;

public class Shop extends Stack {
  public Shop(final Construct scope, final String id) {
    super(scope, id);
    Queue orders = new Queue(this, "Orders");
  }
}
`;

const found = (uri: vscode.Uri) =>
  until(
    'the finding',
    () => codes(uri),
    seen => seen.includes('sqs-missing-dlq'),
  );
const gone = (uri: vscode.Uri) =>
  until(
    'nothing left',
    () => codes(uri),
    seen => seen.length === 0,
  );

async function hoverText(uri: vscode.Uri, place: vscode.Position): Promise<string> {
  const hovers = (await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, place)) as vscode.Hover[];
  return hovers.flatMap(hover => hover.contents.map(each => (each as vscode.MarkdownString).value)).join('\n');
}

async function hintsOf(document: vscode.TextDocument): Promise<string[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const command = 'vscode.executeInlayHintProvider';
  const hints = (await vscode.commands.executeCommand(command, document.uri, whole)) as vscode.InlayHint[];
  return hints.map(({ label, position }) => {
    const text = typeof label === 'string' ? label : label.map(part => part.value).join('');
    return `${position.line + 1}: ${text}`;
  });
}

describe('lint in the editor', function () {
  this.timeout(60_000);
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'the window has no folder');

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  for (const [language, text, comment] of [
    ['yaml', template, /^ {2}# msglint-disable-next-line sqs-missing-dlq -- Say why$/m],
    ['typescript', typescript, /^ {2}\/\/ msglint-disable-next-line sqs-missing-dlq -- Say why$/m],
    ['python', python, /^ {8}# msglint-disable-next-line sqs-missing-dlq -- Say why$/m],
    ['java', java, /^ {4}\/\/ msglint-disable-next-line sqs-missing-dlq -- Say why$/m],
  ] as const) {
    it(`suppresses here with a reason: ${language}`, async () => {
      const editor = await open(language, text);
      const { uri } = editor.document;
      await found(uri);
      const [diagnostic] = ours(uri);
      assert.ok(diagnostic);
      await apply(await actionsAt(uri, diagnostic.range), /^Suppress sqs-missing-dlq here with a reason$/);
      await gone(uri);
      assert.match(editor.document.getText(), comment);
      // Nothing but the comment is new.
      assert.equal(editor.document.getText().replace(/^.*msglint-disable.*\r?\n/m, ''), text);
    });
  }

  it('suppresses in the Metadata of a resource, in JSON too', async () => {
    for (const [language, text, entry] of [
      [
        'yaml',
        template,
        /Orders: # by hand[\s\S]*Metadata:\n {6}msglint:\n {8}disable:\n {10}sqs-missing-dlq: "Say why"/,
      ],
      [
        'json',
        '{\n  "Resources": {\n    "Orders": {\n      "Type": "AWS::SQS::Queue"\n    }\n  }\n}\n',
        /"disable": \{\s*"sqs-missing-dlq": "Say why"/,
      ],
    ] as const) {
      const editor = await open(language, text);
      const { uri } = editor.document;
      await found(uri);
      const [diagnostic] = ours(uri);
      assert.ok(diagnostic);
      const actions = await actionsAt(uri, diagnostic.range);
      assert.equal(
        actions.some(each => / here with a reason$/.test(each.title)),
        language === 'yaml',
      );
      await apply(actions, /^Suppress sqs-missing-dlq in the Metadata of Orders$/);
      await gone(uri);
      assert.match(editor.document.getText(), entry);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('says in a hover what the rule is about, where its page is, and how to suppress it', async () => {
    const editor = await open('python', python);
    const { uri } = editor.document;
    await found(uri);
    const [diagnostic] = ours(uri);
    assert.ok(diagnostic);
    const text = await hoverText(uri, diagnostic.range.start);
    assert.match(text, /\*\*Queue without/);
    assert.match(text, /\[sqs-missing-dlq\]\(command:messagingWorkbench\.lint\.openRule\?/);
    assert.match(text, /`# msglint-disable-next-line sqs-missing-dlq -- why`/);
  });

  it('shows defaults that bite when asked to', async () => {
    const editor = await open('typescript', typescript);
    await found(editor.document.uri);
    assert.deepEqual(await hintsOf(editor.document), []);
    const settings = vscode.workspace.getConfiguration('messagingWorkbench');
    await settings.update('lint.inlayHints', true, vscode.ConfigurationTarget.Global);
    try {
      const expected = '5: visibility 30 s, kept 4 days, no DLQ';
      const end = Date.now() + 10_000;
      let seen: string[] = [];
      while (seen.length === 0 && Date.now() < end) seen = await hintsOf(editor.document);
      assert.deepEqual(seen, [expected]);
      await replace(editor, "'Orders')", "'Orders', { visibilityTimeout: seconds })");
      assert.deepEqual(await hintsOf(editor.document), ['5: kept 4 days, no DLQ']);
    } finally {
      await settings.update('lint.inlayHints', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('opens the other end in another file', async () => {
    const folder = vscode.Uri.joinPath(root.uri, 'other-end');
    const write = (name: string, text: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
    const head = "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n";
    await write(
      'queues.ts',
      `${head}\nexport class Queues extends Stack {\n  readonly letters = new sqs.Queue(this, 'Letters', { fifo: true });\n}\n`,
    );
    await write(
      'shop.ts',
      `${head}import { Queues } from './queues';\n\nexport class Shop extends Stack {\n  readonly queues = new Queues(this, 'Queues');\n` +
        "  readonly orders = new sqs.Queue(this, 'Orders', {\n    deadLetterQueue: { queue: this.queues.letters, maxReceiveCount: 5 },\n  });\n}\n",
    );
    try {
      const shop = vscode.Uri.joinPath(folder, 'shop.ts');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(shop));
      await until(
        'the finding',
        () => codes(shop),
        seen => seen.includes('sqs-dlq-type-mismatch'),
      );
      const place = ours(shop).find(each => each.relatedInformation?.length)?.relatedInformation?.[0]?.location;
      assert.ok(place, 'there is no related place');
      assert.match(place.uri.path, /\/other-end\/queues\.ts$/);
      const other = await vscode.workspace.openTextDocument(place.uri);
      assert.match(other.lineAt(place.range.start.line).text, /letters = new sqs\.Queue/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  it('completes rules and severities in msglint.json, and opens it', async () => {
    const folder = vscode.Uri.joinPath(root.uri, 'configured');
    const config = vscode.Uri.joinPath(folder, 'msglint.json');
    const file = vscode.Uri.joinPath(folder, 'template.yaml');
    await vscode.workspace.fs.writeFile(config, new TextEncoder().encode('{ "severity": { "" } }\n'));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(template));
    try {
      const opened = await vscode.commands.executeCommand('messagingWorkbench.lint.openConfig', {
        uri: file.toString(),
      });
      assert.equal(opened, config.toString());
      assert.equal(vscode.window.activeTextEditor?.document.languageId, 'jsonc');
      const end = Date.now() + 20_000;
      let labels: string[] = [];
      while (!labels.includes('sqs-missing-dlq') && Date.now() < end) {
        const list = (await vscode.commands.executeCommand(
          'vscode.executeCompletionItemProvider',
          config,
          new vscode.Position(0, '{ "severity": { "'.length),
        )) as vscode.CompletionList;
        labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      }
      assert.ok(labels.includes('sqs-missing-dlq'), `offered: ${labels.slice(0, 20).join(', ')}`);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});
