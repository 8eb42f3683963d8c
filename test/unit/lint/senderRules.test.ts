import { describe, expect, test } from 'vitest';
import { json, typescript, yaml } from './cases.ts';
import { applyFix, fixed, lint, ruleIds, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';
import {
  bucket,
  forAccount,
  head,
  managedKey,
  pipe,
  policy,
  queue,
  quiet,
  rule,
  ruleTo,
  statement,
  subscription,
  topic,
  webhook,
} from './senders.ts';

runCases('sqs-kms-managed-key-blocks-sender', [
  yaml('subscription', template(topic + queue(`${managedKey} # key`) + subscription()), {
    severity: 'error',
    underlined: 'alias/aws/sqs',
  }),
  yaml('dead-letter queue of a subscription', template(topic + queue(managedKey) + webhook)),
  yaml(
    'list of a topic',
    template(
      `${topic}    Properties:\n      Subscription:\n        - Protocol: sqs\n          Endpoint: !GetAtt Bills.Arn\n${queue(managedKey)}`,
    ),
  ),
  yaml('rule', template(queue(managedKey) + ruleTo())),
  yaml(
    'dead-letter queue of a target with a role',
    template(
      queue(managedKey) +
        rule(
          'Arn: !ImportValue f\n          RoleArn: !ImportValue r\n          DeadLetterConfig: {Arn: !GetAtt Bills.Arn}',
        ),
    ),
  ),
  yaml(
    'bucket, ARN of the alias',
    template(queue('KmsMasterKeyId: arn:aws:kms:eu-west-1:111122223333:alias/aws/sqs') + bucket),
  ),
  yaml(
    'ARN put together',
    template(
      queue('KmsMasterKeyId: !Join [":", [arn:aws:kms, !Ref AWS::Region, !Ref AWS::AccountId, alias/aws/sqs]]') +
        bucket,
    ),
  ),
  yaml('reuse of the key goes too', template(queue(`${managedKey}\n      KmsDataKeyReusePeriodSeconds: 300`) + bucket)),
  yaml('the same in every case', template(queue(`KmsMasterKeyId: !If [A, alias/aws/sqs, alias/aws/sqs]`) + bucket), {
    unfixable: true,
  }),
  json(
    'bucket',
    JSON.stringify({
      Resources: {
        Q: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: 'alias/aws/sqs' } },
        B: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            NotificationConfiguration: {
              QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['Q', 'Arn'] } }],
            },
          },
        },
      },
    }),
  ),
  typescript(
    'L2',
    stack(
      "const queue = new sqs.Queue(this, 'BillsDlq', { encryption: sqs.QueueEncryption.KMS_MANAGED });\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SqsQueue(queue)] });",
      head,
    ),
    { severity: 'error', underlined: 'sqs.QueueEncryption.KMS_MANAGED' },
  ),
  typescript(
    'L1',
    stack(
      "const queue = new sqs.CfnQueue(this, 'BillsDlq', { kmsMasterKeyId: 'alias/aws/sqs' });\nnew events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: queue.attrArn }] });",
      head,
    ),
  ),
  ...quiet([
    yaml('key of our own', template(queue('KmsMasterKeyId: alias/ours') + bucket)),
    yaml('unknown key', template(queue('KmsMasterKeyId: !Ref Key') + bucket)),
    yaml('another key in one case', template(queue('KmsMasterKeyId: !If [A, alias/aws/sqs, alias/ours]') + bucket)),
    yaml('no key', template(queue() + bucket)),
    yaml('nobody sends', template(queue(managedKey))),
    yaml(
      'target with a role',
      template(
        queue(managedKey) +
          rule(
            'Arn: !GetAtt Bills.Arn\n          RoleArn: !ImportValue r\n          DeadLetterConfig: {Arn: !ImportValue d}',
          ),
      ),
    ),
    yaml('pipe', template(queue(managedKey) + pipe)),
    yaml('rule switched off', template(queue(managedKey) + rule('Arn: !GetAtt Bills.Arn', '      State: DISABLED\n'))),
    yaml('another queue', template(topic + queue(managedKey) + subscription('', '!ImportValue q'))),
    typescript(
      'encryption that is passed in',
      stack(
        "const queue = new sqs.Queue(this, 'BillsDlq', { encryption: props.encryption });\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SqsQueue(queue)] });",
        head,
      ),
    ),
  ]),
]);

