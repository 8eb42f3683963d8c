import { describe, expect, test } from 'vitest';
import { bodyCheck, schemaFor } from '../../../../src/messages/compose/bodySchema.ts';

const order = JSON.stringify({
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    lines: { type: 'array', items: { type: 'object', properties: { 'unit price': { type: 'number' } } } },
  },
});

describe('a body against a schema', () => {
  test('fits', () => {
    expect(bodyCheck(order)('{"id":"1","lines":[{"unit price":2}]}')).toEqual([]);
  });

  test('does not, with the path of what is wrong and not of what is around it', () => {
    const problems = bodyCheck(order)('{"lines":[{"unit price":1},{"unit price":"2"}]}');
    expect(problems).toHaveLength(2);
    expect(problems).toContainEqual(expect.stringMatching(/^\$: .*"id"/));
    expect(problems).toContainEqual(expect.stringMatching(/^\$\.lines\[1\]\["unit price"\]: .*number/));
  });

  test('is no JSON', () => {
    expect(bodyCheck(order)('hello')).toEqual(['The body is no JSON, and the schema is about JSON']);
  });

  test('names twenty problems at most', () => {
    const many = bodyCheck('{"type":"array","items":{"type":"string"}}')(
      JSON.stringify(Array.from({ length: 50 }, () => 1)),
    );
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toBe('and 30 more');
  });

  test.each([
    ['http://json-schema.org/draft-04/schema#', '{"maximum":5,"exclusiveMaximum":true}', '5'],
    ['http://json-schema.org/draft-07/schema#', '{"exclusiveMaximum":5}', '5'],
    ['https://json-schema.org/draft/2020-12/schema', '{"prefixItems":[{"type":"string"}]}', '[1]'],
  ])('of %s', ($schema, rest, body) => {
    expect(bodyCheck(JSON.stringify({ $schema, ...JSON.parse(rest) }))(body)).toHaveLength(1);
  });

  test('a schema that is none', () => {
    expect(() => bodyCheck('7')).toThrow('A JSON Schema is an object');
    expect(() => bodyCheck('{')).toThrow(/not valid JSON/);
  });
});

test('the first entry that names the queue counts; a star stands for anything', () => {
  const resource = { name: 'orders-eu.fifo', arn: 'arn:aws:sqs:eu-west-1:1:orders-eu.fifo' };
  const choose = (...names: string[]) =>
    schemaFor(
      names.map(name => ({ resource: name, file: name })),
      resource,
    )?.file;
  expect(choose('orders', 'orders-*', '*')).toBe('orders-*');
  expect(choose('arn:aws:sqs:*:orders-eu.fifo')).toBe('arn:aws:sqs:*:orders-eu.fifo');
  expect(choose('orders-eu?fifo', 'orders')).toBeUndefined();
});
