import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { languageOf } from '../../../src/graph/languages.ts';
import { Workspace } from '../../../src/graph/workspace.ts';
import type { Report } from '../../../src/lint/linter.ts';
import { cdkReader, linter } from './linting.ts';

const at = (file: string) => `file:///projects/shop/${file}`;

/** Reports of each file, all of them in one workspace. */
async function lintAll(files: Readonly<Record<string, string>>): Promise<Record<string, readonly Report[]>> {
  const workspace = new Workspace(cdkReader);
  const entries = Object.entries(files);
  for (const [file, text] of entries) await workspace.put(at(file), languageOf(file) as DocumentLanguage, text);
  const found: Record<string, readonly Report[]> = {};
  for (const [file, text] of entries) {
    const linted = await linter.lint(at(file), languageOf(file) as DocumentLanguage, text, workspace);
    found[file] = linted?.result.reports ?? [];
  }
  return found;
}

const ids = (reports: readonly Report[] | undefined) => (reports ?? []).map(report => report.ruleId);
const dlq = 'sqs-missing-dlq';
const visibility = 'sqs-visibility-below-function-timeout';

/** One program in each language: a class that makes a queue, and a file that lets a slow function read it. */
interface Program {
  readonly name: string;
  readonly queues: readonly [file: string, text: string];
  readonly worker: readonly [file: string, text: string];
}

const programs: readonly Program[] = [
  {
    name: 'TypeScript',
    queues: [
      'lib/queues.ts',
      `import { Construct } from 'constructs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
export class Queues extends Construct {
  readonly orders: sqs.Queue;
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.orders = new sqs.Queue(this, 'Orders');
  }
}
`,
    ],
    worker: [
      'lib/worker.ts',
      `import { Duration, Stack, App } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queues } from './queues.js';
export class Worker extends Stack {
  private readonly queues: Queues;
  constructor(scope: App, id: string) {
    super(scope, id);
    this.queues = new Queues(this, 'Queues');
    const fn = new lambda.Function(this, 'Fn', { timeout: Duration.seconds(60) });
    fn.addEventSource(new SqsEventSource(this.queues.orders));
  }
}
`,
    ],
  },
  {
    name: 'Python',
    queues: [
      'shop/order_queues.py',
      `from constructs import Construct
from aws_cdk import aws_sqs as sqs

class OrderQueues(Construct):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.new_orders = sqs.Queue(self, "Orders")
`,
    ],
    worker: [
      'shop/worker.py',
      `from aws_cdk import Duration, Stack, aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from shop.order_queues import OrderQueues

class Worker(Stack):
    def __init__(self, scope, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)
        queues = OrderQueues(self, "Queues")
        fn = lambda_.Function(self, "Fn", timeout=Duration.seconds(60))
        fn.add_event_source(SqsEventSource(queues.new_orders))
`,
    ],
  },
  {
    name: 'Java',
    queues: [
      'src/com/acme/Queues.java',
      `package com.acme;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;
public class Queues extends Construct {
    private final Queue orders;
    public Queues(final Construct scope, final String id) {
        super(scope, id);
        this.orders = Queue.Builder.create(this, "Orders").build();
    }
    public Queue getOrders() { return orders; }
}
`,
    ],
    worker: [
      'src/com/acme/Worker.java',
      `package com.acme;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.constructs.Construct;
public class Worker extends Stack {
    public Worker(final Construct scope, final String id) {
        super(scope, id);
        Queues queues = new Queues(this, "Queues");
        Function fn = Function.Builder.create(this, "Fn").timeout(Duration.seconds(60)).build();
        fn.addEventSource(new SqsEventSource(queues.getOrders()));
    }
}
`,
    ],
  },
  {
    name: 'C#',
    queues: [
      'src/Queues.cs',
      `using Amazon.CDK.AWS.SQS;
using Constructs;
namespace Shop
{
    public class Queues : Construct
    {
        public Queue Orders { get; }
        public Queues(Construct scope, string id) : base(scope, id)
        {
            Orders = new Queue(this, "Orders");
        }
    }
}
`,
    ],
    worker: [
      'src/Worker.cs',
      `using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Constructs;
namespace Shop
{
    public class Worker : Stack
    {
        public Worker(Construct scope, string id) : base(scope, id)
        {
            var queues = new Queues(this, "Queues");
            var fn = new Function(this, "Fn", new FunctionProps { Timeout = Duration.Seconds(60) });
            fn.AddEventSource(new SqsEventSource(queues.Orders));
        }
    }
}
`,
    ],
  },
  {
    name: 'Go',
    queues: [
      'infra/queues.go',
      `package infra

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

type Queues struct {
	Orders awssqs.Queue
}

func NewQueues(scope constructs.Construct) *Queues {
	orders := awssqs.NewQueue(scope, jsii.String("Orders"), nil)
	return &Queues{Orders: orders}
}
`,
    ],
    worker: [
      'infra/worker.go',
      `package infra

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/jsii-runtime-go"
)

func NewWorker(stack awscdk.Stack) {
	queues := NewQueues(stack)
	fn := awslambda.NewFunction(stack, jsii.String("Fn"), &awslambda.FunctionProps{Timeout: awscdk.Duration_Seconds(jsii.Number(60))})
	fn.AddEventSource(awslambdaeventsources.NewSqsEventSource(queues.Orders, nil))
}
`,
    ],
  },
];

