import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeqBits } from '../../../../src/messages/store/seqBits.ts';
import { SortedIndex } from '../../../../src/messages/store/sortedIndex.ts';

test('thousands of entries in many blocks, inserted, removed, dropped and counted under a filter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, filtered) => {
      let state = seed;
      const random = (below: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return (state >>> 8) % below;
      };
      const bits = new SeqBits();
      const index = new SortedIndex();
      index.setFilter(filtered ? bits : undefined);
      let entries: { key: number; seq: number }[] = [];
      const sorted = (): number[] =>
        entries
          .filter(({ seq }) => !filtered || bits.has(seq))
          .toSorted((a, b) => a.key - b.key || a.seq - b.seq)
          .map(({ seq }) => seq);
      const check = (): void => {
        const expected = sorted();
        expect(index.count).toBe(expected.length);
        expect(index.slice(0, 10_000)).toEqual(expected);
        const from = random(expected.length + 1);
        expect(index.slice(from, 60)).toEqual(expected.slice(from, from + 60));
        const some = entries[random(entries.length)];
        if (some && (!filtered || bits.has(some.seq))) {
          expect(index.rank(some.key, some.seq)).toBe(expected.indexOf(some.seq));
        }
        const key = random(1_000);
        expect(index.below(key).all).toBe(entries.filter(each => each.key < key).length);
      };
      for (let seq = 0; seq < 3_000; seq++) {
        const key = seq % 3 === 0 ? random(1_000) : seq;
        if (random(3) > 0) bits.add(seq);
        index.insert(key, seq);
        entries.push({ key, seq });
      }
      check();
      for (let round = 0; round < 900; round++) {
        const [gone] = entries.splice(random(entries.length), 1);
        if (gone) index.remove(gone.key, gone.seq);
      }
      check();
      index.dropBelow(1_700);
      bits.dropBelow(1_700);
      entries = entries.filter(({ seq }) => seq >= 1_700);
      check();
    }),
    { numRuns: 20 },
  );
});

test('members of a set by number and number by member, across blocks and after a drop', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20_000), { maxLength: 500 }), fc.nat(20_000), (members, first) => {
      const bits = new SeqBits();
      for (const seq of members) bits.add(seq);
      bits.dropBelow(first);
      const left = members.filter(seq => seq >= first).toSorted((a, b) => a - b);
      expect(bits.size).toBe(left.length);
      expect(bits.slice(0, 1_000)).toEqual(left);
      const middle = Math.floor(left.length / 2);
      expect(bits.slice(middle, 5)).toEqual(left.slice(middle, middle + 5));
      expect(left.map(seq => bits.rank(seq))).toEqual(left.map((_, at) => at));
      expect(members.filter(seq => bits.has(seq)).toSorted((a, b) => a - b)).toEqual(left);
    }),
  );
});
