import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CdkReader } from '../../graph/cdk/cdkReader.ts';
import { type DocumentLanguage, isTemplateLanguage } from '../../graph/document.ts';
import { languageOf, mayTakePart } from '../../graph/languages.ts';
import { Workspace } from '../../graph/workspace.ts';

/** What a thread takes in at most before its first finding, so that no file is given up over the others. */
const maxFiles = 2_000;
const maxSize = 500_000;
const maxMilliseconds = 4_000;

/** The files of a run, as far as they may have to do with each other; taken in when the first of their kind is linted. */
export class Neighbours {
  readonly workspace: Workspace;
  readonly #files: readonly string[];
  readonly #ready = new Map<boolean, Promise<void>>();

  constructor(cdk: CdkReader, files: readonly string[]) {
    this.workspace = new Workspace(cdk, uri => textOf(fileURLToPath(uri)));
    this.#files = files.slice(0, maxFiles);
  }

  /** Resolves when the files are known that a document of the language may have to do with. */
  ready(language: DocumentLanguage): Promise<void> {
    const template = isTemplateLanguage(language);
    const known = this.#ready.get(template) ?? this.#takeIn(template);
    this.#ready.set(template, known);
    return known;
  }

  async #takeIn(template: boolean): Promise<void> {
    const end = Date.now() + maxMilliseconds;
    for (const file of this.#files) {
      const language = languageOf(file);
      if (!language || isTemplateLanguage(language) !== template) continue;
      if (Date.now() > end) return;
      const text = await textOf(file);
      if (text !== undefined && mayTakePart(language, file, text)) {
        await this.workspace.put(pathToFileURL(file).href, language, text);
      }
    }
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await stat(file)).size > maxSize ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
