import { describe, expect, it } from 'vitest';
import { rowsOfTags, tagChange, tagFaults, tagsOfRows } from '../../../src/core/tags.ts';

describe('tags', () => {
  it('become rows and come back without the empty ones', () => {
    const rows = [...rowsOfTags({ team: 'shop', note: '' }), { key: '', value: '' }];
    expect(tagsOfRows(rows)).toEqual({ team: 'shop', note: '' });
  });

  it('tell what turns one set into another', () => {
    expect(tagChange({ a: '1', b: '2', c: '3' }, { a: '1', b: '20', d: '4' })).toEqual({
      set: { b: '20', d: '4' },
      remove: ['c'],
    });
  });

  it.each([
    ['', 'x', 'needs a key'],
    ['aws:x', 'y', 'reserved'],
    ['k'.repeat(129), '', '128'],
    ['k', 'v'.repeat(257), '256'],
    ['k', 'a,b', 'letters, digits'],
  ])('refuse %j = %j', (key, value, words) => expect(tagFaults([{ key, value }])[0]).toContain(words));

  it('accept what AWS accepts and refuse a key twice', () => {
    expect(tagFaults([{ key: 'straße 1', value: '_.:/=+-@' }])).toEqual([undefined]);
    expect(
      tagFaults([
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ]),
    ).toEqual([undefined, 'Another tag has this key already']);
  });
});
