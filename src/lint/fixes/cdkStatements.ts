import type { Draft } from '../../graph/cdk/draft.ts';
import type { NewResource, NewValue } from '../rule.ts';
import { newClassOf, targetOf } from './cdkNames.ts';
import type { CdkValues } from './cdkValues.ts';
import { CouldNotWrite, type SourceStyle, type TypeName, type WrittenEntry } from './sourceStyle.ts';
import { lineEndAt, lineStartAt, type TextEdit } from './textEdit.ts';

/** What a statement that gives a construct to a variable or field begins with, in any of the languages. */
const declaration =
  /^[ \t]*(?:(?:export\s+)?(?:const|let|var)\s+\w+(?:\s*:\s*[\w.]+|\s+[\w.]+)?\s*:?=|(?:this|self|\w+)\.\w+\s*=|(?:final\s+)?(?:[\w.]+\s+)?\w+\s*:?=|\w+\s*:\s*[\w.]+\s*=)\s*(?:new\s+)?$/;

/** What may follow on the last line of a statement. */
const lineRest = /^;?[ \t]*(?:(?:\/\/|#).*)?$/;

const metricOptions: TypeName = { module: 'aws-cdk-lib/aws-cloudwatch', name: 'MetricOptions' };

/** Seconds over which a construct's metrics are gathered unless something else is asked for. */
const usualPeriod = 300;

/** Metrics whose construct measures the largest value, not the mean. */
const largest = /^(?:Approximate\w+|GetRecords\.IteratorAgeMilliseconds)$/;

/** Properties of an alarm that its metric holds in the CDK. */
const ofMetric = ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period', 'Unit', 'ExtendedStatistic'];

const namespaces: Readonly<Record<string, string>> = {
  'AWS/SQS': 'AWS::SQS::Queue',
  'AWS/SNS': 'AWS::SNS::Topic',
  'AWS/Kinesis': 'AWS::Kinesis::Stream',
  'AWS/Lambda': 'AWS::Lambda::Function',
};

/** Metrics that have a method of their own; the others are asked for by their names. */
const methods: Readonly<Record<string, RegExp>> = {
  'AWS/SQS':
    /^(?:ApproximateAgeOfOldestMessage|ApproximateNumberOfMessages(?:Delayed|NotVisible|Visible)|NumberOf(?:EmptyReceives|Messages(?:Deleted|Received|Sent)))$/,
  'AWS/SNS': /^NumberOf(?:MessagesPublished|Notifications(?:Delivered|Failed|FilteredOut))$/,
  'AWS/Kinesis':
    /^(?:GetRecords\.(?:Bytes|IteratorAgeMilliseconds|Latency|Success)|Incoming(?:Bytes|Records)|(?:Read|Write)ProvisionedThroughputExceeded)$/,
  'AWS/Lambda': /^(?:Duration|Errors|Invocations|Throttles)$/,
};

/** Declares constructs in statements of their own. */
export class CdkStatements {
  readonly #text: string;
  readonly #style: SourceStyle;
  readonly #values: CdkValues;

  constructor(text: string, style: SourceStyle, values: CdkValues) {
    this.#text = text;
    this.#style = style;
    this.#values = values;
  }

  /** A statement behind the one that makes `near`. */
  declare(made: NewResource, near: Draft): readonly TextEdit[] {
    const at = this.#statementEnd(near);
    const indent = this.#style.indentOf(near.call.start);
    const { eol, statementEnd } = this.#style;
    const text = this.#construct(made, near, indent);
    return [{ start: at, end: at, text: `${eol}${indent}${text}${statementEnd}` }];
  }

  #construct(made: NewResource, near: Draft, indent: string): string {
    if (made.copied && made.copied.properties.length > 0) throw new CouldNotWrite();
    const { type, keys } = newClassOf(made.type, near.lowLevel);
    const isAlarm = made.type === 'AWS::CloudWatch::Alarm' && keys.kind === 'table';
    const entries = isAlarm
      ? [...this.#metric(made, near), ...this.#alarmEntries(made, near)]
      : this.#values.entries(made, keys, near);
    // Values of L1 constructs are named by the class that holds them.
    const props = { module: type.module, name: `${type.name}Props` };
    const args = [this.#values.scopeOf(near), this.#values.idFor(made, near)];
    return this.#style.construct(this.#style.callee(type), args, props, entries, indent);
  }

  #alarmEntries(made: NewResource, near: Draft): WrittenEntry[] {
    const { keys } = newClassOf(made.type, false);
    const own = Object.entries(made.props).filter(([name, value]) => {
      const isDefault =
        name === 'ComparisonOperator' && value.kind === 'scalar' && value.value === 'GreaterThanOrEqualToThreshold';
      return !ofMetric.includes(name) && !isDefault;
    });
    return own.map(([name, value]) => {
      const target = targetOf(keys, [name]);
      const enumeration = target.rule?.as === 'enum' && value.kind === 'scalar' ? target.rule : undefined;
      if (!enumeration)
        return { key: target.key, value: () => this.#values.write(value, target, name, near, undefined) };
      const member = Object.entries(enumeration.members).find(
        ([, sets]) => value.kind === 'scalar' && sets[enumeration.cfn] === value.value,
      );
      if (!member) throw new CouldNotWrite();
      const type = { module: metricOptions.module, name };
      return { key: target.key, value: () => this.#style.member(type, member[0]) };
    });
  }

  /** `metric: dlq.metricApproximateNumberOfMessagesVisible()`. */
  #metric(made: NewResource, near: Draft): WrittenEntry[] {
    const text = (name: string) => textOf(made.props[name]);
    const namespace = text('Namespace');
    const metric = text('MetricName');
    const variable = this.#values.variable(near, near.call.scope, near.call.end);
    const isOwn = namespace !== undefined && namespaces[namespace] === near.type && isAbout(made, near);
    if (metric === undefined || variable === undefined || !isOwn) throw new CouldNotWrite();
    if (made.props['ExtendedStatistic'] || made.props['Unit']) throw new CouldNotWrite();
    const options = [...this.#statistic(text('Statistic'), metric), ...this.#period(made.props['Period'])];
    const method = methods[namespace]?.test(metric) ? `metric${metric.replaceAll('.', '')}` : undefined;
    if (method === undefined) throw new CouldNotWrite();
    return [{ key: 'metric', value: () => this.#style.invoke(variable, method, metricOptions, options) }];
  }

  #statistic(statistic: string | undefined, metric: string): WrittenEntry[] {
    if (statistic === undefined || (statistic === 'Maximum' && largest.test(metric))) return [];
    return [{ key: 'statistic', value: () => this.#style.scalar(statistic) }];
  }

  #period(period: NewValue | undefined): WrittenEntry[] {
    if (!period) return [];
    if (period.kind !== 'scalar' || typeof period.value !== 'number') throw new CouldNotWrite();
    const seconds = period.value;
    return seconds === usualPeriod ? [] : [{ key: 'period', value: () => this.#style.duration(seconds) }];
  }

  /** Where the line ends on which the statement ends that gives `near` its name. */
  #statementEnd({ call }: Draft): number {
    const head = this.#text.slice(lineStartAt(this.#text, call.start), call.start);
    const end = lineEndAt(this.#text, call.end);
    const isField = call.scope.fields !== undefined;
    if (isField || !declaration.test(head) || !lineRest.test(this.#text.slice(call.end, end)))
      throw new CouldNotWrite();
    return end;
  }
}

function textOf(value: NewValue | undefined): string | undefined {
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}

/** True when the one dimension of a metric is the name of the construct. */
function isAbout(made: NewResource, near: Draft): boolean {
  const dimensions = made.props['Dimensions'];
  const [first, ...others] = dimensions?.kind === 'list' ? dimensions.items : [];
  const value = first?.kind === 'map' ? first.entries['Value'] : undefined;
  return others.length === 0 && value?.kind === 'reference' && value.resource.id === near.id;
}
