import type { Span, Value } from '../value.ts';
import type { Folded } from './fold.ts';
import type { Expression } from './syntax.ts';

/** What reading a metric needs of the converter. */
export interface MetricTools {
  fold(expression: Expression): Folded;
  plain(expression: Expression): Value;
  span(expression: Expression): Span;
  /** Value of a property of a property object; undefined when it has none. */
  property(object: Expression | undefined, key: string): Expression | undefined;
}

/** Where the metrics of a construct are kept: `queue.metricNumberOfMessagesSent()`. */
const owners: Readonly<Record<string, { namespace: string; dimension: string; attribute?: string }>> = {
  'AWS::SQS::Queue': { namespace: 'AWS/SQS', dimension: 'QueueName', attribute: 'QueueName' },
  'AWS::SNS::Topic': { namespace: 'AWS/SNS', dimension: 'TopicName', attribute: 'TopicName' },
  'AWS::Kinesis::Stream': { namespace: 'AWS/Kinesis', dimension: 'StreamName' },
  'AWS::Lambda::Function': { namespace: 'AWS/Lambda', dimension: 'FunctionName' },
};

/** Names of the properties of an alarm that a metric decides. */
const decided = ['Namespace', 'MetricName', 'Dimensions', 'Metrics'];

/** The properties an alarm gets from its metric: a construct's, one spelled out, or an expression over others. */
export function metricProperties(expression: Expression, tools: MetricTools): [string, Value][] {
  const span = tools.span(expression);
  const folded = tools.fold(expression);
  const one = single(folded, span, tools);
  if (one) return Object.entries(one);
  const terms = folded.kind === 'piece' && folded.name === 'MathExpression' ? termsOf(folded.call.args[0], tools) : [];
  if (terms.length > 0) {
    const items = terms.map(term => metricStat(single(tools.fold(term), tools.span(term), tools), tools.span(term)));
    return [['Metrics', { kind: 'list', items, open: false, span }]];
  }
  return decided.map((name): [string, Value] => [name, { kind: 'unknown', span }]);
}

function single(folded: Folded, span: Span, tools: MetricTools): Record<string, Value> | undefined {
  if (folded.kind === 'metric') return ofConstruct(folded, span, tools);
  if (folded.kind !== 'piece' || folded.name !== 'Metric') return undefined;
  const [props] = folded.call.args;
  const value = (key: string): Value => {
    const found = tools.property(props, key);
    return found ? tools.plain(found) : { kind: 'unknown', span };
  };
  return { Namespace: value('namespace'), MetricName: value('metricName'), Dimensions: dimensions(props, span, tools) };
}

function ofConstruct(folded: Extract<Folded, { kind: 'metric' }>, span: Span, tools: MetricTools) {
  const { callee, args } = folded.call;
  if (callee.kind !== 'member') return undefined;
  const end = tools.fold(callee.object);
  const owner = end.kind === 'construct' ? owners[end.draft.type] : undefined;
  if (end.kind !== 'construct' || !owner) return undefined;
  const method = callee.name.slice('metric'.length);
  const [given] = args;
  const written: Value = method === '' && given ? tools.plain(given) : literal(metricName(method), span);
  const { namespace, dimension, attribute } = owner;
  const target: Value = {
    kind: 'reference',
    target: end.draft.id,
    ...(attribute === undefined ? {} : { attribute }),
    span,
  };
  return {
    Namespace: literal(namespace, span),
    MetricName: written,
    Dimensions: list([map({ Name: literal(dimension, span), Value: target }, span)], span),
  };
}

/** `GetRecordsIteratorAgeMilliseconds` is `GetRecords.IteratorAgeMilliseconds` in CloudWatch. */
function metricName(method: string): string {
  return method.replace(/^(GetRecords|PutRecords|PutRecord)(?=[A-Z])/, '$1.');
}

function dimensions(props: Expression | undefined, span: Span, tools: MetricTools): Value {
  const given = tools.property(props, 'dimensionsMap') ?? tools.property(props, 'dimensions');
  const read = given && tools.plain(given);
  if (read?.kind !== 'map' || read.open) return { kind: 'unknown', span };
  // Some languages spell the keys of a dictionary like properties.
  const items = [...read.entries.values()].map(entry =>
    map({ Name: literal(entry.key.charAt(0).toUpperCase() + entry.key.slice(1), span), Value: entry.value }, span),
  );
  return list(items, span);
}

function termsOf(props: Expression | undefined, tools: MetricTools): Expression[] {
  const using = tools.property(props, 'usingMetrics');
  const folded = using && tools.fold(using);
  if (folded?.kind !== 'object') return [];
  return folded.expression.members.map(member => ('key' in member ? member.value : member.spread));
}

function metricStat(metric: Record<string, Value> | undefined, span: Span): Value {
  return metric ? map({ MetricStat: map({ Metric: map(metric, span) }, span) }, span) : { kind: 'unknown', span };
}

function literal(value: string, span: Span): Value {
  return { kind: 'literal', value, span };
}

function list(items: readonly Value[], span: Span): Value {
  return { kind: 'list', items, open: false, span };
}

function map(values: Readonly<Record<string, Value>>, span: Span): Value {
  const entries = new Map(Object.entries(values).map(([key, value]) => [key, { key, keySpan: span, value }]));
  return { kind: 'map', entries, open: false, span };
}
