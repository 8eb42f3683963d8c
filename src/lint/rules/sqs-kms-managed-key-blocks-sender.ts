import { isAwsManagedKey } from '../keyFacts.ts';
import { placeOf } from '../queueFacts.ts';
import { listed, sendersByQueue, sendingSentence, serviceName } from '../queueSenders.ts';
import { type Change, defineRule } from '../rule.ts';

/** The key that AWS manages for SQS lets no other service in. */
export const sqsKmsManagedKeyBlocksSender = defineRule<{ queue: string; services: string }>({
  id: 'sqs-kms-managed-key-blocks-sender',
  title: 'Queue key that its sender cannot use',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'The policy of `alias/aws/sqs`, the key that AWS manages, cannot be changed, and it lets in the principals of ' +
      'the account, not services that act by themselves. Amazon SNS, EventBridge and Amazon S3 therefore cannot send ' +
      'to a queue encrypted with it: messages and events are lost, dead-letter queues stay empty, and a bucket with ' +
      'such a notification cannot be deployed. Encryption with the keys of SQS (`SqsManagedSseEnabled: true`, the ' +
      'default) needs no permission; or take a key of your own whose policy lets the service use it.',
    silent: [
      'The key is unknown or another one.',
      'No subscription, rule or bucket in sight sends to the queue.',
      'The sender works with a role: pipes, schedules, functions, state machines, rule targets that name a role.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::SQS::Queue\n    Properties:\n      KmsMasterKeyId: alias/aws/sqs\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: !GetAtt Uploads.Arn\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as sns from 'aws-cdk-lib/aws-sns';\nimport * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const topic = new sns.Topic(this, 'Orders');\n    const queue = new sqs.Queue(this, 'Bills', { encryption: sqs.QueueEncryption.KMS_MANAGED });\n    topic.addSubscription(new subscriptions.SqsSubscription(queue));\n  }\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: true\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt UploadsDlq.Arn\n        maxReceiveCount: 5\n  UploadsDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  UploadsPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Uploads]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: s3.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: !GetAtt Uploads.Arn\n            Condition:\n              StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId }\n  Bucket:\n    Type: AWS::S3::Bucket\n    DependsOn: UploadsPolicy\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: !GetAtt Uploads.Arn\n',
      },
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as sns from 'aws-cdk-lib/aws-sns';\nimport * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const topic = new sns.Topic(this, 'Orders');\n    const dlq = new sqs.Queue(this, 'BillsDlq', { retentionPeriod: Duration.days(14) });\n    const queue = new sqs.Queue(this, 'Bills', {\n      encryption: sqs.QueueEncryption.SQS_MANAGED,\n      deadLetterQueue: { queue: dlq, maxReceiveCount: 5 },\n    });\n    topic.addSubscription(new subscriptions.SqsSubscription(queue, { deadLetterQueue: dlq }));\n  }\n}\n",
      },
    ],
  },

  *check(graph) {
    for (const [queue, senders] of sendersByQueue(graph)) {
      if (!isAwsManagedKey(graph.prop(queue, 'KmsMasterKeyId'), 'sqs')) continue;
      yield {
        resource: queue,
        span: placeOf(queue, graph, 'KmsMasterKeyId'),
        data: { queue: queue.name, services: listed(senders.map(sender => serviceName(sender.service))) },
        related: senders.map(sender => ({ span: sender.span, message: sendingSentence(sender) })),
      };
    }
  },

  message: ({ queue, services }) =>
    `${services} cannot send to queue ${queue}: nobody but the account may use alias/aws/sqs. Encrypt it with the keys of SQS, or with a key of your own.`,

  explain: () =>
    'To send to an encrypted queue a service needs kms:GenerateDataKey and kms:Decrypt. The policy of alias/aws/sqs gives them to principals of the account only, and cannot be changed.',

  fix({ resource: queue }, graph) {
    const key = graph.prop(queue, 'KmsMasterKeyId');
    if (key.kind !== 'literal' && key.kind !== 'text') return undefined;
    const remove = (name: string): Change[] =>
      queue.props.entries.has(name) ? [{ kind: 'remove', resource: queue, path: [name] }] : [];
    // One property of the Queue construct stands for both; without it the queue is encrypted by SQS.
    const managed: Change = queue.managed
      ? { kind: 'remove', resource: queue, path: ['SqsManagedSseEnabled'] }
      : { kind: 'set', resource: queue, path: ['SqsManagedSseEnabled'], value: { kind: 'scalar', value: true } };
    return {
      title: `Encrypt ${queue.name} with the keys of SQS`,
      changes: [...remove('KmsMasterKeyId'), ...remove('KmsDataKeyReusePeriodSeconds'), managed],
    };
  },
});
