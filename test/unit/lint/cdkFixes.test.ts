import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { applyFix, fixed, isAside, lint, linter, ruleIds, stack, uri } from './linting.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/fixes/shop');
const languages = ['python', 'java', 'csharp', 'go'] as const;
type Language = (typeof languages)[number];

const commentsOf = (text: string) => text.match(/(?:# |\/\/ )[a-z ]+$/gm) ?? [];

describe.each(languages)('a whole stack in %s', language => {
  const text = readFileSync(path.join(folder, `before.${language}.txt`), 'utf8');

  test('is fixed in one go', async () => {
    const all = await fixed(language, text);
    await expect(all).toMatchFileSnapshot(path.join(folder, `after.${language}.txt`));
    // What is left has no fix: alarms on queues that no variable holds.
    expect([...new Set(await ruleIds(language, all))]).toEqual(['sqs-dlq-alarm-missing']);
    expect(await fixed(language, all)).toBe(all);
    expect(commentsOf(all).sort()).toEqual(commentsOf(text).sort());
  });

  test('takes each fix by itself', async () => {
    const linted = await linter.lint(uri, language, text);
    const before = await ruleIds(language, text);
    for (const report of linted?.result.reports ?? []) {
      const fix = await linted?.fix(report);
      expect(fix, `${report.ruleId} of ${report.resource}`).toBeDefined();
    }
    for (const ruleId of new Set(before)) {
      const after = await ruleIds(language, await applyFix(language, text, ruleId));
      expect(after.filter(id => id === ruleId).length).toBeLessThan(before.filter(id => id === ruleId).length);
      expect(after.filter(id => !before.includes(id) && !isAside(id, ruleId))).toEqual([]);
    }
  });
});

test.each(languages)('streams and their readers in %s', async language => {
  const streams = path.resolve(folder, '../streams');
  const text = readFileSync(path.join(streams, `before.${language}.txt`), 'utf8');
  const all = await fixed(language, text);
  await expect(all).toMatchFileSnapshot(path.join(streams, `after.${language}.txt`));
  expect(await fixed(language, all)).toBe(all);
  const mended = ['kinesis-capacity-mode', 'kinesis-retention-default'];
  expect((await ruleIds(language, text)).filter(id => mended.includes(id))).toEqual(mended);
  expect((await ruleIds(language, all)).filter(id => mended.includes(id))).toEqual([]);
});

/** One queue without a dead-letter queue, written in one of the many ways a person may choose. */
const manner = fc.record({
  step: fc.constantFrom('  ', '    ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  quote: fc.constantFrom('"', "'"),
  layout: fc.constantFrom('absent', 'empty', 'line', 'lines'),
  lastComma: fc.boolean(),
  comment: fc.boolean(),
  fifo: fc.boolean(),
  held: fc.boolean(),
});
type Manner = typeof manner extends fc.Arbitrary<infer T> ? T : never;

function lay(
  open: string,
  close: string,
  given: readonly string[],
  { layout, lastComma, comment, step }: Manner,
  mark: string,
) {
  if (layout === 'line') return `${open}${given.join(', ')}${close}`;
  const lines = given.map((each, index) => {
    const comma = index < given.length - 1 || lastComma ? ',' : '';
    return `\n${step.repeat(3)}${each}${comma}${comment ? ` ${mark} part ${index}` : ''}`;
  });
  return `${open.trimEnd()}${lines.join('')}\n${step.repeat(2)}${close.trimStart()}`;
}

const sources: Readonly<Record<Language, (how: Manner) => string>> = {
  python(how) {
    const { step, quote: q, layout, held } = how;
    const given =
      layout === 'absent' || layout === 'empty'
        ? []
        : [how.fifo ? 'fifo=True' : 'fifo=False', `visibility_timeout=cdk.Duration.minutes(2)`];
    const call = lay(
      'sqs.Queue(',
      ')',
      ['self', `${q}Orders${q}`, ...given],
      { ...how, layout: layout === 'empty' ? 'lines' : layout === 'absent' ? 'line' : layout },
      '#',
    );
    return `import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\n\n\nclass Shop(cdk.Stack):\n${step}def __init__(self, scope, id):\n${step}${step}${held ? 'orders = ' : ''}${call}\n`;
  },
  java({ step, layout, comment, fifo, held }) {
    const note = (index: number) => (comment ? ` // part ${index}` : '');
    const links = [`.fifo(${fifo})`, '.visibilityTimeout(Duration.minutes(2))', '.build()'];
    const call =
      layout === 'absent'
        ? 'new Queue(this, "Orders")'
        : layout === 'empty'
          ? 'Queue.Builder.create(this, "Orders").build()'
          : `Queue.Builder.create(this, "Orders")${links.map((link, index) => (layout === 'line' ? link : `\n${step.repeat(4)}${link}${index < 2 ? note(index) : ''}`)).join('')}`;
    return `import software.amazon.awscdk.*;\nimport software.amazon.awscdk.services.sqs.*;\n\npublic class Shop extends Stack {\n${step}public Shop(Construct scope, String id) {\n${step}${step}${held ? 'final Queue orders = ' : ''}${call};\n${step}}\n}\n`;
  },
  csharp(how) {
    const { step, layout, fifo, held } = how;
    const given = [`Fifo = ${fifo}`, 'VisibilityTimeout = Duration.Minutes(2)'];
    const props =
      layout === 'absent'
        ? ''
        : layout === 'empty'
          ? ', new QueueProps { }'
          : `, ${lay('new QueueProps { ', ' }', given, how, '//')}`;
    return `using Amazon.CDK;\nusing Amazon.CDK.AWS.SQS;\n\npublic class Shop : Stack\n{\n${step}public Shop(Construct scope, string id) : base(scope, id)\n${step}{\n${step}${step}${held ? 'var orders = ' : ''}new Queue(this, "Orders"${props});\n${step}}\n}\n`;
  },
  go(how) {
    const { step, layout, fifo, held } = how;
    const given = [`Fifo: jsii.Bool(${fifo})`, 'VisibilityTimeout: awscdk.Duration_Minutes(jsii.Number(2))'];
    const props =
      layout === 'absent'
        ? 'nil'
        : layout === 'empty'
          ? '&awssqs.QueueProps{}'
          : lay('&awssqs.QueueProps{', '}', given, { ...how, lastComma: layout === 'lines' }, '//');
    return `package main\n\nimport (\n\t"github.com/aws/aws-cdk-go/awscdk/v2"\n\t"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"\n\t"github.com/aws/jsii-runtime-go"\n)\n\nfunc main() {\n${step}${step}${held ? 'orders := ' : ''}awssqs.NewQueue(stack, jsii.String("Orders"), ${props})\n}\n`;
  },
};

describe.each(languages)('however %s is laid out', language => {
  test('a dead-letter queue is added and everything else stays', async () => {
    await fc.assert(
      fc.asyncProperty(manner, async how => {
        const text = sources[language](how).replaceAll('\n', how.eol);
        const before = await ruleIds(language, text);
        expect(before).toContain('sqs-missing-dlq');
        const after = await applyFix(language, text, 'sqs-missing-dlq');
        expect((await ruleIds(language, after)).filter(id => !isAside(id, ''))).toEqual([]);
        expect((await linter.lint(uri, language, after))?.result.complete).toBe(true);
        expect(commentsOfParts(after)).toEqual(commentsOfParts(text));
        if (how.eol === '\r\n') expect(after.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(after).not.toContain('\r');
        const all = await fixed(language, text);
        expect(await fixed(language, all)).toBe(all);
        for (const kept of text.match(/fifo\W+(?:jsii\.Bool\()?\w+|visibility_?timeout.*?minutes\(\D*2\)/gi) ?? []) {
          expect(after).toContain(kept);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const commentsOfParts = (text: string) => text.match(/(?:#|\/\/) part \d/g) ?? [];

describe('what cannot be written safely is left alone', () => {
  test.each<[string, DocumentLanguage, string]>([
    [
      'spread keywords',
      'python',
      'import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\nq = sqs.Queue(stack, "Orders", **options)\n',
    ],
    [
      'unpacked arguments',
      'python',
      'import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\nq = sqs.Queue(stack, *more)\n',
    ],
    [
      'a syntax error',
      'python',
      'import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\nq = sqs.Queue(stack, "Orders")\nr = (\n',
    ],
    [
      'an id of a call',
      'python',
      'import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\nq = sqs.Queue(stack, name())\n',
    ],
    [
      'an id of a call',
      'go',
      sources
        .go({
          step: '\t',
          eol: '\n',
          quote: '"',
          layout: 'absent',
          lastComma: true,
          comment: false,
          fifo: false,
          held: true,
        })
        .replace('jsii.String("Orders")', 'name()'),
    ],
    [
      'an id of a call',
      'java',
      sources
        .java({
          step: '\t',
          eol: '\n',
          quote: '"',
          layout: 'absent',
          lastComma: true,
          comment: false,
          fifo: false,
          held: true,
        })
        .replace('"Orders"', 'name()'),
    ],
    ['no imports to add to', 'csharp', 'var q = new Amazon.CDK.AWS.SQS.CfnQueue(this, "Orders");\n'],
  ])('%s in %s', async (_, language, text) => {
    for (const report of await lint(language, text)) expect(report.ruleId).not.toBe('');
    expect(await fixed(language, text)).toBe(text);
  });
});

describe('an alarm in a statement of its own', () => {
  const alarm = 'sqs-dlq-alarm-missing';
  const use = (dlq: string) =>
    `new sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: ${dlq}, maxReceiveCount: 5 } });`;

  test.each([
    ['const dlq = ', 'dlq'],
    ['let dlq: sqs.Queue = ', 'dlq'],
    ['this.dlq = ', 'this.dlq'],
  ])('behind %s', async (head, variable) => {
    const made = `${head}new sqs.Queue(this, 'OrdersDlq', { retentionPeriod: Duration.days(14) });`;
    const text = stack(`${made} // what failed\n${use(variable)}`);
    const after = await applyFix('typescript', text, alarm);
    expect(after).toContain(`    ${made} // what failed
    new cloudwatch.Alarm(this, 'OrdersDlqAlarm', {
      metric: ${variable}.metricApproximateNumberOfMessagesVisible(),
      evaluationPeriods: 1,
      threshold: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    ${use(variable)}`);
    expect(after).toContain("import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';");
    expect(await ruleIds('typescript', after)).not.toContain(alarm);
  });

  test('takes the names that the source has', async () => {
    const head = "import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';";
    const text = stack(`const dlq = new sqs.Queue(this, 'OrdersDlq');\n${use('dlq')}`, head);
    const after = await applyFix('typescript', text, alarm);
    expect(after).toContain("import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';");
    expect(after).toContain('treatMissingData: TreatMissingData.NOT_BREACHING');
  });

  test('has an id of its own', async () => {
    const other = "const x = new sqs.Queue(this, 'OrdersDlqAlarm');\n";
    const text = stack(`${other}const dlq = new sqs.Queue(this, 'OrdersDlq');\n${use('dlq')}\nwatch(x);`);
    expect(await applyFix('typescript', text, alarm)).toContain("new cloudwatch.Alarm(this, 'OrdersDlqAlarm2', {");
  });

  test.each([
    ['no variable', use("new sqs.Queue(this, 'OrdersDlq')")],
    ['several variables in one statement', `const a = 1, dlq = new sqs.Queue(this, 'OrdersDlq');\n${use('dlq')}`],
    ['more on the line', `const dlq = new sqs.Queue(this, 'OrdersDlq'); ${use('dlq')}`],
    ['a variable with two values', `let dlq = new sqs.Queue(this, 'OrdersDlq');\n${use('dlq')}\ndlq = other;`],
    ['a branch', `let dlq;\nif (x) dlq = new sqs.Queue(this, 'OrdersDlq');\n${use('dlq')}`],
  ])('is not written where there is %s', async (_, body) => {
    const text = stack(body);
    expect(await applyFix('typescript', text, alarm)).toBe(text);
  });

  test.each<[DocumentLanguage, string, string]>([
    [
      'python',
      'import aws_cdk as cdk\nfrom aws_cdk.aws_sqs import DeadLetterQueue, Queue\n\n\nclass Shop(cdk.Stack):\n    def __init__(self):\n        self.back = Queue(self, "Back")\n        Queue(self, "Orders", dead_letter_queue=DeadLetterQueue(queue=self.back, max_receive_count=5))\n',
      'from aws_cdk.aws_cloudwatch import Alarm, TreatMissingData|        Alarm(|            metric=self.back.metric_approximate_number_of_messages_visible(),|            treat_missing_data=TreatMissingData.NOT_BREACHING,',
    ],
    [
      'csharp',
      'using Amazon.CDK;\nusing SQS = Amazon.CDK.AWS.SQS;\n\nclass Shop : Stack {\n  Shop() {\n    var back = new SQS.Queue(this, "Back");\n    new SQS.Queue(this, "Orders", new SQS.QueueProps { DeadLetterQueue = new SQS.DeadLetterQueue { Queue = back, MaxReceiveCount = 5 } });\n  }\n}\n',
      'using Amazon.CDK.AWS.CloudWatch;|    new Alarm(this, "BackAlarm", new AlarmProps {|      Metric = back.MetricApproximateNumberOfMessagesVisible(),',
    ],
  ])('in %s with names of another kind', async (language, text, expected) => {
    const after = await applyFix(language, text, alarm);
    for (const piece of expected.split('|')) expect(after).toContain(piece);
    expect(await ruleIds(language, after)).not.toContain(alarm);
  });
});

test.each([
  ['{ delaySeconds: 3, contentBasedDeduplication: true }', '{ delaySeconds: 3 }'],
  ['{delaySeconds: 3, contentBasedDeduplication: true}', '{delaySeconds: 3}'],
  ['{ delaySeconds: 3, contentBasedDeduplication: true\n}', '{ delaySeconds: 3\n}'],
  ['{ contentBasedDeduplication: true, delaySeconds: 3 }', '{ delaySeconds: 3 }'],
  ['{\n  delaySeconds: 3,\n  contentBasedDeduplication: true\n}', '{\n  delaySeconds: 3\n}'],
  ['{\n  delaySeconds: 3,\n  contentBasedDeduplication: true,\n}', '{\n  delaySeconds: 3,\n}'],
])('what goes out of %j leaves no blanks or commas behind', async (before, after) => {
  const queue = (props: string) => stack(`new sqs.CfnQueue(this, 'OrdersDlq', ${props});`);
  expect(await applyFix('typescript', queue(before), 'sqs-fifo-only-property')).toBe(queue(after));
});
