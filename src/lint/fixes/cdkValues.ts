import type { CdkSource } from '../../graph/cdk/cdkReader.ts';
import type { PropertyRule } from '../../graph/cdk/constructTable.ts';
import type { Draft } from '../../graph/cdk/draft.ts';
import { fieldsOf, lookUp, type Scope } from '../../graph/cdk/syntax.ts';
import type { Resource } from '../../graph/graph.ts';
import type { NewResource, NewValue } from '../rule.ts';
import {
  classOf,
  type Keys,
  keysOf,
  lowLevelStructOf,
  memberFor,
  newClassOf,
  propsTypeOf,
  structOf,
  type Target,
  targetOf,
} from './cdkNames.ts';
import { CouldNotWrite, type SourceStyle, type Written, type WrittenEntry } from './sourceStyle.ts';

/** Seconds in what a property counts. */
const units: Readonly<Record<string, number>> = { seconds: 1, hours: 3_600, days: 86_400 };

const pseudos: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'ACCOUNT_ID',
  'AWS::Partition': 'PARTITION',
  'AWS::Region': 'REGION',
  'AWS::URLSuffix': 'URL_SUFFIX',
};

/** Names of attributes of L2 constructs. */
const attributes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::SQS::Queue': { Arn: 'queueArn', Ref: 'queueUrl', QueueName: 'queueName' },
  'AWS::SNS::Topic': { Ref: 'topicArn', TopicArn: 'topicArn', TopicName: 'topicName' },
  'AWS::Kinesis::Stream': { Arn: 'streamArn', Ref: 'streamName' },
  'AWS::Lambda::Function': { Arn: 'functionArn', Ref: 'functionName' },
};

/** Writes values of CloudFormation the way the constructs of a source take them. */
export class CdkValues {
  readonly #source: CdkSource;
  readonly #text: string;
  readonly #style: SourceStyle;
  readonly #taken: Set<string>;
  /** Ids given out: a value may be written more than once before one way to write it is chosen. */
  readonly #ids = new Map<NewResource, string>();

  constructor(source: CdkSource, text: string, style: SourceStyle) {
    this.#source = source;
    this.#text = text;
    this.#style = style;
    this.#taken = new Set(source.resources.map(resource => resource.name));
  }

  /** Takes note of how a source names the module of one of its constructs. */
  learn(draft: Draft): void {
    const own = classOf(draft);
    const { callee } = draft.call;
    if (own && draft.call.kind === 'create') {
      this.#style.learn(own.module, own.name, this.#text.slice(callee.start, callee.end));
    }
  }

  write(
    value: NewValue,
    target: Omit<Target, 'key'>,
    property: string,
    near: Draft,
    indent: string | undefined,
    before?: string,
  ): string {
    const { rule } = target;
    switch (value.kind) {
      case 'scalar':
        return this.#scalar(value.value, rule, classOf(near)?.module, before);
      case 'map':
        return this.#map(value, target, property, near, indent);
      case 'list': {
        if (rule?.as === 'flag' && isSame(value, rule.onTrue)) return this.#style.scalar(true);
        if (rule && rule.as !== 'plain') throw new CouldNotWrite();
        const item = { rule: undefined, below: target.below };
        return this.#style.list(value.items.map(each => this.write(each, item, property, near, undefined)));
      }
      case 'created': {
        if (rule && rule.as !== 'arn' && rule.as !== 'ref') throw new CouldNotWrite();
        const made = this.#createInline(value.resource, near);
        return rule ? made : this.#style.attribute(made, attributeOf(value.attribute));
      }
      case 'reference':
        if (rule && !['arn', 'ref', 'plain'].includes(rule.as)) throw new CouldNotWrite();
        return this.#reference(value.resource, value.attribute, rule, near);
      case 'pseudo':
        return this.#pseudo(value.name);
      default:
        throw new CouldNotWrite();
    }
  }

  /** Entries for the properties of a new construct. */
  entries(made: NewResource, keys: Keys, near: Draft, skip: readonly string[] = []): WrittenEntry[] {
    const wanted = Object.entries(made.props).filter(([name]) => !skip.includes(name));
    return wanted.map(([name, value]) => {
      const target = targetOf(keys, [name]);
      return { key: target.key, value: indent => this.write(value, target, name, near, indent) };
    });
  }

