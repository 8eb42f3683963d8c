import type { DocumentLanguage } from '../readers.ts';
import type { ReadDocument } from '../template/templateReader.ts';
export interface CdkReader {
  read(uri: string, language: DocumentLanguage, text: string): ReadDocument | undefined;
}
export async function loadCdkReader(_grammars: string): Promise<CdkReader> {
  return { read: () => undefined };
}
