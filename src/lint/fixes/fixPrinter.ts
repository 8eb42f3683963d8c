import type { DocumentLanguage } from '../../graph/document.ts';
import type { Fix } from '../rule.ts';
import type { TextEdit } from './textEdit.ts';

export interface FixSource {
  readonly uri: string;
  readonly language: DocumentLanguage;
  readonly text: string;
}

/** Writes a fix in the language and style of a document; undefined when that cannot be done safely. */
export interface FixPrinter {
  print(fix: Fix, source: FixSource): Promise<readonly TextEdit[] | undefined>;
}
