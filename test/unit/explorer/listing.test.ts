import { describe, expect, it } from 'vitest';
import type { Page } from '../../../src/core/page.ts';
import { Listing } from '../../../src/explorer/listing.ts';

interface Item {
  readonly arn: string;
  readonly name: string;
}

const item = (name: string): Item => ({ arn: `arn:${name}`, name });
const names = (listing: Listing<Item>): string[] => listing.rows.map(row => row.name);

/** A listing whose pages are handed out one by one by the test. */
function manual() {
  const waiting: { token: string | undefined; signal: AbortSignal; give(page: Page<Item> | Error): Promise<void> }[] =
    [];
  let changes = 0;
  const listing = new Listing<Item>(
    (token, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({
          token,
          signal,
          give: async page => {
            if (page instanceof Error) reject(page);
            else resolve(page);
            await new Promise(done => setTimeout(done));
          },
        });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    () => changes++,
    () => clock.now,
  );
  const clock = { now: 0 };
  return { listing, waiting, clock, changes: () => changes };
}

describe('a listing', () => {
  it('asks nothing before somebody looks', () => {
    const { listing, waiting } = manual();
    expect(listing.state).toBe('idle');
    expect(waiting).toHaveLength(0);
  });

  it('is ready with its first page and whole with its last', async () => {
    const { listing, waiting } = manual();
    const ready = listing.ready();
    expect(waiting[0]?.token).toBeUndefined();
    await waiting[0]?.give({ items: [item('b-10'), item('b-2')], nextToken: 't1' });
    await ready;
    expect(names(listing)).toEqual(['b-2', 'b-10']);
    expect(listing.state).toBe('loading');
    const whole = listing.whole();
    expect(waiting[1]?.token).toBe('t1');
    await waiting[1]?.give({ items: [item('a'), item('b-2')] });
    await whole;
    expect(names(listing)).toEqual(['a', 'b-2', 'b-10']);
    expect(listing.state).toBe('complete');
    expect(waiting).toHaveLength(2);
  });

  it('keeps the rows of before during a refresh and drops what is gone at its end', async () => {
    const { listing, waiting } = manual();
    void listing.ready();
    await waiting[0]?.give({ items: [item('a'), item('b'), item('c')] });
    void listing.refresh();
    expect(names(listing)).toEqual(['a', 'b', 'c']);
    await waiting[1]?.give({ items: [item('a')], nextToken: 't' });
    expect(names(listing)).toEqual(['a', 'b', 'c']);
    await waiting[2]?.give({ items: [item('d')] });
    expect(names(listing)).toEqual(['a', 'd']);
  });

  it('goes on where it was stopped', async () => {
    const { listing, waiting } = manual();
    void listing.ready();
    await waiting[0]?.give({ items: [item('a')], nextToken: 't1' });
    listing.stop();
    expect(waiting[1]?.signal.aborted).toBe(true);
    expect(listing.state).toBe('stopped');
    listing.resume();
    expect(waiting[2]?.token).toBe('t1');
    await waiting[2]?.give({ items: [item('b')] });
    expect(names(listing)).toEqual(['a', 'b']);
    expect(listing.state).toBe('complete');
  });

  it('starts over when it was stopped before its first page', async () => {
    const { listing, waiting } = manual();
    const ready = listing.ready();
    listing.stop();
    await ready;
    expect(listing.state).toBe('idle');
    void listing.ready();
    expect(waiting).toHaveLength(2);
  });

  it('ignores a page of a run that was left', async () => {
    const { listing, waiting } = manual();
    void listing.ready();
    void listing.refresh();
    await waiting[0]?.give({ items: [item('old')] });
    await waiting[1]?.give({ items: [item('new')] });
    expect(names(listing)).toEqual(['new']);
  });

  it('keeps its rows when a later page fails', async () => {
    const { listing, waiting } = manual();
    void listing.ready();
    await waiting[0]?.give({ items: [item('a')], nextToken: 't' });
    const failure = new Error('no');
    await waiting[1]?.give(failure);
    expect(listing.state).toBe('failed');
    expect(listing.error).toBe(failure);
    expect(names(listing)).toEqual(['a']);
  });

  it('is ready when the first page fails', async () => {
    const { listing, waiting } = manual();
    const ready = listing.ready();
    await waiting[0]?.give(new Error('no'));
    await ready;
    expect(listing.state).toBe('failed');
  });

  it('ends although the endpoint repeats its token', async () => {
    const { listing, waiting } = manual();
    void listing.ready();
    await waiting[0]?.give({ items: [item('a')], nextToken: 't' });
    await waiting[1]?.give({ items: [item('b')], nextToken: 't' });
    expect(listing.state).toBe('complete');
  });

  it('keeps a deleted row out for a minute, unless it was made again', async () => {
    const { listing, waiting, clock } = manual();
    void listing.ready();
    await waiting[0]?.give({ items: [item('a'), item('b')] });
    listing.remove('arn:a');
    expect(names(listing)).toEqual(['b']);
    void listing.refresh();
    await waiting[1]?.give({ items: [item('a'), item('b')] });
    expect(names(listing)).toEqual(['b']);
    clock.now = 61_000;
    void listing.refresh();
    await waiting[2]?.give({ items: [item('a'), item('b')] });
    expect(names(listing)).toEqual(['a', 'b']);
    listing.remove('arn:b');
    listing.allow('arn:b');
    void listing.refresh();
    await waiting[3]?.give({ items: [item('a'), item('b')] });
    expect(names(listing)).toEqual(['a', 'b']);
  });
});
