import { gzipSync } from 'node:zlib';
import type { SeedMessage } from './seedTarget.ts';

/**
 * Messages a payment service would choke on, two of each kind that people meet in dead-letter queues. Fixed, so that
 * tests and pictures can name them.
 */
export function poisonMessages(topicArn: string): SeedMessage[] {
  return [
    ...brokenJson(),
    ...snsEnvelopes(topicArn),
    ...lambdaFailures(),
    ...compressed(),
    ...wrongTypes(),
    {
      body: 'Kartenzahlung fehlgeschlagen: „Überschreitung des Limits“ 💳 — 決済に失敗しました',
      attributes: { kind: 'text' },
    },
  ];
}

/** JSON cut off by a producer with a buffer that was too short. */
function brokenJson(): SeedMessage[] {
  return [
    {
      body: '{"orderId":"o-2001","customer":{"id":"c-17","name":"Mina"},"items":[{"sku":"KETTLE-2L","qty":1',
      attributes: { kind: 'order' },
    },
    { body: "{'orderId': 'o-2002', 'total': 18.40, 'paid': True}", attributes: { kind: 'order' } },
  ];
}

function snsEnvelopes(topicArn: string): SeedMessage[] {
  return ['o-2003', 'o-2004'].map((orderId, index) => ({
    body: JSON.stringify({
      Type: 'Notification',
      MessageId: `5f1c0d1e-0000-4000-8000-00000000000${index + 1}`,
      TopicArn: topicArn,
      Subject: 'OrderPlaced',
      Message: JSON.stringify({ eventType: 'OrderPlaced', orderId, total: null, currency: index === 0 ? 'EUR' : null }),
      Timestamp: `2026-03-02T09:1${index}:00.000Z`,
      SignatureVersion: '1',
      Signature: 'EXAMPLE',
      SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000000000000000000000.pem',
      UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topicArn}:00000000`,
      MessageAttributes: { eventType: { Type: 'String', Value: 'OrderPlaced' } },
    }),
  }));
}

/**
 * What Lambda writes to a failure destination of an asynchronous call.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
function lambdaFailures(): SeedMessage[] {
  const errors = [
    { errorMessage: "Cannot read properties of undefined (reading 'iban')", errorType: 'TypeError' },
    { errorMessage: '2026-03-02T09:25:03.114Z Task timed out after 6.01 seconds', errorType: 'Sandbox.Timedout' },
  ];
  return errors.map((error, index) => ({
    body: JSON.stringify({
      version: '1.0',
      timestamp: `2026-03-02T09:2${index + 4}:05.211Z`,
      requestContext: {
        requestId: `0b9a7f6c-0000-4000-8000-00000000000${index + 1}`,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-charge-card:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { eventType: 'OrderPlaced', orderId: `o-200${index + 5}`, total: 42.5, currency: 'EUR' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        ...error,
        trace: [`${error.errorType}: ${error.errorMessage}`, '    at charge (/var/task/index.js:41:17)'],
      },
    }),
  }));
}

function compressed(): SeedMessage[] {
  return ['o-2007', 'o-2008'].map(orderId => ({
    body: gzipSync(
      JSON.stringify({
        eventType: 'OrderPlaced',
        orderId,
        total: 129.9,
        currency: 'EUR',
        items: Array.from({ length: 12 }, (_, line) => ({ sku: `MUG-${line + 1}`, qty: 1, price: 10.825 })),
      }),
    ).toString('base64'),
    attributes: { 'content-encoding': 'gzip', kind: 'order' },
  }));
}

function wrongTypes(): SeedMessage[] {
  return [
    {
      body: JSON.stringify({ eventType: 'OrderPlaced', orderId: 'o-2009', total: '12,50', currency: 'EUR' }),
      attributes: { kind: 'order' },
    },
    {
      body: JSON.stringify({ eventType: 'OrderPlaced', orderId: 2010, total: -5, currency: '' }),
      attributes: { kind: 'order' },
    },
  ];
}
