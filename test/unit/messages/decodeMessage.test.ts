import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { encode as encodeMsgpack } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zstdWithoutNode } from '../../../src/messages/decode/compression.ts';
import { decodeMessage, innerPayload } from '../../../src/messages/decode/decodeMessage.ts';
import { bounds } from '../../../src/messages/decode/payload.ts';

const decodeBody = (body: string | Uint8Array) => decodeMessage({ body });
const sns = (Message: string) =>
  JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:1:orders', Message });
const bus = (detail: unknown, source = 'shop.orders') =>
  JSON.stringify({
    version: '0',
    id: 'e1',
    'detail-type': 'OrderPlaced',
    source,
    account: '111122223333',
    time: '2026-11-21T03:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  });
const s3Records = {
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      eventTime: '2026-11-21T03:00:00Z',
      s3: { bucket: { name: 'uploads' }, object: { key: 'my+file%21.json', size: 3 } },
    },
  ],
};

describe('layers', () => {
  test.each<[string, string | Uint8Array, readonly string[], unknown]>([
    ['plain text', 'hello', [], 'hello'],
    ['JSON', '{"a":[1,2]}', ['JSON'], { a: [1, 2] }],
    ['a JSON string of JSON', JSON.stringify('{"a":1}'), ['JSON string', 'JSON'], { a: 1 }],
    ['SNS', sns('{"order":7}'), ['SNS notification', 'JSON'], { order: 7 }],
    ['SNS, then EventBridge', sns(bus({ order: 7 })), ['SNS notification', 'EventBridge event', 'JSON'], { order: 7 }],
    ['EventBridge with text as detail', bus('just text'), ['EventBridge event'], 'just text'],
    [
      'SNS, EventBridge, S3',
      sns(bus({ bucket: { name: 'b' }, object: { key: 'k' } }, 'aws.s3')),
      ['SNS notification', 'EventBridge event', 'S3 event'],
      { bucket: { name: 'b' }, object: { key: 'k' } },
    ],
    ['SNS, S3', sns(JSON.stringify(s3Records)), ['SNS notification', 'S3 event'], s3Records],
    ['base64 of text', 'dGVzdA==', ['base64'], 'test'],
    ['base64url without padding', Buffer.from('{"a":"??>>"}').toString('base64url'), ['base64', 'JSON'], { a: '??>>' }],
    ['hex', Buffer.from('{"a":1}').toString('hex'), ['hex', 'JSON'], { a: 1 }],
    ['gzip', gzipSync('{"a":1}').toString('base64'), ['base64', 'gzip', 'JSON'], { a: 1 }],
    ['gzip as bytes', gzipSync('{"a":1}'), ['gzip', 'JSON'], { a: 1 }],
    ['deflate', deflateSync('{"a":1}'), ['deflate', 'JSON'], { a: 1 }],
    [
      'bare deflate',
      deflateRawSync(`{"a":"${'order line '.repeat(20)}"}`),
      ['deflate', 'JSON'],
      { a: 'order line '.repeat(20) },
    ],
    ['zstd', zstdCompressSync('{"a":1}'), ['zstd', 'JSON'], { a: 1 }],
    ['brotli', brotliCompressSync(`{"a":"${'order '.repeat(30)}"}`), ['brotli', 'JSON'], { a: 'order '.repeat(30) }],
    ['MessagePack', encodeMsgpack({ a: 1, b: [true, null] }), ['MessagePack'], { a: 1, b: [true, null] }],
    [
      'MessagePack in base64',
      Buffer.from(encodeMsgpack({ order: 'A-1', lines: 3 })).toString('base64'),
      ['base64', 'MessagePack'],
      { order: 'A-1', lines: 3 },
    ],
    [
      'CloudWatch Logs',
      gzipSync(JSON.stringify({ logGroup: 'g', logStream: 's', logEvents: [] })),
      ['gzip', 'CloudWatch Logs'],
      { logGroup: 'g', logStream: 's', logEvents: [] },
    ],
  ])('%s', (_name, body, layers, value) => {
    const decoded = decodeBody(body);
    expect(decoded.layers).toEqual(layers);
    expect(decoded.value).toEqual(value);
    expect(innerPayload({ body })).toEqual(value);
  });

  test('brotli and deflate are taken at their word where Content-Encoding names them', () => {
    const attributes = { 'content-encoding': { type: 'String', value: 'br' } };
    expect(decodeMessage({ body: brotliCompressSync('[1]').toString('base64'), attributes }).layers).toEqual([
      'base64',
      'brotli',
      'JSON',
    ]);
  });

  test('numbers keep their digits, and repeated keys stay', () => {
    expect(decodeBody('{"id":12345678901234567890,"id":1.0}').text).toBe(
      '{\n  "id": 12345678901234567890,\n  "id": 1.0\n}',
    );
    expect(decodeBody(encodeMsgpack({ id: 12345678901234567890n }, { useBigInt64: true })).value).toEqual({
      id: '12345678901234567890',
    });
  });

  test.each(['order', 'password', 'deadbeefdeadbeef', '6f9619ff8b86d011b42d00cf4fc964ff', 'true dat', '\ud83d oh', ''])(
    'what only looks encoded stays as it is: %j',
    body => {
      const decoded = decodeBody(body);
      expect(decoded.layers).toEqual([]);
      expect(decoded.text).toBe(body);
    },
  );
});

