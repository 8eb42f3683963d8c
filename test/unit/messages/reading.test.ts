import { describe, expect, test } from 'vitest';
import { hidden } from '../../../src/messages/mask/mask.ts';
import type { Message } from '../../../src/messages/message.ts';
import { decodeFetched, loadReading } from '../../../src/messages/reading.ts';

const orders = { name: 'orders', arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' };
const never = new AbortController().signal;
const message = (body: string): Message => ({ id: 'm', body, attributes: {}, systemAttributes: {} });
const readFile = async (path: string): Promise<string> => {
  throw new Error(`no such file: ${path}`);
};
const load = (schemas: unknown, mask: unknown) => loadReading(orders, { schemas, mask, readFile }, never);

describe('loadReading', () => {
  test('without settings everything is read and nothing hidden', async () => {
    const reading = await load([], []);
    expect(reading.problems).toEqual([]);
    expect(reading.mask.active).toBe(false);
    expect(reading.fetch).toBeUndefined();
    expect(reading.decoder.decode(message('{"a":1}')).layers).toEqual(['JSON']);
  });

  test('schemas that cannot be read are told, and the rest works', async () => {
    const reading = await load([{ resource: 'orders', format: 'avro', file: 'gone.avsc' }], [{ path: 'email' }]);
    expect(reading.problems).toEqual(['gone.avsc: no such file: gone.avsc']);
    expect(reading.mask.message(message('{"email":"a"}')).body).toBe(`{"email":"${hidden}"}`);
    expect((await load('nonsense', [])).problems).toHaveLength(1);
  });

  test('rules that cannot be read hide everything, and that is told', async () => {
    const reading = await load([], [{ pth: 'email' }]);
    expect(reading.problems).toEqual([
      'A rule that hides values needs a path, an attribute or a kind: messagingWorkbench.messages.mask[0]',
      'Until the rules that hide values are corrected, bodies are hidden',
    ]);
    const attributes = { user: { type: 'String', value: 'ann' } };
    expect(reading.mask.message({ ...message('{"email":"a"}'), attributes })).toMatchObject({
      body: hidden,
      attributes: { user: { value: hidden } },
    });
  });

  test('a body that was fetched is decoded and hidden like any other', async () => {
    const reading = await load([], [{ path: 'email' }]);
    const pointer = message('["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":"k"}]');
    const decoded = decodeFetched(reading, pointer, Buffer.from('{"email":"a@b","n":1}'));
    expect(decoded.layers).toEqual(['S3 pointer', 'JSON']);
    expect(decoded.text).toBe(`{\n  "email": "${hidden}",\n  "n": 1\n}`);
  });
});
