import { constructs, pieces, services } from './constructTable.ts';
import type { ImportedName } from './syntax.ts';

/**
 * How CDK's names are written outside TypeScript. The bindings are generated from the TypeScript library, so every
 * name follows from TypeScript's by rule.
 */
const known = [...new Set([constructs, pieces, services].flatMap(table => Object.keys(table)))];
const byPlainName = new Map(
  known.map(module => [module.slice(module.lastIndexOf('/') + 1).replaceAll('-', ''), module]),
);

/** The module for a package name without separators: `awslambdaeventsources`. */
export function moduleOfPlainName(name: string): string {
  return byPlainName.get(name) ?? `aws-cdk-lib/${name}`;
}

/** The same, for names that are listed only. */
export function knownModule(name: string): string | undefined {
  return byPlainName.get(name);
}

/** The module of a Python package below `aws_cdk`: `aws_sqs`; empty and version 1's `core` for the main one. */
export function moduleOfPython(name: string): string {
  if (name === '' || name === 'core') return 'aws-cdk-lib';
  const dashed = name.replaceAll('_', '-');
  return dashed.endsWith('-alpha') ? `@aws-cdk/${dashed}` : `aws-cdk-lib/${dashed}`;
}

const acronyms: Readonly<Record<string, string>> = {
  enforceSsl: 'enforceSSL',
  maxRecordSizeInKib: 'maxRecordSizeInKiB',
};

/** `visibility_timeout` as `visibilityTimeout`; names that are not of this form stay. */
export function camel(name: string): string {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name)) return name;
  const joined = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return acronyms[joined] ?? joined;
}

