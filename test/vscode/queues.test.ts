import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const scope = { connectionId: 'sandbox', region: 'us-east-1' };

interface Ref {
  name: string;
  arn: string;
  url: string;
}

async function run<T>(verb: string, args: object): Promise<T | undefined> {
  return vscode.commands.executeCommand<T | undefined>(`messagingWorkbench.queue.${verb}`, args);
}

/** The commands with all they need: they ask nothing and answer what came of it. */
describe('queue commands', function () {
  this.timeout(60_000);
  const name = `editor-test-${Date.now()}`;
  let queue: Ref;

  before(async () => {
    await vscode.commands.executeCommand('messagingWorkbench.sandbox.start', { seed: false });
    const created = await run<Ref>('create', {
      ...scope,
      name,
      attributes: { VisibilityTimeout: '40' },
      tags: { a: 'b' },
    });
    assert.ok(created, 'no queue was created');
    queue = created;
  });

  it('create answers the reference', () => {
    assert.equal(queue.name, name);
    assert.match(queue.arn, new RegExp(`^arn:aws:sqs:us-east-1:\\d{12}:${name}$`));
  });

  it('edit sends only what differs', async () => {
    const attributes = { VisibilityTimeout: '40', DelaySeconds: '3' };
    assert.deepEqual(await run('edit', { ...scope, name, attributes }), { DelaySeconds: '3' });
    assert.deepEqual(await run('edit', { ...scope, arn: queue.arn, attributes }), {});
    assert.deepEqual(await run('edit', { ...scope, url: queue.url, attributes: { DelaySeconds: '0' } }), {
      DelaySeconds: '0',
    });
  });

  it('edit lengthens the retention without a question, shortens it when confirmed', async () => {
    const longer = { MessageRetentionPeriod: '1209600' };
    assert.deepEqual(await run('edit', { ...scope, name, attributes: longer }), longer);
    const shorter = { MessageRetentionPeriod: '3600' };
    assert.deepEqual(await run('edit', { ...scope, name, attributes: shorter, confirmed: true }), shorter);
  });

  it('edit refuses a value that SQS would refuse', async () => {
    assert.equal(await run('edit', { ...scope, name, attributes: { DelaySeconds: '901' } }), undefined);
  });

  it('send answers the message id', async () => {
    const attributes = { count: { type: 'Number', value: '3' } };
    const sent = await run<{ messageId: string }>('send', { ...queue, ...scope, body: '😀', attributes, send: true });
    assert.match(sent?.messageId ?? '', /^[0-9a-f-]{36}$/);
  });

  it('send takes 1 MiB and not a byte more, no control character and no half of an emoji', async () => {
    const sent = await run<{ messageId: string }>('send', { ...scope, name, body: 'x'.repeat(1_048_576), send: true });
    assert.ok(sent?.messageId);
    for (const body of ['x'.repeat(1_048_577), 'a\u0001', 'a\ud83d', '']) {
      assert.equal(await run('send', { ...scope, name, body, send: true }), undefined);
    }
  });

  it('an unknown queue is no queue', async () => {
    assert.equal(await run('open', { ...scope, name: 'no-such-queue' }), undefined);
  });

  it('open answers the reference and opens one page for it', async () => {
    await run('open', { ...scope, name });
    assert.equal((await run<Ref>('open', { ...scope, arn: queue.arn }))?.arn, queue.arn);
    const tabs = (): vscode.Tab[] =>
      vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => tab.label === name);
    for (let tries = 0; tries < 100 && tabs().length === 0; tries++) await new Promise(done => setTimeout(done, 50));
    assert.equal(tabs().length, 1);
  });

  it('a queue leads to its dead-letter queue and back', async () => {
    const deadLetter = await run<Ref>('create', { ...scope, name: `${name}-dlq`, attributes: {} });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetter?.arn, maxReceiveCount: 3 });
    await run('edit', { ...scope, name, attributes: { RedrivePolicy } });
    assert.equal((await run<Ref>('openDeadLetterQueue', { ...scope, name }))?.name, `${name}-dlq`);
    assert.equal((await run<Ref>('openSources', { ...scope, name: `${name}-dlq` }))?.name, name);
    assert.equal(await run('delete', { ...scope, name: `${name}-dlq`, confirmed: true }), true);
  });

  it('purge works once a minute', async () => {
    assert.equal(await run('purge', { ...scope, name, confirmed: true }), true);
    assert.equal(await run('purge', { ...scope, name, confirmed: true }), undefined);
  });

  it('delete answers that it was done', async () => {
    assert.equal(await run('delete', { ...scope, name, confirmed: true }), true);
    assert.equal(await run('delete', { ...scope, name, confirmed: true }), undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
