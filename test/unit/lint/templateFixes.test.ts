import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, parse, type ScalarTag, stringify, visit } from 'yaml';
import { parseTemplateText } from '../../../src/graph/template/templateReader.ts';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { EditedText } from '../../../src/lint/fixes/editedText.ts';
import type { Report } from '../../../src/lint/linter.ts';
import { isAside, linter, uri } from './linting.ts';

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type Template = { readonly Resources: Readonly<Record<string, Json>>; readonly [key: string]: Json };

const tag = (name: string, resolve: (text: string) => unknown): ScalarTag => ({ tag: `!${name}`, resolve });
const customTags = [
  tag('Ref', text => ({ Ref: text })),
  tag('GetAtt', text => ({ 'Fn::GetAtt': text.split('.') })),
  tag('Sub', text => ({ 'Fn::Sub': text })),
  tag('ImportValue', text => ({ 'Fn::ImportValue': text })),
];
const read = (text: string) => parse(text, { customTags, version: '1.1' }) as Template;

const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
/** Things that belong together, each with something wrong that a fix with several resources puts right. */
const shops: readonly Template['Resources'][] = [
  { Orders: { Type: 'AWS::SQS::Queue' } },
  {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true, ContentBasedDeduplication: true } },
    Sub: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:eu-west-1:111122223333:a.fifo',
      },
    },
  },
  {
    Web: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'TopicArn' }, Protocol: 'https', Endpoint: 'https://example.com' },
    },
  },
  {
    Role: role,
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: arnOf('Role'), Timeout: 5 } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['shop'] },
        Targets: [
          { Id: 'a', Arn: arnOf('Fn') },
          { Id: 'b', Arn: arnOf('Fn'), Input: '{}' },
        ],
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks',
        StartingPosition: 'TRIM_HORIZON',
        MaximumRetryAttempts: 5,
      },
    },
  },
  {
    Role: role,
    Nightly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Target: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:bill', RoleArn: arnOf('Role') } },
    },
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        RoleArn: arnOf('Role'),
        Source: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks',
        SourceParameters: { KinesisStreamParameters: { StartingPosition: 'LATEST' } },
        Target: 'arn:aws:lambda:eu-west-1:111122223333:function:count',
      },
    },
    Billing: {
      Type: 'AWS::EventsV2::Subscriber',
      Properties: { Name: 'billing', InvokeConfiguration: { RoleArn: arnOf('Role') } },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: arnOf('Role'),
        Definition: {
          StartAt: 'Bill',
          States: {
            Bill: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Retry: [{ ErrorEquals: ['NoStock'] }],
              End: true,
            },
          },
        },
      },
    },
    Hose: {
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      Properties: {
        ExtendedS3DestinationConfiguration: { RoleARN: arnOf('Role'), BucketARN: 'arn:aws:s3:::b', Prefix: 'a/' },
      },
    },
  },
  {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns', TopicName: 'daily' } },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        NotificationConfiguration: {
          TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: { Ref: 'Topic' } }],
        },
      },
    },
  },
  {
    Topic: { Type: 'AWS::SNS::Topic' },
    Hose: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'firehose',
        Endpoint: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/a',
      },
    },
    OldDlq: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, MessageRetentionPeriod: 1_209_600 } },
    Sub: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'https',
        Endpoint: 'https://example.com',
        RedrivePolicy: { deadLetterTargetArn: arnOf('OldDlq') },
      },
    },
  },
  {
    Fn: {
      Type: 'AWS::Serverless::Function',
      Properties: {
        Handler: 'a.b',
        Events: {
          Orders: { Type: 'SQS', Properties: { Queue: 'arn:aws:sqs:eu-west-1:111122223333:orders' } },
          Clicks: {
            Type: 'Kinesis',
            Properties: { Stream: 'arn:aws:kinesis:eu-west-1:111122223333:stream/a', StartingPosition: 'TRIM_HORIZON' },
          },
          News: { Type: 'SNS', Properties: { Topic: 'arn:aws:sns:eu-west-1:111122223333:news' } },
          Shop: { Type: 'EventBridgeRule', Properties: { EventBusName: 'shop', Pattern: { source: ['shop'] } } },
        },
      },
    },
  },
];

/** The templates of the rules' own examples, as data. */
const examples = catalogue.flatMap(rule =>
  rule.docs.bad.flatMap(({ language, code }) => (language === 'typescript' ? [] : [read(code).Resources])),
);

/** Short forms of references, where they stand alone on their line. */
const shortened = (text: string) =>
  text
    .replace(/^( *(?:- )?[\w:]+):\n +Ref: ([\w:.]+)$/gm, '$1: !Ref $2')
    .replace(/^( *(?:- )?[\w:]+):\n +Fn::GetAtt:\n +- (\w+)\n +- (\w+)$/gm, '$1: !GetAtt $2.$3');

interface Written {
  readonly language: 'yaml' | 'json';
  readonly text: string;
}