describe('a queue of one file that a function of another reads', () => {
  test.each(programs.map(program => [program.name, program] as const))('%s', async (_, { queues, worker }) => {
    const found = await lintAll({ [queues[0]]: queues[1], [worker[0]]: worker[1] });
    const missing = found[queues[0]]?.find(report => report.ruleId === dlq);
    expect(missing?.severity).toBe('warning');
    const short = found[queues[0]]?.find(report => report.ruleId === visibility);
    expect(short?.related[0]?.uri).toBe(at(worker[0]));
    const line = worker[1].split('\n')[short?.related[0]?.range.startLine ?? 0];
    expect(line).toMatch(/60/);
    // Alone, nothing is known of the reader.
    const alone = await lintAll({ [queues[0]]: queues[1] });
    expect(ids(alone[queues[0]])).not.toContain(visibility);
  });

  test.each(programs.map(program => [program.name, program] as const))(
    '%s: not when another class has the field',
    async (_, { queues, worker }) => {
      const renamed = queues[1].replaceAll(/\b(New|Order)?Queues\b/g, '$1Others');
      const found = await lintAll({ [queues[0].replace(/[qQ]ueues/, 'others')]: renamed, [worker[0]]: worker[1] });
      expect(Object.values(found).flatMap(ids)).not.toContain(visibility);
    },
  );
});

const stackHead = `import { App, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
`;
const store = (body: string) => `${stackHead}
export class Store extends Stack {
  readonly letters: sqs.Queue;
  constructor(scope: App, id: string, props?: StackProps) {
    super(scope, id, props);
    ${body}
  }
}
`;
const intake = (use: string) => `${stackHead}
interface IntakeProps extends StackProps { letters: sqs.IQueue }
export class Intake extends Stack {
  constructor(scope: App, id: string, props: IntakeProps) {
    super(scope, id, props);
    ${use}
  }
}
`;
const app = `import { App } from 'aws-cdk-lib';
import { Intake } from './intake';
import { Store } from './store';
const app = new App();
const store = new Store(app, 'Store');
new Intake(app, 'Intake', { letters: store.letters });
`;
const made = "this.letters = new sqs.Queue(this, 'Letters');";

describe('what a stack is given by the app', () => {
  const run = async (use: string, main = app) => {
    const found = await lintAll({ 'bin/app.ts': main, 'bin/store.ts': store(made), 'bin/intake.ts': intake(use) });
    return ids(found['bin/store.ts']);
  };
  const consume = (queue: string) =>
    `const fn = new lambda.Function(this, 'Fn', { timeout: Duration.seconds(60) }); fn.addEventSource(new SqsEventSource(${queue}));`;

  test.each([
    ['a property', consume('props.letters')],
    ['a property taken apart', `const { letters } = props; ${consume('letters')}`],
    ['a field', `this.queue = props.letters; ${consume('this.queue')}`],
  ])('%s', async (_, use) => {
    expect(await run(use)).toEqual(expect.arrayContaining([dlq, visibility]));
  });

  test('a dead-letter queue is one, wherever it is used as such', async () => {
    expect(
      await run("new sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: props.letters, maxReceiveCount: 5 } });"),
    ).not.toContain(dlq);
  });

  test.each([
    ['code that cannot be seen', 'register(props.letters);'],
    ['all of the properties', 'register(props);'],
    ['a choice', "const q = props.letters ?? other; new sqs.Queue(this, 'O', { deadLetterQueue: { queue: q } });"],
    ['a loop', 'for (const q of [props.letters]) register2(q);'],
    ['a call on something', 'something[0].take(props.letters);'],
  ])('handed on to %s: nothing is said', async (_, use) => {
    expect(await run(use)).toEqual([]);
  });

  test('two calls that differ', async () => {
    const two = `${app}const second = new Store(app, 'S2');\nnew Intake(app, 'I2', { letters: unknownQueue });\n`;
    expect(await run(consume('props.letters'), two)).not.toContain(visibility);
  });

  test('a class that does not parse is not followed', async () => {
    expect(await run('const x = (;')).toEqual([]);
  });
});

describe('names', () => {
  const queues = programs[0]?.queues[1] ?? '';
  const worker = programs[0]?.worker[1] ?? '';

  test('are followed through files that pass them on', async () => {
    const found = await lintAll({
      'lib/queues/queues.ts': queues,
      'lib/queues/index.ts': "export * from './queues';\n",
      'lib/worker.ts': worker.replace('./queues.js', './queues'),
    });
    expect(ids(found['lib/queues/queues.ts'])).toContain(visibility);
  });

  test('are not followed to another folder', async () => {
    const found = await lintAll({ 'lib/queues.ts': queues, 'app/worker.ts': worker });
    expect(ids(found['lib/queues.ts'])).not.toContain(visibility);
  });

  test('a function and what it returns', async () => {
    const found = await lintAll({
      'lib/queues.ts': `${stackHead}export function makeQueues(scope: Stack) {\n  const orders = new sqs.Queue(scope, 'Orders');\n  return { orders };\n}\n`,
      'lib/worker.ts': worker
        .replace('{ Queues }', '{ makeQueues }')
        .replace('new Queues(this, ', 'makeQueues(this, ')
        .replace(': Queues', ''),
    });
    expect(ids(found['lib/queues.ts'])).toEqual(expect.arrayContaining([dlq, visibility]));
  });
});

