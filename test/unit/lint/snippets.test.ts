import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MessagingGraph } from '../../../src/graph/graph.ts';
import { readTemplate } from '../../../src/graph/template/templateReader.ts';
import { cdkReader, isAside, lint, template } from './linting.ts';

interface Snippet {
  readonly prefix: readonly string[];
  readonly scope: string;
  readonly description: string;
  readonly body: readonly string[];
}

const folder = path.resolve(import.meta.dirname, '../../../media/snippets');
const snippetsOf = (file: string) =>
  Object.entries(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Record<string, Snippet>);

/** What stands in the editor when every placeholder is left as it is. */
function expand(body: readonly string[]): string {
  const text = body.join('\n');
  const defaults = new Map<string, string>();
  const first = text.replace(/\$\{(\d+):([^}]*)\}/g, (_, number: string, value: string) => {
    defaults.set(number, value);
    return value;
  });
  return first.replace(/\$(\d+)/g, (_, number: string) => defaults.get(number) ?? '').replaceAll('\\$', '$');
}

const inTemplate = (snippet: Snippet) =>
  template(
    expand(snippet.body)
      .split('\n')
      .map(line => (line === '' ? '' : `  ${line}`))
      .join('\n'),
  );

const inStack = (snippet: Snippet) => `import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';

export class Shop extends Stack {
  build() {
${expand(snippet.body)}
  }
}
`;

/** The alarm of a dead-letter queue is a snippet of its own. */
const said = async (language: 'yaml' | 'typescript', text: string) =>
  (await lint(language, text))
    .filter(report => !isAside(report.ruleId, ''))
    .map(report => `${report.ruleId}: ${report.message}`);

describe('CloudFormation snippets', () => {
  const snippets = snippetsOf('cloudformation.code-snippets');
  test.each(snippets)('%s is clean', async (_, snippet) => {
    const text = inTemplate(snippet);
    const read = readTemplate('file:///a.yaml', text);
    expect(read?.document.complete).toBe(true);
    expect(read?.resources.length).toBeGreaterThanOrEqual(3);
    expect(await said('yaml', text)).toEqual([]);
  });
});

describe('CDK snippets', () => {
  const snippets = snippetsOf('cdk-typescript.code-snippets');
  test.each(snippets)('%s is clean', async (_, snippet) => {
    const text = inStack(snippet);
    const read = await cdkReader.read('file:///a.ts', 'typescript', text);
    expect(read?.document.complete).toBe(true);
    expect(read?.resources.length).toBeGreaterThanOrEqual(2);
    expect(await said('typescript', text)).toEqual([]);
  });

  test('say the same as their templates', async () => {
    const templates = snippetsOf('cloudformation.code-snippets');
    for (const [index, [, snippet]] of snippets.entries()) {
      const code = await cdkReader.read('file:///a.ts', 'typescript', inStack(snippet));
      const yaml = readTemplate('file:///a.yaml', inTemplate(templates[index]?.[1] ?? snippet));
      const links = (read: typeof yaml | typeof code) => {
        const graph = new MessagingGraph(read?.resources ?? [], read ? [read.document] : []);
        return {
          queues: graph.ofType('AWS::SQS::Queue').length,
          deadLetters: graph.deadLetterIds.size,
          read: graph.mappings.filter(each => each.source && each.consumer).length,
        };
      };
      expect(links(code)).toEqual(links(yaml));
    }
  });
});
