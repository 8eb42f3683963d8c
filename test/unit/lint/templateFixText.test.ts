import { describe, expect, test } from 'vitest';
import type { Resource } from '../../../src/graph/graph.ts';
import { readTemplate } from '../../../src/graph/template/templateReader.ts';
import { EditedText } from '../../../src/lint/fixes/editedText.ts';
import { printTemplateFix } from '../../../src/lint/fixes/templateFix.ts';
import type { Change, NewResource, NewValue } from '../../../src/lint/rule.ts';
import { applyFix, linter, ruleIds, uri } from './linting.ts';

/** The text after changes of its resources; undefined where they cannot be written. */
function changed(
  text: string,
  changes: (resource: (name: string) => Resource) => readonly Change[],
): string | undefined {
  const resources = readTemplate(uri, text)?.resources ?? [];
  const named = (name: string) => {
    const found = resources.find(each => each.name === name);
    if (!found) throw new Error(`no ${name} in the template`);
    return found;
  };
  const edits = printTemplateFix({ title: '', changes: changes(named) }, text);
  return edits && new EditedText(text).with(edits).toString();
}

const scalar = (value: string | number): NewValue => ({ kind: 'scalar', value });
const queue = (properties: string) => `Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n${properties}`;

describe('changes of one place', () => {
  test('become one: two new properties below one that is missing', () => {
    const text = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n';
    const after = changed(text, of => [
      { kind: 'set', resource: of('Q'), path: ['Tags', 'A'], value: scalar(1) },
      { kind: 'set', resource: of('Q'), path: ['Tags', 'B'], value: scalar('yes') },
    ]);
    expect(after).toBe(`${text}    Properties:\n      Tags:\n        A: 1\n        B: "yes"\n`);
  });

  test('make room: what comes takes the line of what goes, its comment stays', () => {
    const text = queue('      A: 1 # one\n      B: 2 # two\n');
    const after = changed(text, of => [
      { kind: 'remove', resource: of('Q'), path: ['B'] },
      { kind: 'set', resource: of('Q'), path: ['C'], value: scalar(3) },
    ]);
    expect(after).toBe(queue('      A: 1 # one\n      C: 3 # two\n'));
  });

  test('make room in JSON too, also when everything goes', () => {
    const text =
      '{\n  "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Properties": {\n    "A": 1,\n    "B": 2\n  } } }\n}\n';
    const after = changed(text, of => [
      { kind: 'remove', resource: of('Q'), path: ['A'] },
      { kind: 'remove', resource: of('Q'), path: ['B'] },
      { kind: 'set', resource: of('Q'), path: ['C'], value: scalar(3) },
    ]);
    expect(JSON.parse(after ?? '').Resources.Q.Properties).toEqual({ C: 3 });
  });

  test('are refused where a comment would be lost', () => {
    const text = queue('      A:\n        B: 1\n        # why\n        C: 2\n      D: 3\n');
    expect(changed(text, of => [{ kind: 'remove', resource: of('Q'), path: ['A'] }])).toBeUndefined();
  });
});

describe('lists', () => {
  const append = (text: string) =>
    changed(text, of => [{ kind: 'append', resource: of('Q'), path: ['Tags'], value: scalar('new') }]);

  test.each([
    [
      'indented',
      '      Tags:\n        - a # one\n        # last\n',
      '      Tags:\n        - a # one\n        - new\n        # last\n',
    ],
    ['flush', '      Tags:\n      - a\n      B: 1\n', '      Tags:\n      - a\n      - new\n      B: 1\n'],
    ['in brackets', '      Tags: [a, b] # both\n', '      Tags: [a, b, new] # both\n'],
    ['empty', '      Tags: []\n', '      Tags: [new]\n'],
    ['missing', '      B: 1\n', '      B: 1\n      Tags:\n        - new\n'],
  ])('%s', (_, before, after) => {
    expect(append(queue(before))).toBe(queue(after));
  });

  test('refuses what is no list', () => {
    expect(append(queue('      Tags: one\n'))).toBeUndefined();
    expect(append(queue('      Tags: !Ref Tags\n'))).toBeUndefined();
  });

  test('an item by its offset', () => {
    const text = queue('      Tags:\n        - Key: a\n        - Key: b\n');
    const at = text.indexOf('Key: b');
    const path = ['Tags', `@${at}`, 'Value'];
    expect(changed(text, of => [{ kind: 'set', resource: of('Q'), path, value: scalar(1) }])).toBe(
      queue('      Tags:\n        - Key: a\n        - Key: b\n          Value: 1\n'),
    );
  });
});

