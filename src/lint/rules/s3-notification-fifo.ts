import { onlyBoolean } from '../../graph/value.ts';
import { bucketPublishers } from '../publishers.ts';
import { defineRule } from '../rule.ts';

const kinds = [
  { list: 'QueueConfigurations', key: 'Queue', type: 'AWS::SQS::Queue', flag: 'FifoQueue', word: 'queue' },
  { list: 'TopicConfigurations', key: 'Topic', type: 'AWS::SNS::Topic', flag: 'FifoTopic', word: 'topic' },
] as const;

/** Buckets tell nothing that keeps an order. */
export const s3NotificationFifo = defineRule<{ bucket: string; told: string; word: string }>({
  id: 's3-notification-fifo',
  title: 'Bucket notification to a FIFO queue or topic',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Amazon S3 sends its notifications to standard queues and standard topics only: with a FIFO one, the deployment ' +
      'fails. Send the events of the bucket to EventBridge, and let a rule with a message group deliver them to the ' +
      'FIFO queue.',
    noFix:
      'A standard queue gives up the order, and the way over EventBridge takes a rule, a message group and a switch of the bucket: which of the two is meant, only you can tell.',
    silent: [
      'The bucket sends its events to EventBridge.',
      'Whether the queue or topic is FIFO cannot be known; an ARN that ends in `.fifo` tells.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: arn:aws:sqs:eu-west-1:111122223333:uploads.fifo\n',
      },
      {
        language: 'typescript',
        code: "import * as s3 from 'aws-cdk-lib/aws-s3';\nimport * as s3n from 'aws-cdk-lib/aws-s3-notifications';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst bucket = new s3.Bucket(stack, 'Uploads');\nconst queue = new sqs.Queue(stack, 'Arrivals', { fifo: true, contentBasedDeduplication: true });\nbucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(queue));\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: arn:aws:sqs:eu-west-1:111122223333:uploads\n',
      },
      {
        language: 'typescript',
        code: "import * as s3 from 'aws-cdk-lib/aws-s3';\nimport * as s3n from 'aws-cdk-lib/aws-s3-notifications';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst bucket = new s3.Bucket(stack, 'Uploads');\nconst queue = new sqs.Queue(stack, 'Arrivals', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nbucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(queue));\n",
      },
    ],
  },

  *check(graph) {
    for (const { list, key, type, flag, word } of kinds) {
      for (const { resource: bucket, to, span } of bucketPublishers(graph, list, key)) {
        const told = graph.target(to);
        const declared = told?.type === type && !told.external ? told : undefined;
        const name = declared?.name ?? graph.arn(to)?.name ?? '';
        const fifo = declared ? onlyBoolean(graph.prop(declared, flag), false) : !told && name.endsWith('.fifo');
        if (fifo !== true) continue;
        yield {
          resource: bucket,
          span,
          data: { bucket: bucket.name, told: name, word },
          related: declared ? [{ span: declared.nameSpan, message: `${declared.name} is a FIFO ${word}` }] : [],
        };
      }
    }
  },

  message: ({ bucket, told, word }) =>
    `Bucket ${bucket} cannot send notifications to FIFO ${word} ${told}: S3 supports standard ones only.`,
});
