import { type Node, parseTree } from 'jsonc-parser';
import { type DecodedMessage, decodeMessage } from '../decode/decodeMessage.ts';
import type { Message, MessageValue } from '../message.ts';
import { isCardNumber, kindPatterns, type MaskRule } from './maskRules.ts';

/** What stands in place of a hidden value. */
export const hidden = '•••';

/** Texts longer than this are hidden as a whole where a path has to be looked for in them. */
const maxParsed = 16 * 1_048_576;
/** JSON strings that hold JSON are followed to this depth; no decoder takes off more layers. */
const maxEmbedded = 8;
/** The decoders' names for layers that are JSON themselves: in them the text is searched as it stands. */
const encodings = /^(base64|hex|gzip|deflate|brotli|zstd|MessagePack|KPL|Avro|Protobuf|Glue|Confluent)/;

/** Hides the values that the user's rules name: in view, copy and export alike. */
export class Mask {
  readonly #decode: (message: Message) => Pick<DecodedMessage, 'layers' | 'text'>;
  readonly #paths: readonly (readonly string[])[];
  readonly #attributes: ReadonlySet<string>;
  readonly #patterns: readonly { readonly pattern: RegExp; readonly isOne: (text: string) => boolean }[];

  constructor(
    rules: readonly MaskRule[],
    decode: (message: Message) => Pick<DecodedMessage, 'layers' | 'text'> = decodeMessage,
  ) {
    this.#decode = decode;
    this.#attributes = new Set(rules.flatMap(rule => (rule.attribute ? [rule.attribute.toLowerCase()] : [])));
    this.#paths = [
      ...rules.flatMap(rule => (rule.path ? [rule.path.toLowerCase().split('.')] : [])),
      // An SNS notification carries the attributes in its body.
      ...[...this.#attributes].map(name => ['messageattributes', name, 'value']),
    ];
    this.#patterns = rules.flatMap(({ kind }) =>
      kind ? [{ pattern: kindPatterns[kind], isOne: kind === 'card' ? isCardNumber : () => true }] : [],
    );
  }

  /** False when there is nothing to hide. */
  get active(): boolean {
    return this.#paths.length + this.#attributes.size + this.#patterns.length > 0;
  }

  /** A copy to show, copy and write. A body whose encoding conceals what is to be hidden gives way to what is inside it. */
  message(message: Message): Message {
    if (!this.active) return message;
    const { groupId } = message;
    return {
      ...message,
      body: this.body(message),
      attributes: this.attributes(message.attributes),
      systemAttributes: this.#written(message.systemAttributes),
      ...(groupId !== undefined && { groupId: this.#kinds(groupId) }),
    };
  }

  /** Of what a service adds, that which somebody wrote: session names, group ids, keys. Times and numbers stay. */
  #written(attributes: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        /(Timestamp|Count|SequenceNumber)$/.test(name) ? value : this.#kinds(value),
      ]),
    );
  }

  body(message: Message): string {
    const masked = this.text(message.body);
    const { layers, text } = this.#decode({ ...message, body: masked });
    if (!layers.some(layer => encodings.test(layer))) return masked;
    const inside = this.text(text);
    return inside === text ? masked : inside;
  }

  attributes(attributes: Readonly<Record<string, MessageValue>>): Record<string, MessageValue> {
    return Object.fromEntries(
      Object.entries(attributes).map(([name, { type, value }]) => [
        name,
        { type, value: this.#attributes.has(name.toLowerCase()) ? hidden : this.text(value) },
      ]),
    );
  }

  /** A text with its values hidden; JSON keeps every other character as it was written. */
  text(text: string): string {
    return this.#text(text, 0);
  }

  #text(text: string, embedded: number): string {
    const edits = this.#paths.length > 0 && /^\s*[[{]/.test(text) ? this.#jsonEdits(text, embedded) : [];
    let masked = '';
    let at = 0;
    for (const { start, end, replacement } of edits) {
      masked += this.#kinds(text.slice(at, start)) + replacement;
      at = end;
    }
    return masked + this.#kinds(text.slice(at));
  }

  #kinds(text: string): string {
    let masked = text;
    for (const { pattern, isOne } of this.#patterns) {
      masked = masked.replace(pattern, found => (isOne(found) ? hidden : found));
    }
    return masked;
  }

  /** Of one JSON value after the other: lines of JSON are as good as a list of them. */
  #jsonEdits(text: string, embedded: number): Edit[] {
    if (text.length > maxParsed) return [wholly(text)];
    const edits: Edit[] = [];
    const opening = /[[{]/g;
    for (let found = opening.exec(text); found; found = opening.exec(text)) {
      let root: Node | undefined;
      try {
        root = parseTree(text.slice(found.index), [], { disallowComments: false, allowTrailingComma: true });
      } catch {
        // Nested too deep to be read: what cannot be searched is not shown.
        return [wholly(text)];
      }
      if (root) edits.push(...this.#valueEdits(root, found.index, embedded));
      // What is not closed has no length: it was read to the end of the text.
      if (!root || root.length <= 0) break;
      opening.lastIndex = found.index + root.offset + root.length;
    }
    return edits;
  }

  #valueEdits(root: Node, base: number, embedded: number): Edit[] {
    const edits: Edit[] = [];
    const waiting: { node: Node; keys: readonly string[] }[] = [{ node: root, keys: [] }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { node, keys } = next;
      const start = base + node.offset;
      const end = start + node.length;
      if (this.#isHidden(keys)) edits.push({ start, end, replacement: JSON.stringify(hidden) });
      else if (node.type === 'string') {
        const inner = String(node.value);
        const masked = embedded < maxEmbedded && /^\s*[[{]/.test(inner) ? this.#text(inner, embedded + 1) : inner;
        if (masked !== inner) edits.push({ start, end, replacement: JSON.stringify(masked) });
      } else {
        // Only the last keys can matter.
        const kept = keys.slice(-20);
        for (const [index, each] of (node.children ?? []).entries()) {
          const [key, value] = each.type === 'property' ? (each.children ?? []) : [undefined, each];
          if (value)
            waiting.push({ node: value, keys: [...kept, key ? String(key.value).toLowerCase() : String(index)] });
        }
      }
    }
    return edits.sort((a, b) => a.start - b.start);
  }

  #isHidden(keys: readonly string[]): boolean {
    return this.#paths.some(
      path =>
        path.length <= keys.length &&
        path.every((part, index) => part === '*' || part === keys[keys.length - path.length + index]),
    );
  }
}

/** A stretch of a text and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const wholly = (text: string): Edit => ({ start: 0, end: text.length, replacement: JSON.stringify(hidden) });
