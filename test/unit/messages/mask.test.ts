import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import { hidden, Mask } from '../../../src/messages/mask/mask.ts';
import { type MaskRule, parseMaskRules } from '../../../src/messages/mask/maskRules.ts';
import type { Message } from '../../../src/messages/message.ts';

const message = (body: string, attributes: Message['attributes'] = {}): Message => ({
  id: 'm',
  body,
  attributes,
  systemAttributes: {},
});
const path = (...paths: string[]) => new Mask(paths.map(each => ({ path: each })));

describe('paths', () => {
  test.each<[string, string, string]>([
    ['email', '{"email": "a@b.example",  "id": 1}', `{"email": "${hidden}",  "id": 1}`],
    ['customer.email', '{"customer":{"email":"a"},"email":"b"}', `{"customer":{"email":"${hidden}"},"email":"b"}`],
    [
      'lines.*.card',
      '{"lines":[{"card":1},{"card":{"x":2}}]}',
      `{"lines":[{"card":"${hidden}"},{"card":"${hidden}"}]}`,
    ],
    ['Email', '{"EMAIL":"a"}', `{"EMAIL":"${hidden}"}`],
    ['id', '{"id":12345678901234567890,"n":1.0}', `{"id":"${hidden}","n":1.0}`],
    ['nothing', '{"a":12345678901234567890,"a":1e2}', '{"a":12345678901234567890,"a":1e2}'],
  ])('%s', (rule, body, masked) => expect(path(rule).text(body)).toBe(masked));

  test('hold inside an envelope and inside JSON that is a string in JSON', () => {
    const body = JSON.stringify({ Message: JSON.stringify({ detail: { customer: { email: 'a@b' } } }) });
    expect(JSON.parse(JSON.parse(path('customer.email').text(body)).Message)).toEqual({
      detail: { customer: { email: hidden } },
    });
  });

  test('a body whose encoding conceals the value gives way to what is inside, others stay', () => {
    const encoded = gzipSync('{"email":"a@b"}').toString('base64');
    expect(path('email').message(message(encoded)).body).toBe(`{\n  "email": "${hidden}"\n}`);
    expect(path('phone').message(message(encoded)).body).toBe(encoded);
  });

  test('what is hidden in the open does not keep what an encoding conceals from being hidden', () => {
    const encoded = gzipSync('{"email":"a@b"}').toString('base64');
    const body = JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: encoded, email: 'open' });
    const masked = path('email').message(message(body)).body;
    expect(masked).toContain(hidden);
    expect(decodeMessage({ body: masked }).text).not.toContain('a@b');
  });

  test('every value of a body that is one after the other', () => {
    expect(path('email').text('{"email":"a"}\n{"x":[1],"email":"b"}\n[{"email":"c')).toBe(
      `{"email":"${hidden}"}\n{"x":[1],"email":"${hidden}"}\n[{"email":"${hidden}"`,
    );
  });

  test('half a JSON text is searched as far as it goes', () => {
    expect(path('email').text('{"email":"a@b","x":')).toBe(`{"email":"${hidden}","x":`);
  });

  test('JSON nested 100,000 deep is no way around', () => {
    const body = `${'[{"a":'.repeat(100_000)}{"email":"a@b"}`;
    expect(path('email').text(body)).not.toContain('a@b');
  });
});

describe('kinds', () => {
  test.each<[NonNullable<MaskRule['kind']>, string, string]>([
    ['email', 'write to ann.b+c@shop.example.com now', `write to ${hidden} now`],
    ['card', 'card 4111 1111 1111 1111, order 4111 1111 1111 1112', `card ${hidden}, order 4111 1111 1111 1112`],
    ['iban', 'DE89 3704 0044 0532 0130 00', hidden],
    ['jwt', 'Bearer eyJhbGciOi.eyJzdWIiOi.c2ln', `Bearer ${hidden}`],
    ['awsAccessKey', 'key AKIAIOSFODNN7EXAMPLE', `key ${hidden}`],
    ['ipv4', 'from 10.0.0.1 to 1.2.3.4.5', `from ${hidden} to 1.2.3.4.5`],
  ])('%s', (kind, text, masked) => expect(new Mask([{ kind }]).text(text)).toBe(masked));

  test('a megabyte made to be hard is done quickly', () => {
    const mask = new Mask([{ kind: 'email' }, { kind: 'card' }, { kind: 'iban' }, { kind: 'jwt' }, { kind: 'ipv4' }]);
    for (const unit of ['a', 'a@', '1', '1.', 'eyJ', 'AA11 AAAA ', 'a.', '1 ']) {
      const text = unit.repeat(1_000_000 / unit.length);
      const started = performance.now();
      mask.text(text);
      expect(performance.now() - started, unit).toBeLessThan(5_000);
    }
  });
});

test('attributes by name, and kinds in their values', () => {
  const mask = new Mask([{ attribute: 'User' }, { kind: 'email' }]);
  const attributes = {
    user: { type: 'String', value: 'ann' },
    reply: { type: 'String', value: 'to a@b.example' },
    n: { type: 'Number', value: '1' },
  };
  expect(mask.message(message('{}', attributes)).attributes).toEqual({
    user: { type: 'String', value: hidden },
    reply: { type: 'String', value: `to ${hidden}` },
    n: { type: 'Number', value: '1' },
  });
});

test('whatever the JSON, the value of a hidden key never comes out', () => {
  const secret = 'S3CR3T-value';
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 3 }), (text, wraps) => {
      let body = `{"other":${text},"password":"${secret}"}`;
      for (let wrap = 0; wrap < wraps; wrap++) body = JSON.stringify({ Message: body });
      expect(path('password').text(body)).not.toContain(secret);
    }),
  );
});

test('a rule without anything to look for is refused with its place', () => {
  expect(() => parseMaskRules([{ path: 'a' }, {}], 'messagingWorkbench.messages.mask')).toThrow(
    'messagingWorkbench.messages.mask[1]',
  );
  expect(parseMaskRules([{ kind: 'email' }], 'x')).toEqual([{ kind: 'email' }]);
});

test('an attribute is hidden in an SNS notification, too', () => {
  const mask = new Mask([{ attribute: 'user.id' }]);
  const body = JSON.stringify({ Message: 'm', MessageAttributes: { 'user.id': { Type: 'String', Value: 'ann' } } });
  expect(mask.message(message(body)).body).toBe(body.replace('ann', hidden));
});

test('kinds are hidden in what a sender or its session was named, times and numbers stay', () => {
  const mask = new Mask([{ kind: 'email' }, { kind: 'card' }]);
  const systemAttributes = {
    SenderId: 'AROA:a@b.example',
    SentTimestamp: '4111111111111111',
    MessageGroupId: 'a@b.example',
  };
  expect(mask.message({ ...message(''), systemAttributes, groupId: 'a@b.example' })).toMatchObject({
    systemAttributes: { SenderId: `AROA:${hidden}`, SentTimestamp: '4111111111111111', MessageGroupId: hidden },
    groupId: hidden,
  });
});
