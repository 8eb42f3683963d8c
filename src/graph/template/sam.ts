import type { Resource } from '../graph.ts';
import { type Entry, type MapValue, onlyBoolean, onlyString, type Value, valueAt } from '../value.ts';

/**
 * SAM's resources as the CloudFormation they expand to: functions with the Globals merged in, and a resource of its
 * own for each event, marked virtual. Everything else passes through.
 */
export function expandSam(resources: readonly Resource[], globals: MapValue | undefined): readonly Resource[] {
  return resources.flatMap(resource => {
    if (resource.type === 'AWS::Serverless::Function') return expandFunction(resource, globals);
    if (resource.type === 'AWS::Serverless::StateMachine') return expandStateMachine(resource);
    return [resource];
  });
}

function expandFunction(written: Resource, globals: MapValue | undefined): Resource[] {
  const props = globals ? mergeMaps(globals, written.props) : written.props;
  const fn: Resource = {
    ...written,
    type: 'AWS::Lambda::Function',
    props: renamed(props, { DeadLetterQueue: 'DeadLetterConfig' }),
  };
  const self: Value = { kind: 'reference', target: fn.id, attribute: 'Arn', span: fn.nameSpan };
  const made = [fn];
  const async = valueAt(props, 'EventInvokeConfig');
  if (async.kind === 'map') {
    made.push(
      virtual(
        fn,
        'EventInvokeConfig',
        'AWS::Lambda::EventInvokeConfig',
        withEntries(async, { FunctionName: self }),
        [],
      ),
    );
  }
  const events = valueAt(props, 'Events');
  for (const entry of events.kind === 'map' ? events.entries.values() : []) {
    const type = onlyString(valueAt(entry.value, 'Type'));
    const own = valueAt(entry.value, 'Properties');
    const eventProps = own.kind === 'map' ? own : undefined;
    if (type && eventProps) made.push(...expandEvent(fn, self, entry, type, eventProps));
  }
  return made;
}

function expandStateMachine(written: Resource): Resource[] {
  const machine: Resource = {
    ...written,
    type: 'AWS::StepFunctions::StateMachine',
    props: renamed(written.props, {
      Type: 'StateMachineType',
      Logging: 'LoggingConfiguration',
      Tracing: 'TracingConfiguration',
      DefinitionUri: 'DefinitionS3Location',
      Role: 'RoleArn',
    }),
  };
  const self: Value = { kind: 'reference', target: machine.id, span: machine.nameSpan };
  const made = [machine];
  const events = valueAt(written.props, 'Events');
  for (const entry of events.kind === 'map' ? events.entries.values() : []) {
    const type = onlyString(valueAt(entry.value, 'Type'));
    const own = valueAt(entry.value, 'Properties');
    if (type && own.kind === 'map') made.push(...expandEvent(machine, self, entry, type, own));
  }
  return made;
}

/** The property that names the source, by event type. */
const sources: Readonly<Record<string, string>> = {
  SQS: 'Queue',
  Kinesis: 'Stream',
  DynamoDB: 'Stream',
  MSK: 'Stream',
  MQ: 'Broker',
  DocumentDB: 'Cluster',
};

/** Service of the ARNs that name the source, where the event type leaves no other. */
const streamServices: Readonly<Record<string, string>> = { Kinesis: 'kinesis', DynamoDB: 'dynamodb', MSK: 'kafka' };

/** The ARN of something of a service, when that is all that is known of it. */
function ofService(value: Value, service: string | undefined): Value {
  if (value.kind !== 'unknown' || !value.span || service === undefined) return value;
  const { span } = value;
  const piece = (written: string): Value => ({ kind: 'literal', value: written, span });
  return { kind: 'text', parts: [piece('arn:'), value, piece(`:${service}:`), value, piece('::'), value], span };
}