describe('new resources', () => {
  const dlq: NewResource = { name: 'Dlq', type: 'AWS::SQS::Queue', props: {} };
  const policy: NewResource = {
    name: 'DlqPolicy',
    type: 'AWS::SQS::QueuePolicy',
    props: {
      Queues: { kind: 'list', items: [{ kind: 'created', resource: dlq, attribute: 'Ref' }] },
      Owner: { kind: 'pseudo', name: 'AWS::AccountId' },
    },
  };

  test('are declared once, in the style of the file, with its condition and a name that is free', () => {
    const text =
      "Resources:\n    Q:\n        Type: 'AWS::SQS::Queue'\n        Condition: 'Prod'\n    Dlq:\n        Type: 'AWS::SNS::Topic'\n";
    const after = changed(text, of => [
      { kind: 'set', resource: of('Q'), path: ['A'], value: { kind: 'created', resource: dlq, attribute: 'Arn' } },
      { kind: 'set', resource: of('Q'), path: ['B'], value: { kind: 'created', resource: dlq, attribute: 'Ref' } },
      { kind: 'create', resource: policy, near: of('Q') },
      { kind: 'depend', resource: of('Q'), on: policy },
    ]);
    expect(after).toBe(`Resources:
    Q:
        Type: 'AWS::SQS::Queue'
        Condition: 'Prod'
        Properties:
            A: !GetAtt Dlq2.Arn
            B: !Ref Dlq2
        DependsOn: DlqPolicy
    Dlq2:
        Type: AWS::SQS::Queue
        Condition: Prod
    DlqPolicy:
        Type: AWS::SQS::QueuePolicy
        Condition: Prod
        Properties:
            Queues:
                - !Ref Dlq2
            Owner: !Ref AWS::AccountId
    Dlq:
        Type: 'AWS::SNS::Topic'
`);
  });

  test('stand in JSON with long forms', () => {
    const text = JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } }, undefined, '\t');
    const after = changed(text, of => [{ kind: 'create', resource: policy, near: of('Q') }]);
    expect(after).toContain('"Queues": [{ "Ref": "Dlq" }]');
    expect(after).toContain('"Owner": { "Ref": "AWS::AccountId" }');
    expect(Object.keys(JSON.parse(after ?? '').Resources)).toEqual(['Q', 'Dlq', 'DlqPolicy']);
  });

  test('refer to nothing that a condition of its own may leave out', () => {
    const text = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n  T:\n    Type: AWS::SNS::Topic\n    Condition: Prod\n';
    const value = (of: (name: string) => Resource): NewValue => ({
      kind: 'reference',
      resource: of('T'),
      attribute: 'Ref',
    });
    expect(changed(text, of => [{ kind: 'set', resource: of('Q'), path: ['A'], value: value(of) }])).toBeUndefined();
  });
});

