import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { onlyString, type Span, spanOf, stringsOf, type Value, valueAt } from '../graph/value.ts';
import type { Change, NewResource } from './rule.ts';

/** One metric an alarm looks at. */
export interface AlarmedMetric {
  readonly alarm: Resource;
  /** Undefined when it cannot be known. */
  readonly namespace: readonly string[] | undefined;
  readonly name: readonly string[] | undefined;
  readonly dimensions: Value;
  readonly place: Span;
  /** The alarm names the metric itself, not as one of several. */
  readonly direct: boolean;
}

/** What one metric of one resource has of alarms: `unknown` when an alarm in sight may watch it. */
export type Watch = 'watched' | 'unwatched' | 'unknown';

/** Metrics of every alarm in sight; alarms over expressions count with each metric they use. */
export function alarmedMetrics(graph: MessagingGraph): readonly AlarmedMetric[] {
  return graph.ofType('AWS::CloudWatch::Alarm').flatMap(alarm => {
    const several = graph.prop(alarm, 'Metrics');
    if (several.kind === 'absent') return [metricOf(alarm, alarm.props, true)];
    const items = several.kind === 'list' && !several.open ? several.items : [several];
    return items.flatMap(item => {
      if (item.kind !== 'map') return [anyMetric(alarm)];
      const expression = valueAt(item, 'Expression');
      if (expression.kind === 'absent') return [metricOf(alarm, valueAt(item, 'MetricStat', 'Metric'), false)];
      // A search or a query finds its metrics when it runs; arithmetic uses those beside it.
      return /^(?!.*\b(?:SEARCH|SELECT)\b)/is.test(onlyString(expression) ?? 'SELECT') ? [] : [anyMetric(alarm)];
    });
  });
}

function metricOf(alarm: Resource, metric: Value, direct: boolean): AlarmedMetric {
  const name = valueAt(metric, 'MetricName');
  return {
    alarm,
    namespace: known(valueAt(metric, 'Namespace')),
    name: known(name),
    dimensions: valueAt(metric, 'Dimensions'),
    place: spanOf(name) ?? alarm.nameSpan,
    direct,
  };
}

function anyMetric(alarm: Resource): AlarmedMetric {
  const { nameSpan: place } = alarm;
  return { alarm, namespace: undefined, name: undefined, dimensions: { kind: 'unknown' }, place, direct: false };
}

function known(value: Value): string[] | undefined {
  return value.kind === 'absent' ? undefined : stringsOf(value);
}

/** Whether an alarm in sight watches one of the metrics of a resource. */
export function watchOf(
  resource: Resource,
  namespace: string,
  names: readonly string[],
  metrics: readonly AlarmedMetric[],
  graph: MessagingGraph,
): Watch {
  let result: Watch = 'unwatched';
  for (const metric of metrics) {
    if (metric.name && !metric.name.some(name => names.includes(name))) continue;
    const watch = watches(metric, resource, namespace, graph);
    if (watch === 'watched' && metric.name?.every(name => names.includes(name))) return 'watched';
    if (watch !== 'unwatched') result = 'unknown';
  }
  return result;
}

const dimensionOf: Readonly<Record<string, { readonly dimension: string; readonly property: string }>> = {
  'AWS/SQS': { dimension: 'QueueName', property: 'QueueName' },
  'AWS/Kinesis': { dimension: 'StreamName', property: 'Name' },
  'AWS/Lambda': { dimension: 'FunctionName', property: 'FunctionName' },
};

/** Whether a metric is one of the resource's, whatever the metric's name. */
export function watches(metric: AlarmedMetric, resource: Resource, namespace: string, graph: MessagingGraph): Watch {
  if (metric.namespace && !metric.namespace.includes(namespace)) return 'unwatched';
  const { dimension, property } = dimensionOf[namespace] ?? { dimension: '', property: '' };
  const { dimensions } = metric;
  if (dimensions.kind === 'absent') return 'unwatched';
  if (dimensions.kind !== 'list' || dimensions.open) return 'unknown';
  for (const item of dimensions.items) {
    const name = onlyString(valueAt(item, 'Name'));
    if (name === undefined) return 'unknown';
    if (name !== dimension) continue;
    const watch = names(valueAt(item, 'Value'), resource, property, graph);
    return watch === 'watched' && !metric.namespace ? 'unknown' : watch;
  }
  return 'unwatched';
}

/** Whether the value of a dimension is the name of the resource. */
function names(value: Value, resource: Resource, property: string, graph: MessagingGraph): Watch {
  const target = graph.target(value, resource.type);
  if (target) return target === resource ? 'watched' : target.type === resource.type ? 'unwatched' : 'unknown';
  const written = stringsOf(value);
  const own = graph.prop(resource, property);
  // A name that CloudFormation makes up is not to be spelled.
  if (written) return own.kind === 'absent' || stringsOf(own) ? 'unwatched' : 'unknown';
  if (value.kind === 'reference') return graph.resources.has(value.target) ? 'unwatched' : 'unknown';
  return 'unknown';
}

export interface NewAlarm {
  readonly near: Resource;
  readonly namespace: string;
  readonly metric: string;
  /** Ref, or the attribute that gives the name. */
  readonly attribute: string;
  readonly threshold: number;
}

/** An alarm that goes off when the largest value of 5 minutes reaches the threshold. */
export function alarmOn({ near, namespace, metric, attribute, threshold }: NewAlarm): Change {
  const scalar = (value: string | number) => ({ kind: 'scalar', value }) as const;
  const dimension = dimensionOf[namespace]?.dimension ?? '';
  const resource: NewResource = {
    name: `${near.name}Alarm`,
    type: 'AWS::CloudWatch::Alarm',
    props: {
      Namespace: scalar(namespace),
      MetricName: scalar(metric),
      Dimensions: {
        kind: 'list',
        items: [
          {
            kind: 'map',
            entries: { Name: scalar(dimension), Value: { kind: 'reference', resource: near, attribute } },
          },
        ],
      },
      Statistic: scalar('Maximum'),
      Period: scalar(300),
      EvaluationPeriods: scalar(1),
      Threshold: scalar(threshold),
      ComparisonOperator: scalar('GreaterThanOrEqualToThreshold'),
      TreatMissingData: scalar('notBreaching'),
    },
  };
  return { kind: 'create', resource, near };
}
