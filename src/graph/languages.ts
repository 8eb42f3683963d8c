import { type DocumentLanguage, isTemplateLanguage } from './document.ts';
import { looksLikeTemplate, mayNest } from './template/detect.ts';

const byExtension: Readonly<Record<string, DocumentLanguage>> = {
  yaml: 'yaml',
  yml: 'yaml',
  template: 'yaml',
  json: 'json',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'tsx',
  py: 'python',
  cs: 'csharp',
  java: 'java',
  go: 'go',
};

/** Endings of the files that may hold something to read. */
export const readableExtensions: readonly string[] = Object.keys(byExtension);

/** The language of a file by its name; undefined for files that are none of ours. */
export function languageOf(path: string): DocumentLanguage | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 || /\.d\.[cm]?ts$/.test(name) ? undefined : byExtension[name.slice(dot + 1).toLowerCase()];
}

/** True for tests, where constructs are made to be looked at and not to be deployed. */
export function isTestSource(path: string): boolean {
  return (
    /\.(?:test|spec)\.[cm]?[jt]sx?$|[\\/]__tests__[\\/]/.test(path) ||
    /(?:^|[\\/])(?:test_[^\\/]*\.py|[^\\/]*_test\.(?:py|go)|[^\\/]*Tests?\.(?:java|cs))$/.test(path)
  );
}

const typescriptImport = /aws-cdk-lib|@aws-cdk\//;

/** What no source that uses CDK lacks. */
const cdkImport: Readonly<Record<Exclude<DocumentLanguage, 'yaml' | 'json'>, RegExp>> = {
  typescript: typescriptImport,
  tsx: typescriptImport,
  javascript: typescriptImport,
  python: /\baws_cdk\b/,
  csharp: /\bAmazon\.CDK\b/,
  java: /\bsoftware\.amazon\.awscdk\b/,
  go: /\baws-cdk-go\b/,
};

/** True when reading the text may be worth it: a test of milliseconds at most, before anything heavy is loaded. */
export function isCandidate(language: DocumentLanguage, text: string): boolean {
  return isTemplateLanguage(language) ? looksLikeTemplate(text) : cdkImport[language].test(text);
}

/** In characters. Longer texts are left alone: CloudFormation takes 1 MB, and no one writes such a file of CDK. */
export const maxTextLength = 2_000_000;

/**
 * True when a file may have to do with others: a template that nests stacks, source that uses CDK or passes on what
 * others declare. Tests are not: what they make is not deployed.
 */
export function mayTakePart(language: DocumentLanguage, path: string, text: string): boolean {
  if (isTemplateLanguage(language)) return mayNest(text) && looksLikeTemplate(text);
  if (isTestSource(path)) return false;
  return isCandidate(language, text) || /\/(?:index\.[cm]?[jt]s|__init__\.py)$/.test(path);
}
