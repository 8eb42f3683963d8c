import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createAws } from '../../src/aws/aws.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { arrange } from '../../src/explorer/arrange.ts';
import { FigureBook } from '../../src/explorer/figures.ts';
import { Folder } from '../../src/explorer/folder.ts';
import { rowLook } from '../../src/explorer/looks.ts';
import { type FaultProxy, startFaultProxy } from '../contract/servers/faultProxy.ts';
import { fauxqs } from '../contract/servers/fauxqs.ts';
import type { LocalServer } from '../contract/servers/server.ts';
import { seedManyQueues } from '../e2e/explorerQueues.ts';
import { type BenchRow, median } from './row.ts';

const rounds = 15;

/** The tree's first rows and all of them, beside the bare SDK asking for the same pages of the same server. */
export async function rows(): Promise<BenchRow[]> {
  const server = await fauxqs.start();
  const proxy = await startFaultProxy(server.endpoint);
  const { folder, dispose } = queuesFolder(server, proxy);
  const bare = new SQSClient({ ...server, endpoint: proxy.endpoint, useQueueUrlAsEndpoint: false });
  try {
    await seedManyQueues(server);
    const first = { ours: [] as number[], theirs: [] as number[] };
    const all = { ours: [] as number[], theirs: [] as number[] };
    let calls: readonly string[] = [];
    for (let round = 0; round < rounds; round++) {
      const tree = folder();
      const before = proxy.seen.length;
      const start = performance.now();
      await tree.ready();
      const shown = tree.looks();
      first.ours.push(performance.now() - start);
      if (shown !== 1_000) throw new Error(`${shown} rows in the first paint`);
      // The second page is under way already: it is asked for the moment the first one is in.
      calls = proxy.seen.slice(before).filter((action, index) => index === 0 || action !== 'ListQueues');
      await tree.whole();
      if (tree.looks() !== 2_500) throw new Error('not all rows');
      all.ours.push(performance.now() - start);

      const startBare = performance.now();
      let page = await bare.send(new ListQueuesCommand({ MaxResults: 1_000 }));
      first.theirs.push(performance.now() - startBare);
      while (page.NextToken) {
        page = await bare.send(new ListQueuesCommand({ MaxResults: 1_000, NextToken: page.NextToken }));
      }
      all.theirs.push(performance.now() - startBare);
    }
    const against = 'bare SDK, same pages';
    return [
      { name: 'tree: calls before the first 1,000 rows', ours: calls.length, unit: 'calls', against, theirs: 1 },
      { name: 'tree: first 1,000 rows', ours: median(first.ours), unit: 'ms', against, theirs: median(first.theirs) },
      { name: 'tree: all 2,500 rows', ours: median(all.ours), unit: 'ms', against, theirs: median(all.theirs) },
    ];
  } finally {
    bare.destroy();
    dispose();
    await proxy.stop();
    await server.stop();
  }
}

/** The tree's own model on our own adapter: everything but VS Code's TreeItem objects. */
function queuesFolder(server: LocalServer, proxy: FaultProxy) {
  const aws = createAws({
    connection: id => ({ id, name: 'Bench', credentials: 'sandbox', regions: [server.region] }),
    peekAllowed: () => false,
    sandbox: () => ({ endpoint: proxy.endpoint, ...server.credentials }),
    mfaCode: async () => '',
    activityLog: { record: () => undefined },
    logger: silentLogger,
    requestTimeoutMs: () => 20_000,
    env: {},
  });
  const figures = new FigureBook(aws.queues, { changed: () => undefined, gone: () => undefined });
  const folder = () => {
    const made = new Folder('queues', { connectionId: 'bench', region: server.region }, aws, () => undefined);
    return {
      ready: () => made.listing.ready(),
      whole: () => made.listing.whole(),
      /** Makes what every row shows, and returns how many there are. */
      looks(): number {
        const { rest } = arrange(made.listing.rows, {
          filter: undefined,
          groupBy: { by: 'none' },
          isFavourite: () => false,
          tagOf: () => undefined,
          isDeadLetters: () => false,
          messagesOf: () => undefined,
        });
        return rest.map(row =>
          rowLook(row, { favourite: false, mark: row.kind === 'queue' ? figures.markOf(row) : undefined }),
        ).length;
      },
    };
  };
  return { folder, dispose: () => aws.dispose() };
}
