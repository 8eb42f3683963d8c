import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashKeyOf, hashKeySpace, isOpen, readHashKey, shardOf, shareOf } from '../../../src/streams/shardOf.ts';
import { shard } from './streamMemory.ts';

test('the hash key is the MD5 of the UTF-8 bytes as a number', () => {
  expect(hashKeyOf('')).toBe(0xd41d8cd98f00b204e9800998ecf8427en);
  expect(hashKeyOf('abc')).toBe(0x900150983cd24fb0d6963f7d28e17f72n);
  expect(hashKeyOf('é')).not.toBe(hashKeyOf('e\u0301'));
});

/** Open shards that cover the hash space without a gap, cut at arbitrary points, with closed ones lying across them. */
const shardSets = fc
  .tuple(fc.uniqueArray(fc.bigInt({ min: 1n, max: hashKeySpace - 1n }), { maxLength: 12 }), fc.boolean())
  .map(([cuts, withParent]) => {
    const starts = [0n, ...cuts].sort((a, b) => (a < b ? -1 : 1));
    const open = starts.map((start, index) => shard(`s${index}`, start, (starts[index + 1] ?? hashKeySpace) - 1n));
    return withParent ? [shard('parent', 0n, hashKeySpace - 1n, true), ...open] : open;
  });

test('every hash key has exactly one open shard, and it holds the key', () => {
  fc.assert(
    fc.property(shardSets, fc.bigInt({ min: 0n, max: hashKeySpace - 1n }), (shards, key) => {
      const found = shardOf(key, shards);
      expect(found && isOpen(found)).toBe(true);
      const holders = shards.filter(
        one => isOpen(one) && BigInt(one.startingHashKey) <= key && key <= BigInt(one.endingHashKey),
      );
      expect(holders).toEqual([found]);
    }),
  );
});

test('both ends of a range belong to it, and a gap belongs to nobody', () => {
  const shards = [shard('a', 0n, 9n), shard('c', 20n, hashKeySpace - 1n)];
  expect(shardOf(0n, shards)?.id).toBe('a');
  expect(shardOf(9n, shards)?.id).toBe('a');
  expect(shardOf(10n, shards)).toBeUndefined();
  expect(shardOf(hashKeySpace - 1n, shards)?.id).toBe('c');
});

test('the shares of the open shards add up to the whole', () => {
  fc.assert(
    fc.property(shardSets, shards => {
      const sum = shards.filter(isOpen).reduce((total, one) => total + shareOf(one), 0);
      expect(sum).toBeGreaterThan(1 - 1e-4);
      expect(sum).toBeLessThanOrEqual(1);
    }),
  );
});

test('an explicit hash key is a decimal number of 128 bits', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: hashKeySpace - 1n }), key => readHashKey(key.toString()) === key));
  for (const wrong of ['', '-1', '01', '1.0', '0x1', ' 1', hashKeySpace.toString(), '9'.repeat(39)])
    expect(readHashKey(wrong)).toBeUndefined();
});
