import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { UserError } from '../../core/errors.ts';
import { isSnapshotHeader, isSnapshotRecord, type SnapshotHeader, type SnapshotRecord } from './snapshotRecord.ts';

/** Bytes of an AES-256-GCM nonce and tag (NIST SP 800-38D). */
const nonceBytes = 12;
const tagBytes = 16;
const checkLength = 22;
const checkPart = /,"check":"([\w-]{22})"\}$/;

/**
 * Writes and reads the lines of one snapshot. Each line is bound to all lines before it, so that one that was changed,
 * taken out, put in or moved is found out: encrypted lines by the tag of AES-256-GCM, whose key is made of the person's
 * key and the snapshot's id; readable ones by a SHA-256, which guards against damage but not against who recomputes it.
 */
export class SnapshotCodec {
  readonly #key: Uint8Array | undefined;
  #chain: string;

  private constructor(key: Uint8Array | undefined, chain: string) {
    this.#key = key;
    this.#chain = chain;
  }

  /** Starts after the header; returns its line with the codec for what follows. `key` is needed for an encrypted one. */
  static begin(header: SnapshotHeader, key: Uint8Array | undefined): { codec: SnapshotCodec; line: string } {
    const line = sealed(JSON.stringify(header), '');
    return { codec: new SnapshotCodec(ownKey(header, key), digest(line)), line };
  }

  /** Reads the header. `keyFor` is asked only when the snapshot is encrypted. */
  static async open(
    line: string,
    keyFor: () => Promise<Uint8Array>,
  ): Promise<{ header: SnapshotHeader; codec: SnapshotCodec }> {
    const header = jsonOf(line);
    if (!isSnapshotHeader(header)) {
      throw new UserError('This file is no snapshot, or one of a newer version: its first line does not say so');
    }
    unsealed(line, '', 1);
    const key = header.encrypted ? await keyFor() : undefined;
    if (key && header.keyId !== undefined && header.keyId !== keyIdOf(key)) {
      throw new UserError(
        `This snapshot was encrypted with another key than the one this editor keeps. Open it where it was made: ${header.queue.name}`,
      );
    }
    return { header, codec: new SnapshotCodec(ownKey(header, key), digest(line)) };
  }

  encode(record: SnapshotRecord): string {
    const text = JSON.stringify(record);
    const line = this.#key ? this.#encrypt(text, this.#key) : sealed(text, this.#chain);
    this.#chain = digest(this.#chain + line);
    return line;
  }

  /** `number` is that of the line, from 1, for the words of an error. */
  decode(line: string, number: number): SnapshotRecord {
    const text = this.#key ? this.#decrypt(line, this.#key, number) : unsealed(line, this.#chain, number);
    this.#chain = digest(this.#chain + line);
    const record = jsonOf(text);
    if (!isSnapshotRecord(record)) throw changed(number);
    return record;
  }

  #encrypt(text: string, key: Uint8Array): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(this.#chain));
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  #decrypt(line: string, key: Uint8Array, number: number): string {
    const bytes = Buffer.from(line, 'base64');
    if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64') !== line) throw changed(number);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(this.#chain))
        .setAuthTag(bytes.subarray(-tagBytes));
      const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw changed(number);
    }
  }
}

/** Tells keys apart: the start of a hash of the key. */
export function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update('snapshot key id').update(key).digest('hex').slice(0, 16);
}

function ownKey(header: SnapshotHeader, key: Uint8Array | undefined): Uint8Array | undefined {
  if (!header.encrypted) return undefined;
  if (!key) throw new UserError('An encrypted snapshot needs its key');
  return new Uint8Array(hkdfSync('sha256', key, header.id, 'messaging-workbench snapshot', 32));
}

function sealed(json: string, chain: string): string {
  return `${json.slice(0, -1)},"check":"${digest(chain + json)}"}`;
}

function unsealed(line: string, chain: string, number: number): string {
  const match = checkPart.exec(line);
  if (!match) throw changed(number);
  const json = `${line.slice(0, match.index)}}`;
  if (digest(chain + json) !== match[1]) throw changed(number);
  return json;
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, checkLength);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function changed(number: number): UserError {
  return new UserError(
    `This snapshot was changed or damaged after it was written: line ${number} does not follow from the lines before it. Nothing was sent or deleted.`,
  );
}
