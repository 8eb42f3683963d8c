import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { lint, ruleIds } from './linting.ts';

/** A template of a few queues and functions, by the numbers that matter to the rules. */
const shop = fc.record({
  queues: fc.array(
    fc.record({
      visibility: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
      fifo: fc.option(fc.boolean(), { nil: undefined }),
      dlq: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  functions: fc.array(
    fc.record({
      timeout: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      reads: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 3 },
  ),
});
type Shop = typeof shop extends fc.Arbitrary<infer T> ? T : never;
type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

function resourcesOf(model: Shop, name = (kind: string, index: number) => `${kind}${index}`): Resources {
  const resources: Resources = {};
  for (const [index, queue] of model.queues.entries()) {
    const dlq = queue.dlq === undefined ? undefined : queue.dlq % model.queues.length;
    resources[name('Work', index)] = {
      Type: 'AWS::SQS::Queue',
      Properties: {
        ...(queue.visibility === undefined ? {} : { VisibilityTimeout: queue.visibility }),
        ...(queue.fifo === undefined ? {} : { FifoQueue: queue.fifo }),
        ...(dlq === undefined || dlq === index
          ? {}
          : {
              RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [name('Work', dlq), 'Arn'] }, maxReceiveCount: 5 },
            }),
      },
    };
  }
  for (const [index, fn] of model.functions.entries()) {
    resources[name('Reader', index)] = {
      Type: 'AWS::Lambda::Function',
      Properties: fn.timeout === undefined ? { Handler: 'a.b' } : { Timeout: fn.timeout },
    };
    resources[name('Mapping', index)] = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: name('Reader', index) },
        EventSourceArn: { 'Fn::GetAtt': [name('Work', fn.reads % model.queues.length), 'Arn'] },
        BatchSize: 1,
      },
    };
  }
  return resources;
}

const asJson = (resources: Resources) => JSON.stringify({ Resources: resources }, undefined, 2);
const asYaml = (resources: Resources) => stringify({ Resources: resources });
const settings = { numRuns: 150 };

describe('for every template', () => {
  test('YAML and JSON give the same findings', async () => {
    await fc.assert(
      fc.asyncProperty(shop, async model => {
        const resources = resourcesOf(model);
        const messages = async (language: 'yaml' | 'json', text: string) =>
          (await lint(language, text)).map(report => `${report.ruleId}: ${report.message}`).sort();
        expect(await messages('yaml', asYaml(resources))).toEqual(await messages('json', asJson(resources)));
      }),
      settings,
    );
  });

  test('renaming resources and turning their order around changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(shop, async model => {
        const renamed = resourcesOf(model, (kind, index) => `X${['a', 'b', 'c', 'd'][index]}${kind.length}`);
        const turned: Resources = Object.fromEntries(
          Object.entries(renamed)
            .reverse()
            .map(([key, value]) => [
              key,
              { Type: value.Type, Properties: Object.fromEntries(Object.entries(value.Properties).reverse()) },
            ]),
        );
        expect(await ruleIds('json', asJson(turned))).toEqual(await ruleIds('json', asJson(resourcesOf(model))));
      }),
      settings,
    );
  });

  test('a parameter in place of every literal silences the rules that need it', async () => {
    await fc.assert(
      fc.asyncProperty(shop, async model => {
        const resources = resourcesOf(model);
        for (const resource of Object.values(resources)) {
          if (resource.Type !== 'AWS::SQS::Queue') continue;
          resource.Properties['VisibilityTimeout'] = { Ref: 'Number' };
          resource.Properties['FifoQueue'] = { Ref: 'Fifo' };
          resource.Properties['RedrivePolicy'] = { Ref: 'Policy' };
        }
        const text = JSON.stringify({
          Parameters: {
            Number: { Type: 'Number', Default: 1 },
            Fifo: { Type: 'String', Default: 'true' },
            Policy: { Type: 'String' },
          },
          Resources: resources,
        });
        expect(await ruleIds('json', text)).toEqual([]);
      }),
      settings,
    );
  });

  test('fixes leave a template that reads the same but for what they fixed', async () => {
    await fc.assert(
      fc.asyncProperty(shop, async model => {
        const { linter, uri } = await import('./linting.ts');
        const before = asYaml(resourcesOf(model));
        const after = await linter.fixAll(uri, 'yaml', before);
        const left = (await linter.lint(uri, 'yaml', after.text))?.result.reports ?? [];
        expect(left.every(report => report.ruleId === 'sqs-dlq-type-mismatch')).toBe(true);
        const read = parse(after.text, { logLevel: 'error' }) as { Resources: Resources };
        for (const [key, value] of Object.entries(resourcesOf(model))) {
          expect(Object.keys(read.Resources[key]?.Properties ?? {})).toEqual(
            expect.arrayContaining(Object.keys(value.Properties).filter(name => name !== 'FifoQueue')),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
