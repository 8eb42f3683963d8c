import assert from 'node:assert/strict';
import * as vscode from 'vscode';

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

describe('msglint.json in the editor', function () {
  this.timeout(60_000);
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'the window has no folder');
  const folder = vscode.Uri.joinPath(root.uri, 'team-config');
  const config = vscode.Uri.joinPath(folder, 'msglint.json');
  const template = vscode.Uri.joinPath(folder, 'template.yaml');
  const write = (uri: vscode.Uri, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const severities = (): vscode.DiagnosticSeverity[] =>
    vscode.languages.getDiagnostics(template).map(({ severity }) => severity);
  const { Error: error, Information: information } = vscode.DiagnosticSeverity;

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it('changes the severity of an open file, also when it is changed itself', async () => {
    await write(template, 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(template));
    await until(severities, seen => seen.length === 1 && seen[0] === information);
    await write(config, '{ "severity": { "sqs-missing-dlq": "error" } }');
    await until(severities, seen => seen[0] === error);
    await write(config, '{ "severity": { "sqs-missing-dlq": "off" } }');
    await until(severities, seen => seen.length === 0);
    await write(config, '{ "severity": { "sqs-missing-dlq": "error" } }');
    await until(severities, seen => seen[0] === error);
  });

  it('is underlined where it is wrong, and its last good content goes on', async () => {
    await write(config, '{ "severity": { "sqs-missing-dlq": "loud" } }');
    const faults = await until(
      () => vscode.languages.getDiagnostics(config),
      seen => seen.length > 0,
    );
    assert.match(faults[0]?.message ?? '', /A severity is one of error/);
    assert.deepEqual(severities(), [error]);
    await write(config, '{}');
    await until(
      () => vscode.languages.getDiagnostics(config),
      seen => seen.length === 0,
    );
    await until(severities, seen => seen[0] === information);
  });
});