const styles: Readonly<Record<string, (template: Template, seed: number) => Written>> = {
  'YAML block': (template, seed) => ({ language: 'yaml', text: commented(stringify(template), seed) }),
  'YAML with short forms': (template, seed) => ({
    language: 'yaml',
    text: commented(shortened(stringify(template)), seed),
  }),
  'YAML, four blanks, single quotes': (template, seed) => ({
    language: 'yaml',
    text: commented(stringify(template, { indent: 4, singleQuote: true, defaultStringType: 'QUOTE_SINGLE' }), seed),
  }),
  'YAML with flush lists': (template, seed) => ({
    language: 'yaml',
    text: commented(stringify(template, { indentSeq: false }), seed),
  }),
  'YAML flow': template => ({ language: 'yaml', text: inBrackets(template) }),
  'JSON, two blanks': template => ({ language: 'json', text: `${JSON.stringify(template, undefined, 2)}\n` }),
  'JSON, four blanks': template => ({ language: 'json', text: JSON.stringify(template, undefined, 4) }),
  'JSON, tabs': template => ({ language: 'json', text: JSON.stringify(template, undefined, '\t') }),
  'JSON, one line': template => ({ language: 'json', text: JSON.stringify(template) }),
};

/** Each resource in brackets, on one line or several. */
function inBrackets(template: Template): string {
  const document = new Document(template);
  visit(document, {
    Map: (_, map, path) => {
      if (path.length > 4) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 100 });
}

/** Comments on lines of their own and behind values, none inside a text of several lines. */
function commented(text: string, seed: number): string {
  if (/[|>][-+]?$/m.test(text)) return text;
  let state = seed;
  const chance = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return text
    .split('\n')
    .flatMap((line, index) => {
      if (line === '') return [line];
      const indent = /^[ -]*/.exec(line)?.[0].replace('-', ' ') ?? '';
      const above = chance() < 0.15 ? [`${indent}# above ${index}`] : [];
      return [...above, chance() < 0.15 && /[\w'"}]$/.test(line) ? `${line} # behind ${index}` : line];
    })
    .join('\n');
}

const template = fc
  .record({
    some: fc.uniqueArray(fc.nat({ max: shops.length + examples.length - 1 }), { minLength: 1, maxLength: 3 }),
    condition: fc.boolean(),
  })
  .map(({ some, condition }): Template => {
    const resources = some.flatMap((at, index) => {
      const own = [...shops, ...examples][at] ?? {};
      const named = JSON.parse(
        Object.keys(own).reduce(
          (text, id) => text.replaceAll(`"${id}"`, `"${id}${index}"`),
          JSON.stringify(condition ? conditional(own) : own),
        ),
      ) as Record<string, Json>;
      return Object.entries(named);
    });
    return {
      Transform: 'AWS::Serverless-2016-10-31',
      Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: Object.fromEntries(resources),
    };
  });

function conditional(resources: Template['Resources']): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [id, { ...(resource as object), Condition: 'Prod' }]),
  );
}

const keyOf = ({ ruleId, resource, message }: Report) => `${ruleId} ${resource} ${message}`;
const comments = (text: string) => (text.match(/# (?:above|behind) \d+/g) ?? []).sort();
const count = (reports: readonly Report[], key: string) => reports.filter(report => keyOf(report) === key).length;

async function reportsOf({ language, text }: Written): Promise<readonly Report[]> {
  return (await linter.lint(uri, language, text))?.result.reports ?? [];
}

/** Every fix of the text holds by itself, and so do all of them together. */
async function expectRight(written: Written): Promise<void> {
  const { language, text } = written;
  expect(parseTemplateText(text).errors).toEqual([]);
  const linted = await linter.lint(uri, language, text);
  const before = linted?.result.reports ?? [];
  for (const report of before) {
    const fix = await linted?.fix(report);
    if (!fix) continue;
    const fixed = new EditedText(text).with(fix.edits).toString();
    const label = `${report.ruleId}\n${text}\n---\n${fixed}`;
    expect(parseTemplateText(fixed).errors, label).toEqual([]);
    expect(comments(fixed), label).toEqual(comments(text));
    const after = await reportsOf({ language, text: fixed });
    expect(count(after, keyOf(report)), label).toBeLessThan(count(before, keyOf(report)));
    const added = after.filter(
      each =>
        !isAside(each.ruleId, report.ruleId) &&
        count(after, keyOf(each)) > count(before, keyOf(each)) &&
        !before.some(other => other.ruleId === each.ruleId && other.resource === each.resource),
    );
    expect(added.map(keyOf), label).toEqual([]);
    if (text.includes('\r\n')) expect(fixed.replaceAll('\r\n', ''), label).not.toContain('\n');
  }
  const all = await linter.fixAll(uri, language, text, () => true);
  expect(comments(all.text)).toEqual(comments(text));
  expect((await linter.fixAll(uri, language, all.text, () => true)).text).toBe(all.text);
}

describe.each(Object.entries(styles))('fixes of templates in %s', (_, write) => {
  test('of every rule’s examples', async () => {
    for (const [index, Resources] of [...examples, ...shops].entries()) {
      const written = write({ Transform: 'AWS::Serverless-2016-10-31', Resources }, index);
      await expectRight(written);
      await expectRight({ ...written, text: written.text.replaceAll('\n', '\r\n') });
    }
  });

  test('put together at random', async () => {
    await fc.assert(
      fc.asyncProperty(template, fc.nat(), fc.boolean(), async (one, seed, windows) => {
        const written = write(one, seed);
        await expectRight(windows ? { ...written, text: written.text.replaceAll('\n', '\r\n') } : written);
      }),
      { numRuns: 15 },
    );
  });
});
