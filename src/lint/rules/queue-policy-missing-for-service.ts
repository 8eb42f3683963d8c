import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { policiesOf, queuePolicyTypes, statementList } from '../policyFacts.ts';
import { allowStatement, map, oneOrList, policyDocument, text, thisAccount, type Values } from '../policyWriting.ts';
import { maySend } from '../publishers.ts';
import {
  listed,
  type QueueSender,
  queueSenders,
  sendersByQueue,
  sendingSentence,
  serviceName,
} from '../queueSenders.ts';
import { type Change, defineRule, type NewResource, type NewValue } from '../rule.ts';

/** A queue lets services send only when its policy says so. */
export const queuePolicyMissingForService = defineRule<{ queue: string; services: string; failures: boolean }>({
  id: 'queue-policy-missing-for-service',
  title: 'Queue closed to the service that sends to it',
  severity: 'error',
  equivalents: [],
  docs: {
    fixIn: 'templates',
    why:
      'A service that acts by itself may send to a queue only when the policy of the queue lets it, in the same ' +
      'account too. Without a statement for `sns.amazonaws.com` or `events.amazonaws.com` the messages of a topic and ' +
      'the events of a rule are lost, and a dead-letter queue of a subscription or of a rule target stays empty while ' +
      'what it was made for is dropped. Without one for `s3.amazonaws.com` the bucket cannot be deployed.\n\nThe fix ' +
      'admits the topics and rules in sight, and for Amazon S3 the buckets of the account: a policy that named the ' +
      'bucket could not be there before it, as it has to be.',
    silent: [
      'A queue policy lets the service in, or may do so.',
      'Queue or sender are made by CDK above L1, which adds the policy, or the template has a SAM connector.',
      'SAM makes the sender for an event of a function: it adds the policy of the queue that the event fills ' +
        '(`SqsSubscription`), and that of a dead-letter queue it makes itself (`Type: SQS`). A dead-letter queue that ' +
        'is given by its ARN gets none from SAM, and the rule speaks of it.',
      'The rule target names a role, or the sender is a pipe, a schedule or a subscriber of the newer event buses, ' +
        'which all work with a role.',
      'The rule is disabled, or part of the template cannot be read.',
    ],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n  Bills:\n    Type: AWS::SQS::Queue\n  ToBills:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: !GetAtt Bills.Arn\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as events from 'aws-cdk-lib/aws-events';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const queue = new sqs.CfnQueue(this, 'Bills');\n    new events.CfnRule(this, 'EveryDay', {\n      scheduleExpression: 'rate(1 day)',\n      targets: [{ id: 'bills', arn: queue.attrArn }],\n    });\n  }\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  EveryDay:\n    Type: AWS::Events::Rule\n    Properties:\n      ScheduleExpression: rate(1 day)\n      Targets:\n        - Id: bills\n          Arn: !GetAtt Bills.Arn\n          DeadLetterConfig: { Arn: !GetAtt BillsDlq.Arn }\n  Bills:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt BillsDlq.Arn\n        maxReceiveCount: 5\n  BillsDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  BillsPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Bills, !Ref BillsDlq]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: events.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: [!GetAtt Bills.Arn, !GetAtt BillsDlq.Arn]\n            Condition:\n              ArnEquals: { "aws:SourceArn": !GetAtt EveryDay.Arn }\n',
      },
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  build() {\n    const dlq = new sqs.Queue(this, 'BillsDlq', { retentionPeriod: Duration.days(14) });\n    const queue = new sqs.Queue(this, 'Bills', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });\n    new events.Rule(this, 'EveryDay', {\n      schedule: events.Schedule.rate(Duration.days(1)),\n      targets: [new targets.SqsQueue(queue, { deadLetterQueue: dlq })],\n    });\n  }\n}\n",
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    for (const [queue, senders] of closedQueues(graph)) {
      yield {
        resource: queue,
        span: queue.nameSpan,
        data: {
          queue: queue.name,
          services: listed(senders.map(sender => serviceName(sender.service))),
          failures: senders.every(sender => sender.failures),
        },
        related: senders.map(sender => ({ span: sender.span, message: sendingSentence(sender) })),
      };
    }
  },

  message: ({ queue, services, failures }) =>
    failures
      ? `No policy lets ${services} send to dead-letter queue ${queue}: what cannot be delivered is dropped.`
      : `No policy lets ${services} send to queue ${queue}.`,

  fix({ resource: queue }, graph) {
    const own = queueSenders(graph).filter(sender => graph.target(sender.queue, 'AWS::SQS::Queue') === queue);
    const senders = refused(queue, own, graph);
    const services = [...new Set(senders.map(sender => sender.service))].sort();
    const statements = services.map(service => statementFor(queue, service, senders));
    if (queue.virtual || !statements.every(statement => statement !== undefined)) return undefined;
    const title = `Let ${listed(services.map(serviceName))} send to ${queue.name}`;
    const buckets = senders.flatMap(({ resource, service }) => (service === 's3.amazonaws.com' ? [resource] : []));
    const [policy, ...others] = policiesOf(queue, queuePolicyTypes, graph);
    if (policy) {
      // A second policy would replace the first; one that opens other queues too must not be widened for this one.
      const path = statementList(policy.policy, 'PolicyDocument', graph);
      if (!path || others.length > 0 || policy.guarded?.length !== 1 || buckets.length > 0) return undefined;
      const changes = statements.map((value): Change => ({ kind: 'append', resource: policy.policy, path, value }));
      return { title, changes };
    }
    const made: NewResource = {
      name: `${queue.name}Policy`,
      type: 'AWS::SQS::QueuePolicy',
      props: {
        Queues: { kind: 'list', items: [{ kind: 'reference', resource: queue, attribute: 'Ref' }] },
        PolicyDocument: policyDocument(statements),
      },
    };
    // S3 asks the queue when the notification is made: the policy has to be there before the bucket.
    const waiting = [...new Set(buckets)].map((resource): Change => ({ kind: 'depend', resource, on: made }));
    return { title, changes: [{ kind: 'create', resource: made, near: queue }, ...waiting] };
  },
});

