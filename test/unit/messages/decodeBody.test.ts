import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../src/messages/decodeBody.ts';

describe('decodeBody', () => {
  test('lays JSON out', () => {
    expect(decodeBody('{"a":[1,2]}')).toEqual({
      layers: ['JSON'],
      text: '{\n  "a": [\n    1,\n    2\n  ]\n}',
      facts: [],
      attempts: [],
    });
  });

  test('unwraps an SNS notification down to its JSON payload', () => {
    const body = JSON.stringify({
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders',
      Subject: 'New',
      Message: '{"order":7}',
    });
    const decoded = decodeBody(body);
    expect(decoded.layers).toEqual(['SNS notification', 'JSON']);
    expect(decoded.text).toBe('{\n  "order": 7\n}');
    expect(decoded.facts).toEqual([
      { label: 'Topic', value: 'arn:aws:sns:eu-west-1:123456789012:orders' },
      { label: 'Subject', value: 'New' },
    ]);
  });

  test('shows what failed in a Lambda destination record and the payload it was given', () => {
    const decoded = decodeBody(
      JSON.stringify({
        version: '1.0',
        requestContext: {
          functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f:$LATEST',
          condition: 'RetriesExhausted',
        },
        requestPayload: { order: 7 },
        responsePayload: { errorType: 'TypeError', errorMessage: 'x is undefined' },
      }),
    );
    expect(decoded.layers).toEqual(['Lambda destination', 'JSON']);
    expect(decoded.text).toBe('{\n  "order": 7\n}');
    expect(decoded.facts.map(fact => fact.label)).toEqual(['Function', 'Condition', 'Error type', 'Error message']);
  });

  test('unpacks base64 and gzip around an envelope', () => {
    const inner = JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:a:1:t', Message: 'hello' });
    const decoded = decodeBody(gzipSync(inner).toString('base64'));
    expect(decoded.layers).toEqual(['base64', 'gzip', 'SNS notification']);
    expect(decoded.text).toBe('hello');
  });

  test('says why each decoder failed', () => {
    const decoded = decodeBody('{"a":\n 1,}');
    expect(decoded.layers).toEqual([]);
    expect(decoded.text).toBe('{"a":\n 1,}');
    expect(decoded.attempts).toEqual([
      { decoder: 'JSON', reason: 'not valid at line 2, column 4' },
      { decoder: 'base64', reason: expect.stringContaining('length') },
    ]);
    expect(decodeBody('').attempts[0]?.reason).toBe('the text is empty');
    expect(decodeBody('{"a":').attempts[0]?.decoder).toBe('JSON');
  });

  test('a gzip bomb is refused with its limit, damaged gzip is named', () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 'a')).toString('base64');
    expect(decodeBody(bomb).attempts).toContainEqual({ decoder: 'gzip', reason: 'unpacks to more than 4 MiB' });
    const damaged = gzipSync('hello hello hello');
    damaged.fill(0xff, 12);
    expect(decodeBody(damaged.subarray(0, 24).toString('base64')).attempts).toContainEqual({
      decoder: 'gzip',
      reason: 'the data is damaged',
    });
  });

  test('stops at a bounded number of layers', () => {
    let body = 'core text here';
    for (let layer = 0; layer < 12; layer++)
      body = Buffer.from(body.padEnd(Math.ceil(body.length / 3) * 3)).toString('base64');
    expect(decodeBody(body).attempts).toEqual([{ decoder: 'All', reason: 'more than 8 layers' }]);
  });

  test('binary, a short word and half an emoji stay as they are', () => {
    expect(decodeBody('dGVzdA==').text).toBe('test');
    expect(decodeBody('order').layers).toEqual([]);
    expect(decodeBody('\ud83d oh').text).toBe('\ud83d oh');
    expect(decodeBody(Buffer.from([0, 1, 2, 3, 4, 5]).toString('base64')).layers).toEqual([]);
  });
});
