import { type CdkReader, readProgram } from './cdk/cdkReader.ts';
import { Modules, type SourceFile, surfaceOf } from './cdk/modules.ts';
import { type DocumentLanguage, isTemplateLanguage } from './document.ts';
import { graphOf, type ReadTogether } from './readTogether.ts';
import type { TemplateOptions } from './template/templateReader.ts';
import { TemplateTree } from './template/templateTree.ts';

/** Files that hang together are read as one program up to this number; of more, those nearest to the one at hand. */
const maxProgram = 120;
const nearest = 40;

interface Known {
  readonly language: DocumentLanguage;
  readonly text: string;
  /** Undefined when the text cannot be read. */
  readonly file: SourceFile | undefined;
  /** The last state that parsed: what other files go by while this one stands half typed. */
  readonly whole: { readonly file: SourceFile; readonly text: string } | undefined;
}

/**
 * The documents of a workspace. Each is parsed once per state; those that name each other (CDK source by imports,
 * templates by nested stacks) are read together when one of them is asked for.
 */
export class Workspace {
  readonly #cdk: CdkReader;
  readonly #known = new Map<string, Known>();
  readonly #neighbours = new Map<string, ReadonlySet<string>>();
  readonly #surfaces = new Map<string, string>();
  readonly #programs: { readonly files: readonly SourceFile[]; readonly read: ReadTogether }[] = [];
  #modules: Modules | undefined;
  #links: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  readonly #templates: TemplateTree;

  /** @param readText reads a file that a template names: undefined when it is not there or too long */
  constructor(cdk: CdkReader, readText: (uri: string) => Promise<string | undefined> = async () => undefined) {
    this.#cdk = cdk;
    this.#templates = new TemplateTree(readText);
  }

  get size(): number {
    return this.#known.size + this.#templates.size;
  }

  /** The text as it was last put; undefined for a document that is not there. */
  textOf(uri: string): string | undefined {
    return this.#known.get(uri)?.text ?? this.#templates.textOf(uri);
  }

  /** Puts the present text of a document; the same text once more costs nothing. */
  async put(uri: string, language: DocumentLanguage, text: string): Promise<void> {
    // A document may change its language: what it was before must not answer for it.
    if (isTemplateLanguage(language)) {
      if (this.#known.has(uri)) this.delete(uri);
      await this.#templates.put(uri, text);
      return;
    }
    this.#templates.delete(uri);
    const before = this.#known.get(uri);
    if (before?.text === text) return;
    const file = await this.#cdk.parse(uri, language, text).catch(() => undefined);
    const whole = file && file.syntax.problems.length === 0 ? { file, text } : before?.whole;
    this.#known.set(uri, { language, text, file, whole });
    const surface = whole ? surfaceOf(whole.file) : '';
    if (this.#surfaces.get(uri) !== surface) this.#forgetLinks();
    this.#surfaces.set(uri, surface);
    this.#modules = undefined;
    this.#neighbours.delete(uri);
    this.#links = undefined;
  }

  delete(uri: string): void {
    this.#templates.delete(uri);
    if (!this.#known.delete(uri)) return;
    this.#surfaces.delete(uri);
    this.#modules = undefined;
    this.#forgetLinks();
  }

  clear(): void {
    this.#templates.clear();
    this.#known.clear();
    this.#surfaces.clear();
    this.#modules = undefined;
    this.#forgetLinks();
  }

  /** Reads a document with those it hangs together with; undefined when it is none of the workspace's. */
  read(uri: string, options: TemplateOptions = {}): ReadTogether | undefined {
    if (this.#templates.textOf(uri) !== undefined) return this.#templates.read(uri, options);
    const own = this.#known.get(uri)?.file;
    if (!own) return undefined;
    const others = this.related(uri).filter(each => each !== uri);
    const files = [own, ...others.flatMap(each => this.#known.get(each)?.whole?.file ?? [])];
    // In one order whoever asks, so that one reading serves them all.
    files.sort((a, b) => (a.uri < b.uri ? -1 : 1));
    const same = this.#programs.find(
      each => each.files.length === files.length && each.files.every((file, index) => file === files[index]),
    );
    if (same) return same.read;
    const read = this.#readTogether(files);
    this.#programs.unshift({ files, read });
    this.#programs.length = Math.min(this.#programs.length, 4);
    return read;
  }

  #readTogether(files: readonly SourceFile[]): ReadTogether {
    const modules = new Modules(new Map(files.map(file => [file.uri, file])));
    const documents = readProgram(files, modules);
    const all = [...documents.values()];
    const graph = graphOf(all);
    const texts = new Map(
      files.map(file => {
        const known = this.#known.get(file.uri);
        return [file.uri, (known?.file === file ? known.text : known?.whole?.text) ?? ''];
      }),
    );
    return { documents, texts, graph };
  }

  /** The documents that one hangs together with by names, itself first, the nearest next. */
  related(uri: string): readonly string[] {
    if (this.#templates.textOf(uri) !== undefined) return this.#templates.family(uri);
    const links = this.#allLinks();
    const found = new Set([uri]);
    for (const each of found) for (const next of links.get(each) ?? []) found.add(next);
    return found.size <= maxProgram ? [...found] : [...found].slice(0, nearest);
  }

  #allLinks(): ReadonlyMap<string, ReadonlySet<string>> {
    if (this.#links) return this.#links;
    const files = new Map<string, SourceFile>();
    for (const [uri, { file, whole }] of this.#known) {
      const best = whole?.file ?? file;
      if (best) files.set(uri, best);
    }
    this.#modules ??= new Modules(files);
    const links = new Map<string, Set<string>>([...files.keys()].map(uri => [uri, new Set()]));
    for (const [uri, file] of files) {
      const to = this.#neighbours.get(uri) ?? this.#modules.neighbours(file);
      this.#neighbours.set(uri, to);
      for (const each of to) {
        links.get(uri)?.add(each);
        links.get(each)?.add(uri);
      }
    }
    this.#links = links;
    return links;
  }

  #forgetLinks(): void {
    this.#neighbours.clear();
    this.#links = undefined;
  }
}
