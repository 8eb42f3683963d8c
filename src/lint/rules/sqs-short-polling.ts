import { sqs } from '../../core/limits.ts';
import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { numbersOf, onlyString, type Value, valueAt } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** Services whose programs ask the queue themselves. Lambda and Pipes wait on their own. */
const askers: ReadonlySet<string> = new Set(['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com', 'pods.eks.amazonaws.com']);
const askingTypes: ReadonlySet<string> = new Set([
  'AWS::ECS::TaskDefinition',
  'AWS::ECS::Service',
  'AWS::EC2::Instance',
  'AWS::AutoScaling::AutoScalingGroup',
]);

/** A consumer that does not wait asks an empty queue again and again. */
export const sqsShortPolling = defineRule<{ queue: string; consumer: string }>({
  id: 'sqs-short-polling',
  title: 'Consumer that does not wait for messages',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'With `ReceiveMessageWaitTimeSeconds` 0, the default, a receive returns at once, and asks only some of the ' +
      'servers that hold the queue: it can come back empty while messages are there. A loop of such calls costs money ' +
      'for nothing. Up to 20 seconds, a receive can wait for a message to arrive. A consumer may also wait by a ' +
      'parameter of its own calls; then switch the rule off for the queue.',
    silent: [
      'Only Lambda and Pipes read the queue, which wait by themselves, or no consumer is in sight.',
      'The wait time is set or unknown.',
      'The queue is a dead-letter queue.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:jobs-dlq\n        maxReceiveCount: 5\n  WorkerRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { Service: ecs-tasks.amazonaws.com }\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: jobs\n          PolicyDocument:\n            Statement:\n              - Effect: Allow\n                Action: [sqs:ReceiveMessage, sqs:DeleteMessage]\n                Resource: !GetAtt Jobs.Arn\n',
      },
      {
        language: 'typescript',
        code: "import * as ecs from 'aws-cdk-lib/aws-ecs';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst jobs = new sqs.Queue(stack, 'Jobs', {\n  deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 },\n});\nconst task = new ecs.FargateTaskDefinition(stack, 'Task');\njobs.grantConsumeMessages(task.taskRole);\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      ReceiveMessageWaitTimeSeconds: 20\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:jobs-dlq\n        maxReceiveCount: 5\n  WorkerRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { Service: ecs-tasks.amazonaws.com }\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: jobs\n          PolicyDocument:\n            Statement:\n              - Effect: Allow\n                Action: [sqs:ReceiveMessage, sqs:DeleteMessage]\n                Resource: !GetAtt Jobs.Arn\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as ecs from 'aws-cdk-lib/aws-ecs';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst jobs = new sqs.Queue(stack, 'Jobs', {\n  receiveMessageWaitTime: Duration.seconds(20),\n  deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 },\n});\nconst task = new ecs.FargateTaskDefinition(stack, 'Task');\njobs.grantConsumeMessages(task.taskRole);\n",
      },
    ],
  },

  *check(graph) {
    const consumers = receivers(graph);
    for (const queue of consumers.keys()) {
      if (queue.external || graph.isDeadLetterQueue(queue)) continue;
      const wait = graph.prop(queue, 'ReceiveMessageWaitTimeSeconds');
      if (!numbersOf(wait, 0)?.every(seconds => seconds === 0)) continue;
      const consumer = consumers.get(queue);
      yield {
        resource: queue,
        span: placeOf(queue, graph, 'ReceiveMessageWaitTimeSeconds'),
        data: { queue: queue.name, consumer: consumer?.name ?? '' },
        related: consumer ? [{ span: consumer.nameSpan, message: `${consumer.name} may receive from the queue` }] : [],
      };
    }
  },

  message: ({ queue }) => `Receives from queue ${queue} do not wait for a message: let them wait up to 20 seconds.`,

  explain: () =>
    `Without a wait a receive asks some of the servers and comes back empty at once: an idle consumer asks again and again, and every request is paid for. With ${sqs.maxWaitSeconds} s it asks 60 / ${sqs.maxWaitSeconds} = ${60 / sqs.maxWaitSeconds} times a minute while the queue is empty.`,

  fix({ resource: queue }, graph) {
    if (queue.virtual || !isReplaceable(graph.prop(queue, 'ReceiveMessageWaitTimeSeconds'))) return undefined;
    return {
      title: `Wait up to ${sqs.maxWaitSeconds} seconds for a message`,
      changes: [
        {
          kind: 'set',
          resource: queue,
          path: ['ReceiveMessageWaitTimeSeconds'],
          value: { kind: 'scalar', value: sqs.maxWaitSeconds },
        },
      ],
    };
  },
});

/** Queues from which programs of these services may receive, each with what may. */
function receivers(graph: MessagingGraph): ReadonlyMap<Resource, Resource> {
  const found = new Map<Resource, Resource>();
  const grant = (document: Value, asker: Resource) => {
    for (const queue of received(document, graph)) if (!found.has(queue)) found.set(queue, asker);
  };
  for (const role of graph.ofType('AWS::IAM::Role')) {
    if (!isAsker(role, graph)) continue;
    for (const policy of listed(graph.prop(role, 'Policies'))) grant(valueAt(policy, 'PolicyDocument'), role);
  }
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const policy of graph.ofType(type)) {
      const askers = listed(graph.prop(policy, 'Roles')).flatMap(role => graph.target(role) ?? []);
      const asker = askers.find(role => isAsker(role, graph));
      if (asker) grant(graph.prop(policy, 'PolicyDocument'), asker);
    }
  }
  return found;
}

function isAsker(role: Resource, graph: MessagingGraph): boolean {
  if (askingTypes.has(role.type)) return true;
  if (role.type !== 'AWS::IAM::Role') return false;
  return listed(graph.prop(role, 'AssumeRolePolicyDocument', 'Statement')).some(statement =>
    listed(valueAt(statement, 'Principal', 'Service')).some(service => askers.has(onlyString(service) ?? '')),
  );
}

/** Queues of this document that a policy lets its holder receive from. */
function received(document: Value, graph: MessagingGraph): Resource[] {
  return listed(valueAt(document, 'Statement')).flatMap(statement => {
    if (onlyString(valueAt(statement, 'Effect')) !== 'Allow') return [];
    const actions = listed(valueAt(statement, 'Action')).map(action => onlyString(action)?.toLowerCase());
    if (!actions.some(action => action === 'sqs:receivemessage' || action === 'sqs:*')) return [];
    return listed(valueAt(statement, 'Resource')).flatMap(resource => {
      const queue = graph.target(resource);
      return queue?.type === 'AWS::SQS::Queue' ? [queue] : [];
    });
  });
}

function listed(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : value.kind === 'absent' ? [] : [value];
}