function expandEvent(fn: Resource, self: Value, entry: Entry, type: string, props: MapValue): Resource[] {
  const path = ['Events', entry.key, 'Properties'];
  const make = (resourceType: string, value: MapValue) => {
    const made = virtual(fn, entry.key, resourceType, value, path);
    return { ...made, nameSpan: entry.keySpan, span: entry.value.kind === 'map' ? entry.value.span : fn.span };
  };
  const source = sources[type];
  if (source) {
    const arn = ofService(valueAt(props, source), streamServices[type]);
    const mapping = withEntries(renamed(props, { [source]: 'EventSourceArn' }), {
      FunctionName: self,
      EventSourceArn: arn,
    });
    return [make('AWS::Lambda::EventSourceMapping', mapping)];
  }
  if (type === 'SNS') return expandTopicEvent(self, props, make);
  if (type === 'S3') {
    // SAM adds the notification to the bucket it names; what matters here is whom the bucket tells.
    const told: Value = withEntries({ ...props, entries: new Map() }, { Function: self });
    const list: Value = { kind: 'list', items: [told], open: false, span: props.span };
    const configuration = withEntries({ ...props, entries: new Map() }, { LambdaConfigurations: list });
    const bucket = { ...props, entries: new Map(), open: true };
    return [make('AWS::S3::Bucket', withEntries(bucket, { NotificationConfiguration: configuration }))];
  }
  if (type === 'EventBridgeRule' || type === 'CloudWatchEvent' || type === 'Schedule') {
    const target = withEntries(pick(props, ['DeadLetterConfig', 'RetryPolicy', 'Input', 'InputPath']), { Arn: self });
    const targets: Value = { kind: 'list', items: [target], open: false, span: props.span };
    return [make('AWS::Events::Rule', withEntries(renamed(props, { Pattern: 'EventPattern' }), { Targets: targets }))];
  }
  if (type === 'ScheduleV2') {
    const target = withEntries(pick(props, ['DeadLetterConfig', 'RetryPolicy', 'Input']), { Arn: self });
    return [make('AWS::Scheduler::Schedule', withEntries(props, { Target: target }))];
  }
  return [];
}

function expandTopicEvent(self: Value, props: MapValue, make: (type: string, props: MapValue) => Resource): Resource[] {
  const topic = valueAt(props, 'Topic');
  const queue = valueAt(props, 'SqsSubscription');
  if (queue.kind === 'absent' || onlyBoolean(queue) === false) {
    return [
      make(
        'AWS::SNS::Subscription',
        withEntries(props, { TopicArn: topic, Endpoint: self, Protocol: text('lambda', props) }),
      ),
    ];
  }
  // `true` lets SAM make queue, policy and mapping; only a queue of one's own shows in the template.
  if (queue.kind !== 'map') return [];
  const arn = valueAt(queue, 'QueueArn');
  const subscription = withEntries(props, { TopicArn: topic, Endpoint: arn, Protocol: text('sqs', props) });
  const mapping = withEntries(queue, { EventSourceArn: arn, FunctionName: self });
  const second = make('AWS::Lambda::EventSourceMapping', mapping);
  return [make('AWS::SNS::Subscription', subscription), { ...second, id: `${second.id}.mapping` }];
}

function virtual(fn: Resource, name: string, type: string, props: MapValue, path: readonly string[]): Resource {
  return {
    ...fn,
    id: `${fn.id}.${name}`,
    name: `${fn.name}${name}`,
    type,
    props,
    virtual: true,
    managed: true,
    path: path.length > 0 ? [...fn.path, ...path] : [...fn.path, name],
  };
}

function text(value: string, place: MapValue): Value {
  return { kind: 'literal', value, span: place.span };
}

/** The map with properties set; an absent value leaves the property out. */
function withEntries(map: MapValue, values: Readonly<Record<string, Value>>): MapValue {
  const entries = new Map(map.entries);
  for (const [key, value] of Object.entries(values)) {
    if (value.kind === 'absent') entries.delete(key);
    else entries.set(key, { key, keySpan: map.span, value });
  }
  return { ...map, entries };
}

function renamed(map: MapValue, names: Readonly<Record<string, string>>): MapValue {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of map.entries) entries.set(names[key] ?? key, { ...entry, key: names[key] ?? key });
  return { ...map, entries };
}

function pick(map: MapValue, names: readonly string[]): MapValue {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => names.includes(key))) };
}

/** SAM's rule for Globals: maps are merged key by key, lists are joined, anything else is overridden. */
function mergeMaps(base: MapValue, own: MapValue): MapValue {
  const entries = new Map(base.entries);
  for (const [key, entry] of own.entries) {
    const below = entries.get(key)?.value;
    const value = entry.value;
    if (below?.kind === 'map' && value.kind === 'map') entries.set(key, { ...entry, value: mergeMaps(below, value) });
    else if (below?.kind === 'list' && value.kind === 'list') {
      entries.set(key, { ...entry, value: { ...value, items: [...below.items, ...value.items] } });
    } else entries.set(key, entry);
  }
  return { ...own, entries, open: base.open || own.open };
}
