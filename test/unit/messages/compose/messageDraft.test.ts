import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftText, type MessageDraft, parseDraft } from '../../../../src/messages/compose/messageDraft.ts';
import { templateNameFault } from '../../../../src/messages/compose/templateName.ts';

describe('a draft as a file', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const body = fc.oneof(
    text,
    fc.json(),
    fc.json().map(json => JSON.stringify(JSON.parse(json), undefined, 2)),
  );

  test('is read back as it was, the body byte for byte', () => {
    fc.assert(
      fc.property(
        fc.record({
          target: fc.record({ queue: text, connection: text, region: text }, { requiredKeys: [] }),
          placeholders: fc.boolean(),
          entry: fc.record(
            {
              body,
              groupId: text,
              deduplicationId: text,
              delaySeconds: fc.integer({ min: 0, max: 900 }),
              attributes: fc.constant({ k: { type: 'Number.x', value: '1' } }),
              systemAttributes: fc.constant({ AWSTraceHeader: 'Root=1' }),
            },
            { requiredKeys: ['body'] },
          ),
        }),
        draft => {
          expect(parseDraft(draftText(draft as MessageDraft))).toEqual(draft);
        },
      ),
    );
  });

  test('shows a JSON body as JSON', () => {
    const draft = { target: { queue: 'orders' }, placeholders: false, entry: { body: '{"id": 12345678901234567890}' } };
    expect(draftText(draft)).toBe('{\n  "queue": "orders",\n  "body": {"id": 12345678901234567890}\n}\n');
  });

  test.each([
    ['{"body":', /not valid JSON, from column 9 on/],
    ['{\n"body": x}', /column 9 of its line 2/],
    ['[]', /JSON object with "body"/],
    ['{}', /needs "body"/],
    ['{"body":"a","quue":"x"}', /no part of a message draft: quue/],
    ['{"body":"a","placeholders":"yes"}', /True or false/],
    ['{"body":"a","queue":7}', /"queue"/],
    ['{"body":"a","delaySeconds":1.5}', /whole number/],
  ])('%s says what is wrong', (draft, words) => {
    expect(() => parseDraft(draft)).toThrow(words);
  });

  test('what is wrong never quotes what stands in it', () => {
    expect(() => parseDraft('{"body": "secret" "more secret"}')).not.toThrow(/secret/);
  });
});

test('a template has a name that every system takes for a file', () => {
  expect(['order created', 'Bestellung-ä 2.0', '7'].map(templateNameFault)).toEqual([undefined, undefined, undefined]);
  for (const name of ['', ' ', '../x', 'a/b', 'a\\b', '.hidden', 'a:b', 'end.', 'x'.repeat(81), 'a\nb']) {
    expect(templateNameFault(name), name).toBeDefined();
  }
});