const samWorker = (events: string) =>
  `  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs22.x\n      Timeout: 3\n      EventInvokeConfig: !Ref C\n      Events:\n        In:\n${events}`;
runCases('queue-policy-missing-for-service', [
  yaml('subscription', template(topic + queue() + subscription()), { severity: 'error', underlined: 'Bills' }),
  yaml(
    'list of a topic',
    template(
      `${topic}    Properties:\n      Subscription:\n        - Protocol: sqs\n          Endpoint: !GetAtt Bills.Arn\n${queue()}`,
    ),
  ),
  yaml('rule', template(queue() + ruleTo())),
  yaml('rule and its failures', template(queue() + ruleTo('!GetAtt Bills.Arn', '!GetAtt Bills.Arn'))),
  yaml(
    'failures of a target with a role',
    template(
      queue() +
        rule(
          'Arn: !ImportValue f\n          RoleArn: !ImportValue r\n          DeadLetterConfig: {Arn: !GetAtt Bills.Arn}',
        ),
    ),
  ),
  yaml('failures of a subscription', template(topic + queue() + webhook)),
  yaml('bucket', template(queue() + bucket)),
  yaml('all of them', template(topic + queue() + subscription() + ruleTo() + bucket)),
  yaml('topic out of sight', template(queue() + subscription().replace('!Ref Orders', '!ImportValue t')), {
    unfixable: true,
  }),
  yaml(
    'queue by its ARN',
    template(`${queue('QueueName: bills')}${topic}${subscription('', 'arn:aws:sqs:eu-west-1:111122223333:bills')}`),
  ),
  yaml(
    'policy for another service',
    template(topic + queue() + subscription() + policy(statement('{Service: s3.amazonaws.com}', forAccount))),
  ),
  yaml(
    'policy for another action',
    template(
      topic +
        queue() +
        subscription() +
        policy(statement('{Service: sns.amazonaws.com}', forAccount, 'sqs:GetQueueUrl')),
    ),
  ),
  yaml(
    'policy for an account',
    template(topic + queue() + subscription() + policy(statement('{AWS: !Ref AWS::AccountId}'))),
  ),
  yaml(
    'policy of another queue',
    template(
      topic +
        queue() +
        queue('', 'OtherDlq') +
        subscription() +
        policy(statement('{Service: sns.amazonaws.com}', forAccount), '[!Ref OtherDlq]'),
    ),
  ),
  yaml(
    'policy that opens another queue too',
    template(
      topic +
        queue() +
        queue('', 'OtherDlq') +
        subscription() +
        policy(statement('{AWS: "111122223333"}'), '[!Ref Bills, !Ref OtherDlq]'),
    ),
    { unfixable: true },
  ),
  yaml(
    'policy that denies',
    template(
      topic +
        queue() +
        subscription() +
        policy(
          statement('"*"', '            Condition: {Bool: {"aws:SecureTransport": "false"}}\n', 'sqs:*').replace(
            'Allow',
            'Deny',
          ),
        ),
    ),
  ),
  yaml(
    'SAM failures',
    template(
      queue() +
        samWorker(
          '          Type: EventBridgeRule\n          Properties:\n            Pattern: {source: [shop.orders]}\n            EventBusName: shop\n            DeadLetterConfig: {Arn: !GetAtt Bills.Arn}\n',
        ),
    ),
    { unfixable: true },
  ),
  typescript(
    'L1',
    stack(
      "const queue = new sqs.CfnQueue(this, 'BillsDlq');\nnew events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: queue.attrArn, deadLetterConfig: { arn: props.dlq } }] });",
      head,
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml(
      'policy',
      template(topic + queue() + subscription() + policy(statement('{Service: sns.amazonaws.com}', forAccount))),
    ),
    yaml(
      'policy with one statement',
      template(
        `${topic}${queue()}${subscription()}  Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Bills]\n      PolicyDocument:\n        Statement: {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "SQS:*", Resource: "*", Condition: {ArnLike: {"aws:SourceArn": !Ref Orders}}}\n`,
      ),
    ),
    yaml(
      'policy in JSON',
      template(
        `${topic}${queue()}${subscription()}  Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Bills]\n      PolicyDocument: !Sub '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": ["sqs:SendMessage"], "Resource": "\${Bills.Arn}", "Condition": {"ArnEquals": {"aws:SourceArn": "\${Orders}"}}}]}'\n`,
      ),
    ),
    yaml(
      'inline policy',
      template(
        topic +
          queue() +
          subscription() +
          policy(statement('{Service: sns.amazonaws.com}', forAccount), '!Ref Bills', 'AWS::SQS::QueueInlinePolicy'),
      ),
    ),
    yaml(
      'everybody from the topic',
      template(
        topic +
          queue() +
          subscription() +
          policy(statement('"*"', '            Condition: {ArnEquals: {"aws:SourceArn": !Ref Orders}}\n')),
      ),
    ),
    yaml(
      'in one case',
      template(
        `${topic}${queue()}${subscription()}${policy(`          - !If [A, {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "sqs:*", Condition: ${'{StringEquals: {"aws:SourceAccount": !Ref A}}'}}, !Ref AWS::NoValue]\n`)}`,
      ),
    ),
    yaml('unknown principal', template(topic + queue() + subscription() + policy(statement('!Ref P')))),
    yaml(
      'unknown queues',
      template(
        topic + queue() + subscription() + policy(statement('{Service: sns.amazonaws.com}', forAccount), '!Ref Queues'),
      ),
    ),
    yaml(
      'target with a role',
      template(
        queue() +
          rule(
            'Arn: !GetAtt Bills.Arn\n          RoleArn: !ImportValue r\n          DeadLetterConfig: {Arn: !ImportValue d}',
          ),
      ),
    ),
    yaml('pipe', template(queue() + pipe)),
    yaml(
      'rule switched off',
      template(
        queue() +
          rule(
            'Arn: !GetAtt Bills.Arn\n          DeadLetterConfig: {Arn: !GetAtt Bills.Arn}',
            '      State: DISABLED\n',
          ),
      ),
    ),
    yaml(
      'connector',
      template(
        `${topic}${queue()}${subscription()}  C:\n    Type: AWS::Serverless::Connector\n    Properties:\n      Source: {Id: Orders}\n      Destination: {Id: Bills}\n      Permissions: [Write]\n`,
      ),
    ),
    yaml(
      'connector of the rule',
      template(
        `${queue()}${ruleTo()}    Connectors:\n      C:\n        Properties:\n          Destination: {Id: Bills}\n          Permissions: [Write]\n`,
      ),
    ),
    yaml(
      'SAM makes queue and policy',
      template(
        topic +
          samWorker(
            '          Type: SNS\n          Properties:\n            Topic: !Ref Orders\n            RedrivePolicy: !Ref R\n            SqsSubscription: true\n',
          ),
      ),
    ),
    yaml(
      'SAM makes the policy',
      template(
        topic +
          queue() +
          samWorker(
            '          Type: SNS\n          Properties:\n            Topic: !Ref Orders\n            RedrivePolicy: !Ref R\n            SqsSubscription: {QueueArn: !GetAtt Bills.Arn, QueueUrl: !Ref Bills}\n',
          ),
      ),
    ),
    yaml('queue out of sight', template(ruleTo('!ImportValue q'))),
    yaml('macro', `Transform: [OurMacro]\nResources:\n${topic}${queue()}${subscription()}`),
    typescript(
      'L2 subscription',
      stack(
        "const queue = new sqs.Queue(this, 'BillsDlq');\nprops.topic.addSubscription(new subs.SqsSubscription(queue, { deadLetterQueue: queue }));",
        head,
      ),
    ),
    typescript(
      'L2 target',
      stack(
        "const queue = new sqs.Queue(this, 'BillsDlq');\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SqsQueue(queue, { deadLetterQueue: queue })] });",
        head,
      ),
    ),
    typescript(
      'L1 with its policy',
      stack(
        "const queue = new sqs.CfnQueue(this, 'BillsDlq');\nnew events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: queue.attrArn }] });\nnew sqs.CfnQueuePolicy(this, 'P', { queues: [queue.ref], policyDocument: props.document });",
        head,
      ),
    ),
    typescript(
      'handed on',
      stack(
        "const queue = new sqs.CfnQueue(this, 'BillsDlq');\nnew events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: queue.attrArn }] });\nopen(queue);",
        head,
      ),
    ),
  ]),
]);

