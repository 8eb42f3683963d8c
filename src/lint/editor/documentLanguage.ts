import type { DocumentLanguage } from '../../graph/document.ts';
import { isCandidate, isTestSource, languageOf, maxTextLength } from '../../graph/languages.ts';

/** VS Code's language ids and ours; AWS's own extensions bring some for templates. */
const byLanguageId: Readonly<Record<string, DocumentLanguage>> = {
  yaml: 'yaml',
  cloudformation: 'yaml',
  'cloudformation-yaml': 'yaml',
  json: 'json',
  jsonc: 'json',
  'cloudformation-json': 'json',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  javascript: 'javascript',
  javascriptreact: 'tsx',
  python: 'python',
  csharp: 'csharp',
  java: 'java',
  go: 'go',
};

export const languageIds: readonly string[] = Object.keys(byLanguageId);

/** The parts of a text document that decide whether it is linted. */
export interface LintableDocument {
  readonly languageId: string;
  readonly fileName: string;
  readonly isClosed: boolean;
  getText(): string;
}

/** The language to read a document in; undefined when it is none of ours or holds nothing to read. */
export function lintLanguage(document: LintableDocument): DocumentLanguage | undefined {
  const language =
    byLanguageId[document.languageId] ??
    (document.languageId === 'plaintext' ? languageOf(document.fileName) : undefined);
  if (
    !language ||
    document.isClosed ||
    isTestSource(document.fileName) ||
    /[\\/](?:node_modules|site-packages|cdk\.out)[\\/]/.test(document.fileName)
  )
    return undefined;
  const text = document.getText();
  return text.length <= maxTextLength && isCandidate(language, text) ? language : undefined;
}
