import { graphOf, type ReadTogether } from '../readTogether.ts';
import { looksLikeTemplate, mayNest } from './detect.ts';
import type { ParsedDocument } from './docNode.ts';
import { nestedStacks, readFamily } from './nested.ts';
import { parseTemplateText, type TemplateOptions } from './templateReader.ts';

interface Known {
  readonly text: string;
  readonly parsed: ParsedDocument;
  /** The last state that parsed: what the others go by while this one stands half typed. */
  readonly whole: { readonly parsed: ParsedDocument; readonly text: string } | undefined;
  readonly nested: readonly string[];
}

/** Templates of one tree of nested stacks are not followed further. */
const maxFamily = 40;

/** Templates of a workspace with those they nest. A nested template is read from its file when it is first named. */
export class TemplateTree {
  readonly #readText: (uri: string) => Promise<string | undefined>;
  readonly #known = new Map<string, Known>();

  constructor(readText: (uri: string) => Promise<string | undefined>) {
    this.#readText = readText;
  }

  get size(): number {
    return this.#known.size;
  }

  textOf(uri: string): string | undefined {
    return this.#known.get(uri)?.text;
  }

  async put(uri: string, text: string): Promise<void> {
    const before = this.#known.get(uri);
    if (before?.text === text) return;
    const parsed = parseTemplateText(text);
    const whole = parsed.errors.length === 0 ? { parsed, text } : before?.whole;
    const nested = mayNest(text) ? nestedStacks(uri, whole?.parsed ?? parsed).map(stack => stack.uri) : [];
    this.#known.set(uri, { text, parsed, whole, nested });
    for (const each of nested) {
      if (this.#known.has(each) || this.family(uri).length >= maxFamily) continue;
      const found = await this.#readText(each);
      if (found !== undefined && looksLikeTemplate(found)) await this.put(each, found);
    }
  }

  delete(uri: string): void {
    this.#known.delete(uri);
  }

  clear(): void {
    this.#known.clear();
  }

  /** The templates that one nests or is nested in, itself first. */
  family(uri: string): readonly string[] {
    const found = new Set([uri]);
    for (const each of found) {
      for (const below of this.#known.get(each)?.nested ?? []) if (this.#known.has(below)) found.add(below);
      for (const [other, { nested }] of this.#known) if (nested.includes(each)) found.add(other);
      if (found.size >= maxFamily) break;
    }
    return [...found];
  }

  /** Undefined for a template that stands alone. */
  read(uri: string, options: TemplateOptions): ReadTogether | undefined {
    const family = this.family(uri);
    if (family.length < 2) return undefined;
    const states = family.flatMap(each => {
      const known = this.#known.get(each);
      const state = each === uri ? known : known?.whole;
      return state ? [[each, state] as const] : [];
    });
    const documents = readFamily(new Map(states.map(([each, { parsed }]) => [each, parsed])), options);
    const texts = new Map(states.map(([each, { text }]) => [each, text]));
    return { documents, texts, graph: graphOf([...documents.values()]) };
  }
}
