import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

const scope = { connectionId: 'sandbox', region: 'us-east-1' };

interface Ref {
  name: string;
  arn: string;
  url: string;
}

interface Report {
  sent: number;
  refused: number;
  end: string;
  failures: { line?: number; kind: string; reason: string }[];
}

async function run<T>(verb: string, args: object = {}): Promise<T | undefined> {
  return vscode.commands.executeCommand<T | undefined>(`messagingWorkbench.queue.${verb}`, args);
}

/** Sending with everything given: no question, and an answer that says what came of it. */
describe('sending', function () {
  this.timeout(60_000);
  const name = `send-test-${Date.now()}`;
  let queue: Ref;
  let folder: string;

  before(async () => {
    await vscode.commands.executeCommand('messagingWorkbench.sandbox.start', { seed: false });
    const created = await run<Ref>('create', { ...scope, name, attributes: { MaximumMessageSize: '2048' } });
    assert.ok(created, 'no queue was created');
    queue = created;
    folder = await mkdtemp(path.join(tmpdir(), 'send-test-'));
  });

  after(async () => {
    await run('delete', { ...scope, name, confirmed: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('placeholders are filled in when asked for, and refused when unknown', async () => {
    const sent = await run<{ messageId: string }>('send', {
      ...scope,
      name,
      body: '{{uuid}}',
      placeholders: true,
      send: true,
    });
    assert.ok(sent?.messageId);
    assert.equal(await run('send', { ...scope, name, body: '{{uid}}', placeholders: true, send: true }), undefined);
    assert.ok(
      await run('send', { ...scope, name, body: '{{uid}}', send: true }),
      'braces are sent as they are otherwise',
    );
  });

  it('a batch from a file tells what was sent and what was not, by line', async () => {
    const file = path.join(folder, 'batch.ndjson');
    const lines = ['"one"', '{"body":', JSON.stringify({ body: 'x'.repeat(2_049) }), '{"body":"two","groupId":"g"}'];
    await writeFile(file, lines.join('\n'));
    const report = await run<Report>('sendFile', { ...queue, ...scope, file, confirmed: true });
    assert.equal(report?.sent, 2);
    assert.equal(report?.end, 'done');
    assert.deepEqual(
      report?.failures.map(({ line, kind }) => ({ line, kind })),
      [
        { line: 2, kind: 'refused' },
        { line: 3, kind: 'refused' },
      ],
    );
    assert.ok(!JSON.stringify(report).includes('xxx'), 'the report holds no body');
  });

  it('a file of another kind is no batch', async () => {
    assert.equal(
      await run('sendFile', { ...queue, ...scope, file: path.join(folder, 'a.txt'), confirmed: true }),
      undefined,
    );
  });

  it('a draft opens as JSON with Send above it, and is sent as it stands', async () => {
    const uri = await run<string>('newDraft', { ...scope, arn: queue.arn });
    assert.ok(uri);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    assert.match(document?.fileName ?? '', /send-test-\d+\.message\.json$/);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document?.uri,
    );
    const send = lenses.find(({ command }) => command?.command === 'messagingWorkbench.queue.sendDraft');
    assert.equal(send?.command?.title, `$(send) Send to ${name}`);
    const sent = await vscode.commands.executeCommand<{ messageId: string }>(
      send?.command?.command ?? '',
      ...(send?.command?.arguments ?? []),
    );
    assert.match(sent.messageId, /^[0-9a-f-]{36}$/);
    const inFront = await run<{ messageId: string }>('sendDraft');
    assert.ok(inFront?.messageId, 'the draft in front is sent, too');
    const byButton = await vscode.commands.executeCommand<{ messageId: string }>(
      'messagingWorkbench.queue.sendDraft',
      document?.uri,
    );
    assert.ok(byButton.messageId, "the title bar's button hands over the file");
  });

  it('a draft that is wrong is not sent', async () => {
    const file = path.join(folder, 'wrong.message.json');
    await writeFile(file, JSON.stringify({ queue: queue.arn, connection: 'sandbox', body: 'x'.repeat(3_000) }));
    assert.equal(await run('sendDraft', { uri: file }), undefined);
    await writeFile(path.join(folder, 'broken.message.json'), '{');
    assert.equal(await run('sendDraft', { uri: path.join(folder, 'broken.message.json') }), undefined);
  });

  it('a template is saved, sent, and refused when it is not there', async () => {
    const template = `order ${Date.now()}`;
    const file = await run<string>('saveTemplate', {
      name: template,
      place: 'user',
      body: '{"id": "{{uuid}}"}',
      placeholders: true,
      attributes: { kind: { type: 'String', value: 'order' } },
    });
    assert.ok(file);
    const kept = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(file))));
    assert.deepEqual(kept, {
      placeholders: true,
      body: { id: '{{uuid}}' },
      attributes: { kind: { type: 'String', value: 'order' } },
    });
    const sent = await run<{ messageId: string }>('sendTemplate', {
      ...scope,
      name,
      template,
      place: 'user',
      send: true,
    });
    assert.ok(sent?.messageId);
    assert.equal(await run('sendTemplate', { ...scope, name, template: 'no such', send: true }), undefined);
    assert.equal(await run('saveTemplate', { name: '../outside', place: 'user', body: 'x' }), undefined);
    await vscode.workspace.fs.delete(vscode.Uri.parse(file));
  });
});
