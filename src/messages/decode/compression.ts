import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { formatBytes } from '../../core/text.ts';
import { bounds, type DecodeContext, reject } from './payload.ts';

export type Compression = 'gzip' | 'deflate' | 'zstd' | 'brotli';

/** What the first bytes say; brotli and bare deflate have no mark. */
export function compressionOf(bytes: Uint8Array): Compression | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd';
  // RFC 1950: method 8, a window of at most 32 KiB, and a check that makes the two bytes a multiple of 31.
  const zlibHeader = (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;
  return zlibHeader && bytes.length > 6 ? 'deflate' : undefined;
}

/** Unpacks within the bounds; undefined, with the reason noted, where that fails. */
export function expand(bytes: Uint8Array, how: Compression, context: DecodeContext): Uint8Array | undefined {
  try {
    return expanders[how](bytes);
  } catch (error) {
    const tooLarge = error instanceof TooLarge || (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return reject(
      context,
      how,
      tooLarge ? `it unpacks to more than ${formatBytes(bounds.expandedBytes)}` : 'the data is damaged',
    );
  }
}

class TooLarge extends Error {}

const options = { maxOutputLength: bounds.expandedBytes };

const expanders: Readonly<Record<Compression, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: bytes => zlib.gunzipSync(bytes, options),
  brotli: bytes => zlib.brotliDecompressSync(bytes, options),
  deflate: bytes =>
    compressionOf(bytes) === 'deflate' ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options),
  // Node.js 22.15 and later; VS Code's older hosts take the JavaScript way.
  zstd: bytes => ('zstdDecompressSync' in zlib ? zlib.zstdDecompressSync(bytes, options) : zstdWithoutNode(bytes)),
};

/** The same in JavaScript, stopped where the output grows past the bound. */
export function zstdWithoutNode(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress(part => {
    size += part.length;
    if (size > bounds.expandedBytes) throw new TooLarge();
    parts.push(part);
  });
  // In small pieces, so that a bomb shows itself before it has gone off.
  const piece = 4_096;
  for (let at = 0; at < bytes.length; at += piece) {
    stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
  }
  return Buffer.concat(parts);
}
