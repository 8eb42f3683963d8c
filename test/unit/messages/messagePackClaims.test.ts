import { ExtData, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import { claimsFit } from '../../../src/messages/decode/messagePackClaims.ts';

test('whatever is written in MessagePack fits, and no beginning of it does', () => {
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double(),
      fc.string({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 20 }).map(data => new ExtData(5, data)),
      fc.array(tie('any'), { maxLength: 20 }),
      fc.dictionary(fc.string({ maxLength: 40 }), tie('any'), { maxKeys: 20 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, fc.nat(), (each, cut) => {
      const bytes = encode(each);
      expect(claimsFit(bytes)).toBe(true);
      if (bytes.length > 1) expect(claimsFit(bytes.subarray(0, 1 + (cut % (bytes.length - 1))))).toBe(false);
    }),
  );
});

test.each([0xdd, 0xdf])('lists within lists that all claim to be long are refused at once (%i)', head => {
  const bytes = new Uint8Array(500_000);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 5 <= bytes.length; at += 5) {
    bytes[at] = head;
    view.setUint32(at + 1, 100_000);
  }
  const started = performance.now();
  expect(decodeMessage({ body: bytes }).attempts).toContainEqual({
    decoder: 'MessagePack',
    reason: 'it claims more than is there',
  });
  expect(performance.now() - started).toBeLessThan(500);
});
