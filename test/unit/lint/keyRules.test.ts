import { describe, expect, test } from 'vitest';
import { typescript, yaml } from './cases.ts';
import { applyFix, lint, ruleIds, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';
import {
  alarm,
  bucket,
  encrypted,
  forAccount,
  head,
  pipe,
  policy,
  queue,
  quiet,
  ruleTo,
  statement,
  subscription,
  topic,
  webhook,
} from './senders.ts';

const key = (statements: string) =>
  `  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      Description: of orders\n${statements === '' ? '' : `      KeyPolicy:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: {AWS: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root"}\n            Action: kms:*\n            Resource: "*"\n${statements === 'account' ? '' : statements}`}`;
const keyStatement = (principal: string, action = '["kms:GenerateDataKey*", kms:Decrypt]', rest = '') =>
  `          - Effect: Allow # service\n            Principal: ${principal}\n            Action: ${action}\n            Resource: "*"\n${rest}`;
const opened = policy(statement('{Service: [sns.amazonaws.com, s3.amazonaws.com, events.amazonaws.com]}', forAccount));
const keyCase = (statements: string, rest = topic + encrypted + subscription()) =>
  template(rest + opened + key(statements));
runCases('sqs-kms-key-policy-missing-service', [
  yaml('account only', keyCase('account'), { severity: 'warning', underlined: 'Key' }),
  yaml('no policy of its own', keyCase('')),
  yaml('another service', keyCase(keyStatement('{Service: s3.amazonaws.com}'))),
  yaml('one action of two', keyCase(keyStatement('{Service: sns.amazonaws.com}', 'kms:Decrypt'))),
  yaml('denied', keyCase(keyStatement('{Service: sns.amazonaws.com}').replace('Allow', 'Deny'))),
  yaml('bucket and rule', keyCase('account', encrypted + bucket + ruleTo())),
  yaml('dead-letter queue', keyCase('account', topic + encrypted + webhook)),
  yaml(
    'alias',
    template(
      `${topic}${queue('KmsMasterKeyId: !Ref Alias')}${subscription()}${opened}  Alias:\n    Type: AWS::KMS::Alias\n    Properties:\n      AliasName: alias/bills\n      TargetKeyId: !Ref Key\n${key('account')}`,
    ),
  ),
  yaml(
    'alias by name',
    template(
      `${topic}${queue('KmsMasterKeyId: alias/bills')}${subscription()}${opened}  Alias:\n    Type: AWS::KMS::Alias\n    Properties:\n      AliasName: alias/bills\n      TargetKeyId: !Ref Key\n${key('account')}`,
    ),
  ),
  yaml(
    'topic and alarm',
    template(`${topic}    Properties:\n      KmsMasterKeyId: !Ref Key\n${alarm}${key('account')}`),
  ),
  yaml(
    'one statement without a list',
    template(
      `${topic}${encrypted}${subscription()}${opened}  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement: {Effect: Allow, Principal: {AWS: "111122223333"}, Action: "kms:*", Resource: "*"}\n`,
    ),
    { unfixable: true },
  ),
  yaml(
    'JSON in a string',
    template(
      `${topic}${encrypted}${subscription()}${opened}  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: !Sub '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::\${AWS::AccountId}:root"}, "Action": "kms:*", "Resource": "*"}]}'\n`,
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml('service', keyCase(keyStatement('{Service: sns.amazonaws.com}'))),
    yaml('services', keyCase(keyStatement('{Service: [s3.amazonaws.com, sns.amazonaws.com]}'))),
    yaml('every action', keyCase(keyStatement('{Service: sns.amazonaws.com}', '"*"'))),
    yaml(
      'two statements',
      keyCase(
        keyStatement('{Service: sns.amazonaws.com}', 'kms:Decrypt') +
          keyStatement('{Service: sns.amazonaws.com}', 'kms:GenerateDataKey'),
      ),
    ),
    yaml('everybody', keyCase(keyStatement('{AWS: "*"}'))),
    yaml('service of a Region', keyCase(keyStatement('{Service: sns.eu-west-1.amazonaws.com}'))),
    yaml('service put together', keyCase(keyStatement('{Service: !Join [".", [sns, !Ref AWS::URLSuffix]]}'))),
    yaml('unknown service', keyCase(keyStatement('{Service: !Ref Service}'))),
    yaml('unknown action', keyCase(keyStatement('{Service: sns.amazonaws.com}', '!Ref Actions'))),
    yaml(
      'in one case',
      keyCase(
        '          - !If [A, {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "kms:*", Resource: "*"}, !Ref AWS::NoValue]\n',
      ),
    ),
    yaml(
      'unknown policy',
      template(
        `${topic}${encrypted}${subscription()}${opened}  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: !Ref P\n`,
      ),
    ),
    yaml('key out of sight', template(topic + queue('KmsMasterKeyId: !ImportValue k') + subscription() + opened)),
    yaml('nobody sends', template(encrypted + key('account'))),
    yaml('sends with a role', template(encrypted + pipe + key('account'))),
    yaml('macro', `Transform: [OurMacro]\nResources:\n${topic}${encrypted}${subscription()}${key('account')}`),
    typescript(
      'L2 key',
      stack(
        "const key = new kms.Key(this, 'Key');\nconst queue = new sqs.Queue(this, 'BillsDlq', { encryptionMasterKey: key });\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SqsQueue(queue)] });",
        head,
      ),
    ),
  ]),
]);

describe('sqs-kms-key-policy-missing-service in L1', () => {
  const source = (principal: string) =>
    stack(
      `const key = new kms.CfnKey(this, 'Key', { keyPolicy: { Statement: [{ Effect: 'Allow', Principal: ${principal}, Action: 'kms:*', Resource: '*' }] } });
const queue = new sqs.CfnQueue(this, 'BillsDlq', { kmsMasterKeyId: key.attrArn });
new events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: queue.attrArn }] });`,
      head,
    );
  test('account only', async () =>
    expect(await ruleIds('typescript', source("{ AWS: '111122223333' }"))).toContain(
      'sqs-kms-key-policy-missing-service',
    ));
  test.each(["{ Service: 'events.amazonaws.com' }", 'props.principal'])('%s', async principal =>
    expect(await ruleIds('typescript', source(principal))).not.toContain('sqs-kms-key-policy-missing-service'),
  );
});

test('a key policy that still lets the account manage its key', async () => {
  const after = await applyFix('yaml', keyCase(''), 'sqs-kms-key-policy-missing-service');
  expect(after).toMatch(/AWS: !Ref AWS::AccountId\s+Action: "kms:\*"/);
  expect(after).toContain('Service: sns.amazonaws.com\n');
});

test('the sender is told', async () => {
  const report = (await lint('yaml', keyCase('account'))).find(
    each => each.ruleId === 'sqs-kms-key-policy-missing-service',
  );
  expect(report?.related.map(each => each.message)).toEqual([
    'ToBills: Amazon SNS sends to Bills, which the key encrypts',
  ]);
});
