import { describe, expect, test } from 'vitest';
import { MessagingGraph, type Resource } from '../../../src/graph/graph.ts';
import { readTemplate } from '../../../src/graph/template/templateReader.ts';
import { parseYaml } from '../../../src/graph/template/yamlDocument.ts';
import { onlyNumber, onlyString, type Value, valueAt } from '../../../src/graph/value.ts';

const uri = 'file:///template.yaml';

function read(text: string, options = {}) {
  const document = readTemplate(uri, text, options);
  if (!document) throw new Error('not a template');
  return document;
}

function property(text: string, options = {}): Value {
  const body = `Parameters:\n  P:\n    Type: Number\n    Default: 7\nMappings:\n  M:\n    a:\n      b: 9\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      X: ${text}\n  R:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: orders\n`;
  const queue = read(body, options).resources.find(resource => resource.name === 'Q');
  return queue ? valueAt(queue.props, 'X') : { kind: 'unknown' };
}

describe('a flow collection closed at a smaller indent than its parent', () => {
  const text = `Resources:
  First:
    Type: AWS::SQS::Queue
    Properties:
      Tags: [
        {Key: a, Value: b}
    ]
      VisibilityTimeout: 77
  Second:
    Type: AWS::SQS::Queue
    Properties: {
      DelaySeconds: 3
  }
  Third:
    Type: AWS::SQS::Queue
`;

  test('does not make the rest of the document disappear', () => {
    const { resources, document, problem } = read(text);
    expect(resources.map(resource => resource.name)).toEqual(['First', 'Second', 'Third']);
    expect(document.complete).toBe(true);
    expect(problem).toBeUndefined();
  });

  test('leaves every place where it is in the text', () => {
    const { resources } = read(text);
    for (const resource of resources) {
      expect(text.slice(resource.nameSpan.start, resource.nameSpan.end)).toBe(resource.name);
    }
    const first = resources[0] as Resource;
    const visibility = valueAt(first.props, 'VisibilityTimeout');
    expect(visibility.kind === 'literal' && text.slice(visibility.span.start, visibility.span.end)).toBe('77');
  });
});

describe('values', () => {
  test.each([
    ['30', 30],
    ["'30'", 30],
    ['!FindInMap [M, a, b]', 9],
    ['!If [c, 5, 5]', 5],
    ['!If [c, 5, 6]', undefined],
    ['!Ref P', undefined],
    ['!ImportValue x', undefined],
    ['!FindInMap [M, !Ref P, b]', undefined],
    ["'{{resolve:ssm:a}}'", undefined],
    ['!Custom 30', undefined],
  ])('%s is the number %s', (text, number) => {
    expect(onlyNumber(property(text))).toBe(number);
  });

  test("a parameter's default counts when asked for", () => {
    expect(onlyNumber(property('!Ref P', { useParameterDefaults: true }))).toBe(7);
  });

  test.each(['!Ref AWS::NoValue', '{Ref: "AWS::NoValue"}'])('%s is absent', text => {
    expect(property(text).kind).toBe('absent');
  });

  test.each([
    '!GetAtt R.Arn',
    '!GetAtt [R, Arn]',
    '{"Fn::GetAtt": ["R", "Arn"]}',
    '{"Fn::GetAtt": "R.Arn"}',
    '!Sub ${R.Arn}',
    '!Sub [ "${x}", {x: !GetAtt R.Arn} ]',
    '!Join ["", [!GetAtt R.Arn]]',
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    '!Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders',
    '!Join [":", [arn, !Ref AWS::Partition, sqs, !Ref AWS::Region, !Ref AWS::AccountId, orders]]',
    '!If [c, !GetAtt R.Arn, arn:aws:sqs:eu-west-1:111122223333:orders]',
  ])('%s leads to the resource', text => {
    const body = `Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      X: ${text}\n  R:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: orders\n`;
    const { resources, document } = read(body);
    const graph = new MessagingGraph(resources, [document]);
    const queue = resources.find(resource => resource.name === 'Q') as Resource;
    expect(graph.target(graph.prop(queue, 'X'))?.name).toBe('R');
  });

  test('YAML 1.1: yes and on are booleans, dates are strings, a key written twice counts once', () => {
    expect(property('yes')).toMatchObject({ kind: 'literal', value: true });
    expect(onlyString(property('2010-09-09'))).toBe('2010-09-09');
    const { resources } = read(
      'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: 1\n      A: 2\n',
    );
    expect(onlyNumber(valueAt((resources[0] as Resource).props, 'A'))).toBe(2);
  });
});

test('a document in part is read as far as it goes, and nothing in it is absent', () => {
  const { resources, document, problem } = read(
    'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: 1\n      B: [\n',
  );
  expect(document.complete).toBe(false);
  expect(problem?.start).toBeGreaterThan(0);
  const queue = resources[0] as Resource;
  expect(onlyNumber(valueAt(queue.props, 'A'))).toBe(1);
  expect(valueAt(queue.props, 'Missing').kind).toBe('unknown');
});

test.each([
  '',
  'a: b',
  '{}',
  'Resources: {}',
  'kind: Deployment\nResources:\n  limits: AWS::x',
  '{"Resources": 3, "a": "AWS::SQS::Queue"}',
])('%j is no template', text => {
  expect(readTemplate(uri, text)).toBeUndefined();
});

test('anchors, aliases and merge keys', () => {
  const text = `X: &base\n  A: 1\n  B: 2\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      <<: *base\n      B: 3\n      C: *base\n`;
  const queue = read(text).resources[0] as Resource;
  expect(onlyNumber(valueAt(queue.props, 'A'))).toBe(1);
  expect(onlyNumber(valueAt(queue.props, 'B'))).toBe(3);
  expect(onlyNumber(valueAt(queue.props, 'C', 'B'))).toBe(2);
  expect(parseYaml(text).errors).toEqual([]);
});

test('SAM events become resources that link', () => {
  const events = (type: string, props: string) =>
    `Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E:\n          Type: ${type}\n          Properties:\n            ${props}\n`;
  const types = (text: string) => read(text).resources.map(resource => resource.type);
  expect(types(events('SQS', 'Queue: arn:aws:sqs:a:1:b'))).toEqual([
    'AWS::Lambda::Function',
    'AWS::Lambda::EventSourceMapping',
  ]);
  expect(types(events('Kinesis', 'Stream: a'))).toContain('AWS::Lambda::EventSourceMapping');
  expect(types(events('SNS', 'Topic: a'))).toContain('AWS::SNS::Subscription');
  expect(types(events('EventBridgeRule', 'Pattern: {source: [a]}'))).toContain('AWS::Events::Rule');
  expect(types(events('ScheduleV2', 'ScheduleExpression: rate(1 day)'))).toContain('AWS::Scheduler::Schedule');
  expect(types(events('Api', 'Path: /'))).toEqual(['AWS::Lambda::Function']);
});
