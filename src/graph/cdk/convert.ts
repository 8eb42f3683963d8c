import { jsonInText } from '../template/jsonText.ts';
import { absent, type Entry, type MapValue, type Span, type Value, valueAt } from '../value.ts';
import { type PropertyRule, type PropertyTable, pieces } from './constructTable.ts';
import type { Draft } from './draft.ts';
import type { Folded, Folder } from './fold.ts';
import { metricProperties } from './metrics.ts';
import type { Expression, ObjectEntry, Place } from './syntax.ts';

/** A property object, flattened: its entries by key, the last one of each, and whether more may hide in a spread. */
export interface ReadProps {
  readonly entries: ReadonlyMap<string, ObjectEntry>;
  readonly open: boolean;
  /** Keys that a spread behind them may have replaced. */
  readonly uncertain: ReadonlySet<string>;
}

/** The CloudFormation name of what a construct's attribute gives, where it is not the same. */
const attributes: Readonly<Record<string, string>> = {
  queueArn: 'Arn',
  functionArn: 'Arn',
  streamArn: 'Arn',
  attrArn: 'Arn',
  queueName: 'QueueName',
  attrQueueName: 'QueueName',
  topicName: 'TopicName',
};

/** Properties of L1 constructs that hold JSON: their keys are CloudFormation's already. */
const jsonProperties =
  /^(?:redrivePolicy|redriveAllowPolicy|filterPolicy|deliveryPolicy|policyDocument|assumeRolePolicyDocument|keyPolicy|eventPattern|definition)$/;

const pseudoStrings = /^Aws\.(?:ACCOUNT_ID|PARTITION|REGION|STACK_NAME|URL_SUFFIX)$/;

/** Puts what the source says into CloudFormation's terms. */
export class Converter {
  readonly #folder: Folder;
  readonly #uri: string;

  constructor(folder: Folder, uri: string) {
    this.#folder = folder;
    this.#uri = uri;
  }

  span(place: Place): Span {
    return { uri: this.#uri, start: place.start, end: place.end };
  }

  /** Reads the object in which a construct's properties stand; undefined arguments have none. */
  props(expression: Expression | undefined): ReadProps {
    const entries = new Map<string, ObjectEntry>();
    const uncertain = new Set<string>();
    const open = expression ? this.#flatten(expression, entries, uncertain, 0) : false;
    return { entries, open, uncertain };
  }

  /** Adds an expression's entries; true when there may be others. */
  #flatten(expression: Expression, entries: Map<string, ObjectEntry>, uncertain: Set<string>, depth: number): boolean {
    const folded = depth > 8 ? undefined : this.#folder.fold(expression);
    if (folded?.kind === 'absent') return false;
    if (folded?.kind !== 'object') return true;
    let open = false;
    for (const member of folded.expression.members) {
      if ('key' in member) {
        entries.set(member.key, member);
        uncertain.delete(member.key);
      } else if (this.#flatten(member.spread, entries, uncertain, depth + 1)) {
        open = true;
        for (const key of entries.keys()) uncertain.add(key);
      }
    }
    return open;
  }

  /** CloudFormation properties of a property object by a table; keys the table lacks are left out. */
  byTable(props: ReadProps, table: PropertyTable): Map<string, Entry> {
    const map: { entries: Map<string, Entry> } = { entries: new Map() };
    for (const [key, entry] of props.entries) {
      const rule = table[key];
      if (!rule) continue;
      const keySpan = this.span(entry.keyPlace);
      for (const [path, value] of this.#convert(entry.value, rule)) {
        if (value.kind === 'absent') continue;
        const known: Value = props.uncertain.has(key) ? { kind: 'unknown', span: this.span(entry.value) } : value;
        setPath(map.entries, path.split('.'), known, keySpan);
      }
    }
    return map.entries;
  }