/** `visibilityTimeout` as `visibility_timeout`, the way the Python bindings are made. */
export function snake(name: string): string {
  return name
    .replace(/(Ki|Mi|Gi)B(?![a-z])/g, unit => `${unit.charAt(0)}${unit.slice(1).toLowerCase()}`)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** `visibilityTimeout` as `VisibilityTimeout`. */
export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `VisibilityTimeout` as `visibilityTimeout`; members of enumerations (`KMS_MANAGED`) stay. */
export function lowerFirst(name: string): string {
  return /^[A-Z][A-Z0-9_]+$/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

/** True for modules of the CDK itself. */
export function isCdk(imported: ImportedName | undefined): boolean {
  return imported !== undefined && /^(?:aws-cdk-lib|@aws-cdk)(?:\/|$)/.test(imported.module);
}

/** True for classes that take what they stand for as their first argument, whatever its name: `SqsEventSource(queue)`. */
export function isPiece(name: string): boolean {
  return Object.values(pieces).some(classes => Object.hasOwn(classes, name));
}

/** True for such of these as take nothing but properties: `ManagedKafkaEventSource`. */
export function takesOnlyProperties(name: string): boolean {
  return Object.values(pieces).some(classes => classes[name]?.propsAt === 0 || classes[name]?.role === 'metric');
}

const core = new Set([
  'App',
  'Arn',
  'Aspects',
  'Aws',
  'CfnOutput',
  'Duration',
  'Fn',
  'RemovalPolicy',
  'Size',
  'Stack',
  'Tags',
]);

const enumerations: Readonly<Record<string, string>> = {
  QueueEncryption: 'aws-cdk-lib/aws-sqs',
  DeduplicationScope: 'aws-cdk-lib/aws-sqs',
  FifoThroughputLimit: 'aws-cdk-lib/aws-sqs',
  RedrivePermission: 'aws-cdk-lib/aws-sqs',
  SubscriptionProtocol: 'aws-cdk-lib/aws-sns',
  StartingPosition: 'aws-cdk-lib/aws-lambda',
  FilterCriteria: 'aws-cdk-lib/aws-lambda',
  FilterRule: 'aws-cdk-lib/aws-lambda',
  TreatMissingData: 'aws-cdk-lib/aws-cloudwatch',
  ComparisonOperator: 'aws-cdk-lib/aws-cloudwatch',
  EventType: 'aws-cdk-lib/aws-s3',
  StreamMode: 'aws-cdk-lib/aws-kinesis',
  StateMachineType: 'aws-cdk-lib/aws-stepfunctions',
  LogLevel: 'aws-cdk-lib/aws-stepfunctions',
};

/** Property objects that are not named after the class that takes them. */
const structs: Readonly<Record<string, string>> = {
  DeadLetterQueue: 'aws-cdk-lib/aws-sqs',
  RedriveAllowPolicy: 'aws-cdk-lib/aws-sqs',
  ProvisionedPollerConfig: 'aws-cdk-lib/aws-lambda',
  EventInvokeConfigOptions: 'aws-cdk-lib/aws-lambda',
  EventSourceMappingOptions: 'aws-cdk-lib/aws-lambda',
  CreateAlarmOptions: 'aws-cdk-lib/aws-cloudwatch',
  MetricOptions: 'aws-cdk-lib/aws-cloudwatch',
};

const lowLevel: Readonly<Record<string, RegExp>> = {
  'aws-cdk-lib/aws-sqs': /^CfnQueue(?:Policy|InlinePolicy)?$/,
  'aws-cdk-lib/aws-sns': /^Cfn(?:Topic(?:Policy|InlinePolicy)?|Subscription)$/,
  'aws-cdk-lib/aws-lambda': /^Cfn(?:Function|EventSourceMapping|EventInvokeConfig|Alias|Version)$/,
  'aws-cdk-lib/aws-kinesis': /^CfnStream(?:Consumer)?$/,
  'aws-cdk-lib/aws-kinesisfirehose': /^CfnDeliveryStream$/,
  'aws-cdk-lib/aws-events': /^Cfn(?:Rule|EventBus|Archive|EventBusPolicy)$/,
  'aws-cdk-lib/aws-eventsv2': /^Cfn(?:EventBus|EventSource|ResourcePolicy|Subscriber)$/,
  'aws-cdk-lib/aws-pipes': /^CfnPipe$/,
  'aws-cdk-lib/aws-scheduler': /^CfnSchedule(?:Group)?$/,
  'aws-cdk-lib/aws-stepfunctions': /^Cfn(?:Activity|StateMachine(?:Alias|Version)?)$/,
  'aws-cdk-lib/aws-amazonmq': /^CfnBroker$/,
  'aws-cdk-lib/aws-cloudwatch': /^Cfn(?:Composite)?Alarm$/,
  'aws-cdk-lib/aws-s3': /^CfnBucket$/,
  'aws-cdk-lib/aws-kms': /^Cfn(?:Key|Alias)$/,
  'aws-cdk-lib/aws-iam': /^Cfn(?:Role|Policy|ManagedPolicy)$/,
  'aws-cdk-lib/aws-logs': /^CfnLog(?:Group|Stream)$/,
  'aws-cdk-lib/aws-dynamodb': /^Cfn(?:GlobalTable|Table)$/,
  'aws-cdk-lib/aws-msk': /^Cfn(?:Serverless)?Cluster$/,
  'aws-cdk-lib/aws-ecs': /^Cfn(?:Service|TaskDefinition)$/,
  'aws-cdk-lib/aws-ec2': /^CfnInstance$/,
  'aws-cdk-lib/aws-autoscaling': /^CfnAutoScalingGroup$/,
};

/** The module of an enumeration; undefined for those the CDK's constructs here do not take. */
export function moduleOfEnumeration(name: string): string | undefined {
  return enumerations[name];
}

/** Where a class comes from when only whole packages are imported (`using Amazon.CDK.AWS.SQS;`). */
export class PackageImports {
  readonly #modules: string[] = [];

  add(module: string): void {
    this.#modules.push(module);
  }

  find(name: string): ImportedName | undefined {
    const module = this.#modules.find(
      each =>
        [name, name.replace(/Props$/, '')].some(
          own => Object.hasOwn(constructs[each] ?? {}, own) || Object.hasOwn(pieces[each] ?? {}, own),
        ) ||
        structs[name] === each ||
        (each === 'aws-cdk-lib' && core.has(name)) ||
        enumerations[name] === each ||
        lowLevel[each]?.test(name),
    );
    return module === undefined ? undefined : { module, name };
  }
}
