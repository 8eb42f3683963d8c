import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { makeLinter, uri } from './linting.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const require = createRequire(import.meta.url);
const all = makeLinter({ severities: Object.fromEntries(catalogue.map(rule => [rule.id, rule.severity])) });

/** The template CDK itself makes of a source; undefined with the reason when it cannot run on its own. */
function synthesized(source: string): { readonly template: string } | { readonly problem: string } {
  const body = stripTypeScriptTypes(source)
    .replace(/import \* as (\w+) from '([^']+)';/g, "const $1 = require('$2');")
    .replace(/import (\{[^}]+\}) from '([^']+)';/g, "const $1 = require('$2');")
    .replace(/^export class (\w+)/gm, 'made.$1 = class $1');
  const app = new App({ outdir: mkdtempSync(path.join(folder, 'app-')) });
  const stack = new Stack(app, 'Shop');
  const made: Record<string, new (scope: App, id: string, props: object) => object> = {};
  try {
    const props = given(stack);
    new Function('require', 'made', 'stack', 'scope', 'props', body)(require, made, stack, stack, props);
    const [own] = Object.entries(made).map(([name, made]) => new made(app, `${name}Stack`, props));
    for (const name of own ? Object.getOwnPropertyNames(Object.getPrototypeOf(own)) : []) {
      const method = (own as unknown as Record<string, unknown>)[name];
      if (name !== 'constructor' && typeof method === 'function') method.call(own, props);
    }
    const { artifactId } = own instanceof Stack ? own : stack;
    const assembly = app.synth({ skipValidation: true });
    return { template: JSON.stringify(assembly.stacks.find(each => each.id === artifactId)?.template) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What examples are handed, all of it from elsewhere. */
function given(stack: Stack) {
  const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
  return {
    dlq: sqs.Queue.fromQueueArn(stack, 'GivenDlq', arn('sqs', 'given-dlq')),
    topic: sns.Topic.fromTopicArn(stack, 'GivenTopic', arn('sns', 'given')),
    alerts: sns.Topic.fromTopicArn(stack, 'GivenAlerts', arn('sns', 'alerts')),
    fn: lambda.Function.fromFunctionArn(stack, 'GivenFn', arn('lambda', 'function:given')),
    worker: lambda.Function.fromFunctionArn(stack, 'GivenWorker', arn('lambda', 'function:worker')),
    stream: kinesis.Stream.fromStreamArn(stack, 'GivenStream', arn('kinesis', 'stream/given')),
    code: lambda.Code.fromInline('code'),
    runtime: lambda.Runtime.NODEJS_22_X,
    timeout: Duration.seconds(3),
  };
}

/** What a template cannot show: CDK sets notifications of buckets by a resource of its own. */
const unseen = new Set(['s3-notification-fifo']);

const spoken = async (language: 'typescript' | 'json', text: string, id: string) =>
  (await all.lint(uri, language, text))?.result.reports.filter(report => report.ruleId === id).length ?? 0;

const examples = catalogue.flatMap(rule =>
  [...rule.docs.bad, ...rule.docs.good]
    .filter(example => example.language === 'typescript')
    .map((example, index) => [`${rule.id} ${index}`, rule.id, example.code, synthesized(example.code)] as const),
);
const ran = examples.flatMap(([name, id, code, made]) =>
  'template' in made && !unseen.has(id) ? [[name, id, code, made.template] as const] : [],
);

describe('what is said about the source is said about the template CDK makes of it', () => {
  test.each(ran)('%s', async (_, id, code, template) => {
    expect(await spoken('json', template, id), template).toBe(await spoken('typescript', code, id));
  });

  test('most examples run', () => {
    expect(ran.length).toBeGreaterThan(20);
  });
});
