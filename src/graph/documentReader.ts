import type { CdkReader } from './cdk/cdkReader.ts';
import { type DocumentLanguage, isTemplateLanguage, type ReadDocument } from './document.ts';
import { isCandidate } from './languages.ts';
import { readTemplate, type TemplateOptions } from './template/templateReader.ts';

/** Reads documents of every language. */
export class DocumentReader {
  readonly #cdk: CdkReader;
  readonly #options: TemplateOptions;

  /** How templates are read. */
  get templateOptions(): TemplateOptions {
    return this.#options;
  }

  constructor(cdk: CdkReader, options: TemplateOptions = {}) {
    this.#cdk = cdk;
    this.#options = options;
  }

  /**
   * Undefined when the text holds nothing to read.
   * @throws UserError when the text cannot be read safely
   */
  async read(uri: string, language: DocumentLanguage, text: string): Promise<ReadDocument | undefined> {
    if (!isCandidate(language, text)) return undefined;
    if (isTemplateLanguage(language)) return readTemplate(uri, text, this.#options);
    return this.#cdk.read(uri, language, text);
  }
}