describe('what the fixes write', () => {
  test('a queue encrypted by SQS', async () => {
    const after = await applyFix('yaml', template(queue(managedKey) + bucket), 'sqs-kms-managed-key-blocks-sender');
    expect(after).toContain('      SqsManagedSseEnabled: true\n');
    expect(after).not.toContain('Kms');
  });

  test('the Queue construct without an encryption of its own', async () => {
    const source = stack(
      "const queue = new sqs.Queue(this, 'BillsDlq', { encryption: sqs.QueueEncryption.KMS_MANAGED, fifo: false });\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SqsQueue(queue)] });",
      head,
    );
    const after = await applyFix('typescript', source, 'sqs-kms-managed-key-blocks-sender');
    expect(after).toContain("new sqs.Queue(this, 'BillsDlq', { fifo: false });");
  });

  test('one policy for every service, and the bucket waits for it', async () => {
    const after = await applyFix(
      'yaml',
      template(topic + queue() + subscription() + ruleTo() + bucket),
      'queue-policy-missing-for-service',
    );
    expect(after.match(/Type: AWS::SQS::QueuePolicy/g)).toHaveLength(1);
    expect(after).toMatch(/DependsOn: BillsPolicy/);
    expect(after).toMatch(/ArnEquals:\s+aws:SourceArn: !GetAtt EveryDay\.Arn/);
    expect(after).toMatch(/ArnEquals:\s+aws:SourceArn: !Ref Orders/);
    expect(after).toMatch(/StringEquals:\s+aws:SourceAccount: !Ref AWS::AccountId/);
  });

  test('a statement behind those of the policy that is there', async () => {
    const before = template(topic + queue() + subscription() + policy(statement('{AWS: "111122223333"}')));
    const after = await applyFix('yaml', before, 'queue-policy-missing-for-service');
    expect(after.startsWith(before.trimEnd())).toBe(true);
    expect(after.match(/Type: AWS::SQS::QueuePolicy/g)).toHaveLength(1);
  });
});

test('the other end is told', async () => {
  const related = async (text: string, id: string) =>
    (await lint('yaml', text)).find(report => report.ruleId === id)?.related.map(each => each.message);
  expect(await related(template(topic + queue() + subscription()), 'queue-policy-missing-for-service')).toEqual([
    'ToBills: Amazon SNS sends to the queue',
  ]);
  expect(await related(template(topic + queue(managedKey) + webhook), 'sqs-kms-managed-key-blocks-sender')).toEqual([
    'Web: Amazon SNS puts here what it cannot deliver',
  ]);
});

test('fix-all leaves a queue closed to nobody it should be open to', async () => {
  const after = await fixed('yaml', template(topic + queue(managedKey) + subscription() + ruleTo() + bucket));
  const ids = await ruleIds('yaml', after);
  expect(ids.filter(id => id.includes('policy') || id.includes('kms'))).toEqual([]);
});
