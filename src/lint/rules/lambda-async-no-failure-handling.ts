import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { isAbsent, valueAt } from '../../graph/value.ts';
import { allowTo, mayFill, newDeadLetterQueue } from '../deadLetterWriting.ts';
import { map, text } from '../policyWriting.ts';
import { asyncInvokers, type Publisher } from '../publishers.ts';
import { type Change, defineRule, type NewResource } from '../rule.ts';

/** An event that a function fails on three times is gone, unless somebody asked to keep it. */
export const lambdaAsyncNoFailureHandling = defineRule<{ fn: string; invoker: string }>({
  id: 'lambda-async-no-failure-handling',
  title: 'Events a function fails on are lost',
  severity: 'warning',
  equivalents: ['ES1007', 'CKV_AWS_116', 'LAMBDA_DLQ_CHECK', 'LambdaDLQ'],
  docs: {
    why:
      'Topics, rules, schedules and bucket notifications hand an event to Lambda and are done with it. Lambda tries ' +
      'the function three times in all, then drops the event, unless the function has an `OnFailure` destination or a ' +
      'dead-letter queue. The dead-letter queue of a subscription or of a rule target does not help: it is for events ' +
      'that never reached Lambda.\n\nWhen schedules alone invoke the function the severity is *information*: the next ' +
      'run comes anyway.\n\nThe quick fix is offered for SAM functions whose role SAM makes; SAM makes the queue, too.',
    fixIn: 'templates',
    silent: [
      'The function has a dead-letter queue or topic, or an OnFailure destination for any of its versions, or they cannot be known.',
      'Nothing in sight invokes it asynchronously: queues, streams, APIs and workflows wait for the answer.',
      'The function is imported, or handed to code that cannot be seen.',
    ],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Orders:\n          Type: SNS\n          Properties:\n            Topic: arn:aws:sns:eu-west-1:111122223333:orders\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      EventInvokeConfig:\n        DestinationConfig:\n          OnFailure:\n            Type: SQS\n      Events:\n        Orders:\n          Type: SNS\n          Properties:\n            Topic: arn:aws:sns:eu-west-1:111122223333:orders\n            RedrivePolicy:\n              deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const byFunction = new Map<Resource, Publisher[]>();
    for (const invoker of asyncInvokers(graph)) {
      const fn = graph.functionOf(invoker.to);
      if (fn) byFunction.set(fn, [...(byFunction.get(fn) ?? []), invoker]);
    }
    if (byFunction.size === 0) return;
    const configs = graph.ofType('AWS::Lambda::EventInvokeConfig').map(config => ({
      fn: graph.functionOf(graph.prop(config, 'FunctionName')),
      keeps: !isAbsent(valueAt(graph.prop(config, 'DestinationConfig'), 'OnFailure')),
    }));
    for (const [fn, invokers] of byFunction) {
      if (fn.external || fn.escapes || !isAbsent(graph.prop(fn, 'DeadLetterConfig'))) continue;
      if (configs.some(config => config.keeps && (config.fn === undefined || config.fn === fn))) continue;
      yield {
        resource: fn,
        span: fn.nameSpan,
        data: { fn: fn.name, invoker: invokers[0]?.resource.name ?? '' },
        severity: invokers.every(each => each.scheduled) ? 'information' : 'warning',
        related: invokers.map(each => ({ span: each.span, message: `${each.resource.name} invokes ${fn.name}` })),
      };
    }
  },

  message: ({ fn, invoker }) =>
    `Events from ${invoker} that ${fn} fails on three times are lost: it has no OnFailure destination and no dead-letter queue.`,

  explain: () =>
    '1 try + 2 retries = 3. Lambda waits one minute before the second try and two before the third, and gives up an event that has waited for 6 h.',

  fix({ resource: fn }, graph) {
    if (fn.origin !== 'template' || fn.virtual) return undefined;
    const title = 'Keep events the function fails on in a queue';
    const role = graph.prop(fn, 'Role');
    if (fn.writtenType === 'AWS::Serverless::Function' && role.kind === 'absent') {
      if (graph.prop(fn, 'EventInvokeConfig').kind !== 'absent') return undefined;
      // SAM makes the queue and the permission when the type alone is given.
      const value = map({ Type: text('SQS') });
      const path = ['EventInvokeConfig', 'DestinationConfig', 'OnFailure'];
      return { title, changes: [{ kind: 'set', resource: fn, path, value }] };
    }
    const queue = newDeadLetterQueue(`${fn.name}Dlq`);
    const allowed = allowTo(mayFill(queue), fn, role, graph);
    const keep = allowed && keepIn(queue, fn, graph);
    return keep && { title, changes: [keep, ...allowed] };
  },
});

/** Completes the function's only invoke configuration, or makes one; undefined where its place is not to be seen. */
function keepIn(queue: NewResource, fn: Resource, graph: MessagingGraph): Change | undefined {
  const destination = map({ Destination: { kind: 'created', resource: queue, attribute: 'Arn' } });
  const configs = graph
    .ofType('AWS::Lambda::EventInvokeConfig')
    .filter(config => graph.functionOf(graph.prop(config, 'FunctionName')) === fn);
  const [config, ...others] = configs;
  if (config) {
    if (others.length > 0 || config.virtual) return undefined;
    return { kind: 'set', resource: config, path: ['DestinationConfig', 'OnFailure'], value: destination };
  }
  const made: NewResource = {
    name: `${fn.name}Failures`,
    type: 'AWS::Lambda::EventInvokeConfig',
    props: {
      FunctionName: { kind: 'reference', resource: fn, attribute: 'Ref' },
      Qualifier: text('$LATEST'),
      DestinationConfig: map({ OnFailure: destination }),
    },
  };
  return { kind: 'create', resource: made, near: fn };
}
