import type { Resource } from '../../graph/graph.ts';
import type { NewValue } from '../rule.ts';
import { Unprintable } from './templateStyle.ts';

/** A property where SAM keeps it, and its value as SAM takes it. */
export interface SamProperty {
  readonly path: readonly string[];
  readonly value: NewValue | undefined;
}

const stateMachineNames: Readonly<Record<string, string>> = {
  StateMachineType: 'Type',
  LoggingConfiguration: 'Logging',
  TracingConfiguration: 'Tracing',
  RoleArn: 'Role',
};

const stream =
  'BatchSize BisectBatchOnFunctionError DestinationConfig Enabled FilterCriteria FunctionResponseTypes KmsKeyArn ' +
  'MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts ParallelizationFactor ' +
  'StartingPosition StartingPositionTimestamp TumblingWindowInSeconds';
const kafka =
  'BatchSize ConsumerGroupId DestinationConfig Enabled FilterCriteria KmsKeyArn MaximumBatchingWindowInSeconds ' +
  'ProvisionedPollerConfig SourceAccessConfigurations StartingPosition StartingPositionTimestamp';

/** Names under which events keep what they come from. */
export const samSources: Readonly<Record<string, string>> = { TopicArn: 'Topic' };

/**
 * What each type of event takes, by CloudFormation's names of the properties: the page of each type below
 * serverless-application-model/latest/developerguide/sam-property-function-eventsource.html.
 */
const eventProperties: Readonly<Record<string, string>> = {
  SQS:
    'BatchSize Enabled FilterCriteria FunctionResponseTypes KmsKeyArn MaximumBatchingWindowInSeconds ' +
    'ProvisionedPollerConfig ScalingConfig',
  Kinesis: stream,
  DynamoDB: stream,
  MSK: kafka,
  SelfManagedKafka: kafka,
  MQ: 'BatchSize Enabled FilterCriteria KmsKeyArn MaximumBatchingWindowInSeconds',
  SNS: 'FilterPolicy FilterPolicyScope RedrivePolicy',
  EventBridgeRule: 'DeadLetterConfig EventBusName Input InputPath RetryPolicy State',
  CloudWatchEvent: 'EventBusName Input InputPath State',
  Schedule: 'DeadLetterConfig Enabled Input RetryPolicy State',
  ScheduleV2: 'DeadLetterConfig Input RetryPolicy RoleArn State',
};

/**
 * A property of CloudFormation's in SAM's words, from the property map of the resource on.
 * @param eventType type of the event that a virtual resource stands for
 * @throws Unprintable where SAM has no such property
 */
export function samProperty(
  resource: Resource,
  eventType: string | undefined,
  path: readonly string[],
  value: NewValue | undefined,
): SamProperty {
  if (resource.virtual) return { path: eventPath(resource, eventType, path), value: withType(path, value) };
  const [first = '', ...rest] = path;
  if (resource.writtenType === 'AWS::Serverless::StateMachine') {
    return { path: [stateMachineNames[first] ?? first, ...rest], value };
  }
  if (resource.writtenType !== 'AWS::Serverless::Function' || first !== 'DeadLetterConfig') return { path, value };
  if (value === undefined && rest.length > 0) throw new Unprintable();
  return { path: ['DeadLetterQueue'], value: value && deadLetterQueue(rest, value) };
}

/** `DeadLetterQueue: { Type, TargetArn }`, for `DeadLetterConfig: { TargetArn }`. */
function deadLetterQueue(rest: readonly string[], value: NewValue): NewValue {
  const target = rest.length === 0 && value.kind === 'map' ? value.entries['TargetArn'] : value;
  if (!target || rest.length > 1) throw new Unprintable();
  const type = destinationType(target);
  if (!type) throw new Unprintable();
  return { kind: 'map', entries: { Type: type, TargetArn: target } };
}

/** SAM gives the function the permission for its destination when it is told the type. */
function withType(path: readonly string[], value: NewValue | undefined): NewValue | undefined {
  if (value?.kind !== 'map') return value;
  const [key, ...rest] = path;
  if (key !== 'DestinationConfig') return value;
  if (rest.length === 0) {
    const entries = Object.entries(value.entries).map(([name, each]) => [name, typed(each)] as const);
    return { kind: 'map', entries: Object.fromEntries(entries) };
  }
  return rest.length === 1 ? typed(value) : value;
}

function typed(value: NewValue): NewValue {
  if (value.kind !== 'map' || value.entries['Type']) return value;
  const { Destination: destination } = value.entries;
  const type = destination && destinationType(destination);
  return type ? { kind: 'map', entries: { Type: type, ...value.entries } } : value;
}

function destinationType(value: NewValue): NewValue | undefined {
  if (value.kind !== 'created' && value.kind !== 'reference') return undefined;
  if (value.resource.type === 'AWS::SQS::Queue') return { kind: 'scalar', value: 'SQS' };
  return value.resource.type === 'AWS::SNS::Topic' ? { kind: 'scalar', value: 'SNS' } : undefined;
}

function eventPath(resource: Resource, eventType: string | undefined, path: readonly string[]): readonly string[] {
  if (resource.type === 'AWS::Lambda::EventInvokeConfig') return path;
  const own = withoutTarget(resource, path);
  const known = eventProperties[eventType ?? '']?.split(' ');
  // A mapping of an SNS event reads the queue between topic and function, and is SAM's own.
  const between = eventType === 'SNS' && resource.type === 'AWS::Lambda::EventSourceMapping';
  if (between || !known?.includes(own[0] ?? '')) throw new Unprintable();
  return own;
}

/** SAM keeps the settings of an event's one target beside the event's own. */
function withoutTarget(resource: Resource, path: readonly string[]): readonly string[] {
  if (resource.type === 'AWS::Events::Rule' && path[0] === 'Targets' && path[1] === '0') return path.slice(2);
  if (resource.type === 'AWS::Scheduler::Schedule' && path[0] === 'Target') return path.slice(1);
  return path;
}
