import { gunzipSync } from 'node:zlib';
import { formatBytes } from '../../core/text.ts';
import { decodeBody } from '../../messages/decodeBody.ts';

/** A record's data laid out for reading. */
export interface RecordText {
  /** What was taken off, from the outside in: `gzip`, `JSON`. */
  readonly layers: readonly string[];
  readonly text: string;
  /** The bytes are no text: `text` is a hex dump. */
  readonly binary: boolean;
  /** What an envelope says about its payload. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Why nothing more was decoded, and what was left out. */
  readonly notes: readonly string[];
}

/** Bytes a gzip member may grow to: four times the largest record. */
const maxExpanded = 4 * 10_485_760;
/** Bytes a hex dump shows. */
const maxDumped = 16_384;

/** Takes encodings off a record: gzip, then text with the envelopes and encodings of message bodies; else a hex dump. */
export function decodeRecord(data: Uint8Array): RecordText {
  if (data[0] === 0x1f && data[1] === 0x8b) {
    try {
      const inner = readText(gunzipSync(data, { maxOutputLength: maxExpanded }));
      return { ...inner, layers: ['gzip', ...inner.layers] };
    } catch (error) {
      const tooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      const reason = tooLarge ? `it unpacks to more than ${formatBytes(maxExpanded)}` : 'the data is damaged';
      return dump(data, [`Looks like gzip, but ${reason}.`]);
    }
  }
  return readText(data);
}

/** aws-kinesis-agg's magic number, at the start of what the Kinesis Producer Library packs several records into. */
const aggregated = [0xf3, 0x89, 0x9a, 0xc2];

function readText(data: Uint8Array): RecordText {
  if (aggregated.every((byte, index) => data[index] === byte)) {
    return dump(data, ['Several records packed by the Kinesis Producer Library, shown as bytes.']);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return dump(data, ['The bytes are no UTF-8 text.']);
  }
  const { layers, text: inner, facts, attempts } = decodeBody(text);
  const notes = attempts.map(({ decoder, reason }) => `Not ${decoder}: ${reason}.`);
  return { layers, text: inner, binary: false, facts, notes: text === '' ? ['The record is empty.'] : notes };
}

function dump(data: Uint8Array, notes: readonly string[]): RecordText {
  const shown = data.subarray(0, maxDumped);
  const cut =
    data.length > shown.length ? [`The first ${formatBytes(shown.length)} of ${formatBytes(data.length)}.`] : [];
  return { layers: [], text: hexDump(shown), binary: true, facts: [], notes: [...notes, ...cut] };
}

/** Lines of offset, sixteen bytes in hex and the same bytes as ASCII, dots for what cannot be shown. */
export function hexDump(data: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < data.length; offset += 16) {
    const row = data.subarray(offset, offset + 16);
    const hex = Array.from(row, byte => byte.toString(16).padStart(2, '0'));
    const left = hex.slice(0, 8).join(' ').padEnd(23);
    const right = hex.slice(8).join(' ').padEnd(23);
    const ascii = Array.from(row, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${left}  ${right}  ${ascii}`);
  }
  return lines.join('\n');
}
