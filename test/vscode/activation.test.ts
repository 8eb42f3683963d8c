import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** The one extension of this window that is not VS Code's own. */
function extensionUnderTest(): vscode.Extension<unknown> {
  const found = vscode.extensions.all.find(extension => extension.packageJSON.name === 'messaging-workbench');
  assert.ok(found, 'the extension is not installed in this window');
  return found;
}

describe('activation', () => {
  it('is known under its publisher', () => {
    const { id, packageJSON } = extensionUnderTest();
    assert.equal(id, `${packageJSON.publisher}.messaging-workbench`);
  });

  it('activates', async () => {
    const extension = extensionUnderTest();
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command of its manifest', async () => {
    const extension = extensionUnderTest();
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const declared: { command: string }[] = extension.packageJSON.contributes.commands;
    assert.ok(declared.length > 0, 'the manifest declares no command');
    const missing = declared.map(({ command }) => command).filter(command => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
