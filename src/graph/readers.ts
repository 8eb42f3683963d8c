import { extname } from 'node:path';
import type { CdkReader } from './cdk/cdkReader.ts';
import { type DocumentLanguage, isTemplateLanguage, type ReadDocument } from './document.ts';
import { looksLikeTemplate } from './template/detect.ts';
import { readTemplate, type TemplateOptions } from './template/templateReader.ts';

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

/** Reads documents of every language. */
export class DocumentReader {
  readonly #cdk: CdkReader;
  readonly #options: TemplateOptions;

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
