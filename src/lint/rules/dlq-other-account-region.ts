import type { Arn } from '../../graph/arnValue.ts';
import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { spanOf, type Value, valueAt, walk } from '../../graph/value.ts';
import { deadLetterTarget } from '../queueFacts.ts';
import { defineRule, type Severity } from '../rule.ts';
import { ruleTargets } from '../targetFacts.ts';

/** What is known of where something lies. */
type Place = Pick<Arn, 'region' | 'account'>;

/** A dead-letter queue lies where its source lies. */
export const dlqOtherAccountRegion = defineRule<{ what: string; dlq: string; here: string; there: string }>({
  id: 'dlq-other-account-region',
  title: 'Dead-letter queue in another account or Region',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A subscription of SNS and its dead-letter queue must be in the same account and Region; EventBridge takes a ' +
      'dead-letter queue of the same Region only. What fails elsewhere is lost, or the deployment fails (errors). SQS ' +
      'calls the same account and Region a best practice (a warning).\n\nThe account of a subscription is that of ' +
      'whoever made it, which need not be the account of its topic: where only the account differs from that of the ' +
      'topic, the rule warns. EventBridge may use a queue of another account whose policy lets it in.',
    noFix: 'The queue has to be made, or found, where the source lies, in a stack that this document does not show.',
    silent: [
      'One of the two places is not written out: pseudo parameters, references, names.',
      'The rule of EventBridge names neither its bus nor another target by ARN.',
    ],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mails:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: https\n      Endpoint: https://example.com/orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-central-1:111122223333:mails-dlq\n',
      },
      {
        language: 'typescript',
        code: "import * as sns from 'aws-cdk-lib/aws-sns';\n\nnew sns.CfnSubscription(stack, 'Mails', {\n  topicArn: 'arn:aws:sns:eu-west-1:111122223333:orders',\n  protocol: 'https',\n  endpoint: 'https://example.com/orders',\n  redrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:111122223333:mails-dlq' },\n});\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mails:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: https\n      Endpoint: https://example.com/orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:mails-dlq\n',
      },
      {
        language: 'typescript',
        code: "import * as sns from 'aws-cdk-lib/aws-sns';\n\nnew sns.CfnSubscription(stack, 'Mails', {\n  topicArn: 'arn:aws:sns:eu-west-1:111122223333:orders',\n  protocol: 'https',\n  endpoint: 'https://example.com/orders',\n  redrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:mails-dlq' },\n});\n",
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      const value = deadLetterTarget(queue, graph);
      const dlq = graph.arn(value);
      if (dlq?.service === 'sqs' && !graph.target(value)) {
        yield* compare(queue, value, dlq, spelledPlace(queue, graph), { region: 'warning', account: 'warning' });
      }
    }
    for (const subscription of graph.ofType('AWS::SNS::Subscription')) {
      const value = valueAt(graph.prop(subscription, 'RedrivePolicy'), 'deadLetterTargetArn');
      const topic = graph.arn(graph.prop(subscription, 'TopicArn'));
      const dlq = graph.arn(value);
      if (!topic || dlq?.service !== 'sqs') continue;
      yield* compare(subscription, value, dlq, topic, { region: 'error', account: 'warning' });
    }
    for (const { resource: rule, target } of ruleTargets(graph)) {
      const value = valueAt(target, 'DeadLetterConfig', 'Arn');
      const dlq = graph.arn(value);
      if (dlq?.service === 'sqs') yield* compare(rule, value, dlq, rulePlace(rule, target, graph), { region: 'error' });
    }
  },

  message: ({ what, dlq, here, there }) =>
    `Dead-letter queue ${dlq} is in ${there}, and ${what} is in ${here}: they belong together.`,
});

/** A finding where the two places certainly differ. */
function* compare(
  resource: Resource,
  value: Value,
  dlq: Arn,
  source: Place,
  severities: Readonly<Record<'region', Severity> & Partial<Record<'account', Severity>>>,
) {
  for (const part of ['region', 'account'] as const) {
    const severity = severities[part];
    const [here, there] = [source[part], dlq[part]];
    if (!severity || !here || !there || here === there) continue;
    const inWords = (place: string) => (part === 'region' ? place : `account ${place}`);
    yield {
      resource,
      span: spanOf(value) ?? resource.nameSpan,
      data: { what: resource.name, dlq: dlq.name ?? '', here: inWords(here), there: inWords(there) },
      severity,
    };
    return;
  }
}

/** The Region of a rule: that of its bus, or of a target, which lies in the same unless it is a bus itself. */
function rulePlace(rule: Resource, target: Value, graph: MessagingGraph): Place {
  const bus = graph.arn(graph.prop(rule, 'EventBusName'))?.region;
  const end = graph.arn(valueAt(target, 'Arn'));
  const region = bus ?? (end && end.service !== 'events' ? end.region : undefined);
  return { region, account: undefined };
}

/** Where a queue lies according to an ARN that spells its name elsewhere in the document. */
function spelledPlace(queue: Resource, graph: MessagingGraph): Place {
  let found: Place = { region: undefined, account: undefined };
  for (const resource of graph.resources.values()) {
    walk(resource.props, value => {
      if (value.kind !== 'literal' && value.kind !== 'text') return;
      const arn = graph.arn(value);
      if (arn && graph.target(value) === queue) found = { region: arn.region, account: arn.account };
    });
  }
  return found;
}
