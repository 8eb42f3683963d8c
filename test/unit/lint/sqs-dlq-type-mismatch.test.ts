import { expect, test } from 'vitest';
import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { ruleIds, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const pair = (source: string, dlq: string, target = '!GetAtt Back.Arn') =>
  template(`  Orders:
    Type: AWS::SQS::Queue
    Properties:
${source}      RedrivePolicy:
        deadLetterTargetArn: ${target}
        maxReceiveCount: 5
  Back:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
${dlq}`);
const fifo = '      FifoQueue: true\n';

const bad: RuleCase[] = [
  yaml('FIFO to standard', pair(fifo, ''), { severity: 'error', underlined: 'Back.Arn' }),
  yaml('standard to FIFO', pair('', fifo)),
  yaml('with a name', pair(fifo, '      QueueName: "back" # the name\n')),
  yaml(
    'FIFO settings and name go',
    pair('', `${fifo}      QueueName: back.fifo\n      ContentBasedDeduplication: true\n`),
  ),
  yaml('name that is put together', pair(fifo, '      QueueName: !Sub ${Stage}-back\n'), { unfixable: true }),
  yaml('literal ARN', pair('', '', 'arn:aws:sqs:eu-west-1:111122223333:other.fifo'), { unfixable: true }),
  yaml('text with a literal end', pair(fifo, '', '!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:other'), {
    unfixable: true,
  }),
  yaml(
    'JSON in a string',
    pair(fifo, '').replace(
      /RedrivePolicy:\n.*\n.*\n/,
      'RedrivePolicy: !Sub \'{"deadLetterTargetArn": "${Back.Arn}", "maxReceiveCount": 5}\'\n',
    ),
  ),
  yaml(
    'two sources that disagree',
    `${pair(fifo, '')}  Second:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt Back.Arn\n        maxReceiveCount: 5\n`,
    { unfixable: true },
  ),
  json(
    'FIFO to standard',
    JSON.stringify(
      {
        Resources: {
          Orders: {
            Type: 'AWS::SQS::Queue',
            Properties: {
              FifoQueue: 'true',
              RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': 'Back.Arn' }, maxReceiveCount: 3 },
            },
          },
          Back: { Type: 'AWS::SQS::Queue' },
        },
      },
      undefined,
      2,
    ),
  ),
  json(
    'standard to FIFO',
    JSON.stringify(
      {
        Resources: {
          Orders: {
            Type: 'AWS::SQS::Queue',
            Properties: {
              RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Back', 'Arn'] }, maxReceiveCount: 3 },
            },
          },
          Back: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 3, FifoQueue: true } },
        },
      },
      undefined,
      2,
    ),
  ),
  typescript(
    'FIFO to standard',
    stack(
      "const back = new sqs.Queue(this, 'Back');\nnew sqs.Queue(this, 'Orders', { fifo: true, deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
    { underlined: 'back' },
  ),
  typescript(
    'standard to FIFO',
    stack(
      "const back = new sqs.Queue(this, 'Back', {\n  fifo: true, // in order\n  retentionPeriod: Duration.days(14),\n});\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'all on one line',
    stack(
      "const back = new sqs.Queue(this, 'Back', { retentionPeriod: Duration.days(14), fifo: true, contentBasedDeduplication: true });\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'FIFO by name',
    stack(
      "const back = new sqs.Queue(this, 'Back', { queueName: 'back.fifo' });\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'FIFO by deduplication',
    stack(
      "const back = new sqs.Queue(this, 'Back');\nnew sqs.Queue(this, 'Orders', { contentBasedDeduplication: true, deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'L1',
    stack(
      "const back = new sqs.CfnQueue(this, 'Back', { fifoQueue: true });\nnew sqs.CfnQueue(this, 'Orders', { redrivePolicy: { deadLetterTargetArn: back.attrArn, maxReceiveCount: 5 } });",
    ),
  ),
];

const good: RuleCase[] = [
  yaml('both standard', pair('', '')),
  yaml('both FIFO', pair(fifo, fifo)),
  yaml('unknown source', pair('      FifoQueue: !Ref IsFifo\n', '')),
  yaml('unknown target', pair(fifo, '      FifoQueue: !Ref IsFifo\n')),
  yaml('imported target', pair(fifo, '', '!ImportValue dlq')),
  yaml('literal FIFO ARN', pair(fifo, '', 'arn:aws:sqs:eu-west-1:111122223333:other.fifo')),
  yaml('one branch right', pair('      FifoQueue: !If [A, true, false]\n', '')),
  typescript(
    'both standard',
    stack(
      "const back = new sqs.Queue(this, 'Back');\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'name unknown',
    stack(
      "const back = new sqs.Queue(this, 'Back', { queueName: props.name });\nnew sqs.Queue(this, 'Orders', { fifo: true, deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'imported',
    stack(
      "const back = sqs.Queue.fromQueueArn(this, 'Back', props.arn);\nnew sqs.Queue(this, 'Orders', { fifo: true, deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'properties handed in',
    stack(
      "const back = new sqs.Queue(this, 'Back', props);\nnew sqs.Queue(this, 'Orders', { fifo: true, deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
].map(each => ({ ...each, ...silent }));

runCases('sqs-dlq-type-mismatch', [...bad, ...good]);

test.each(['E3502', 'sqs-dlq-type-mismatch'])(
  'metadata of the queue that names the other switches it off: %s',
  async id => {
    const metadata = `    Metadata:\n      cfn-lint:\n        config:\n          ignore_checks: [${id}]\n`;
    const text = pair(fifo, '').replace('  Orders:\n    Type: AWS::SQS::Queue\n', found => found + metadata);
    expect(await ruleIds('yaml', pair(fifo, ''))).toContain('sqs-dlq-type-mismatch');
    expect(await ruleIds('yaml', text)).not.toContain('sqs-dlq-type-mismatch');
  },
);