describe('facts', () => {
  const labels = (body: string) => decodeBody(body).facts.map(fact => `${fact.label}: ${fact.value}`);

  test('of a Lambda destination record', () => {
    const decoded = decodeBody(
      JSON.stringify({
        requestContext: {
          functionArn: 'arn:aws:lambda:eu-west-1:1:function:f:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { order: 7 },
        responsePayload: { errorType: 'TypeError', errorMessage: 'x is undefined' },
      }),
    );
    expect(decoded.layers).toEqual(['Lambda destination', 'JSON']);
    expect(decoded.value).toEqual({ order: 7 });
    expect(decoded.facts.map(fact => fact.label)).toEqual([
      'Function',
      'Condition',
      'Invocations',
      'Error type',
      'Error message',
    ]);
  });

  test('of a stream failure record, which names the records', () => {
    const body = JSON.stringify({
      requestContext: { functionArn: 'arn:f', condition: 'RetryAttemptsExhausted' },
      KinesisBatchInfo: {
        shardId: 'shardId-0',
        startSequenceNumber: '1',
        endSequenceNumber: '9',
        batchSize: 4,
        streamArn: 'arn:s',
      },
    });
    expect(labels(body)).toEqual([
      'Function: arn:f',
      'Condition: RetryAttemptsExhausted',
      'Stream: arn:s',
      'Shard: shardId-0',
      'First record: 1',
      'Last record: 9',
      'Records: 4',
    ]);
  });

  test('of S3 keys, decoded', () => expect(labels(JSON.stringify(s3Records))).toContain('Object: my file!.json'));

  test('of a subscriber of a custom bus', () => {
    const body = JSON.stringify({
      subscriberArn: 'arn:sub',
      targetArn: 'arn:q',
      errorCode: 'ACCESS_DENIED',
      failedMessages: [],
    });
    expect(labels(body)).toEqual(['Subscriber: arn:sub', 'Target: arn:q', 'Error code: ACCESS_DENIED']);
  });

  test('of the attributes by which EventBridge and Lambda explain a dead letter', () => {
    const attribute = (value: string) => ({ type: 'String', value });
    const rule = decodeMessage({
      body: bus({ order: 7 }),
      attributes: { RULE_ARN: attribute('arn:r'), ERROR_CODE: attribute('NO_PERMISSIONS'), mine: attribute('x') },
      systemAttributes: { DeadLetterQueueSourceArn: 'arn:source' },
    });
    expect(rule.facts.slice(0, 3)).toEqual([
      { label: 'Came from', value: 'arn:source' },
      { label: 'Rule', value: 'arn:r' },
      { label: 'Error code', value: 'NO_PERMISSIONS' },
    ]);
    const lambda = { RequestID: attribute('id-1'), ErrorCode: attribute('200'), ErrorMessage: attribute('boom') };
    expect(decodeMessage({ body: '{}', attributes: lambda }).facts.map(fact => fact.label)).toEqual([
      'Request',
      'Error code',
      'Error message',
    ]);
    expect(decodeMessage({ body: '{}', attributes: { RequestID: attribute('id-1') } }).facts).toEqual([]);
  });

  test.each(['software.amazon.payloadoffloading.PayloadS3Pointer', 'com.amazon.sqs.javamessaging.MessageS3Pointer'])(
    'of a pointer of the Extended Client: %s',
    name => {
      const decoded = decodeBody(JSON.stringify([name, { s3BucketName: 'big', s3Key: 'k/1' }]));
      expect(decoded.layers).toEqual(['S3 pointer']);
      expect(decoded.pointer).toEqual({ bucket: 'big', key: 'k/1' });
    },
  );
});

describe('reasons', () => {
  test('each decoder that was tried says why it failed', () => {
    const decoded = decodeBody('{"a":\n 1,}');
    expect(decoded.text).toBe('{"a":\n 1,}');
    expect(decoded.attempts).toEqual([
      { decoder: 'JSON', reason: 'not valid at line 2, column 4' },
      { decoder: 'hex', reason: 'characters that hex does not use' },
      { decoder: 'base64', reason: 'the length fits no base64' },
    ]);
    expect(decodeBody('').attempts[0]?.reason).toBe('the text is empty');
  });

  test('bytes that nothing understands are dumped', () => {
    const decoded = decodeBody(new Uint8Array([0, 1, 2, 3, 250]));
    expect(decoded.language).toBe('hex');
    expect(decoded.text).toContain('00 01 02 03 fa');
    expect(decoded.attempts.map(attempt => attempt.decoder)).toEqual(['UTF-8 text', 'MessagePack']);
  });

  test('damaged gzip is named', () => {
    const damaged = gzipSync('hello hello hello');
    damaged.fill(0xff, 12);
    expect(decodeBody(damaged.subarray(0, 24)).attempts).toContainEqual({
      decoder: 'gzip',
      reason: 'the data is damaged',
    });
  });
});

describe('hostile input', () => {
  const zeros = Buffer.alloc(bounds.expandedBytes + 1_000_000, 'a');

  test.each([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
  ])('a %s bomb is refused with its limit', (decoder, bomb) => {
    expect(decodeBody(bomb).attempts).toContainEqual({ decoder, reason: 'it unpacks to more than 16 MiB' });
  });

  test('a brotli bomb is refused too', () => {
    const attributes = { 'Content-Encoding': { type: 'String', value: 'br' } };
    const { attempts } = decodeMessage({ body: brotliCompressSync(zeros), attributes });
    expect(attempts).toContainEqual({ decoder: 'brotli', reason: 'it unpacks to more than 16 MiB' });
  });

  test('zstd without Node.js agrees, and refuses the bomb', () => {
    const text = '{"order":"A-1"}'.repeat(5_000);
    expect(Buffer.from(zstdWithoutNode(zstdCompressSync(text))).toString()).toBe(text);
    expect(() => zstdWithoutNode(zstdCompressSync(zeros))).toThrow();
  });

  test('layers are bounded', () => {
    let body = 'core text here';
    for (let layer = 0; layer < 12; layer++)
      body = Buffer.from(body.padEnd(Math.ceil(body.length / 3) * 3)).toString('base64');
    expect(decodeBody(body).attempts).toEqual([{ decoder: 'All', reason: `more than ${bounds.layers} layers` }]);
  });

  test('JSON nested 100,000 deep, and MessagePack alike, come out without a throw', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(decodeBody(deep).text).toContain('[');
    expect(decodeBody(Buffer.alloc(100_000, 0x91)).layers).toEqual([]);
    const nested = Buffer.concat([Buffer.alloc(100_000, 0x91), Buffer.from([0xc0])]);
    expect(() => decodeBody(nested)).not.toThrow();
  });

  test('MessagePack that claims more than it holds is refused', () => {
    expect(decodeBody(new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff, 1, 0x81])).layers).toEqual([]);
  });

  test('whatever comes, it never throws, and text that nothing understands stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 }), fc.json()), body => {
        const decoded = decodeBody(body);
        if (typeof body === 'string' && decoded.layers.length === 0) expect(decoded.text).toBe(body);
      }),
      { numRuns: 2_000 },
    );
  });
});
