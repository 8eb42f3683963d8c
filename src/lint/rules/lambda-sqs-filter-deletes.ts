import type { MessagingGraph, Resource, SourceMapping } from '../../graph/graph.ts';
import type { Span, Value } from '../../graph/value.ts';
import { queueMappings } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** What a filter on a queue does not let through is deleted. */
export const lambdaSqsFilterDeletes = defineRule<{ mapping: string; shared: boolean }>({
  id: 'lambda-sqs-filter-deletes',
  title: 'Filter that deletes what it does not let through',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'A filter on a queue does not leave other messages for others: Lambda deletes what does not match, and no ' +
      'dead-letter queue gets it. That is fine when nobody wants these messages. When a second mapping with another ' +
      'filter, or none, reads the same queue, each message goes to one of the two, and what that one does not want is ' +
      'lost (an error). Give each consumer a queue of its own, and filter in the subscription of a topic or in a rule.',
    noFix:
      'Nobody may want what the filter deletes. Where somebody does, each consumer needs a queue of its own, and those who send have to fill it.',
    silent: ['The filter is empty or unknown, or the mapping is switched off or does not read a queue.'],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n      FilterCriteria:\n        Filters:\n          - Pattern: \'{"body":{"kind":["order"]}}\'\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, filters: [lambda.FilterCriteria.filter({ body: { kind: ['order'] } })] }));\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
      {
        language: 'typescript',
        code: "import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nworker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, batchSize: 5 }));\n",
      },
    ],
  },

  *check(graph) {
    const mappings = queueMappings(graph);
    for (const link of mappings) {
      const filters = filtersOf(link.mapping, graph);
      if (!filters) continue;
      const others = mappings.filter(other => readsSame(link, other, graph) && differs(filters, other.mapping, graph));
      yield {
        resource: link.mapping,
        span: filters.place,
        data: { mapping: link.mapping.name, shared: others.length > 0 },
        ...(others.length > 0 ? { severity: 'error' as const } : {}),
        related: others.map(other => ({ span: other.mapping.nameSpan, message: 'Reads the same queue' })),
      };
    }
  },

  message: ({ shared }) =>
    shared
      ? 'Two mappings with different filters read the same queue: each deletes messages that the other one waits for.'
      : 'Messages that do not match the filter are deleted from the queue.',
});

interface Filters {
  readonly place: Span;
  /** Undefined when a part of it is unknown. */
  readonly text: string | undefined;
}

function filtersOf(mapping: Resource, graph: MessagingGraph): Filters | undefined {
  const filters = graph.prop(mapping, 'FilterCriteria', 'Filters');
  if (filters.kind !== 'list' || filters.items.length === 0) return undefined;
  const place = mapping.props.entries.get('FilterCriteria')?.keySpan ?? mapping.nameSpan;
  return { place, text: filters.open ? undefined : spelled(filters) };
}

/** Certain that the other mapping lets other messages through. */
function differs(filters: Filters, other: Resource, graph: MessagingGraph): boolean {
  const theirs = filtersOf(other, graph);
  if (theirs) return filters.text !== undefined && theirs.text !== undefined && filters.text !== theirs.text;
  return graph.prop(other, 'FilterCriteria').kind === 'absent';
}

function readsSame(a: SourceMapping, b: SourceMapping, graph: MessagingGraph): boolean {
  if (a === b) return false;
  if (a.source || b.source) return a.source === b.source;
  const [one, other] = [a, b].map(({ mapping }) => graph.arn(graph.prop(mapping, 'EventSourceArn')));
  return (
    one?.name !== undefined && one.name === other?.name && one.account === other.account && one.region === other.region
  );
}

/** The filter as text that is the same for the same filter; undefined when a part of it is unknown. */
function spelled(value: Value): string | undefined {
  if (value.kind === 'literal') return JSON.stringify(value.value);
  if (value.kind === 'list') {
    const items = value.open ? [undefined] : value.items.map(spelled);
    return items.every(item => item !== undefined) ? `[${items.sort().join()}]` : undefined;
  }
  if (value.kind !== 'map' || value.open) return undefined;
  const entries = [...value.entries].map(([key, entry]) => [key, spelled(entry.value)] as const);
  if (entries.some(([, text]) => text === undefined)) return undefined;
  return `{${entries
    .map(([key, text]) => `${key}:${text}`)
    .sort()
    .join()}}`;
}
