import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from '../../src/contributions.ts';

function run<K extends CommandId, R = unknown>(id: K, args: CommandArguments[K]): Thenable<R> {
  return vscode.commands.executeCommand<R>(id, args);
}

const configured = (): { id: string; readOnly?: boolean; endpoint?: string }[] =>
  vscode.workspace.getConfiguration('messagingWorkbench').get('connections') ?? [];

describe('connections in the editor', function () {
  this.timeout(90_000);
  let endpoint = '';

  before(async () => {
    const started = await run<'messagingWorkbench.sandbox.start', { endpoint: string }>(
      'messagingWorkbench.sandbox.start',
      { seed: false },
    );
    endpoint = started.endpoint;
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('messagingWorkbench')
      .update('connections', undefined, vscode.ConfigurationTarget.Global);
    await run('messagingWorkbench.sandbox.stop', {});
  });

  it('the sandbox answers STS and is not written into the settings', async () => {
    const identity = await run<'messagingWorkbench.connection.test', { accountId: string }>(
      'messagingWorkbench.connection.test',
      { connectionId: 'sandbox' },
    );
    assert.match(identity.accountId, /^\d{12}$/);
    assert.deepEqual(configured(), []);
  });

  it('a connection is added without a question, its guard switched, and it is removed', async () => {
    const added = await run<'messagingWorkbench.connection.add', { connectionId: string }>(
      'messagingWorkbench.connection.add',
      {
        name: 'Test account',
        credentials: 'local',
        endpoint: 'http://127.0.0.1:9',
        regions: ['eu-west-1', 'us-east-1'],
      },
    );
    assert.equal(added.connectionId, 'test-account');
    assert.deepEqual(configured(), [
      {
        id: 'test-account',
        name: 'Test account',
        credentials: 'local',
        endpoint: 'http://127.0.0.1:9',
        regions: ['eu-west-1', 'us-east-1'],
      },
    ]);
    await run('messagingWorkbench.connection.edit', {
      ...added,
      name: 'Renamed',
      regions: ['eu-west-1'],
      endpoint: 'http://127.0.0.1:8',
    });
    assert.deepEqual(configured(), [
      {
        id: 'test-account',
        name: 'Renamed',
        credentials: 'local',
        endpoint: 'http://127.0.0.1:8',
        regions: ['eu-west-1'],
      },
    ]);
    await run('messagingWorkbench.connection.edit', { ...added, regions: [] });
    assert.equal((configured()[0] as { regions?: string[] }).regions?.length, 1);
    await run('messagingWorkbench.connection.toggleReadOnly', added);
    assert.equal(configured()[0]?.readOnly, true);
    await run('messagingWorkbench.connection.remove', { ...added, confirmed: true });
    assert.deepEqual(configured(), []);
  });

  it('a workspace can neither name an endpoint nor switch a guard off', async () => {
    const settings = vscode.workspace.getConfiguration('messagingWorkbench');
    await assert.rejects(async () =>
      settings.update(
        'connections',
        [{ id: 'evil', name: 'evil', credentials: 'default', regions: ['us-east-1'], endpoint: 'http://127.0.0.1:9' }],
        vscode.ConfigurationTarget.Workspace,
      ),
    );
    assert.deepEqual(configured(), []);
  });

  it('what was changed stands in the activity log, without the body', async () => {
    const name = `activity-${Date.now()}`;
    const scope = { connectionId: 'sandbox', region: 'us-east-1' };
    await run('messagingWorkbench.queue.create', { ...scope, name, attributes: {} });
    const sent = await run<'messagingWorkbench.queue.send', { messageId: string }>('messagingWorkbench.queue.send', {
      ...scope,
      name,
      body: 'a private body',
      send: true,
    });
    assert.ok(sent.messageId);
    const folder = await mkdtemp(path.join(tmpdir(), 'activity-export-'));
    const file = path.join(folder, 'log.ndjson');
    await run('messagingWorkbench.activity.export', { file });
    const text = await readFile(file, 'utf8');
    await rm(folder, { recursive: true });
    const actions = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { action: string; outcome: string; resource: string; endpoint: string });
    const ours = actions.filter(({ resource }) => resource.includes(name));
    assert.deepEqual(
      ours.map(({ action, outcome }) => [action, outcome]),
      [
        ['sqs:CreateQueue', 'ok'],
        ['sqs:SendMessage', 'ok'],
      ],
    );
    assert.equal(ours[0]?.endpoint, endpoint);
    assert.ok(!text.includes('a private body'));
    await run('messagingWorkbench.activity.open', {});
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /sqs:SendMessage/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a read-only connection refuses to send, whoever asks', async () => {
    const name = `guarded-${Date.now()}`;
    const scope = { connectionId: 'sandbox', region: 'us-east-1' };
    await run('messagingWorkbench.queue.create', { ...scope, name, attributes: {} });
    await run('messagingWorkbench.connection.toggleReadOnly', { connectionId: 'sandbox' });
    try {
      assert.equal(await run('messagingWorkbench.queue.send', { ...scope, name, body: 'x', send: true }), undefined);
    } finally {
      await run('messagingWorkbench.sandbox.stop', {});
      await run('messagingWorkbench.sandbox.start', { seed: false });
    }
  });
});
