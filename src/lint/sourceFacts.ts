import type { MessagingGraph, Resource, SourceMapping } from '../graph/graph.ts';
import { booleansOf, cases, isAbsent, numbersOf, onlyString, valueAt } from '../graph/value.ts';

/** What an event source mapping reads, as far as its settings differ. */
export type SourceKind = 'kinesis' | 'dynamodb' | 'kafka' | 'sqs' | 'broker';

const kindByType: Readonly<Record<string, SourceKind>> = {
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::Kinesis::StreamConsumer': 'kinesis',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::MSK::Cluster': 'kafka',
  'AWS::MSK::ServerlessCluster': 'kafka',
  'AWS::SQS::Queue': 'sqs',
  'AWS::AmazonMQ::Broker': 'broker',
};

const kindByService: Readonly<Record<string, SourceKind>> = {
  kinesis: 'kinesis',
  dynamodb: 'dynamodb',
  kafka: 'kafka',
  sqs: 'sqs',
  mq: 'broker',
};

/** What a source is called in a sentence. */
export const sourceNames: Readonly<Record<SourceKind, string>> = {
  kinesis: 'a Kinesis stream',
  dynamodb: 'a DynamoDB stream',
  kafka: 'a Kafka topic',
  sqs: 'a queue',
  broker: 'a broker',
};

/** The kind of source a mapping reads; undefined when it cannot be known. */
export function sourceKind({ mapping, source }: SourceMapping, graph: MessagingGraph): SourceKind | undefined {
  if (source) return kindByType[source.type];
  const arn = graph.prop(mapping, 'EventSourceArn');
  const service = graph.arn(arn)?.service;
  if (service) return kindByService[service];
  return isAbsent(arn) && graph.prop(mapping, 'SelfManagedEventSource').kind === 'map' ? 'kafka' : undefined;
}

/** Mappings of some kinds of sources that aren't switched off, with their kind. */
export function* mappingsReading(
  kinds: readonly SourceKind[],
  graph: MessagingGraph,
): Generator<SourceMapping & { readonly kind: SourceKind }> {
  for (const link of graph.mappings) {
    if (booleansOf(graph.prop(link.mapping, 'Enabled'), true)?.every(on => !on)) continue;
    const kind = sourceKind(link, graph);
    if (kind && kinds.includes(kind)) yield { ...link, kind };
  }
}

/** True when a mapping certainly keeps nothing of what it gives up. */
export function hasNoFailureDestination(mapping: Resource, graph: MessagingGraph): boolean {
  return isAbsent(valueAt(graph.prop(mapping, 'DestinationConfig'), 'OnFailure', 'Destination'));
}

/**
 * True when a mapping retries a failing batch until its records expire: neither attempts nor age are limited, -1 being
 * the default of both (AWS::Lambda::EventSourceMapping). Undefined when it cannot be known.
 */
export function retriesForever(mapping: Resource, graph: MessagingGraph): boolean | undefined {
  const attempts = numbersOf(graph.prop(mapping, 'MaximumRetryAttempts'), -1);
  const age = numbersOf(graph.prop(mapping, 'MaximumRecordAgeInSeconds'), -1);
  if (!attempts || !age) return undefined;
  if (attempts.every(value => value < 0) && age.every(value => value < 0)) return true;
  return attempts.every(value => value >= 0) || age.every(value => value >= 0) ? false : undefined;
}

/** True when no value the response types of a mapping can have reports single failures. */
export function neverReportsItems(mapping: Resource, graph: MessagingGraph): boolean {
  return cases(graph.prop(mapping, 'FunctionResponseTypes')).every(value => {
    if (value.kind === 'absent') return true;
    if (value.kind !== 'list' || value.open) return false;
    return value.items.every(item => {
      const name = onlyString(item);
      return name !== undefined && name !== 'ReportBatchItemFailures';
    });
  });
}
