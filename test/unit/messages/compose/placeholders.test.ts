import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compilePlaceholders,
  entryFiller,
  fill,
  type PlaceholderSource,
  placeholderHelp,
  systemSource,
} from '../../../../src/messages/compose/placeholders.ts';

const source = (random = 0): PlaceholderSource => ({
  now: () => Date.UTC(2026, 0, 31, 12),
  random: () => random,
  uuid: () => 'a-uuid',
});
const filled = (text: string, nth = 0, random = 0): string => fill(compilePlaceholders(text), source(random), nth);

test.each([
  ['{{uuid}}', 'a-uuid'],
  ['{{now}}', '2026-01-31T12:00:00.000Z'],
  ['{{now ms}}', '1769860800000'],
  ['{{ counter }}', '5'],
  ['{{counter 100}}', '104'],
  ['{{counter -1}}', '3'],
  ['{{int 3 3}}', '3'],
  ['{{pick a b c}}', 'c'],
  ['\\{{uuid}}', '{{uuid}}'],
  ['a {{counter}}-{{counter 7}} }} b', 'a 5-11 }} b'],
  ['{"n":{"m":{{counter}}}}', '{"n":{"m":5}}'],
])('%s', (text, expected) => {
  expect(filled(text, 4, 0.999)).toBe(expected);
});

test('whole numbers reach both ends and nothing beyond', () => {
  expect(filled('{{int -2 9}}', 0, 0)).toBe('-2');
  expect(filled('{{int -2 9}}', 0, 1 - Number.EPSILON)).toBe('9');
  fc.assert(
    fc.property(
      fc.integer(),
      fc.nat(10_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (low, width, random) => {
        const value = Number(filled(`{{int ${low} ${low + width}}}`, 0, random));
        return Number.isInteger(value) && value >= low && value <= low + width;
      },
    ),
  );
});

test('a text without braces stays as it is, and an escaped one says what was meant', () => {
  fc.assert(
    fc.property(
      fc.string().filter(text => !text.includes('{{')),
      text => filled(text) === text,
    ),
  );
  fc.assert(
    fc.property(
      fc.string().filter(text => !/[\\{]/.test(text)),
      text => filled(`\\{{${text}`) === `{{${text}`,
    ),
  );
});

describe('what is wrong has its place', () => {
  test.each([
    ['a\n  {{uid}}', /unknown.*line 2, column 3 of the body/],
    ['{{}}', /unknown.*line 1, column 1/],
    ['{{uuid', /not closed.*column 1/],
    ['{{uuid 4}}', /Nothing follows uuid/],
    ['{{now iso}}', /now ms/],
    ['{{int 9 1}}', /smaller one first/],
    ['{{int 1}}', /two whole numbers/],
    ['{{int 1.5 3}}', /two whole numbers/],
    ['{{int 1 99999999999999999999}}', /two whole numbers/],
    ['{{counter x}}', /counter 100/],
    ['{{pick}}', /what to choose from/],
  ])('%s', (text, words) => {
    expect(() => compilePlaceholders(text)).toThrow(words);
  });

  test('in an attribute or an id', () => {
    const wrong = { type: 'String', value: '{{x}}' };
    expect(() => entryFiller({ body: 'a', attributes: { k: wrong } })).toThrow(/of attribute k/);
    expect(() => entryFiller({ body: 'a', groupId: '{{x}}' })).toThrow(/of the group id/);
    expect(() => entryFiller({ body: 'a', deduplicationId: '{{x}}' })).toThrow(/of the deduplication id/);
  });
});

test('every part of an entry is filled, and the type of an attribute is not', () => {
  const make = entryFiller({
    body: '{{counter}}',
    attributes: { n: { type: 'Number', value: '{{counter 10}}' } },
    groupId: 'g-{{counter}}',
    deduplicationId: '{{uuid}}',
    delaySeconds: 3,
  });
  expect(make(source(), 2)).toEqual({
    body: '3',
    attributes: { n: { type: 'Number', value: '12' } },
    groupId: 'g-3',
    deduplicationId: 'a-uuid',
    delaySeconds: 3,
  });
});

test('what the help shows can be written', () => {
  for (const { form } of placeholderHelp) expect(() => compilePlaceholders(form)).not.toThrow();
  expect(fill(compilePlaceholders('{{uuid}}'), systemSource, 0)).toMatch(/^[0-9a-f-]{36}$/);
});