test('a change of one document reaches another, and its end does too', async () => {
  const [{ queues, worker } = { queues: ['', ''], worker: ['', ''] }] = programs;
  const workspace = new Workspace(cdkReader);
  const lint = async (file: string, text: string) =>
    ids((await linter.lint(at(file), 'typescript', text, workspace))?.result.reports);
  expect(await lint(queues[0], queues[1])).not.toContain(visibility);
  await lint(worker[0], worker[1]);
  expect(workspace.related(at(queues[0]))).toContain(at(worker[0]));
  expect(await lint(queues[0], queues[1])).toContain(visibility);
  // Half typed, it still counts as it was.
  await lint(worker[0], worker[1].replace('seconds(60)', 'seco('));
  expect(await lint(queues[0], queues[1])).toContain(visibility);
  await lint(worker[0], worker[1].replace('seconds(60)', 'seconds(5)'));
  expect(await lint(queues[0], queues[1])).not.toContain(visibility);
  await lint(worker[0], worker[1]);
  workspace.delete(at(worker[0]));
  expect(await lint(queues[0], queues[1])).not.toContain(visibility);
});

describe('nested stacks by path', () => {
  const parent = (output: string, parameter: string, second = '') => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Letters:
    Type: AWS::SQS::Queue
  Queues:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./queues.yaml
      Parameters:
        Letters: !GetAtt ${parameter}.Arn
${second}  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: 60
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queues.Outputs.${output}
      FunctionName: !Ref Fn
`;
  const nested = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Letters:
    Type: String
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !Ref Letters
        maxReceiveCount: 5
Outputs:
  OrdersArn:
    Value: !GetAtt Orders.Arn
`;

  test('a queue that is given out, and a dead-letter queue that is passed in', async () => {
    const found = await lintAll({ 'queues.yaml': nested, 'parent.yaml': parent('OrdersArn', 'Letters') });
    expect(ids(found['parent.yaml'])).not.toContain(dlq);
    const again = await lintAll({ 'parent.yaml': parent('OrdersArn', 'Letters'), 'queues.yaml': nested });
    const short = again['queues.yaml']?.find(report => report.ruleId === visibility);
    expect(short?.related[0]?.uri).toBe(at('parent.yaml'));
  });

  test.each([
    ['an output that is not there', parent('Other', 'Letters')],
    [
      'two stacks of one template',
      parent(
        'OrdersArn',
        'Letters',
        '  Twice:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./queues.yaml\n',
      ),
    ],
    [
      'a template elsewhere',
      parent('OrdersArn', 'Letters').replace('./queues.yaml', 'https://example.com/queues.yaml'),
    ],
  ])('nothing follows from %s', async (_, text) => {
    const found = await lintAll({ 'parent.yaml': text, 'queues.yaml': nested });
    expect(ids(found['queues.yaml'])).not.toContain(visibility);
  });

  test('stacks side by side have nothing to do with each other, whatever their names', async () => {
    const queue =
      "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: orders\n";
    const reader = `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n      Timeout: 60\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionName: !Ref Orders\n`;
    const found = await lintAll({ 'a.yaml': queue, 'b.yaml': reader });
    expect(ids(found['a.yaml'])).toEqual([dlq]);
    const family = parent('OrdersArn', 'Letters')
      .replace('Timeout: 60', 'Timeout: 60')
      .replace('!GetAtt Queues.Outputs.OrdersArn', 'arn:aws:sqs:eu-west-1:111122223333:orders');
    const named = nested.replace(
      '    Properties:\n      Redrive',
      '    Properties:\n      QueueName: orders\n      Redrive',
    );
    const both = await lintAll({ 'parent.yaml': family, 'queues.yaml': named });
    expect(ids(both['queues.yaml'])).not.toContain(visibility);
  });
});

test('a document that changes its language is read in the new one', async () => {
  const workspace = new Workspace(cdkReader);
  const uri = 'untitled:Untitled-1';
  const yaml = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
  const typescript = "import * as sqs from 'aws-cdk-lib/aws-sqs';\nnew sqs.Queue(stack, 'Mail');\n";
  for (const [language, text, queue] of [
    ['yaml', yaml, 'Orders'],
    ['typescript', typescript, 'Mail'],
    ['yaml', yaml, 'Orders'],
  ] as const) {
    const linted = await linter.lint(uri, language, text, workspace);
    expect(linted?.result.reports.filter(each => each.ruleId === dlq).map(each => each.resource)).toEqual([queue]);
  }
});
