import type { GraphDocument, Resource } from './graph.ts';

/** The languages a document can be read in. */
export type DocumentLanguage =
  | 'yaml'
  | 'json'
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'csharp';

/** What a reader makes of one document. */
export interface ReadDocument {
  readonly resources: readonly Resource[];
  readonly document: GraphDocument;
  /** The first thing the parser stumbled over: its words and its offset. */
  readonly problem: { readonly message: string; readonly start: number } | undefined;
}

export function isTemplateLanguage(language: DocumentLanguage): language is 'yaml' | 'json' {
  return language === 'yaml' || language === 'json';
}
