import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import type { Message } from '../../../src/messages/message.ts';
import { normalise } from '../../../src/messages/triage/normalise.ts';
import { shapeOf } from '../../../src/messages/triage/shape.ts';
import { Triage } from '../../../src/messages/triage/triage.ts';

let last = 0;
const message = (body: unknown, attributes: Record<string, string> = {}, sentAt?: number): Message => ({
  id: `m${++last}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { type: 'String', value }])),
  systemAttributes: {},
  ...(sentAt !== undefined && { sentAt }),
});
const newTriage = () => new Triage(decodeMessage);

test.each([
  ['Order 4711 failed at 2026-11-21T03:00:00.123Z', 'Order <n> failed at <time>'],
  [
    'Request 6f9619ff-8b86-d011-b42d-00cf4fc964ff timed out after 3.00 seconds',
    'Request <uuid> timed out after <n> seconds',
  ],
  ['no such host: https://api.example.com/v1/x?y=1', 'no such host: <url>'],
  ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED <address>'],
  ['arn:aws:sqs:eu-west-1:111122223333:orders is gone', '<arn> is gone'],
  ['order A-1 of ann@shop.example', 'order <id> of <email>'],
  ['Cannot read properties of undefined', 'Cannot read properties of undefined'],
])('%s', (text, expected) => expect(normalise(text)).toBe(expected));

describe('shapes', () => {
  test('forget values and order, keep what tells', () => {
    expect(shapeOf({ b: 1, a: 'x', type: 'OrderPlaced', lines: [{ sku: 'a' }, { sku: 'b' }] })).toBe(
      '{a:string,b:number,lines:[{sku:string}],type:"OrderPlaced"}',
    );
    expect(shapeOf({ '6f9619ff-8b86-d011-b42d-00cf4fc964ff': 1, '12': 1 })).toBe('{*:number}');
  });

  test('a shape is bounded', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1_000; level++) deep = { a: deep };
    expect(shapeOf(deep).length).toBeLessThan(100);
    const wide = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `key${String.fromCharCode(97 + (index % 26))}${index % 7}x`,
        index,
      ]),
    );
    expect(shapeOf(wide).length).toBeLessThan(2_000);
  });

  test('changing numbers and texts never changes the shape of a record', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.integer(), fc.string(), (a, b, c, d) => {
        expect(shapeOf({ id: a, name: b })).toBe(shapeOf({ name: d, id: c }));
      }),
    );
  });
});

describe('groups', () => {
  test('of Lambda’s dead letters: one for each error, whatever the request', () => {
    const triage = newTriage();
    for (let index = 0; index < 30; index++) {
      triage.add(
        message(
          { orderId: index },
          {
            RequestID: `id-${index}`,
            ErrorCode: '200',
            ErrorMessage: index % 3 === 0 ? `No stock for ${index}` : `Timeout after ${index} ms`,
          },
          1_000 + index,
        ),
      );
    }
    expect(triage.groups()).toEqual([
      expect.objectContaining({ title: '200: Timeout after <n> ms', count: 20, firstSent: 1_001, lastSent: 1_029 }),
      expect.objectContaining({ title: '200: No stock for <n>', count: 10, firstSent: 1_000, lastSent: 1_027 }),
    ]);
    expect(triage.groups()[0]?.samples).toHaveLength(3);
  });

  test('of EventBridge’s dead letters: by rule and error', () => {
    const triage = newTriage();
    const event = (n: number) => ({
      'detail-type': 'OrderPlaced',
      source: 'shop',
      time: `2026-11-21T03:00:0${n}Z`,
      detail: { n },
    });
    for (let index = 0; index < 6; index++) {
      triage.add(message(event(index), { RULE_ARN: `arn:rule/${index % 2}`, ERROR_CODE: 'NO_PERMISSIONS' }));
    }
    expect(triage.groups().map(group => group.count)).toEqual([3, 3]);
    expect(triage.groups()[0]?.title).toBe('NO_PERMISSIONS');
  });

  test('of bodies alone: by their shape, behind envelopes too', () => {
    const triage = newTriage();
    const sns = (inner: unknown) => ({
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:a:1:t',
      MessageId: `${++last}`,
      Message: JSON.stringify(inner),
    });
    for (let index = 0; index < 4; index++) triage.add(message(sns({ orderId: index })));
    for (let index = 0; index < 3; index++) triage.add(message(sns({ orderId: index, coupon: 'x' })));
    for (let index = 0; index < 2; index++) triage.add(message(`worker ${index} gave up`));
    expect(triage.groups().map(({ title, count }) => [title, count])).toEqual([
      ['JSON {orderId}', 4],
      ['JSON {orderId, coupon}', 3],
      ['Text: worker <n> gave up', 2],
    ]);
  });

  test('a flood of kinds ends in one group for the rest', () => {
    const triage = newTriage();
    for (let index = 0; index < 5_010; index++) {
      triage.add(
        message({
          [`${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index % 13)}${'y'.repeat(Math.floor(index / 26) % 15)}${'z'.repeat(Math.floor(index / 390))}`]: 1,
        }),
      );
    }
    const groups = triage.groups();
    expect(groups.length).toBeLessThanOrEqual(5_001);
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(5_010);
  });
});