  /** Properties of an L1 construct: CloudFormation's, the first letter small. */
  lowLevel(props: ReadProps): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const [key, entry] of props.entries) {
      const name = capital(key);
      const value: Value = props.uncertain.has(key)
        ? { kind: 'unknown', span: this.span(entry.value) }
        : jsonProperties.test(key)
          ? jsonInText(this.plain(entry.value))
          : this.plain(entry.value, capital);
      if (value.kind !== 'absent') entries.set(name, { key: name, keySpan: this.span(entry.keyPlace), value });
    }
    return entries;
  }

  #convert(expression: Expression, rule: PropertyRule): [string, Value][] {
    if (rule.as === 'enum') return this.#enum(expression, rule);
    if (rule.as === 'metric') return this.metric(expression);
    return [[rule.cfn, this.#value(expression, rule)]];
  }

  #value(expression: Expression, rule: PropertyRule): Value {
    const folded = this.#folder.fold(expression);
    const span = this.span(expression);
    if (folded.kind === 'absent') return absent;
    if (folded.kind === 'choice') {
      return { kind: 'conditional', branches: folded.branches.map(branch => this.#value(branch, rule)), span };
    }
    switch (rule.as) {
      case 'seconds':
      case 'hours':
      case 'days': {
        const unit = rule.as === 'seconds' ? 1 : rule.as === 'hours' ? 3_600 : 86_400;
        return folded.kind === 'seconds'
          ? { kind: 'literal', value: folded.value / unit, span }
          : { kind: 'unknown', span };
      }
      case 'arn':
      case 'ref':
        if (folded.kind !== 'construct') return { kind: 'unknown', span };
        return reference(folded.draft, rule.as === 'arn' ? 'Arn' : undefined, span);
      case 'seen':
        return { kind: 'unknown', span };
      case 'map': {
        if (folded.kind !== 'object') return { kind: 'unknown', span };
        const props = this.props(expression);
        return { kind: 'map', entries: this.byTable(props, rule.keys), open: props.open, span };
      }
      case 'flag':
        return this.#flag(folded, rule.onTrue, span);
      case 'destination':
        return this.destination(expression) ?? { kind: 'unknown', span };
      case 'principal':
        return this.#principal(folded, span);
      case 'filters':
        return this.#filters(folded, span);
      case 'target':
        return this.target(expression) ?? { kind: 'unknown', span };
      case 'targets': {
        if (folded.kind !== 'list') return { kind: 'unknown', span };
        const items = folded.items.map(
          (item): Value => this.target(item) ?? { kind: 'unknown', span: this.span(item) },
        );
        return { kind: 'list', items, open: folded.open, span };
      }
      default:
        return this.plain(expression);
    }
  }

  /** The properties an alarm gets from the metric it watches. */
  metric(expression: Expression): [string, Value][] {
    return metricProperties(expression, {
      fold: each => this.#folder.fold(each),
      plain: each => this.plain(each),
      span: each => this.span(each),
      property: (object, key) => this.props(object).entries.get(key)?.value,
    });
  }

  /** `new ServicePrincipal('ecs-tasks.amazonaws.com')` as the policy that lets the service take a role. */
  #principal(folded: Folded, span: Span): Value {
    const [name] = folded.kind === 'piece' && folded.name === 'ServicePrincipal' ? folded.call.args : [];
    if (!name) return { kind: 'unknown', span };
    const map = (key: string, value: Value): Value => {
      return { kind: 'map', entries: new Map([[key, { key, keySpan: span, value }]]), open: false, span };
    };
    const statement = map('Principal', map('Service', this.plain(name)));
    return map('Statement', { kind: 'list', items: [statement], open: false, span });
  }

  /** `[FilterCriteria.filter({…})]`: the patterns. */
  #filters(folded: Folded, span: Span): Value {
    if (folded.kind !== 'list') return { kind: 'unknown', span };
    const items = folded.items.map((item): Value => {
      const callee = item.kind === 'call' ? this.#folder.static(item.callee) : undefined;
      const pattern = item.kind === 'call' && callee?.name === 'FilterCriteria.filter' ? item.args[0] : undefined;
      return this.plain(pattern ?? item);
    });
    return { kind: 'list', items, open: folded.open, span };
  }

  #flag(folded: Folded, onTrue: Extract<PropertyRule, { as: 'flag' }>['onTrue'], span: Span): Value {
    if (folded.kind !== 'scalar' || typeof folded.value !== 'boolean') return { kind: 'unknown', span };
    if (!folded.value) return absent;
    if (!Array.isArray(onTrue)) return { kind: 'literal', value: onTrue as string, span };
    const items = onTrue.map((value): Value => ({ kind: 'literal', value, span }));
    return { kind: 'list', items, open: false, span };
  }

  #enum(expression: Expression, rule: Extract<PropertyRule, { as: 'enum' }>): [string, Value][] {
    const folded = this.#folder.fold(expression);
    const span = this.span(expression);
    if (folded.kind === 'absent') return [];
    const member = folded.kind === 'static' ? rule.members[folded.name.split('.').at(-1) ?? ''] : undefined;
    if (member) {
      return Object.entries(member).map(([name, value]): [string, Value] => [
        name,
        value === undefined ? { kind: 'unknown', span } : { kind: 'literal', value, span },
      ]);
    }
    const names = new Set([rule.cfn, ...Object.values(rule.members).flatMap(each => Object.keys(each))]);
    return [...names].map((name): [string, Value] => [name, { kind: 'unknown', span }]);
  }

  /** The value of an expression without any table; keys of objects go through `rename`. */
  plain(expression: Expression, rename?: (key: string) => string, depth = 0): Value {
    const folded = this.#folder.fold(expression);
    const span = this.span(expression);
    if (depth > 30) return { kind: 'unknown', span };
    switch (folded.kind) {
      case 'absent':
        return absent;
      case 'scalar':
        return { kind: 'literal', value: folded.value, span };
      case 'construct':
        return reference(folded.draft, undefined, span);
      case 'attribute':
        return reference(folded.draft, attributes[folded.name], span);
      case 'choice':
        return {
          kind: 'conditional',
          branches: folded.branches.map(branch => this.plain(branch, rename, depth + 1)),
          span,
        };
      case 'text': {
        const parts = folded.parts.map(part => this.plain(part, undefined, depth + 1));
        const [first] = parts;
        return parts.length === 1 && first?.kind === 'reference' ? { ...first, span } : { kind: 'text', parts, span };
      }
      case 'static':
        // A string of some kind, as `Ref` of the same pseudo parameter gives.
        return folded.module === 'aws-cdk-lib' && pseudoStrings.test(folded.name)
          ? { kind: 'text', parts: [{ kind: 'unknown', span }], span }
          : { kind: 'unknown', span };
      case 'list': {
        const items = folded.items.map(item => this.plain(item, rename, depth + 1));
        return { kind: 'list', items, open: folded.open, span };
      }
      case 'object': {
        const props = this.props(expression);
        const entries = new Map<string, Entry>();
        for (const [key, entry] of props.entries) {
          const name = rename ? rename(key) : key;
          const deeper = jsonProperties.test(key) ? undefined : rename;
          const value: Value = props.uncertain.has(key)
            ? { kind: 'unknown', span }
            : this.plain(entry.value, deeper, depth + 1);
          if (value.kind !== 'absent') entries.set(name, { key: name, keySpan: this.span(entry.keyPlace), value });
        }
        return { kind: 'map', entries, open: props.open, span };
      }
      default:
        return { kind: 'unknown', span };
    }
  }

  /** `new SqsDestination(queue)`: the ARN of what it delivers to. */
  destination(expression: Expression): Value | undefined {
    const folded = this.#folder.fold(expression);
    if (folded.kind === 'construct') return reference(folded.draft, 'Arn', this.span(expression));
    if (folded.kind !== 'piece' || pieces[folded.module]?.[folded.name]?.role !== 'destination') return undefined;
    const [first] = folded.call.args;
    const inner = first && this.#folder.fold(first);
    return inner?.kind === 'construct' ? reference(inner.draft, 'Arn', this.span(expression)) : undefined;
  }

  /** `new targets.SqsQueue(queue, {…})`: a target of a rule or schedule. */
  target(expression: Expression): MapValue | undefined {
    const folded = this.#folder.fold(expression);
    const rule = folded.kind === 'piece' ? pieces[folded.module]?.[folded.name] : undefined;
    if (folded.kind !== 'piece' || rule?.role !== 'target') return undefined;
    const props = this.props(folded.call.args[1]);
    const entries = this.byTable(props, rule.props);
    const [first] = folded.call.args;
    const end = first ? this.#folder.fold(first) : undefined;
    const span = this.span(expression);
    const arn: Value = end?.kind === 'construct' ? reference(end.draft, 'Arn', span) : { kind: 'unknown', span };
    entries.set('Arn', { key: 'Arn', keySpan: span, value: arn });
    return { kind: 'map', entries, open: props.open || folded.call.broken, span };
  }
}

export function reference(draft: Draft, attribute: string | undefined, span: Span): Value {
  return attribute === undefined
    ? { kind: 'reference', target: draft.id, span }
    : { kind: 'reference', target: draft.id, attribute, span };
}

/** Names of CloudFormation that do not follow from CDK's by a capital letter. */
const capitals: Readonly<Record<string, string>> = {
  okActions: 'OKActions',
  dynamoDbStreamParameters: 'DynamoDBStreamParameters',
};

export function capital(key: string): string {
  if (Object.hasOwn(capitals, key)) return capitals[key] ?? key;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function setPath(entries: Map<string, Entry>, path: readonly string[], value: Value, keySpan: Span): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    entries.set(first, { key: first, keySpan, value });
    return;
  }
  const existing = valueAt({ kind: 'map', entries, open: false, span: keySpan }, first);
  const inner = new Map(existing.kind === 'map' ? existing.entries : []);
  setPath(inner, rest, value, keySpan);
  entries.set(first, { key: first, keySpan, value: { kind: 'map', entries: inner, open: false, span: keySpan } });
}
