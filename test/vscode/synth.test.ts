import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const source = `import { Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  plain = new sqs.Queue(this, 'Plain');
  mended = new sqs.Queue(this, 'Mended');
  loud = new sqs.Queue(this, 'Loud', {
    deadLetterQueue: { queue: this.plain, maxReceiveCount: 5 },
    encryption: sqs.QueueEncryption.SQS_MANAGED,
  });
}
`;

type Properties = Record<string, unknown>;

/** What a synth of the source would leave, with what Aspects and overrides may have done to it. */
function assembly(file: string, plain: Properties, mended: Properties, loud: Properties): Record<string, string> {
  const resource = (id: string, properties: Properties) => ({
    Type: 'AWS::SQS::Queue',
    Properties: properties,
    Metadata: { 'aws:cdk:path': `Shop/${id}/Resource` },
  });
  const made = (logicalId: string, line: number) => [
    { type: 'aws:cdk:logicalId', data: logicalId },
    {
      type: 'aws:cdk:creationStack',
      data: ['...new Queue2 in aws-cdk-lib...', `new Shop (${vscode.Uri.file(file).toString(true)}:${line}:12)`],
    },
  ];
  return {
    'manifest.json': JSON.stringify({
      version: '55.0.0',
      artifacts: {
        Shop: {
          type: 'aws:cloudformation:stack',
          properties: { templateFile: 'Shop.template.json' },
          additionalMetadataFile: 'Shop.metadata.json',
        },
      },
    }),
    'Shop.metadata.json': JSON.stringify({
      '/Shop/Plain/Resource': made('Plain0A1B2C3D', 5),
      '/Shop/Mended/Resource': made('Mended0A1B2C3D', 6),
      '/Shop/Loud/Resource': made('Loud0A1B2C3D', 7),
    }),
    'Shop.template.json': JSON.stringify({
      Resources: {
        Plain0A1B2C3D: resource('Plain', plain),
        Mended0A1B2C3D: resource('Mended', mended),
        Loud0A1B2C3D: resource('Loud', loud),
      },
    }),
  };
}

const redrive = {
  RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Plain0A1B2C3D', 'Arn'] }, maxReceiveCount: 5 },
};

/** Looks every 50 ms until the condition holds; says what was seen last when it does not within 15 s. */
async function until<T>(look: () => T, wished: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const seen = look();
    if (wished(seen)) return seen;
    assert.ok(Date.now() < end, `last seen: ${JSON.stringify(seen)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('the last synth in the editor', function () {
  this.timeout(90_000);
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'the window has no folder');
  const folder = vscode.Uri.joinPath(root.uri, 'synth-app');
  const uri = vscode.Uri.joinPath(folder, 'shop.ts');
  const write = (name: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, ...name.split('/')), new TextEncoder().encode(text));
  const synth = async (...properties: [Properties, Properties, Properties]): Promise<void> => {
    const { 'manifest.json': manifest = '', ...files } = assembly(uri.fsPath, ...properties);
    for (const [name, text] of Object.entries(files)) await write(`cdk.out/${name}`, text);
    // Written last, as CDK does.
    await write('cdk.out/manifest.json', manifest);
  };
  const ours = () => vscode.languages.getDiagnostics(uri).filter(each => each.source === 'msglint');
  /** Rule, line from 1, and whether the synth has its word in it. */
  const found = () =>
    ours()
      .map(({ code, range, message }) => {
        const id = typeof code === 'object' ? code.value : '';
        const word = /Confirmed by the last synth|Seen in the last synth|Of the last synth/.exec(message)?.[0] ?? '';
        return `${id} ${range.start.line + 1} ${word}`.trim();
      })
      .filter(each => /^sqs-(?:missing-dlq|encryption-disabled)/.test(each))
      .sort();
  const equals = (expected: readonly string[]) => (seen: readonly string[]) =>
    JSON.stringify(seen) === JSON.stringify(expected);

  let editor: vscode.TextEditor;

  before(async () => {
    await write('cdk.json', '{"app": "node make.mjs"}');
    await write('shop.ts', source);
    editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await until(found, seen => seen.length > 0);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it('says what the source says while there is none', () => {
    assert.deepEqual(found(), ['sqs-missing-dlq 6']);
  });

  it('confirms and adds as soon as it is there', async () => {
    await synth({}, {}, { ...redrive, SqsManagedSseEnabled: false });
    const expected = [
      'sqs-encryption-disabled 9 Seen in the last synth',
      'sqs-missing-dlq 6 Confirmed by the last synth',
    ];
    await until(found, equals(expected));
    const [added] = ours().filter(each => each.message.includes('Seen in the last synth'));
    assert.equal(added && editor.document.getText(added.range), 'sqs.QueueEncryption.SQS_MANAGED');
    assert.ok(added?.relatedInformation?.[0]?.location.uri.path.endsWith('cdk.out/Shop.template.json'));
  });

  it('withdraws what is mended in the templates, and follows each synth', async () => {
    await synth({}, redrive, redrive);
    await until(found, equals([]));
    await vscode.commands.executeCommand('messagingWorkbench.lint.fixAll', { uri: uri.toString() });
    assert.match(editor.document.getText(), /'Mended'\);/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await synth({}, {}, redrive);
    await until(found, equals(['sqs-missing-dlq 6 Confirmed by the last synth']));
  });

  it('takes nothing back in a construct that was changed since', async () => {
    await synth({}, redrive, { ...redrive, SqsManagedSseEnabled: false });
    await until(found, equals(['sqs-encryption-disabled 9 Seen in the last synth']));
    const at = source.indexOf("'Mended'") + "'Mended'".length;
    await editor.edit(edit => edit.insert(editor.document.positionAt(at), ', {}'));
    await until(found, equals(['sqs-encryption-disabled 9 Of the last synth', 'sqs-missing-dlq 6']));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until(found, equals(['sqs-encryption-disabled 9 Seen in the last synth']));
  });

  it('is made by the command of the app when it is asked for, and its failure is told', async () => {
    const files = assembly(uri.fsPath, {}, {}, { ...redrive, SqsManagedSseEnabled: false });
    await write(
      'make.mjs',
      `import { mkdirSync, writeFileSync } from 'node:fs';
const out = process.env.CDK_OUTDIR;
if (process.env.CDK_DEBUG !== 'true' || !JSON.parse(process.env.CDK_CONTEXT_JSON)['aws:cdk:enable-path-metadata']) process.exit(3);
mkdirSync(out, { recursive: true });
for (const [name, text] of Object.entries(${JSON.stringify(files)}).reverse()) writeFileSync(out + '/' + name, text);
`,
    );
    const findings = await vscode.commands.executeCommand<number>('messagingWorkbench.lint.synth', {
      folder: folder.fsPath,
      confirmed: true,
    });
    assert.ok(findings >= 2, String(findings));
    await until(found, seen => seen.includes('sqs-missing-dlq 6 Confirmed by the last synth'));
    await write('make.mjs', "console.error('no such stack'); process.exit(4);");
    const failed = await vscode.commands.executeCommand('messagingWorkbench.lint.synth', {
      folder: folder.fsPath,
      confirmed: true,
    });
    assert.equal(failed, undefined);
    await until(found, seen => seen.includes('sqs-missing-dlq 6 Confirmed by the last synth'));
  });
});
