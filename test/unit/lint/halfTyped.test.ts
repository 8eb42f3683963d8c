import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { changedStretch, movedPlace } from '../../../src/lint/halfTyped.ts';
import type { Report, Shown } from '../../../src/lint/linter.ts';
import { lint, linter, stack, template, uri } from './linting.ts';

/** Types texts one after the other, as the editor's linter sees them; what is shown after each. */
async function type(language: DocumentLanguage, texts: readonly string[]): Promise<(readonly Report[])[]> {
  let shown: Shown | undefined;
  const all: (readonly Report[])[] = [];
  for (const text of texts) {
    const linted = await linter.lint(uri, language, text);
    const result = linted && (linted.result.problem && shown ? linted.after(shown) : linted.result);
    shown = { text, reports: result?.reports ?? [] };
    all.push(shown.reports);
  }
  return all;
}

const marker = '<here>';
/** The text with every beginning of an insertion in place of the marker. */
const beginnings = (text: string, inserted: string) =>
  Array.from({ length: inserted.length + 1 }, (_, end) => text.replace(marker, () => inserted.slice(0, end)));

interface Typing {
  readonly language: DocumentLanguage;
  readonly text: string;
  readonly inserted: string;
}

const typescript = stack(`const orders = new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.seconds(30) });
const fn = new lambda.Function(this, 'Fn', { timeout: Duration.seconds(60) });
fn.addEventSource(new SqsEventSource(orders));
${marker}
const invoices = new sqs.Queue(this, 'Invoices');
const worker = new lambda.Function(this, 'Worker', { timeout: Duration.seconds(60) });
worker.addEventSource(new SqsEventSource(invoices));`);

const python = `from aws_cdk import Duration, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        orders = sqs.Queue(self, "Orders", visibility_timeout=Duration.seconds(30))
        fn = lambda_.Function(self, "Fn", timeout=Duration.seconds(60))
        fn.add_event_source(SqsEventSource(orders))
        ${marker}
        invoices = sqs.Queue(self, "Invoices")
        fn.add_event_source(SqsEventSource(invoices))
`;

const java = `package shop;
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sqs.Queue;
public class Shop extends Stack {
    public Shop(final App scope, final String id) {
        super(scope, id);
        Queue orders = Queue.Builder.create(this, "Orders").visibilityTimeout(Duration.seconds(30)).build();
        Function fn = Function.Builder.create(this, "Fn").timeout(Duration.seconds(60)).build();
        fn.addEventSource(new SqsEventSource(orders));
        ${marker}
        Queue invoices = Queue.Builder.create(this, "Invoices").build();
        fn.addEventSource(new SqsEventSource(invoices));
    }
}
`;

const csharp = `using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SQS;
public class Shop : Stack
{
    public Shop(App scope, string id) : base(scope, id)
    {
        var orders = new Queue(this, "Orders", new QueueProps { VisibilityTimeout = Duration.Seconds(30) });
        var fn = new Function(this, "Fn", new FunctionProps { Timeout = Duration.Seconds(60) });
        fn.AddEventSource(new SqsEventSource(orders));
        ${marker}
        var invoices = new Queue(this, "Invoices");
        fn.AddEventSource(new SqsEventSource(invoices));
    }
}
`;

const go = `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

func NewShop(stack awscdk.Stack) {
	orders := awssqs.NewQueue(stack, jsii.String("Orders"), &awssqs.QueueProps{VisibilityTimeout: awscdk.Duration_Seconds(jsii.Number(30))})
	fn := awslambda.NewFunction(stack, jsii.String("Fn"), &awslambda.FunctionProps{Timeout: awscdk.Duration_Seconds(jsii.Number(60))})
	fn.AddEventSource(awslambdaeventsources.NewSqsEventSource(orders, nil))
	${marker}
	invoices := awssqs.NewQueue(stack, jsii.String("Invoices"), nil)
	fn.AddEventSource(awslambdaeventsources.NewSqsEventSource(invoices, nil))
}
`;