  /** The variable or field that holds a construct, as it is named where `scope` is; undefined when there is none. */
  variable({ call }: Draft, scope: Scope, before: number): string | undefined {
    const name = call.label;
    if (name === undefined || call.end > before) return undefined;
    const own = lookUp(scope, name);
    const field = fieldsOf(scope)?.get(name);
    const holds = (binding: typeof own) =>
      binding?.values.length === 1 && binding.values[0] === call && !binding.opaque ? binding : undefined;
    if (holds(own) && own !== field) return name;
    if (!holds(field)) return undefined;
    // As it is written where it gets its value: `this.dlq`, `self.dlq`, or without.
    const head = /((?:this|self)\.)?\w+\s*=\s*$/.exec(this.#text.slice(0, call.start));
    return head ? `${head[1] ?? ''}${name}` : undefined;
  }

  /** What the constructs beside this one are made in. */
  scopeOf(near: Draft): string {
    const drafts = [near, ...this.#source.drafts.values()];
    for (let scope: Scope | undefined = near.call.scope; scope; scope = scope.parent) {
      const found = drafts.find(each => isConstruct(each) && each.call.scope === scope);
      const argument = found?.call.args[0];
      if (argument) return this.#text.slice(argument.start, argument.end);
    }
    throw new CouldNotWrite();
  }

  /** A literal id that no other construct has. */
  #freshId(made: NewResource, near: Draft): string {
    // Subscriptions have no id: each of a kind gets a number, also when several are fixed at once.
    const same = [...this.#source.drafts.values()].filter(each => each.virtual && each.name === near.name);
    const first = Math.max(same.indexOf(near), 0) + 1;
    const numbered = (count: number) => (count === 1 ? made.name : `${made.name}${count}`);
    let name = this.#ids.get(made) ?? numbered(first);
    for (let count = first + 1; !this.#ids.has(made) && this.#taken.has(name); count++) name = numbered(count);
    this.#ids.set(made, name);
    this.#taken.add(name);
    return this.#style.scalar(name);
  }

  /** The id of a construct beside another one: the other's with something behind it. */
  idFor(made: NewResource, near: Draft): string {
    const id = near.call.args[1];
    if (!isConstruct(near) || id?.kind === 'literal') return this.#freshId(made, near);
    if (!id || !made.name.startsWith(near.name)) throw new CouldNotWrite();
    return this.#style.longerId(id, made.name.slice(near.name.length));
  }

  /** `new sqs.Queue(this, 'OrdersDlq', {…})`, with the class as the resource beside it writes it. */
  #createInline(made: NewResource, near: Draft): string {
    const isSame = made.type === near.type && isConstruct(near);
    const fresh = isSame ? undefined : newClassOf(made.type, near.lowLevel);
    const { callee } = near.call;
    const written = fresh ? this.#style.callee(fresh.type) : this.#text.slice(callee.start, callee.end);
    const props = fresh ? { module: fresh.type.module, name: `${fresh.type.name}Props` } : propsTypeOf(near);
    const entries = [...this.entries(made, fresh?.keys ?? keysOf(near), near), ...this.#copied(made, near)];
    return this.#style.construct(written, [this.scopeOf(near), this.idFor(made, near)], props, entries, undefined);
  }

  /** The properties to take over from the neighbour, as they are written. */
  #copied(made: NewResource, near: Draft): WrittenEntry[] {
    const wanted = made.copied?.properties ?? [];
    const props = near.call.args[near.propsAt];
    if (wanted.length === 0 || props?.kind !== 'object') return [];
    return props.members.flatMap(member => {
      if (!('key' in member)) return [];
      const rule = near.table?.[member.key];
      const name = near.table ? rule?.cfn : member.key.charAt(0).toUpperCase() + member.key.slice(1);
      if (name === undefined || !wanted.includes(name)) return [];
      const place = member.shorthand ? member.place : this.#style.valuePlace(member);
      const written = this.#text.slice(place.start, place.end);
      if (/[\r\n]/.test(written)) throw new CouldNotWrite();
      return [{ key: member.key, value: () => written }];
    });
  }

  #scalar(
    value: string | number | boolean,
    rule: PropertyRule | undefined,
    module: string | undefined,
    before: string | undefined,
  ): string {
    const unit = rule && units[rule.as];
    if (unit !== undefined && typeof value === 'number') return this.#style.duration(value * unit, before);
    if (rule?.as === 'enum') {
      const { type, member } = memberFor(rule, value, module);
      return this.#style.member(type, member);
    }
    if (rule && rule.as !== 'plain') throw new CouldNotWrite();
    return this.#style.scalar(value);
  }

  #map(
    value: Extract<NewValue, { kind: 'map' }>,
    { rule, below }: Omit<Target, 'key'>,
    property: string,
    near: Draft,
    indent: string | undefined,
  ): string {
    if (rule && rule.as !== 'map') throw new CouldNotWrite();
    const entries = Object.entries(value.entries).map(([name, each]) => {
      const target = targetOf(below, [name]);
      const written: Written = inner => this.write(each, target, name, near, inner);
      return { key: target.key, value: written };
    });
    if (rule) return this.#style.struct(structOf(rule, near), entries, indent);
    if (below.kind === 'json') return this.#style.json(entries, indent);
    if (below.kind === 'table') throw new CouldNotWrite();
    return this.#style.struct(lowLevelStructOf(below.className, property), entries, indent);
  }

  #reference(resource: Resource, attribute: string, rule: PropertyRule | undefined, near: Draft): string {
    const draft = this.#source.drafts.get(resource.id);
    const name = draft && !resource.external ? this.variable(draft, near.call.scope, near.call.start) : undefined;
    if (!draft || name === undefined) throw new CouldNotWrite();
    return rule && rule.as !== 'plain' ? name : this.attribute(name, draft, attribute);
  }

  /** What a construct's `Ref` or attribute is called. */
  attribute(variable: string, draft: Draft, attribute: string): string {
    if (draft.lowLevel) return this.#style.attribute(variable, attributeOf(attribute));
    const name = attributes[draft.type]?.[attribute];
    if (name === undefined) throw new CouldNotWrite();
    return this.#style.attribute(variable, name);
  }

  #pseudo(name: string): string {
    const member = pseudos[name];
    if (member === undefined) throw new CouldNotWrite();
    return this.#style.member({ module: 'aws-cdk-lib', name: 'Aws' }, member);
  }
}

/** True for what is made as a construct, with a scope and an id. */
function isConstruct(draft: Draft): boolean {
  return !draft.virtual && !draft.external && draft.propsAt === 2 && draft.call.args.length > 1;
}

/** An attribute of an L1 construct. */
function attributeOf(name: string): string {
  return name === 'Ref' ? 'ref' : `attr${name}`;
}

/** True when a list to write is what a boolean property stands for. */
function isSame(list: Extract<NewValue, { kind: 'list' }>, onTrue: unknown): boolean {
  const items = list.items.map(item => (item.kind === 'scalar' ? item.value : undefined));
  return (
    Array.isArray(onTrue) && onTrue.length === items.length && onTrue.every((value, index) => value === items[index])
  );
}
