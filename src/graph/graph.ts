import { type Arn, arnOf } from './arnValue.ts';
import {
  booleansOf,
  cases,
  type Entry,
  isAbsent,
  type MapValue,
  onlyString,
  type Span,
  spanOf,
  unknown,
  type Value,
  valueAt,
  walk,
} from './value.ts';

/** Where a resource was read. A rule may not ask; readers, fixes and the picture of the graph do. */
export type Origin = 'template' | 'cdk' | 'account';

/** Anything of CloudFormation's world: a declared resource, or one implied by another (a SAM event, a CDK method call). */
export interface Resource {
  /** Unique in the graph: document and logical id or construct id. */
  readonly id: string;
  /** Logical id, construct id or physical name: what a person calls it. */
  readonly name: string;
  /** What else it goes by: the variable or field that holds the construct. */
  readonly otherNames: readonly string[];
  /** CloudFormation's resource type. SAM's types are given as the CloudFormation type they expand to. */
  readonly type: string;
  /** The type as written, where it differs: `AWS::Serverless::Function`, `aws-cdk-lib/aws-sqs.Queue`. */
  readonly writtenType: string;
  readonly origin: Origin;
  readonly props: MapValue;
  /** The whole declaration. */
  readonly span: Span;
  /** What to underline when the finding is about something missing: the logical id, the class of the construct. */
  readonly nameSpan: Span;
  /** Implied by another resource; a fix goes to that one. */
  readonly virtual: boolean;
  /** Known by reference only (imported): its own configuration is not ours to judge. */
  readonly external: boolean;
  /** Handed to code or to a stack the reader cannot see: what becomes of it there is unknown. */
  readonly escapes: boolean;
  /** The level above adds what a service needs (queue policies, permissions): CDK's L2, SAM events. */
  readonly managed: boolean;
  /** Keys from the document's root to the property map, where the document has one; the printers of fixes use it. */
  readonly path: readonly string[];
  /** Ids of checks, ours or another linter's, that the declaration switches off for itself. */
  readonly suppressions: readonly string[];
}

/** What was read of one document. */
export interface GraphDocument {
  readonly uri: string;
  readonly origin: Origin;
  /** False when a part of the document could not be read: then nothing may be said about what is missing. */
  readonly complete: boolean;
  /** Ids of checks switched off for the whole document. */
  readonly suppressions: readonly string[];
}

/** An event source mapping between a source and a function; either end may be out of sight. */
export interface SourceMapping {
  readonly mapping: Resource;
  readonly source: Resource | undefined;
  readonly consumer: Resource | undefined;
}

const deadLetterKey = /dead_?letter|dlq|redrivepolicy|onfailure/i;
/** Names people give to dead-letter queues; a match only ever silences. */
const deadLetterName = /dlq|dead[-_ ]?letter|parking|poison|failed|failure|redrive|undeliver/i;

/** Queues, topics, streams, functions and their links, from whatever reader. All that the rules see. */
export class MessagingGraph {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly documents: ReadonlyMap<string, GraphDocument>;
  readonly #byType = new Map<string, Resource[]>();
  readonly #byPhysicalName = new Map<string, Resource>();
  #deadLetterIds: ReadonlySet<string> | undefined;
  #mappings: readonly SourceMapping[] | undefined;
  #mappingsBySource: ReadonlyMap<Resource, readonly SourceMapping[]> | undefined;
  #piped: ReadonlySet<Resource> | undefined;

  constructor(resources: Iterable<Resource>, documents: Iterable<GraphDocument>) {
    const all = new Map<string, Resource>();
    for (const resource of resources) {
      all.set(resource.id, resource);
      if (!resource.external) {
        const same = this.#byType.get(resource.type);
        if (same) same.push(resource);
        else this.#byType.set(resource.type, [resource]);
      }
      const named = physicalName(resource);
      if (named) this.#byPhysicalName.set(`${resource.span.uri} ${resource.type} ${named}`, resource);
    }
    this.resources = all;
    this.documents = new Map([...documents].map(document => [document.uri, document]));
  }

  /** True when every document was read whole, so that the absence of a resource means something. */
  get complete(): boolean {
    for (const document of this.documents.values()) if (!document.complete) return false;
    return true;
  }

  /** Resources of a type that are declared or implied here, imported ones left out. */
  ofType(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  /** A property by its CloudFormation path; everything about an imported resource is unknown. */
  prop(resource: Resource, ...path: readonly string[]): Value {
    return resource.external ? unknown : valueAt(resource.props, ...path);
  }

  /**
   * The resource a value points to: by reference, or by an ARN or name that equals a physical name in the graph.
   * Undefined when it is unknown, external, or differs between the cases.
   */
  target(value: Value, type?: string): Resource | undefined {
    let found: Resource | undefined;
    for (const each of cases(value)) {
      const one = this.#targetOfCase(each, type);
      if (!one || (found && found !== one)) return undefined;
      found = one;
    }
    return found && (!type || found.type === type) ? found : undefined;
  }

  #targetOfCase(value: Value, type: string | undefined): Resource | undefined {
    if (value.kind === 'reference') return this.resources.get(value.target);
    const arn = arnOf(value);
    // The same name in another document may well be deployed elsewhere.
    const here = spanOf(value)?.uri;
    if (arn?.type && arn.name !== undefined) return this.#byPhysicalName.get(`${here} ${arn.type} ${arn.name}`);
    if (type && value.kind === 'literal' && typeof value.value === 'string') {
      return this.#byPhysicalName.get(`${here} ${type} ${value.value}`);
    }
    return undefined;
  }

