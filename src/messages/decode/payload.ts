import type { MessageValue } from '../message.ts';

/** A decoder that was tried on a payload and why it did not apply. */
export interface Attempt {
  readonly decoder: string;
  readonly reason: string;
}

/** What an envelope says about the payload inside it: `Error message: Task timed out`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Where the Extended Client Library has put a body that was too large. */
export interface S3Pointer {
  readonly bucket: string;
  readonly key: string;
}

/** What stands between two layers. */
export type Payload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Read already: an envelope's member, a record of a binary format. */
  | { readonly kind: 'value'; readonly value: unknown };

/** One or more layers taken off. */
export interface Step {
  readonly layers: readonly string[];
  readonly payload: Payload;
  readonly facts?: readonly Fact[];
  readonly pointer?: S3Pointer;
  /** Nothing more is to be taken off. */
  readonly final?: boolean;
}

/** What the decoders may look at besides the payload, and where they say why they did not apply. */
export interface DecodeContext {
  readonly attributes: Readonly<Record<string, MessageValue>>;
  readonly attempts: Attempt[];
  /** Formats that only the user's schema files make readable. */
  readonly schemas: readonly SchemaDecoder[];
  /** Avro files carry their own schema; undefined until the reader for them is loaded. */
  readonly container: ContainerDecoder | undefined;
}

/** Reads bytes by a schema file of the user; throws where they do not fit. */
export interface SchemaDecoder {
  /** `Avro Order`, `Protobuf shop.Order`. */
  readonly name: string;
  decode(bytes: Uint8Array): unknown;
}

/** Reads an Avro object container; throws where it is damaged or grows past `maxBytes`. */
export interface ContainerDecoder {
  decode(bytes: Uint8Array, maxBytes: number): unknown;
}

export const bounds = {
  /** Layers that are taken off at most. */
  layers: 8,
  /** Bytes that one expansion may grow to. The largest message is a Kinesis record of 10 MiB. */
  expandedBytes: 16 * 1_048_576,
  /** Milliseconds after which no further layer is tried. */
  milliseconds: 500,
} as const;

/** Says why a decoder did not apply; comes back as undefined so that it can be returned. */
export function reject(context: DecodeContext, decoder: string, reason: string): undefined {
  context.attempts.push({ decoder, reason });
  return undefined;
}

/** The words of an error without its kind. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.slice(0, 200) || 'it cannot be read';
}
