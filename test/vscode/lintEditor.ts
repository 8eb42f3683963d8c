import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Findings but the one about alarms: each new dead-letter queue would bring it along. */
export const ours = (uri: vscode.Uri) =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(each => each.source === 'msglint' && ruleOf(each) !== 'sqs-dlq-alarm-missing');
export const ruleOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? String(code.value) : '');
export const codes = (uri: vscode.Uri) =>
  ours(uri)
    .map(each => ruleOf(each))
    .sort();

/** Looks every 25 ms until the condition holds; says what was seen last when it does not within 15 s. */
export async function until<T>(what: string, read: () => T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = read();
    if (holds(value)) return value;
    assert.ok(Date.now() < end, `${what}: still ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

/** An unsaved document in front. */
export async function open(language: string, content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document);
}

/** Puts text in place of other text, as typing does. */
export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const text = editor.document.getText();
  const start = text.indexOf(from);
  assert.ok(start >= 0, `${from} is not in the document`);
  const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + from.length));
  assert.ok(await editor.edit(edit => edit.replace(range, to)));
}

/** The code actions for a range, by kind where one is named. */
export async function actionsAt(uri: vscode.Uri, range: vscode.Range, kind?: string): Promise<vscode.CodeAction[]> {
  return (await vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind,
  )) as vscode.CodeAction[];
}

/** Applies the action whose title matches. */
export async function apply(actions: readonly vscode.CodeAction[], title: RegExp): Promise<void> {
  const action = actions.find(each => title.test(each.title));
  assert.ok(action?.edit, `no ${title} among ${actions.map(each => each.title).join('; ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
