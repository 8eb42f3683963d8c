import { describe, expect, test } from 'vitest';
import { cellText, fieldTime, timeOfField } from '../../../../src/messages/viewer/app/cellText.ts';
import { changed, chipsOf } from '../../../../src/messages/viewer/app/filterWords.ts';
import { rowHeight, scrollMap } from '../../../../src/messages/viewer/app/scrollMap.ts';
import { WindowCache } from '../../../../src/messages/viewer/app/windowCache.ts';
import { mayHideText } from '../../../../src/messages/viewer/messageDetail.ts';
import type { ViewerRow } from '../../../../src/messages/viewer/viewerProtocol.ts';

describe('the scroll bar', () => {
  test('is a multiplication while the browser can draw the height', () => {
    const map = scrollMap(100_000, 440);
    expect(map.height).toBe(100_000 * rowHeight);
    expect(map.rowAt(map.scrollFor(77_777))).toBeCloseTo(77_777);
  });

  test('stands for more rows than pixels past that, and reaches the first and the last one', () => {
    const rows = 10_000_000;
    const map = scrollMap(rows, 440);
    expect(map.height).toBe(30_000_000);
    expect(map.rowAt(0)).toBe(0);
    expect(map.rowAt(map.height - 440)).toBeCloseTo(rows - 440 / rowHeight);
    expect(map.rowAt(map.scrollFor(5_000_000))).toBeCloseTo(5_000_000);
    expect(map.scrollFor(rows)).toBe(map.height - 440);
  });
});

describe('the rows a page was given', () => {
  const row = (seq: number): ViewerRow => ({
    seq,
    row: { id: `${seq}`, bytes: 1, preview: '' },
    cells: [],
    selected: false,
  });
  const rows = (from: number, count: number) => Array.from({ length: count }, (_, at) => row(from + at));

  test('what is missing or old is asked for, with some rows ahead', () => {
    const cache = new WindowCache();
    expect(cache.lacking(100, 140, 1)).toEqual({ from: 52, count: 136 });
    cache.put(52, rows(52, 136), 1);
    expect(cache.lacking(100, 140, 1)).toBeUndefined();
    expect(cache.lacking(170, 200, 1)).toEqual({ from: 188, count: 60 });
    expect(cache.lacking(100, 140, 2)).toEqual({ from: 52, count: 136 });
    expect(cache.row(120)?.seq).toBe(120);
  });

  test('does not grow without end', () => {
    const cache = new WindowCache();
    for (let from = 0; from < 20_000; from += 500) cache.put(from, rows(from, 500), 1);
    expect(cache.row(0)).toBeUndefined();
    expect(cache.row(19_999)?.seq).toBe(19_999);
  });
});

describe('a filter in words', () => {
  test('every condition but the text is a chip that knows the filter without it', () => {
    const filter = {
      text: 'a',
      attributes: [
        { name: 'kind', operator: 'equals', value: 'x' },
        { name: 'old', operator: 'absent' },
      ],
      receiveCountAtLeast: 3,
      invert: true,
    } as const;
    const chips = chipsOf(filter);
    expect(chips.map(chip => chip.words)).toEqual([
      'kind is x',
      'old is not there',
      'received 3 times or more',
      'all others',
    ]);
    expect(chips[0]?.without).toEqual({ ...filter, attributes: [filter.attributes[1]] });
    expect(chipsOf({ expression: 'a' })[0]?.without).toBeUndefined();
  });

  test('parts that say nothing go away, and a filter without parts is none', () => {
    expect(changed({ text: 'a', regex: true }, { text: '' })).toEqual({ regex: true });
    expect(changed({ text: 'a' }, { text: '', attributes: [], invert: false })).toBeUndefined();
  });
});

test('times travel to a field and back to the second', () => {
  const time = new Date('2026-11-21T01:15:07Z').getTime();
  expect(timeOfField(fieldTime(time))).toBe(time);
  expect([fieldTime(undefined), timeOfField(''), timeOfField('soon')]).toEqual(['', undefined, undefined]);
});

test('cells show sizes with their unit and what the host gave', () => {
  const row: ViewerRow = {
    seq: 0,
    row: { id: 'a', bytes: 2_048, preview: 'p' },
    cells: ['2048', 'x'],
    selected: false,
  };
  expect(cellText({ kind: 'field', field: 'bytes' }, row, 0)).toBe('2 KiB');
  expect(cellText({ kind: 'field', field: 'sentAt' }, row, 0)).toBe('');
  expect(cellText({ kind: 'path', path: 'a' }, row, 1)).toBe('x');
});

test('only bodies that may hide a text from a search are decoded for it', () => {
  expect(mayHideText('{"orderId": "o-1", "city": "Oslo"}')).toBe(false);
  expect(mayHideText('a plain sentence')).toBe(false);
  expect(mayHideText('{"Message": "{\\"a\\":1}"}')).toBe(true);
  expect(mayHideText('{"city": "\\u00c5lesund"}')).toBe(true);
  expect(mayHideText('aGVsbG8gd29ybGQ=')).toBe(true);
  expect(mayHideText(`{"data": "${'aGVsbG8g'.repeat(8)}"}`)).toBe(true);
});
