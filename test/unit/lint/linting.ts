import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CdkReader } from '../../../src/graph/cdk/cdkReader.ts';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { DocumentReader } from '../../../src/graph/documentReader.ts';
import type { TemplateOptions } from '../../../src/graph/template/templateReader.ts';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { documentPrinter } from '../../../src/lint/fixes/documentPrinter.ts';
import { EditedText } from '../../../src/lint/fixes/editedText.ts';
import { Linter, type LinterOptions, type Report } from '../../../src/lint/linter.ts';

const grammars = path.resolve(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');

export const cdkReader = new CdkReader(name => readFile(path.join(grammars, name)));

export function makeLinter(options: Partial<LinterOptions> & { template?: TemplateOptions } = {}): Linter {
  return new Linter({
    reader: new DocumentReader(cdkReader, options.template),
    printer: documentPrinter(cdkReader),
    rules: catalogue,
    ...options,
  });
}

export const linter = makeLinter();

export const uri = 'file:///projects/shop';

/** Findings of a text, by default with every rule of the catalogue. */
export async function lint(language: DocumentLanguage, text: string, using = linter): Promise<readonly Report[]> {
  return (await using.lint(uri, language, text))?.result.reports ?? [];
}

/** Ids of the rules that speak, in order, each as often as it does. */
export async function ruleIds(language: DocumentLanguage, text: string, using = linter): Promise<string[]> {
  return (await lint(language, text, using)).map(report => report.ruleId).sort();
}

/**
 * Information about what is usually left out of an example, or of what a fix makes, when the point is another one: the
 * alarm of a dead-letter queue, and how messages of a FIFO queue are told apart.
 */
export function isAside(id: string, about: string): boolean {
  return id !== about && (id === 'sqs-dlq-alarm-missing' || id === 'fifo-no-content-dedup');
}

/** The text with every fix applied, also those that other code has to change with. */
export async function fixed(language: DocumentLanguage, text: string, using = linter): Promise<string> {
  return (await using.fixAll(uri, language, text, () => true)).text;
}

/** The text with the first fix of a rule applied, and nothing else. */
export async function applyFix(language: DocumentLanguage, text: string, ruleId: string): Promise<string> {
  const linted = await linter.lint(uri, language, text);
  const report = linted?.result.reports.find(each => each.ruleId === ruleId);
  const fix = report && (await linted?.fix(report));
  return new EditedText(text).with(fix?.edits ?? []).toString();
}

/** A CDK stack with imports of everything the tests use. */
export function stack(body: string, head = ''): string {
  return `import * as cdk from 'aws-cdk-lib';
import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subs from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
${head}
export class Shop extends Stack {
  constructor(scope: cdk.App, id: string, props?: ShopProps) {
    super(scope, id);
${body
  .split('\n')
  .map(line => (line === '' ? '' : `    ${line}`))
  .join('\n')}
  }
}
`;
}

/** A template with these resources, indented as given. */
export function template(resources: string): string {
  return `AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n${resources}`;
}
