import type { CdkSource } from '../../graph/cdk/cdkReader.ts';
import type { Fix } from '../rule.ts';
import type { TextEdit } from './textEdit.ts';
export function printCdkFix(_fix: Fix, _source: CdkSource, _text: string): readonly TextEdit[] | undefined {
  return undefined;
}
