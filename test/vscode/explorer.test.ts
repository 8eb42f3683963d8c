import assert from 'node:assert/strict';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { CommandArguments, CommandId } from '../../src/contributions.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Host } from '../../src/editor/host.ts';
import type { ExplorerDeps } from '../../src/explorer/explorerDeps.ts';
import { type ExplorerNode, FolderNode, GroupNode, MessageNode, RowNode } from '../../src/explorer/explorerNodes.ts';
import { ExplorerTree } from '../../src/explorer/explorerTree.ts';
import { parseFilter } from '../../src/explorer/filter.ts';
import { rowTooltip } from '../../src/explorer/tooltips.ts';
import { denied, type FaultProxy, startFaultProxy } from '../contract/servers/faultProxy.ts';
import { fauxqs } from '../contract/servers/fauxqs.ts';
import type { LocalServer } from '../contract/servers/server.ts';
import { queueName, seedManyQueues } from '../e2e/explorerQueues.ts';

function run<K extends CommandId, R = unknown>(id: K, args: CommandArguments[K]): Thenable<R> {
  return vscode.commands.executeCommand<R>(id, args);
}

describe('the tree in the editor', function () {
  this.timeout(120_000);
  let server: LocalServer;
  let proxy: FaultProxy;
  before(async () => {
    server = await fauxqs.start();
    await seedManyQueues(server);
    proxy = await startFaultProxy(server.endpoint);
  });
  after(async () => {
    await proxy.stop();
    await server.stop();
  });
  beforeEach(() => proxy.use());

  describe('its model on the real adapter', () => {
    let aws: Aws;
    let tree: ExplorerTree;
    beforeEach(() => {
      aws = openAws(proxy.endpoint, server);
      tree = openTree(aws, server.region);
    });
    afterEach(() => {
      tree.dispose();
      aws.dispose();
    });

    it('shows the first thousand queues after one call, and no attributes are asked for', async () => {
      const folder = await folderOf(tree, 'queues');
      const before = proxy.seen.length;
      proxy.use(({ body }) => (body.includes('NextToken') ? { kind: 'delay', ms: 1_000 } : undefined));
      const first = await tree.getChildren(folder);
      assert.equal(first.length, 1_000);
      assert.equal(tree.getTreeItem(folder).description, '1,000 so far…');
      await folder.folder.listing.whole();
      const all = await tree.getChildren(folder);
      const items = all.map(node => tree.getTreeItem(node));
      assert.equal(items.length, 2_500);
      assert.equal(new Set(items.map(item => item.id)).size, 2_500);
      assert.equal(tree.getTreeItem(folder).description, '2,500');
      const calls = proxy.seen.slice(before).filter(action => action !== 'GetCallerIdentity');
      assert.deepEqual(calls, ['ListQueues', 'ListQueues', 'ListQueues']);
    });

    it('gives every item its context and its commands their arguments', async () => {
      const folder = await folderOf(tree, 'queues');
      assert.deepEqual(folder.commandArguments, { connectionId: 'here', region: 'us-east-1' });
      await folder.folder.listing.whole();
      await tree.getChildren(folder);
      const [row] = (await tree.getChildren(folder)).filter(
        node => node instanceof RowNode && node.row.name === 'checkout-dlq',
      );
      assert.ok(row instanceof RowNode);
      const item = tree.getTreeItem(row);
      assert.equal(item.contextValue, 'queue dlq');
      assert.equal(item.command?.command, 'messagingWorkbench.queue.open');
      assert.equal(row.row.arn, 'arn:aws:sqs:us-east-1:000000000000:checkout-dlq');
      assert.equal(tree.getParent(row), folder);
    });

    it('tells more of what is pointed at', async () => {
      const tooltip = async (kind: 'queues' | 'topics', name: string): Promise<string> => {
        const folder = await folderOf(tree, kind);
        await folder.folder.listing.whole();
        const row = folder.folder.listing.rows.find(candidate => candidate.name === name);
        assert.ok(row);
        return rowTooltip(row, tree, depsOf(aws, server.region), new AbortController().signal);
      };
      assert.match(
        await tooltip('queues', 'orders-events-0000'),
        /Dead letters after 3 receives go to .*:orders-parking/,
      );
      assert.match(
        await tooltip('queues', 'orders-parking'),
        /About 3 messages.*\nTakes the dead letters of another queue/,
      );
      assert.match(await tooltip('topics', 'orders-placed'), /0 subscriptions/);
    });

    it('stops a listing that nobody waits for any more, and goes on later', async () => {
      const folder = await folderOf(tree, 'queues');
      proxy.use(({ body }) => (body.includes('NextToken') ? { kind: 'delay', ms: 1_000 } : undefined));
      await tree.getChildren(folder);
      folder.folder.stop();
      assert.equal(folder.folder.listing.state, 'stopped');
      await tree.getChildren(folder);
      await folder.folder.listing.whole();
      assert.equal(folder.folder.listing.rows.length, 2_500);
    });

    it('asks SQS itself for an exact prefix', async () => {
      tree.setFilter(parseFilter('prefix:shipping-events-00'));
      const folder = await folderOf(tree, 'queues');
      const before = proxy.seen.length;
      const rows = await tree.getChildren(folder);
      await folder.folder.listing.whole();
      assert.equal(rows.length, 100);
      assert.deepEqual(
        proxy.seen.slice(before).filter(action => action === 'ListQueues'),
        ['ListQueues'],
      );
    });

    it('puts a message where rows would stand, and leaves the other folders alone', async () => {
      proxy.use(({ action }) => (action === 'ListTopics' ? denied('sns', 'SNS:ListTopics') : undefined));
      const [message] = await tree.getChildren(await folderOf(tree, 'topics'));
      assert.ok(message instanceof MessageNode);
      const item = tree.getTreeItem(message);
      assert.equal(item.label, 'Not allowed: sns:ListTopics');
      assert.equal(item.contextValue, 'message');
      assert.equal(item.command?.command, 'messagingWorkbench.explorer.showProblem');
      const [{ problem }] = item.command.arguments as [{ problem: string }];
      assert.match(String(tree.problem(problem)?.error), /sns:ListTopics/);
      assert.equal((await tree.getChildren(await folderOf(tree, 'queues'))).length, 1_000);
    });

    it('says when depths may not be read, and keeps the names', async () => {
      proxy.use(({ action }) =>
        action === 'GetQueueAttributes' ? denied('sqs', 'sqs:GetQueueAttributes') : undefined,
      );
      const folder = await folderOf(tree, 'queues');
      const rows = (await tree.getChildren(folder)).flatMap(node => (node instanceof RowNode ? [node.row] : []));
      const queues = rows.flatMap(row => (row.kind === 'queue' ? [row] : []));
      await tree.figures.read(queues.slice(0, 100), new AbortController().signal);
      const [message] = await tree.getChildren(folder);
      assert.ok(message instanceof MessageNode);
      assert.equal(tree.getTreeItem(message).label, 'Not allowed: sqs:GetQueueAttributes');
    });

    it('drops a queue that was deleted elsewhere when its figures are read', async () => {
      const folder = await folderOf(tree, 'queues');
      await folder.folder.listing.whole();
      const row = folder.folder.listing.rows[7];
      assert.equal(row?.kind, 'queue');
      if (row?.kind !== 'queue') return;
      await aws.queues(row.ref).delete(row.ref, new AbortController().signal);
      await tree.figures.read([row], new AbortController().signal);
      assert.equal(folder.folder.listing.find(row.arn), undefined);
    });
  });

  it('groups by tag and by stack', async () => {
    const small = await fauxqs.start();
    const client = new SQSClient({ ...small, useQueueUrlAsEndpoint: false });
    const stack = (name: string) => ({ 'aws:cloudformation:stack-name': name, team: name.slice(0, 1) });
    await client.send(new CreateQueueCommand({ QueueName: 'a', tags: stack('shop') }));
    await client.send(new CreateQueueCommand({ QueueName: 'b', tags: stack('billing') }));
    await client.send(new CreateQueueCommand({ QueueName: 'c', tags: stack('shop') }));
    await client.send(new CreateQueueCommand({ QueueName: 'd' }));
    client.destroy();
    const aws = openAws(small.endpoint, small);
    const tree = openTree(aws, small.region);
    try {
      const folder = await folderOf(tree, 'queues');
      for (const groupBy of [{ by: 'stack' }, { by: 'tag', tag: 'team' }] as const) {
        tree.setGroupBy(groupBy);
        await tree.getChildren(folder);
        await settled(() => folder.folder.tagState === 'ready');
        const children = await tree.getChildren(folder);
        const labels = children.map(node => tree.getTreeItem(node).label);
        assert.deepEqual(labels, groupBy.by === 'stack' ? ['billing', 'shop', 'd'] : ['b', 's', 'd']);
        const group = children[1];
        assert.ok(group instanceof GroupNode);
        const names = (await tree.getChildren(group)).map(node => tree.getTreeItem(node).label);
        assert.deepEqual(names, ['a', 'c']);
      }
    } finally {
      tree.dispose();
      aws.dispose();
      await small.stop();
    }
  });

  describe('its commands in the window', () => {
    let connectionId = '';
    const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
    const reveal = (name: string) =>
      run<'messagingWorkbench.explorer.reveal', string>('messagingWorkbench.explorer.reveal', {
        arn: arnOf(name),
        connectionId,
      });
    const selectedName = () => vscode.commands.executeCommand<string>('messagingWorkbench.explorer.copyName');

    before(async () => {
      const added = await run<'messagingWorkbench.connection.add', { connectionId: string }>(
        'messagingWorkbench.connection.add',
        { name: 'Tree test', credentials: 'local', endpoint: proxy.endpoint, regions: ['us-east-1'] },
      );
      connectionId = added.connectionId;
    });
    after(async () => {
      await run('messagingWorkbench.explorer.clearFilter', {});
      await run('messagingWorkbench.explorer.groupBy', { by: 'none' });
      await run('messagingWorkbench.connection.remove', { connectionId, confirmed: true });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    it('reveal a queue of the last page; what is copied is what is selected', async () => {
      const name = queueName(2_400);
      assert.equal(await reveal(name), arnOf(name));
      await settled(async () => (await selectedName()) === name);
      assert.equal(await vscode.commands.executeCommand('messagingWorkbench.explorer.copyArn'), arnOf(name));
      assert.equal(await vscode.env.clipboard.readText(), arnOf(name));
    });

    it('reveal a queue inside its group', async () => {
      await run('messagingWorkbench.explorer.groupBy', { by: 'prefix' });
      const name = 'orders-events-0042';
      assert.equal(await reveal(name), arnOf(name));
      await settled(async () => (await selectedName()) === name);
    });

    it('reveal clears a filter that hides the queue', async () => {
      await run('messagingWorkbench.explorer.filter', { text: 'billing' });
      const name = 'catalog-events-0007';
      assert.equal(await reveal(name), arnOf(name));
      await settled(async () => (await selectedName()) === name);
    });

    it('reveal refuses what the tree does not have', async () => {
      assert.equal(await reveal('nowhere'), undefined);
    });

    it('show what was just made, and no longer what was just deleted', async () => {
      const name = `made-${Date.now()}`;
      const scope = { connectionId, region: 'us-east-1' };
      await run('messagingWorkbench.queue.create', { ...scope, name, attributes: {} });
      await settled(async () => (await reveal(name)) === arnOf(name));
      await run('messagingWorkbench.queue.delete', { ...scope, name, confirmed: true });
      assert.equal(await reveal(name), undefined);
    });

    it('know no console for an endpoint of its own', async () => {
      const args = { arn: arnOf(queueName(0)), connectionId };
      assert.equal(await vscode.commands.executeCommand('messagingWorkbench.explorer.openInConsole', args), undefined);
    });
  });
});

function openAws(endpoint: string, { credentials, region }: LocalServer): Aws {
  return createAws({
    connection: id => ({ id, name: 'Here', credentials: 'sandbox', regions: [region] }),
    peekAllowed: () => false,
    sandbox: () => ({ endpoint, ...credentials }),
    mfaCode: async () => '',
    activityLog: { record: () => undefined },
    logger: silentLogger,
    requestTimeoutMs: () => 20_000,
    env: {},
  });
}

function openTree(aws: Aws, region: string): ExplorerTree {
  return new ExplorerTree(depsOf(aws, region));
}

function depsOf(aws: Aws, region: string): ExplorerDeps {
  return {
    host: { scopes: aws.scopes, logger: silentLogger } as unknown as Host,
    queues: aws.queues,
    topics: aws.topics,
    streams: aws.streams,
    tags: aws.tags,
    connections: {
      list: () => [{ id: 'here', name: 'Here', credentials: 'sandbox', regions: [region] }],
      peekAllowed: () => false,
      onDidChange: () => ({ dispose: () => undefined }),
    },
    memento: { get: (_key, fallback) => fallback, update: async () => undefined },
  };
}

async function folderOf(tree: ExplorerTree, kind: 'queues' | 'topics'): Promise<FolderNode> {
  const [connection] = await tree.getChildren();
  const [region] = await tree.getChildren(connection);
  const folders: ExplorerNode[] = await tree.getChildren(region);
  const found = folders.find(node => node instanceof FolderNode && node.folder.kind === kind);
  assert.ok(found instanceof FolderNode);
  return found;
}

/** Waits until something is so, at most twenty seconds. */
async function settled(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, 'it did not settle in time');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
