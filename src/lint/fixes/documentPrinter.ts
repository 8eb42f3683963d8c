import type { CdkReader } from '../../graph/cdk/cdkReader.ts';
import { isTemplateLanguage } from '../../graph/document.ts';
import { printCdkFix } from './cdkFix.ts';
import type { FixPrinter } from './fixPrinter.ts';
import { printTemplateFix } from './templateFix.ts';

/** Prints fixes in every language we read. */
export function documentPrinter(cdk: CdkReader): FixPrinter {
  return {
    async print(fix, source) {
      if (isTemplateLanguage(source.language)) return printTemplateFix(fix, source.text);
      const read = await cdk.read(source.uri, source.language, source.text);
      return read && printCdkFix(fix, read, source.text);
    },
  };
}
