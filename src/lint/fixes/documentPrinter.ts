import type { CdkReader } from '../../graph/cdk/cdkReader.ts';
import type { SourceSyntax } from '../../graph/cdk/syntax.ts';
import { type DocumentLanguage, isTemplateLanguage } from '../../graph/document.ts';
import { printCdkFix } from './cdkFix.ts';
import { CSharpStyle } from './csharpStyle.ts';
import type { FixPrinter } from './fixPrinter.ts';
import { GoStyle } from './goStyle.ts';
import { JavaStyle } from './javaStyle.ts';
import { PythonStyle } from './pythonStyle.ts';
import type { SourceStyle } from './sourceStyle.ts';
import { printTemplateFix } from './templateFix.ts';
import { TypeScriptStyle } from './typescriptStyle.ts';

type Style = new (syntax: SourceSyntax, text: string) => SourceStyle;

const styles: Readonly<Record<Exclude<DocumentLanguage, 'yaml' | 'json'>, Style>> = {
  typescript: TypeScriptStyle,
  tsx: TypeScriptStyle,
  javascript: TypeScriptStyle,
  python: PythonStyle,
  csharp: CSharpStyle,
  java: JavaStyle,
  go: GoStyle,
};

/** Prints fixes in templates and in every language of CDK. */
export function documentPrinter(cdk: CdkReader): FixPrinter {
  return {
    async print(fix, source) {
      const { language } = source;
      if (isTemplateLanguage(language)) return printTemplateFix(fix, source.text);
      const read = await cdk.read(source.uri, language, source.text);
      return read && printCdkFix(fix, read, source.text, new styles[language](read.syntax, source.text));
    },
  };
}
