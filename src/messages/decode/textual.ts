import { isObject } from '../../core/parse.ts';
import { openEnvelope } from './envelopes.ts';
import { type DecodeContext, reject, type Step } from './payload.ts';

/** Takes one layer off a text; undefined, with the reasons noted, when it is plain text. */
export function openText(text: string, context: DecodeContext): Step | undefined {
  return json(text, context) ?? hex(text, context) ?? base64(text, context);
}

function json(text: string, context: DecodeContext): Step | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return reject(context, 'JSON', jsonReason(text, error));
  }
  if (typeof value === 'string' && value !== '')
    return { layers: ['JSON string'], payload: { kind: 'text', text: value } };
  const structured = isObject(value) || Array.isArray(value);
  return (
    (structured ? openEnvelope(value) : undefined) ?? { layers: ['JSON'], payload: { kind: 'text', text }, final: true }
  );
}

/** Parsers tell the position in different words; ours counts line and column from 1. */
function jsonReason(text: string, error: unknown): string {
  if (text.trim() === '') return 'the text is empty';
  const message = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message.includes('Unexpected end') ? 'the text ends too early' : 'not valid';
  const before = text.slice(0, Number(position)).split('\n');
  return `not valid at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function hex(text: string, context: DecodeContext): Step | undefined {
  const compact = text.trim().replace(/^(0x|\\x)/i, '');
  if (compact.length < 8 || compact.length % 2 !== 0) {
    return reject(context, 'hex', 'the length is odd, or too short');
  }
  return /^[0-9a-f]+$/i.test(compact)
    ? { layers: ['hex'], payload: { kind: 'bytes', bytes: Buffer.from(compact, 'hex') } }
    : reject(context, 'hex', 'characters that hex does not use');
}

/** Both alphabets of RFC 4648; lines of a mail or a certificate may be broken. */
function base64(text: string, context: DecodeContext): Step | undefined {
  const compact = text.replace(/[\r\n]+/g, '').trim();
  if (compact.length < 8 || compact.replace(/=+$/, '').length % 4 === 1) {
    return reject(context, 'base64', 'the length fits no base64');
  }
  const standard = /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
  const url = /^[A-Za-z0-9_-]+={0,2}$/.test(compact);
  if (!standard && !url) return reject(context, 'base64', 'characters that base64 does not use');
  if (standard && !url && compact.length % 4 !== 0) return reject(context, 'base64', 'the length is no multiple of 4');
  const bytes = Buffer.from(compact, standard ? 'base64' : 'base64url');
  return { layers: ['base64'], payload: { kind: 'bytes', bytes } };
}
