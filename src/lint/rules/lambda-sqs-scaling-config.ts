import { lambda } from '../../core/limits.ts';
import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { cases, numbersOf, spanOf, type Value } from '../../graph/value.ts';
import { placeOf, queueMappings } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

const concurrency = ['ScalingConfig', 'MaximumConcurrency'] as const;
const { minMappingConcurrency: least, maxMappingConcurrency: most, minQueuePollers: leastPollers } = lambda;

/** Settings for the pace of a mapping that Lambda refuses, or that throttle. */
export const lambdaSqsScalingConfig = defineRule<{ problem: string; value: number; reserved: number }>({
  id: 'lambda-sqs-scaling-config',
  title: 'Scaling of a queue mapping that cannot work',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Lambda refuses a mapping whose `MaximumConcurrency` is not between 2 and 1,000, one that has it together with ' +
      '`ProvisionedPollerConfig`, and fewer than 2 pollers for a queue. A `MaximumConcurrency` above the reserved ' +
      'concurrency of the function is accepted and throttles: throttled messages count as received and end up in the ' +
      'dead-letter queue untried (a warning).\n\nAWS states different upper limits for the pollers (2,000 and ' +
      '10,000); the rule holds to the lower limit only.',
    silent: [
      'A value is unknown, the mapping is switched off, or it does not read a queue.',
      'Zero reserved concurrency: the function is switched off on purpose.',
    ],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html',
      'https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n      ScalingConfig:\n        MaximumConcurrency: 1\n',
      },
      {
        language: 'typescript',
        code: "import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, maxConcurrency: 1001 }));\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n      ScalingConfig:\n        MaximumConcurrency: 2\n',
      },
      {
        language: 'typescript',
        code: "import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, maxConcurrency: 10 }));\n",
      },
    ],
  },

  *check(graph) {
    for (const { mapping, consumer } of queueMappings(graph)) {
      const limits = numbersOf(graph.prop(mapping, ...concurrency));
      const pollers = graph.prop(mapping, 'ProvisionedPollerConfig');
      if (limits && isThere(pollers)) {
        const span = entryPlace(mapping, 'ProvisionedPollerConfig');
        yield { resource: mapping, span, data: { problem: 'both', value: 0, reserved: 0 } };
      }
      for (const name of ['MinimumPollers', 'MaximumPollers']) {
        const counts = numbersOf(graph.prop(mapping, 'ProvisionedPollerConfig', name));
        if (!counts?.every(count => count < leastPollers)) continue;
        const span = placeOf(mapping, graph, 'ProvisionedPollerConfig', name);
        yield { resource: mapping, span, data: { problem: name, value: counts[0] ?? 0, reserved: 0 } };
      }
      if (!limits) continue;
      const span = placeOf(mapping, graph, ...concurrency);
      if (limits.every(value => value < least || value > most)) {
        yield { resource: mapping, span, data: { problem: 'range', value: limits[0] ?? 0, reserved: 0 } };
        continue;
      }
      if (!consumer) continue;
      const property = graph.prop(consumer, 'ReservedConcurrentExecutions');
      const reserved = numbersOf(property);
      if (!reserved?.every(count => count > 0 && limits.every(value => value > count))) continue;
      yield {
        resource: mapping,
        span,
        data: { problem: 'reserved', value: Math.min(...limits), reserved: Math.max(...reserved) },
        severity: 'warning' as const,
        related: [{ span: spanOf(property) ?? consumer.nameSpan, message: `Reserved for ${consumer.name}` }],
      };
    }
  },

  message({ problem, value, reserved }) {
    switch (problem) {
      case 'both':
        return 'A mapping takes MaximumConcurrency or ProvisionedPollerConfig, not both.';
      case 'range':
        return `MaximumConcurrency must be between ${least} and ${most}, and is ${value}.`;
      case 'reserved':
        return `MaximumConcurrency ${value} is above the ${reserved} executions reserved for the function: the rest is throttled.`;
      default:
        return `${problem} of a queue must be at least ${leastPollers}, and is ${value}.`;
    }
  },

  explain({ problem, value, reserved }) {
    if (problem === 'reserved')
      return `Up to ${value} invocations at once − ${reserved} reserved = ${value - reserved} that are throttled and count as receives.`;
    if (problem === 'both') return 'Provisioned pollers set the pace by themselves, from their least to their most.';
    return problem === 'range'
      ? `Lambda takes ${least} to ${most}.`
      : `At least ${leastPollers} pollers are kept for a queue.`;
  },

  fix({ resource: mapping, data: { problem, value, reserved } }, graph) {
    const set = (path: readonly string[], to: number) => {
      if (graph.prop(mapping, ...path).kind !== 'literal') return undefined;
      const change: Change = { kind: 'set', resource: mapping, path, value: { kind: 'scalar', value: to } };
      return { title: `Set ${path.at(-1)} to ${to}`, changes: [change] };
    };
    if (problem === 'both') {
      if (limitsOf(mapping, graph).some(each => each < least || each > most)) return undefined;
      return {
        title: 'Remove ProvisionedPollerConfig',
        changes: [{ kind: 'remove', resource: mapping, path: ['ProvisionedPollerConfig'] }],
      };
    }
    if (problem === 'range') return set(concurrency, value < least ? least : most);
    if (problem === 'reserved') return reserved >= least ? set(concurrency, reserved) : undefined;
    return set(['ProvisionedPollerConfig', problem], leastPollers);
  },
});

function limitsOf(mapping: Resource, graph: MessagingGraph): readonly number[] {
  return numbersOf(graph.prop(mapping, ...concurrency)) ?? [];
}

function isThere(value: Value): boolean {
  return cases(value).every(each => each.kind === 'map');
}

function entryPlace(mapping: Resource, property: string) {
  return mapping.props.entries.get(property)?.keySpan ?? mapping.nameSpan;
}