  /** The ARN a value spells, as far as it is literal, in every case the same. */
  arn(value: Value): Arn | undefined {
    const [first, ...rest] = cases(value).map(each => arnOf(each));
    return first && rest.every(each => each?.name === first.name && each?.service === first.service)
      ? first
      : undefined;
  }

  /** The function behind a name, ARN, alias or version. */
  functionOf(value: Value): Resource | undefined {
    const found = this.target(value) ?? this.target(value, 'AWS::Lambda::Function');
    if (!found) return undefined;
    if (found.type === 'AWS::Lambda::Function') return found;
    if (found.type === 'AWS::Lambda::Alias' || found.type === 'AWS::Lambda::Version') {
      return this.target(this.prop(found, 'FunctionName'), 'AWS::Lambda::Function');
    }
    return undefined;
  }

  /** Event source mappings, declared or implied. */
  get mappings(): readonly SourceMapping[] {
    this.#mappings ??= this.ofType('AWS::Lambda::EventSourceMapping').map(mapping => ({
      mapping,
      source: this.target(this.prop(mapping, 'EventSourceArn')),
      consumer: this.functionOf(this.prop(mapping, 'FunctionName')),
    }));
    return this.#mappings;
  }

  /** Mappings that are, or may be, switched on and read from the resource. */
  mappingsOf(source: Resource): readonly SourceMapping[] {
    this.#mappingsBySource ??= this.#groupMappings();
    return this.#mappingsBySource.get(source) ?? [];
  }

  #groupMappings(): ReadonlyMap<Resource, readonly SourceMapping[]> {
    const groups = new Map<Resource, SourceMapping[]>();
    for (const link of this.mappings) {
      const off = booleansOf(this.prop(link.mapping, 'Enabled'), true)?.every(on => !on);
      if (!link.source || off) continue;
      const group = groups.get(link.source);
      if (group) group.push(link);
      else groups.set(link.source, [link]);
    }
    return groups;
  }

  /** True when something in sight reads the queue: an event source mapping or a pipe. */
  hasConsumer(queue: Resource): boolean {
    this.#piped ??= new Set(
      this.ofType('AWS::Pipes::Pipe').flatMap(pipe => this.target(this.prop(pipe, 'Source')) ?? []),
    );
    return this.mappingsOf(queue).length > 0 || this.#piped.has(queue);
  }

  /** Ids of resources that something names as the place for what it could not deliver. */
  get deadLetterIds(): ReadonlySet<string> {
    this.#deadLetterIds ??= this.#findDeadLetterIds();
    return this.#deadLetterIds;
  }

  #findDeadLetterIds(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const resource of this.resources.values()) {
      for (const entry of resource.props.entries.values()) {
        if (entry.key === 'RedriveAllowPolicy') continue;
        for (const place of deadLetterPlaces(entry)) {
          walk(place, value => {
            const target = this.#targetOfCase(value, undefined);
            if (target && target !== resource) ids.add(target.id);
          });
        }
      }
    }
    return ids;
  }

  /**
   * True when the queue takes what others failed to process, or may well do so: referenced as such, open to
   * redrive by its RedriveAllowPolicy, named like one, or handed out of sight.
   */
  isDeadLetterQueue(queue: Resource): boolean {
    if (this.deadLetterIds.has(queue.id)) return true;
    if ([queue.name, ...queue.otherNames].some(name => deadLetterName.test(name))) return true;
    const name = this.prop(queue, 'QueueName');
    if (cases(name).some(each => deadLetterName.test(visibleText(each)))) return true;
    const allow = this.prop(queue, 'RedriveAllowPolicy');
    return !isAbsent(allow) && onlyString(valueAt(allow, 'redrivePermission')) !== 'denyAll';
  }
}

/** The values under a key that speaks of dead letters or failures, at any depth. */
function deadLetterPlaces(top: Entry): readonly Value[] {
  const places: Value[] = [];
  const seen = new Set<Value>();
  const stack: Entry[] = [top];
  const below = (value: Value): void => {
    if (value.kind !== 'map' && value.kind !== 'list' && value.kind !== 'conditional') return;
    if (seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'map') stack.push(...value.entries.values());
    else for (const item of value.kind === 'list' ? value.items : value.branches) below(item);
  };
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    if (deadLetterKey.test(entry.key)) places.push(entry.value);
    else below(entry.value);
  }
  return places;
}

/** The letters of a name that can be seen: `orders-dlq-${Stage}` gives `orders-dlq-`. */
function visibleText(value: Value): string {
  if (value.kind === 'literal') return String(value.value ?? '');
  if (value.kind === 'text') return value.parts.map(part => visibleText(part)).join('');
  return '';
}

const nameProperty: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
};

function physicalName(resource: Resource): string | undefined {
  const property = nameProperty[resource.type];
  return property ? onlyString(valueAt(resource.props, property)) : undefined;
}

/** An empty property map at a place. */
export function emptyMap(span: Span, open: boolean): MapValue {
  return { kind: 'map', entries: new Map(), open, span };
}
