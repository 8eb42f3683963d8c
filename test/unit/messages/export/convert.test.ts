import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEntry } from '../../../../src/messages/compose/outgoingEntry.ts';
import {
  cliCalls,
  fixture,
  sdkCalls,
  shellQuoted,
  snsEvent,
  sqsEvent,
} from '../../../../src/messages/export/convert.ts';
import type { Message } from '../../../../src/messages/message.ts';

const origin = {
  arn: 'arn:aws:sqs:eu-west-1:123456789012:orders.fifo',
  url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo',
  region: 'eu-west-1',
};
const nasty = [
  "'; rm -rf / #",
  '$(touch /tmp/x) `id` !! \\ "',
  'file:///etc/passwd',
  '\u001b[31m\u009b5n\u2028\u202e\u007f',
  "*/ `${process.exit()}` // '",
  '</script>\r\n\t',
];
const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ minLength: 1 }),
);
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/),
  fc.constantFrom('__proto__', 'constructor', 'BinaryValue'),
);
const value = fc.oneof(
  fc.record({ type: fc.constantFrom('String', 'Number', 'String.x'), value: text }),
  fc.record({
    type: fc.constant('Binary'),
    value: fc.uint8Array({ minLength: 1, maxLength: 20 }).map(bytes => Buffer.from(bytes).toString('base64')),
  }),
);
const message: fc.Arbitrary<Message> = fc.record(
  {
    id: fc.uuid(),
    body: text,
    attributes: fc.array(fc.tuple(name, value), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
    systemAttributes: fc.record({ AWSTraceHeader: text, MessageDeduplicationId: text }, { requiredKeys: [] }),
    groupId: text,
  },
  { requiredKeys: ['id', 'body', 'attributes', 'systemAttributes'] },
);

/** The request as it should arrive; binary values as base64. */
function expected({ body, attributes, groupId, systemAttributes }: Message): unknown {
  const { AWSTraceHeader: trace, MessageDeduplicationId: deduplication } = systemAttributes;
  const entries = Object.entries(attributes).map(([key, { type, value: said }]) => [
    key,
    { DataType: type, ...(type === 'Binary' ? { BinaryValue: said } : { StringValue: said }) },
  ]);
  return {
    QueueUrl: origin.url,
    MessageBody: body,
    ...(entries.length > 0 && { MessageAttributes: Object.fromEntries(entries) }),
    ...(trace !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
    }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplication !== undefined && { MessageDeduplicationId: deduplication }),
  };
}

/** The arguments that a real shell makes of a text, with the command itself first. */
function words(script: string): string[][] {
  const shell = `aws() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${script}`;
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const calls: string[][] = [[]];
  for (const word of stdout.split('\0').slice(0, -1)) {
    if (word === '\n') calls.push([]);
    else calls.at(-1)?.push(word);
  }
  return calls.slice(0, -1);
}

test('a real shell hands every message to the CLI as it was', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), messages => {
      const script = cliCalls(messages, origin);
      expect(script).toMatch(/^[\x20-\x7e\n]*$/);
      const calls = words(script);
      expect(calls.map(call => call.slice(0, -1))).toEqual(
        messages.map(() => ['sqs', 'send-message', '--region', 'eu-west-1', '--cli-input-json']),
      );
      expect(calls.map(call => JSON.parse(call.at(-1) ?? '') as unknown)).toEqual(messages.map(expected));
    }),
    { seed: 41, numRuns: 60 },
  );
});

test('any text without NUL is one word of a shell', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), texts => {
      const whole = texts.map(each => each.toWellFormed().replaceAll('\0', '') || 'x');
      expect(words(`aws ${whole.map(shellQuoted).join(' ')}`)).toEqual([whole]);
    }),
    { seed: 42, numRuns: 60 },
  );
});

test('the SDK call sends every message as it was, and nothing in it runs', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), messages => {
      const source = sdkCalls(messages, origin);
      expect(source).toMatch(/^[\x20-\x7e\n]*$/);
      const sent: unknown[] = [];
      class SendMessageCommand {
        readonly input: unknown;
        constructor(input: unknown) {
          this.input = input;
        }
      }
      class SQSClient {
        send(command: SendMessageCommand): void {
          sent.push(command.input);
        }
      }
      const body = source.replace(/^import .*\n/, '').replaceAll('\nawait client', '\nclient');
      const base64 = { from: (said: string) => said };
      runInNewContext(body, { SendMessageCommand, SQSClient, Buffer: base64 }, { timeout: 1_000 });
      expect(JSON.parse(JSON.stringify(sent))).toEqual(JSON.parse(JSON.stringify(messages.map(expected))));
    }),
    { seed: 43, numRuns: 150 },
  );
});

const plain: Message = {
  id: 'm1',
  body: '{"a":1}',
  attributes: { price: { type: 'Number', value: '9.5' }, raw: { type: 'Binary', value: 'AAEC' } },
  systemAttributes: { ApproximateReceiveCount: '2', SentTimestamp: '1800000000000' },
  sentAt: 1_800_000_000_000,
};

test('the event of a queue is what Lambda hands over', () => {
  expect(JSON.parse(sqsEvent([plain], origin))).toEqual({
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'test-receipt-handle',
        body: '{"a":1}',
        attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1800000000000' },
        messageAttributes: {
          price: { stringValue: '9.5', stringListValues: [], binaryListValues: [], dataType: 'Number' },
          raw: { binaryValue: 'AAEC', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
        eventSource: 'aws:sqs',
        eventSourceARN: origin.arn,
        awsRegion: 'eu-west-1',
      },
    ],
  });
});

test('a notification becomes the event of its topic; anything else does not', () => {
  const envelope = { Type: 'Notification', MessageId: 'n', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: 'hi' };
  const event = JSON.parse(snsEvent([{ ...plain, body: JSON.stringify(envelope) }]) ?? '') as {
    Records: { EventSource: string; Sns: object }[];
  };
  expect(event.Records[0]).toMatchObject({ EventSource: 'aws:sns', Sns: { ...envelope, Subject: null } });
  expect(snsEvent([plain])).toBeUndefined();
});

test('a fixture can be sent again', () => {
  expect(readEntry(fixture([plain]))).toEqual({ body: plain.body, attributes: plain.attributes });
});
