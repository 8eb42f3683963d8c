import { UserError } from '../core/errors.ts';
import type { DecodedMessage } from './decode/decodeMessage.ts';
import { loadDecoder, type MessageDecoder, plainDecoder, type ReadSchemaFile } from './decode/messageDecoder.ts';
import { bounds, type S3Pointer } from './decode/payload.ts';
import { parseSchemaSettings } from './decode/schemaSource.ts';
import { hidden, Mask } from './mask/mask.ts';
import { parseMaskRules } from './mask/maskRules.ts';
import type { Message } from './message.ts';
import type { ObjectClient } from './objectClient.ts';

/** How one resource's messages are read and shown. */
export interface Reading {
  readonly decoder: MessageDecoder;
  /** What is hidden before a viewer gets to know a message. */
  readonly mask: Mask;
  /** Brings a body that lies in S3; absent where there is no way to it. */
  readonly fetch?: (pointer: S3Pointer, signal: AbortSignal) => Promise<Uint8Array>;
  /** What is wrong with the settings or the files they name, in words for the person. */
  readonly problems: readonly string[];
}

export const plainReading: Reading = { decoder: plainDecoder, mask: new Mask([]), problems: [] };

/** What a reading is made of. */
export interface ReadingSources {
  /** The settings as they were written; they are parsed here. */
  readonly schemas: unknown;
  readonly mask: unknown;
  readonly readFile: ReadSchemaFile;
  readonly objects?: ObjectClient;
}

/** Never rejects for a setting that is wrong: what can be used is used, and the rest is told. */
export async function loadReading(
  resource: { readonly name: string; readonly arn: string },
  sources: ReadingSources,
  signal: AbortSignal,
): Promise<Reading> {
  const problems: string[] = [];
  const parsed = <T>(parse: () => T, fallback: T): T => {
    try {
      return parse();
    } catch (error) {
      problems.push(error instanceof UserError ? error.message : 'A setting cannot be read');
      return fallback;
    }
  };
  const settings = parsed(() => parseSchemaSettings(sources.schemas, 'messagingWorkbench.messages.schemas'), []);
  const decoder = await loadDecoder(settings, resource, sources.readFile, signal);
  const rules = parsed(() => parseMaskRules(sources.mask, 'messagingWorkbench.messages.mask'), undefined);
  // Rules that cannot be read must not end in showing what they were meant to hide.
  const mask = rules ? new Mask(rules, message => decoder.decode(message)) : undefined;
  if (!mask) problems.push('Until the rules that hide values are corrected, bodies are hidden');
  const { objects } = sources;
  return {
    decoder,
    mask: mask ?? hideAll,
    ...(objects && {
      fetch: (pointer: S3Pointer, fetching: AbortSignal) =>
        objects.get(pointer.bucket, pointer.key, bounds.expandedBytes, fetching),
    }),
    problems: [...problems, ...decoder.problems],
  };
}

class HideAll extends Mask {
  override get active(): boolean {
    return true;
  }

  override text(): string {
    return hidden;
  }
}

const hideAll = new HideAll([]);

/** A message whose body has been fetched from where its pointer points; what is to be hidden is hidden in it too. */
export function decodeFetched({ decoder, mask }: Reading, message: Message, body: Uint8Array): DecodedMessage {
  const decoded = decoder.decode({ ...message, body });
  const layers = ['S3 pointer', ...decoded.layers];
  if (!mask.active) return { ...decoded, layers };
  const facts = decoded.facts.map(({ label, value }) => ({ label, value: mask.text(value) }));
  return { ...decoded, layers, facts, text: mask.text(decoded.text) };
}
