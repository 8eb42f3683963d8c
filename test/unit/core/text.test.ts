import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatSeconds, naturalOrder, shorten, utf8Length } from '../../../src/core/text.ts';

describe('text', () => {
  test('utf8Length is what an encoder would write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(40), (text, times) => {
        const long = text.repeat(times);
        expect(utf8Length(long)).toBe(new TextEncoder().encode(long).length);
      }),
    );
    expect(utf8Length('\ud83d')).toBe(3);
  });

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1_048_576, '1 MiB'],
  ])('formats %d bytes', (bytes, words) => expect(formatBytes(bytes)).toBe(words));

  test.each([
    [0, '0 s'],
    [45, '45 s'],
    [60, '1 min'],
    [5400, '1 h 30 min'],
    [345_600, '4 d'],
    [90_061, '1 d 1 h'],
  ])('formats %d seconds', (seconds, words) => expect(formatSeconds(seconds)).toBe(words));

  test('shorten never leaves half of an emoji', () => {
    expect(shorten('ab😀', 3)).toBe('ab…');
    expect(shorten('abc', 3)).toBe('abc');
  });

  test('natural order counts', () => {
    expect(['q10', 'q2', 'q1'].sort(naturalOrder)).toEqual(['q1', 'q2', 'q10']);
  });
});
