import { extname } from 'node:path';
import type { CdkReader } from './cdk/cdkReader.ts';
import { looksLikeTemplate } from './template/detect.ts';
import { type ReadDocument, readTemplate, type TemplateOptions } from './template/templateReader.ts';

/** The languages a document can be read in. */
export type DocumentLanguage = 'yaml' | 'json' | 'typescript' | 'tsx' | 'javascript';

const byExtension: Readonly<Record<string, DocumentLanguage>> = {
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.template': 'yaml',
  '.json': 'json',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'tsx',
};

/** The language of a file by its name; undefined for files that are none of ours. */
export function languageOf(path: string): DocumentLanguage | undefined {
  return path.endsWith('.d.ts') ? undefined : byExtension[extname(path).toLowerCase()];
}

/** True when reading the text may be worth it: a test of milliseconds at most, before anything heavy is loaded. */
export function isCandidate(language: DocumentLanguage, text: string): boolean {
  return isTemplateLanguage(language) ? looksLikeTemplate(text) : /aws-cdk-lib|@aws-cdk\//.test(text);
}

/** Longer texts are left alone: CloudFormation takes 1 MB, and no one writes such a file of CDK by hand. */
export const maxTextLength = 2_000_000;

/** Reads documents of every language; the reader of CDK source is loaded with the first file that needs it. */
export class DocumentReader {
  readonly #loadCdk: () => Promise<CdkReader>;
  readonly #options: TemplateOptions;
  #cdk: Promise<CdkReader> | undefined;

  constructor(loadCdk: () => Promise<CdkReader>, options: TemplateOptions = {}) {
    this.#loadCdk = loadCdk;
    this.#options = options;
  }

  /**
   * Undefined when the text holds nothing to read.
   * @throws UserError when the text cannot be read safely
   */
  async read(uri: string, language: DocumentLanguage, text: string): Promise<ReadDocument | undefined> {
    if (!isCandidate(language, text)) return undefined;
    if (isTemplateLanguage(language)) return readTemplate(uri, text, this.#options);
    this.#cdk ??= this.#loadCdk();
    const cdk = await this.#cdk;
    return cdk.read(uri, language, text);
  }
}

export function isTemplateLanguage(language: DocumentLanguage): language is 'yaml' | 'json' {
  return language === 'yaml' || language === 'json';
}