/** Queues with the senders that no policy lets in. */
function closedQueues(graph: MessagingGraph): ReadonlyMap<Resource, readonly QueueSender[]> {
  const closed = new Map<Resource, readonly QueueSender[]>();
  for (const [queue, senders] of sendersByQueue(graph)) {
    const those = queue.managed || queue.escapes ? [] : refused(queue, senders, graph);
    if (those.length > 0) closed.set(queue, those);
  }
  return closed;
}

function refused(queue: Resource, senders: readonly QueueSender[], graph: MessagingGraph): readonly QueueSender[] {
  return senders.filter(({ managed, service }) => !managed && !maySend(service, queue, graph));
}

/** The statement that lets in the service for these senders only; undefined when one of them is out of sight. */
function statementFor(queue: Resource, service: string, senders: readonly QueueSender[]): NewValue | undefined {
  const condition = conditionFor(
    service,
    senders.filter(sender => sender.service === service),
  );
  return (
    condition &&
    allowStatement(
      { Service: text(service) },
      text('sqs:SendMessage'),
      { kind: 'reference', resource: queue, attribute: 'Arn' },
      condition,
    )
  );
}

function conditionFor(service: string, senders: readonly QueueSender[]): Values | undefined {
  // A policy that names the bucket would wait for it, and the bucket waits for the policy.
  if (service === 's3.amazonaws.com') return { StringEquals: map({ 'aws:SourceAccount': thisAccount }) };
  const sources = [...new Set(senders.map(sender => sender.source))];
  const arns = sources.flatMap((resource): NewValue[] =>
    resource && !resource.virtual
      ? [{ kind: 'reference', resource, attribute: resource.type === 'AWS::SNS::Topic' ? 'Ref' : 'Arn' }]
      : [],
  );
  return arns.length === sources.length ? { ArnEquals: map({ 'aws:SourceArn': oneOrList(arns) }) } : undefined;
}
