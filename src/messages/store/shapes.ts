import { attributesBytes, base64Length, baseType } from '../../core/messageRules.ts';
import type { Message } from '../message.ts';

/** Everything about a message's attributes but their values: messages of one producer share it. */
export interface Shape {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly systemNames: readonly string[];
  readonly group: boolean;
  readonly source: boolean;
  readonly sequence: boolean;
  /** Bytes that names and types count for in the size of a message; all of them ASCII. */
  readonly bytes: number;
}

/** Different shapes that are kept; a message of one more is held as it came. */
const maxShapes = 4_096;

/** The shapes that messages of a store have, each with a number. */
export class Shapes {
  readonly all: Shape[] = [];
  readonly #numbers = new Map<string, number>();
  #last = -1;

  /** The number of a message's shape; -1 when there are too many. */
  of(message: Message): number {
    const last = this.all[this.#last];
    if (last && fits(last, message)) return this.#last;
    const names = Object.keys(message.attributes);
    const types = names.map(name => message.attributes[name]?.type ?? '');
    const systemNames = Object.keys(message.systemAttributes);
    const group = message.groupId !== undefined;
    const source = message.source !== undefined;
    const sequence = message.sequence !== undefined;
    const key = JSON.stringify([names, types, systemNames, group, source, sequence]);
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    if (this.all.length >= maxShapes) return -1;
    const empty = Object.fromEntries(names.map((name, at) => [name, { type: types[at] ?? '', value: '' }]));
    this.all.push({ names, types, systemNames, group, source, sequence, bytes: attributesBytes(empty) });
    this.#last = this.all.length - 1;
    this.#numbers.set(key, this.#last);
    return this.#last;
  }
}

function fits(shape: Shape, message: Message): boolean {
  if (shape.group !== (message.groupId !== undefined)) return false;
  if (shape.source !== (message.source !== undefined) || shape.sequence !== (message.sequence !== undefined)) {
    return false;
  }
  let at = 0;
  for (const name in message.attributes) {
    if (shape.names[at] !== name || shape.types[at] !== message.attributes[name]?.type) return false;
    at++;
  }
  if (at !== shape.names.length) return false;
  at = 0;
  for (const name in message.systemAttributes) if (shape.systemNames[at++] !== name) return false;
  return at === shape.systemNames.length;
}

/** Bytes of an attribute's value that is plain ASCII. */
export function asciiValueBytes(type: string, value: string): number {
  return baseType(type) === 'Binary' ? (base64Length(value) ?? value.length) : value.length;
}
