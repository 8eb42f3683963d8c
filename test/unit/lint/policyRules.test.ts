import { expect, test } from 'vitest';
import { json, typescript, yaml } from './cases.ts';
import { applyFix, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';
import {
  alarm,
  bucket,
  forAccount,
  head,
  policy,
  queue,
  quiet,
  ruleTo,
  statement,
  subscription,
  topic,
} from './senders.ts';

const open = (principal: string, rest = '', action?: string) =>
  template(topic + queue() + policy(statement(principal, rest, action)));
const fromTopic = (rest = '') =>
  template(topic + queue() + subscription() + policy(statement('{Service: sns.amazonaws.com} # topic', rest)));
runCases('sqs-policy-missing-source-condition', [
  yaml('topic', fromTopic(), { severity: 'warning', underlined: 'sns.amazonaws.com' }),
  yaml('rule', template(queue() + ruleTo() + policy(statement('{Service: events.amazonaws.com}')))),
  yaml('bucket', template(queue() + bucket + policy(statement('{Service: s3.amazonaws.com}')))),
  yaml('a condition that says nothing', fromTopic('            Condition: {Bool: {"aws:SecureTransport": "true"}}\n')),
  yaml(
    'any source at all',
    fromTopic('            Condition: {ArnLike: {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}\n'),
  ),
  yaml(
    'second of two statements',
    template(
      topic +
        queue() +
        subscription() +
        policy(statement('{AWS: "111122223333"}') + statement('{Service: sns.amazonaws.com}')),
    ),
  ),
  yaml(
    'two services',
    template(topic + queue() + subscription() + policy(statement('{Service: [sns.amazonaws.com, s3.amazonaws.com]}'))),
    { unfixable: true },
  ),
  yaml('every action', open('{Service: sns.amazonaws.com}', '', '"sqs:*"'), { unfixable: true }),
  yaml('nobody in sight sends', open('{Service: s3.amazonaws.com}'), { unfixable: true }),
  yaml(
    'topic policy',
    template(
      `${topic}  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Orders]\n      PolicyDocument:\n        Statement:\n          Effect: Allow\n          Principal: {Service: cloudwatch.amazonaws.com}\n          Action: SNS:Publish\n          Resource: !Ref Orders\n${alarm}`,
    ),
  ),
  yaml(
    'JSON in a string',
    template(
      `${topic}${queue()}${subscription()}  Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Bills]\n      PolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]}'\n`,
    ),
    { unfixable: true },
  ),
  typescript(
    'L1',
    stack(
      "const queue = new sqs.CfnQueue(this, 'BillsDlq');\nnew sqs.CfnQueuePolicy(this, 'P', { queues: [queue.ref], policyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }] } });",
      head,
    ),
    { underlined: "'s3.amazonaws.com'", unfixable: true },
  ),
  ...quiet([
    yaml('account', fromTopic(forAccount)),
    yaml('source', fromTopic('            Condition: {ArnEquals: {"AWS:SourceArn": !Ref Orders}}\n')),
    yaml('organization', fromTopic('            Condition: {StringEquals: {"aws:SourceOrgID": o-a1b2c3d4e5}}\n')),
    yaml(
      'bucket by its ARN',
      open(
        '{Service: s3.amazonaws.com}',
        '            Condition: {ArnLike: {"aws:SourceArn": "arn:aws:s3:*:*:uploads"}}\n',
      ),
    ),
    yaml('unknown condition', fromTopic('            Condition: !Ref C\n')),
    yaml(
      'condition in one case',
      fromTopic('            Condition: !If [A, {ArnEquals: {"aws:SourceArn": !Ref Orders}}, !Ref AWS::NoValue]\n'),
    ),
    yaml('service with a role', open('{Service: lambda.amazonaws.com}')),
    yaml('unknown service', open('{Service: !Ref S}')),
    yaml('account as principal', open('{AWS: "111122223333"}')),
    yaml('another action', open('{Service: sns.amazonaws.com}', '', 'sqs:GetQueueUrl')),
    yaml('unknown action', open('{Service: sns.amazonaws.com}', '', '!Ref A')),
    yaml('denied', open('{Service: sns.amazonaws.com}').replace('Allow', 'Deny')),
    yaml('unknown effect', open('{Service: sns.amazonaws.com}').replace('Allow', '!Ref E')),
    yaml('everybody', open('"*"')),
    yaml(
      'EventBridge to a topic',
      template(
        `${topic}  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Orders]\n      PolicyDocument:\n        Statement:\n          - {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Orders}\n`,
      ),
    ),
    yaml('macro', `Transform: [OurMacro]\nResources:\n${queue()}${policy(statement('{Service: sns.amazonaws.com}'))}`),
  ]),
]);

const busPolicy = (rest: string) =>
  template(`  Policy:\n    Type: AWS::Events::EventBusPolicy\n    Properties:\n      StatementId: all\n${rest}`);
runCases(
  'resource-policy-public',
  [
    yaml('everybody', open('"*"'), { severity: 'error', underlined: '"*"' }),
    yaml('every account', open('{AWS: "*"}')),
    yaml('every account among others', open('{AWS: ["111122223333", "*"]}')),
    yaml(
      'a condition that says nothing',
      open('"*"', '            Condition: {Bool: {"aws:SecureTransport": "true"}}\n'),
    ),
    yaml('any source at all', open('"*"', '            Condition: {StringLike: {"aws:SourceArn": "*"}}\n')),
    yaml('in every case', open('!If [A, "*", {AWS: "*"}]')),
    yaml(
      'one that denies plain HTTP',
      open('"*"').replace(
        '        Statement:\n',
        '        Statement:\n          - {Effect: Deny, Principal: "*", Action: "sqs:*", Condition: {Bool: {"aws:SecureTransport": "false"}}}\n',
      ),
    ),
    yaml('inline policy', template(queue() + policy(statement('"*"'), '!Ref Bills', 'AWS::SQS::QueueInlinePolicy'))),
    yaml('two statements', template(queue() + policy(statement('"*"') + statement('{AWS: "*"}'))), { findings: 2 }),
    yaml(
      'topic',
      template(
        `${topic}  Policy:\n    Type: AWS::SNS::TopicInlinePolicy\n    Properties:\n      TopicArn: !Ref Orders\n      PolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}}'\n`,
      ),
    ),
    yaml(
      'bus',
      busPolicy('      Statement: {Effect: Allow, Principal: "*", Action: "events:PutEvents", Resource: "*"}\n'),
    ),
    yaml('bus, the older way', busPolicy('      Action: events:PutEvents\n      Principal: "*"\n')),
    yaml(
      'newer bus',
      template(
        '  Policy:\n    Type: AWS::EventsV2::ResourcePolicy\n    Properties:\n      EventBusArn: !ImportValue b\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement: {Effect: Allow, Principal: {AWS: "*"}, Action: "events:PutEvents", Resource: "*"}\n',
      ),
    ),
    json(
      'topic',
      JSON.stringify({
        Resources: {
          P: {
            Type: 'AWS::SNS::TopicPolicy',
            Properties: {
              Topics: [{ Ref: 'T' }],
              PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:*', Resource: '*' }] },
            },
          },
        },
      }),
    ),
    typescript(
      'L1',
      stack(
        "new sqs.CfnQueuePolicy(this, 'P', { queues: [props.url], policyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*' }] } });",
        head,
      ),
    ),
    ...quiet([
      yaml(
        'organization',
        open('"*"', '            Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3d4e5}}\n'),
      ),
      yaml('source', open('"*"', '            Condition: {ArnEquals: {"aws:SourceArn": !Ref Orders}}\n')),
      yaml(
        'owner',
        open('{AWS: "*"}', '            Condition: {StringEquals: {"AWS:SourceOwner": !Ref AWS::AccountId}}\n'),
      ),
      yaml(
        'endpoint of a VPC',
        open(
          '"*"',
          '            Condition: {StringEquals: {"aws:SourceVpce": vpce-1a2b3c4d}, Bool: {"aws:SecureTransport": "true"}}\n',
        ),
      ),
      yaml('unknown value', open('"*"', '            Condition: {ArnLike: {"aws:SourceArn": !Ref Source}}\n')),
      yaml('unknown condition', open('"*"', '            Condition: !Ref C\n')),
      yaml('denied', open('"*"').replace('Allow', 'Deny')),
      yaml(
        'denied to all but an account',
        open('"*"').replace(
          '        Statement:\n',
          '        Statement:\n          - {Effect: Deny, Principal: "*", Action: "sqs:*", Condition: {StringNotEquals: {"aws:PrincipalAccount": "111122223333"}}}\n',
        ),
      ),
      yaml(
        'denied to all but some',
        open('"*"').replace(
          '        Statement:\n',
          '        Statement:\n          - {Effect: Deny, NotPrincipal: {AWS: "111122223333"}, Action: "sqs:*"}\n',
        ),
      ),
      yaml(
        'a statement out of sight',
        open('"*"').replace('        Statement:\n', '        Statement:\n          - !Ref S\n'),
      ),
      yaml('unknown principal', open('!Ref P')),
      yaml('account', open('{AWS: "111122223333"}')),
      yaml('service', open('{Service: sns.amazonaws.com}', forAccount)),
      yaml('unknown effect', open('"*"').replace('Allow', '!Ref E')),
      yaml('open in one case only', open('!If [A, "*", {AWS: "111122223333"}]')),
      yaml(
        'suppressed as cfn_nag has it',
        open('"*"').replace(
          '    Type: AWS::SQS::QueuePolicy\n',
          '    Type: AWS::SQS::QueuePolicy\n    Metadata: {cfn_nag: {rules_to_suppress: [{id: F21, reason: r}]}}\n',
        ),
      ),
      yaml(
        'older way with an organization',
        busPolicy(
          '      Action: events:PutEvents\n      Principal: "*"\n      Condition: {Type: StringEquals, Key: "aws:PrincipalOrgID", Value: o-a1b2c3d4e5}\n',
        ),
      ),
      yaml('older way with an account', busPolicy('      Action: events:PutEvents\n      Principal: "111122223333"\n')),
      yaml('macro', `Transform: [OurMacro]\nResources:\n${queue()}${policy(statement('"*"'))}`),
      typescript(
        'document made elsewhere',
        stack("new sqs.CfnQueuePolicy(this, 'P', { queues: [props.url], policyDocument: props.document });", head),
      ),
    ]),
  ],
  { fixable: false },
);

test('a condition on the right one of two statements', async () => {
  const before = template(
    topic +
      queue() +
      subscription() +
      policy(statement('{AWS: "111122223333"}') + statement('{Service: sns.amazonaws.com}')),
  );
  const after = await applyFix('yaml', before, 'sqs-policy-missing-source-condition');
  expect(after.slice(before.trimEnd().length)).toMatch(/Condition:\s+ArnEquals:\s+aws:SourceArn: !Ref Orders/);
});