describe('SAM', () => {
  const fn =
    'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n';
  const dlq: NewResource = { name: 'Dlq', type: 'AWS::SQS::Queue', props: {} };
  const arn: NewValue = { kind: 'created', resource: dlq, attribute: 'Arn' };

  test('calls the dead-letter queue of a function by its own name, with its type', () => {
    for (const path of [['DeadLetterConfig', 'TargetArn'], ['DeadLetterConfig']]) {
      const value: NewValue = path.length > 1 ? arn : { kind: 'map', entries: { TargetArn: arn } };
      expect(changed(fn, of => [{ kind: 'set', resource: of('F'), path, value }])).toContain(
        '      Handler: a.b\n      DeadLetterQueue:\n        Type: SQS\n        TargetArn: !GetAtt Dlq.Arn\n',
      );
    }
  });

  const event = (type: string, properties: string) =>
    `${fn}      Events:\n        E:\n          Type: ${type}\n          Properties:\n            ${properties}\n`;
  const inEvent = (type: string, properties: string, path: string[], value: NewValue) =>
    changed(event(type, properties), of => [{ kind: 'set', resource: of('FE'), path, value }]);

  test('keeps the settings of a target beside the event', () => {
    expect(inEvent('EventBridgeRule', 'Pattern: {}', ['Targets', '0', 'DeadLetterConfig', 'Arn'], arn)).toContain(
      '            Pattern: {}\n            DeadLetterConfig:\n              Arn: !GetAtt Dlq.Arn\n',
    );
    expect(
      inEvent('ScheduleV2', 'ScheduleExpression: rate(1 day)', ['Target', 'RetryPolicy', 'A'], scalar(1)),
    ).toContain('            RetryPolicy:\n              A: 1\n');
  });

  test('is told the type of a failure destination', () => {
    const value: NewValue = { kind: 'map', entries: { Destination: arn } };
    expect(inEvent('Kinesis', 'Stream: a', ['DestinationConfig', 'OnFailure'], value)).toContain(
      '              OnFailure:\n                Type: SQS\n                Destination: !GetAtt Dlq.Arn\n',
    );
  });

  test('has no such property: nothing is written', () => {
    expect(inEvent('SNS', 'Topic: a', ['RawMessageDelivery'], scalar(1))).toBeUndefined();
    expect(inEvent('SQS', 'Queue: a', ['DestinationConfig', 'OnFailure'], arn)).toBeUndefined();
    expect(inEvent('CloudWatchEvent', 'Pattern: {}', ['DeadLetterConfig'], arn)).toBeUndefined();
  });
});

describe('definitions in a text', () => {
  const machine = (text: string) =>
    `Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      LoggingConfiguration: !Ref L\n      DefinitionString: ${text}\n`;
  const state =
    '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}';

  test.each([
    ['a literal block', `|\n        ${state}`],
    ['a substitution', `!Sub |\n        ${state}`],
    ['single quotes', `'${state}'`],
  ])('%s', async (_, text) => {
    const after = await applyFix('yaml', machine(text), 'sfn-task-no-retry');
    expect(after).toContain('"End": true, "Retry": [{ "ErrorEquals": ["Lambda.ClientExecution');
    expect(await ruleIds('yaml', after)).toEqual([]);
  });

  test('another Retry is written as JSON too', async () => {
    const retried = state.replace('"End"', '"Retry": [{ "ErrorEquals": ["My.Error"] }], "End"');
    const after = await applyFix('yaml', machine(`|\n        ${retried}`), 'sfn-task-no-retry');
    const json = after.slice(after.indexOf('{'));
    const retries = JSON.parse(json).States.A.Retry.map((each: { ErrorEquals: string[] }) => each.ErrorEquals[0]);
    expect(retries).toEqual(['My.Error', 'Lambda.ClientExecutionTimeoutException']);
    expect(await ruleIds('yaml', after)).toEqual([]);
  });

  test.each([
    ['escaped', JSON.stringify(state)],
    ['folded', `>\n        ${state}`],
    ['with a number to come', `|\n        ${state.replace('true', '$' + '{End}')}`],
  ])('leaves one that is %s', async (_, text) => {
    expect(await applyFix('yaml', machine(text), 'sfn-task-no-retry')).toBe(machine(text));
  });
});

describe('fixing everything', () => {
  const text =
    'Resources:\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n';

  test('leaves out what code has to follow, unless it is asked for', async () => {
    const all = await linter.fixAll(uri, 'yaml', text);
    expect(all).toMatchObject({ text, fixed: 0 });
    const asked = await linter.fixAll(uri, 'yaml', text, report => report.ruleId === 'lambda-sqs-no-partial-batch');
    expect(asked.text).toBe(`${text}      FunctionResponseTypes:\n        - ReportBatchItemFailures\n`);
  });
});
