import { describe, expect, it } from 'vitest';
import { Favourites } from '../../../src/explorer/favourites.ts';
import { Folder, type FolderClients } from '../../../src/explorer/folder.ts';
import { queueRow, scope } from './rows.ts';

function folder(
  kind: 'queues' | 'topics' = 'queues',
  tags: () => Promise<ReadonlyMap<string, Record<string, string>>> = async () => new Map(),
) {
  const asked: object[] = [];
  const list = async (options: { prefix?: string; token?: string }) => {
    asked.push(options);
    const items = ['Orders-1', 'orders-2', 'pay'].map(name => queueRow(name).ref);
    const { prefix } = options;
    if (prefix !== undefined) return { items: items.filter(item => item.name.startsWith(prefix)) };
    return options.token === undefined ? { items: items.slice(0, 2), nextToken: 't' } : { items: items.slice(2) };
  };
  const clients = {
    queues: () => ({ list }),
    topics: () => ({ list }),
    tags: () => ({ tags }),
  } as unknown as FolderClients;
  let changes = 0;
  const made = new Folder(kind, scope, clients, () => changes++);
  const names = (): string[] => made.listing.rows.map(row => row.name);
  return { made, asked, names, changes: () => changes };
}

describe('a folder', () => {
  it('asks SQS itself for an exact prefix when not everything is listed', async () => {
    const { made, asked, names } = folder();
    made.narrow('Orders-');
    await made.listing.whole();
    expect(asked).toEqual([{ prefix: 'Orders-' }]);
    expect(names()).toEqual(['Orders-1']);
    made.narrow(undefined);
    await made.listing.whole();
    expect(names()).toEqual(['Orders-1', 'orders-2', 'pay']);
  });

  it('asks nothing anew when everything is listed, nor for topics', async () => {
    const { made, asked } = folder();
    await made.listing.whole();
    made.narrow('Orders-');
    await made.listing.whole();
    expect(asked).toEqual([{}, { token: 't' }]);
    const topics = folder('topics');
    topics.made.narrow('Orders-');
    await topics.made.listing.whole();
    expect(topics.asked).toEqual([{}, { token: 't' }]);
  });

  it('reads tags once, and again after a refresh', async () => {
    let calls = 0;
    const { made } = folder('queues', async () => {
      calls++;
      return new Map([[queueRow('pay').arn, { team: `${calls}` }]]);
    });
    await made.listing.whole();
    await made.readTags();
    await made.readTags();
    expect(made.tagOf(queueRow('pay').arn, 'team')).toBe('1');
    await made.refresh();
    await made.readTags();
    expect(made.tagOf(queueRow('pay').arn, 'team')).toBe('2');
    expect(made.tagState).toBe('ready');
  });

  it('keeps why tags could not be read, and does not ask again by itself', async () => {
    let calls = 0;
    const failure = new Error('denied');
    const { made } = folder('queues', async () => {
      calls++;
      throw failure;
    });
    await made.listing.whole();
    await made.readTags();
    await made.readTags();
    expect(made.tagState).toEqual({ error: failure });
    expect(calls).toBe(1);
  });
});

describe('favourites', () => {
  it('are kept by ARN and survive what another window wrote', async () => {
    const kept: Record<string, unknown> = {};
    const store = {
      get: <T>(key: string, fallback: T): T => (kept[key] as T) ?? fallback,
      update: async (key: string, value: unknown) => {
        kept[key] = value;
      },
    };
    const [mine, theirs] = [new Favourites(store), new Favourites(store)];
    expect(mine.has('a')).toBe(false);
    await mine.set('a', true);
    await theirs.set('b', true);
    await mine.set('c', true);
    expect(['a', 'b', 'c'].map(arn => mine.has(arn))).toEqual([true, true, true]);
    await mine.set('a', false);
    expect(kept).toEqual({ favourites: ['b', 'c'] });
  });

  it('are none when the store holds something else', () => {
    const odd = new Favourites({ get: <T>() => 'odd' as T, update: async () => undefined });
    expect(odd.has('a')).toBe(false);
  });
});