const typings: readonly Typing[] = [
  {
    language: 'typescript',
    text: typescript,
    inserted:
      "const refunds = new sqs.Queue(this, 'Refunds', {\n  visibilityTimeout: Duration.seconds(30),\n  deadLetterQueue: { queue: letters, maxReceiveCount: 5 },\n});",
  },
  { language: 'typescript', text: typescript, inserted: "this.refunds = new sqs.Queue(this, 'Refunds');" },
  {
    language: 'python',
    text: python,
    inserted: 'refunds = sqs.Queue(self, "Refunds", visibility_timeout=Duration.seconds(30))',
  },
  {
    language: 'java',
    text: java,
    inserted: 'this.refunds = Queue.Builder.create(this, "Refunds").fifo(true).build();',
  },
  {
    language: 'csharp',
    text: csharp,
    inserted: 'this.Refunds = new Queue(this, "Refunds", new QueueProps { Fifo = true });',
  },
  {
    language: 'go',
    text: go,
    inserted: 'refunds := awssqs.NewQueue(stack, jsii.String("Refunds"), &awssqs.QueueProps{Fifo: jsii.Bool(true)})',
  },
  {
    language: 'yaml',
    text: template(`  Orders:\n    Type: AWS::SQS::Queue\n${marker}\n  Invoices:\n    Type: AWS::SQS::Queue\n`),
    inserted: '  Refunds:\n    Type: AWS::SQS::Queue\n    Properties: { FifoQueue: true, QueueName: "refunds.fifo" }\n',
  },
];

/** Findings of everything but what is being typed: rule, severity and name, in order. */
const others = (reports: readonly Report[]) =>
  reports
    .filter(report => report.resource === 'Orders' || report.resource === 'Invoices')
    .map(report => `${report.resource} ${report.ruleId} ${report.severity}`)
    .sort();

describe('while a statement is typed letter by letter, findings of the others stay', () => {
  test.each(typings.map(typing => [`${typing.language}: ${typing.inserted.slice(0, 24)}`, typing] as const))(
    '%s',
    async (_, { language, text, inserted }) => {
      const texts = beginnings(text, inserted);
      const before = others(await lint(language, texts[0] ?? ''));
      expect(before.length).toBeGreaterThan(1);
      for (const [index, reports] of (await type(language, texts)).entries()) {
        expect([inserted.slice(0, index), others(reports)]).toEqual([inserted.slice(0, index), before]);
      }
    },
  );

  test('each at its place', async () => {
    const texts = beginnings(typescript, typings[0]?.inserted ?? '');
    for (const [index, reports] of (await type('typescript', texts)).entries()) {
      for (const report of reports.filter(each => each.resource === 'Invoices' && each.ruleId === 'sqs-missing-dlq')) {
        expect(texts[index]?.slice(report.start, report.end)).toBe('sqs.Queue');
        expect(report.start).toBeGreaterThan(texts[index]?.indexOf('const invoices') ?? 0);
      }
    }
  });
});

describe('a construct that is half typed itself', () => {
  const whole = stack("const orders = new sqs.Queue(this, 'Orders', {\n  retentionPeriod: Duration.days(3),\n});");

  test('keeps its findings, and has those of now when it is whole again', async () => {
    const states = [
      whole,
      whole.replace('days(3)', 'da'),
      whole.replace('days(3),', 'days('),
      whole.replace('days(3)', 'days(4)'),
      whole.replace(
        '{\n      retentionPeriod: Duration.days(3),\n    }',
        '{ deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } }',
      ),
    ];
    const found = await type('typescript', states);
    const has = found.map(reports => reports.some(report => report.ruleId === 'sqs-missing-dlq'));
    expect(has.slice(0, 4)).toEqual([true, true, true, true]);
  });

  test('that is taken away takes its findings along, even while something else does not parse', async () => {
    const two = stack("const a = new sqs.Queue(this, 'A');\nconst b = (;\n");
    const first = two.replace('const b = (;', '');
    const gone = two.replace("const a = new sqs.Queue(this, 'A');", '');
    const found = await type('typescript', [first, two, gone]);
    expect(found.map(reports => reports.length)).toEqual([1, 1, 0]);
  });
});

test('places move with the text', () => {
  const stretch = changedStretch('one two three', 'one twenty-two three');
  expect(movedPlace({ start: 0, end: 3 }, stretch)).toEqual({ start: 0, end: 3 });
  expect(movedPlace({ start: 8, end: 13 }, stretch)).toEqual({ start: 15, end: 20 });
  expect(movedPlace({ start: 4, end: 7 }, changedStretch('one two. three', 'one . three'))).toBeUndefined();
});
