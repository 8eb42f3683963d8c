import type { CdkReader } from '../../graph/cdk/cdkReader.ts';
import { type DocumentLanguage, isTemplateLanguage } from '../../graph/document.ts';
import { printCdkFix } from './cdkFix.ts';
import type { FixPrinter } from './fixPrinter.ts';
import { printTemplateFix } from './templateFix.ts';

/** Prints fixes in templates and TypeScript; the other languages of CDK have findings without fixes. */
export function documentPrinter(cdk: CdkReader): FixPrinter {
  return {
    async print(fix, source) {
      if (isTemplateLanguage(source.language)) return printTemplateFix(fix, source.text);
      if (!isTypeScript(source.language)) return undefined;
      const read = await cdk.read(source.uri, source.language, source.text);
      return read && printCdkFix(fix, read, source.text);
    },
  };
}

function isTypeScript(language: DocumentLanguage): boolean {
  return language === 'typescript' || language === 'tsx' || language === 'javascript';
}
