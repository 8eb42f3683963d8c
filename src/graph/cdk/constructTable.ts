import type { Scalar } from '../value.ts';

/**
 * How the value of a CDK property becomes that of a CloudFormation property.
 * `plain`: as it is. `seconds`, `hours`, `days`: a Duration in that unit. `arn`: a construct by its ARN, `ref`: by its
 * Ref. `seen`: only that it is there. `map`: an object whose keys have names of their own.
 * `enum`: members of an enum-like class. `flag`: what a boolean stands for. `target`, `targets`, `destination`: pieces
 * (`new targets.SqsQueue(…)`) as the property they become. `metric`: a metric as the properties of the alarm that
 * watches it. `principal`: who may take a role. `filters`: the patterns of event filters.
 */
export type Conversion =
  | { readonly as: 'plain' | 'seconds' | 'hours' | 'days' | 'arn' | 'ref' | 'seen' }
  | { readonly as: 'map'; readonly keys: PropertyTable }
  | { readonly as: 'target' | 'targets' | 'destination' | 'metric' | 'principal' | 'filters' }
  | { readonly as: 'enum'; readonly members: Readonly<Record<string, Readonly<Record<string, Scalar | undefined>>>> }
  | { readonly as: 'flag'; readonly onTrue: Scalar | readonly Scalar[] };

export type PropertyRule = { readonly cfn: string } & Conversion;
export type PropertyTable = Readonly<Record<string, PropertyRule>>;

export interface ConstructRule {
  /** CloudFormation's type. */
  readonly type: string;
  readonly props: PropertyTable;
  /** Position of the property object among the arguments. */
  readonly propsAt: number;
}

const plain = (cfn: string): PropertyRule => ({ cfn, as: 'plain' });
const seconds = (cfn: string): PropertyRule => ({ cfn, as: 'seconds' });
const arn = (cfn: string): PropertyRule => ({ cfn, as: 'arn' });
const seen = (cfn: string): PropertyRule => ({ cfn, as: 'seen' });

const queue: ConstructRule = {
  type: 'AWS::SQS::Queue',
  propsAt: 2,
  props: {
    queueName: plain('QueueName'),
    visibilityTimeout: seconds('VisibilityTimeout'),
    retentionPeriod: seconds('MessageRetentionPeriod'),
    receiveMessageWaitTime: seconds('ReceiveMessageWaitTimeSeconds'),
    deliveryDelay: seconds('DelaySeconds'),
    maxMessageSizeBytes: plain('MaximumMessageSize'),
    dataKeyReuse: seconds('KmsDataKeyReusePeriodSeconds'),
    encryptionMasterKey: arn('KmsMasterKeyId'),
    encryption: {
      cfn: 'SqsManagedSseEnabled',
      as: 'enum',
      members: {
        UNENCRYPTED: { SqsManagedSseEnabled: false },
        SQS_MANAGED: { SqsManagedSseEnabled: true },
        KMS_MANAGED: { KmsMasterKeyId: 'alias/aws/sqs' },
        KMS: { KmsMasterKeyId: undefined },
      },
    },
    fifo: plain('FifoQueue'),
    contentBasedDeduplication: plain('ContentBasedDeduplication'),
    deduplicationScope: {
      cfn: 'DeduplicationScope',
      as: 'enum',
      members: {
        MESSAGE_GROUP: { DeduplicationScope: 'messageGroup' },
        QUEUE: { DeduplicationScope: 'queue' },
      },
    },
    fifoThroughputLimit: {
      cfn: 'FifoThroughputLimit',
      as: 'enum',
      members: {
        PER_QUEUE: { FifoThroughputLimit: 'perQueue' },
        PER_MESSAGE_GROUP_ID: { FifoThroughputLimit: 'perMessageGroupId' },
      },
    },
    deadLetterQueue: {
      cfn: 'RedrivePolicy',
      as: 'map',
      keys: { queue: arn('deadLetterTargetArn'), maxReceiveCount: plain('maxReceiveCount') },
    },
    redriveAllowPolicy: {
      cfn: 'RedriveAllowPolicy',
      as: 'map',
      keys: {
        redrivePermission: {
          cfn: 'redrivePermission',
          as: 'enum',
          members: {
            ALLOW_ALL: { redrivePermission: 'allowAll' },
            DENY_ALL: { redrivePermission: 'denyAll' },
            BY_QUEUE: { redrivePermission: 'byQueue' },
          },
        },
        sourceQueues: seen('sourceQueueArns'),
      },
    },
  },
};

const lambdaFunction: ConstructRule = {
  type: 'AWS::Lambda::Function',
  propsAt: 2,
  props: {
    functionName: plain('FunctionName'),
    timeout: seconds('Timeout'),
    reservedConcurrentExecutions: plain('ReservedConcurrentExecutions'),
    deadLetterQueue: arn('DeadLetterConfig.TargetArn'),
    deadLetterTopic: { cfn: 'DeadLetterConfig.TargetArn', as: 'ref' },
    deadLetterQueueEnabled: seen('DeadLetterConfig'),
  },
};

/** Every class that makes a function takes these properties. */
const functions = (...classes: string[]) => Object.fromEntries(classes.map(name => [name, lambdaFunction]));

const topic: ConstructRule = {
  type: 'AWS::SNS::Topic',
  propsAt: 2,
  props: {
    topicName: plain('TopicName'),
    fifo: plain('FifoTopic'),
    contentBasedDeduplication: plain('ContentBasedDeduplication'),
    masterKey: arn('KmsMasterKeyId'),
  },
};

const mappingProps: PropertyTable = {
  batchSize: plain('BatchSize'),
  enabled: plain('Enabled'),
  maxBatchingWindow: seconds('MaximumBatchingWindowInSeconds'),
  maxConcurrency: plain('ScalingConfig.MaximumConcurrency'),
  provisionedPollerConfig: {
    cfn: 'ProvisionedPollerConfig',
    as: 'map',
    keys: { minimumPollers: plain('MinimumPollers'), maximumPollers: plain('MaximumPollers') },
  },
  filters: { cfn: 'FilterCriteria.Filters', as: 'filters' },
  reportBatchItemFailures: { cfn: 'FunctionResponseTypes', as: 'flag', onTrue: ['ReportBatchItemFailures'] },
  bisectBatchOnError: plain('BisectBatchOnFunctionError'),
  retryAttempts: plain('MaximumRetryAttempts'),
  maxRecordAge: seconds('MaximumRecordAgeInSeconds'),
  parallelizationFactor: plain('ParallelizationFactor'),
  tumblingWindow: seconds('TumblingWindowInSeconds'),
  onFailure: { cfn: 'DestinationConfig.OnFailure.Destination', as: 'destination' },
  startingPosition: {
    cfn: 'StartingPosition',
    as: 'enum',
    members: {
      TRIM_HORIZON: { StartingPosition: 'TRIM_HORIZON' },
      LATEST: { StartingPosition: 'LATEST' },
      AT_TIMESTAMP: { StartingPosition: 'AT_TIMESTAMP' },
    },
  },
};

/** What sources of Kafka take besides, in one object. */
const kafkaProps: PropertyTable = {
  ...mappingProps,
  clusterArn: plain('EventSourceArn'),
  bootstrapServers: plain('SelfManagedEventSource.Endpoints.KafkaBootstrapServers'),
};

const subscriptionProps: PropertyTable = {
  rawMessageDelivery: plain('RawMessageDelivery'),
  deadLetterQueue: { cfn: 'RedrivePolicy.deadLetterTargetArn', as: 'arn' },
  filterPolicy: seen('FilterPolicy'),
  filterPolicyWithMessageBody: seen('FilterPolicy'),
};

const targetProps: PropertyTable = {
  deadLetterQueue: { cfn: 'DeadLetterConfig.Arn', as: 'arn' },
  retryAttempts: plain('RetryPolicy.MaximumRetryAttempts'),
  maxEventAge: seconds('RetryPolicy.MaximumEventAgeInSeconds'),
  messageGroupId: plain('SqsParameters.MessageGroupId'),
};

const schedule: ConstructRule = {
  type: 'AWS::Scheduler::Schedule',
  propsAt: 2,
  props: { enabled: seen('State'), target: { cfn: 'Target', as: 'target' } },
};

const stateMachine: ConstructRule = {
  type: 'AWS::StepFunctions::StateMachine',
  propsAt: 2,
  props: {
    stateMachineName: plain('StateMachineName'),
    definition: seen('DefinitionString'),
    definitionBody: seen('DefinitionString'),
    stateMachineType: {
      cfn: 'StateMachineType',
      as: 'enum',
      members: { STANDARD: { StateMachineType: 'STANDARD' }, EXPRESS: { StateMachineType: 'EXPRESS' } },
    },
    logs: {
      cfn: 'LoggingConfiguration',
      as: 'map',
      keys: {
        level: {
          cfn: 'Level',
          as: 'enum',
          members: {
            OFF: { Level: 'OFF' },
            ALL: { Level: 'ALL' },
            ERROR: { Level: 'ERROR' },
            FATAL: { Level: 'FATAL' },
          },
        },
        destination: seen('Destinations'),
      },
    },
  },
};

/** An alarm, made by its class or by `createAlarm` of a metric. */
export const alarm: ConstructRule = {
  type: 'AWS::CloudWatch::Alarm',
  propsAt: 2,
  props: {
    metric: { cfn: 'MetricName', as: 'metric' },
    alarmName: plain('AlarmName'),
    alarmDescription: plain('AlarmDescription'),
    actionsEnabled: plain('ActionsEnabled'),
    threshold: plain('Threshold'),
    evaluationPeriods: plain('EvaluationPeriods'),
    datapointsToAlarm: plain('DatapointsToAlarm'),
    comparisonOperator: {
      cfn: 'ComparisonOperator',
      as: 'enum',
      members: {
        GREATER_THAN_THRESHOLD: { ComparisonOperator: 'GreaterThanThreshold' },
        GREATER_THAN_OR_EQUAL_TO_THRESHOLD: { ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
        LESS_THAN_THRESHOLD: { ComparisonOperator: 'LessThanThreshold' },
        LESS_THAN_OR_EQUAL_TO_THRESHOLD: { ComparisonOperator: 'LessThanOrEqualToThreshold' },
      },
    },
    treatMissingData: {
      cfn: 'TreatMissingData',
      as: 'enum',
      members: {
        BREACHING: { TreatMissingData: 'breaching' },
        NOT_BREACHING: { TreatMissingData: 'notBreaching' },
        IGNORE: { TreatMissingData: 'ignore' },
        MISSING: { TreatMissingData: 'missing' },
      },
    },
  },
};

const bare = (type: string, props: PropertyTable = {}): ConstructRule => ({ type, propsAt: 2, props });
const taskDefinition = bare('AWS::ECS::TaskDefinition', { taskRole: { cfn: 'TaskRoleArn', as: 'ref' } });
const service = bare('AWS::ECS::Service', { taskDefinition: { cfn: 'TaskDefinition', as: 'ref' } });

/** Constructs by module and class. `aws-cdk-lib/aws-sqs` stands for `@aws-cdk/aws-sqs` too. */
export const constructs: Readonly<Record<string, Readonly<Record<string, ConstructRule>>>> = {
  'aws-cdk-lib/aws-sqs': { Queue: queue },
  'aws-cdk-lib/aws-sns': {
    Topic: topic,
    Subscription: {
      type: 'AWS::SNS::Subscription',
      propsAt: 2,
      props: {
        ...subscriptionProps,
        topic: { cfn: 'TopicArn', as: 'ref' },
        endpoint: plain('Endpoint'),
        protocol: {
          cfn: 'Protocol',
          as: 'enum',
          members: Object.fromEntries(
            ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'].map(name => [
              name.toUpperCase().replace('-', '_'),
              { Protocol: name },
            ]),
          ),
        },
      },
    },
  },
  'aws-cdk-lib/aws-lambda': {
    ...functions('Function', 'DockerImageFunction', 'SingletonFunction'),
    EventSourceMapping: {
      type: 'AWS::Lambda::EventSourceMapping',
      propsAt: 2,
      props: {
        ...mappingProps,
        target: { cfn: 'FunctionName', as: 'ref' },
        eventSourceArn: plain('EventSourceArn'),
        kafkaBootstrapServers: plain('SelfManagedEventSource.Endpoints.KafkaBootstrapServers'),
      },
    },
    Alias: {
      type: 'AWS::Lambda::Alias',
      propsAt: 2,
      props: { version: { cfn: 'FunctionName', as: 'ref' }, aliasName: plain('Name') },
    },
    EventInvokeConfig: {
      type: 'AWS::Lambda::EventInvokeConfig',
      propsAt: 2,
      props: {
        function: { cfn: 'FunctionName', as: 'ref' },
        onFailure: { cfn: 'DestinationConfig.OnFailure.Destination', as: 'destination' },
      },
    },
    Version: { type: 'AWS::Lambda::Version', propsAt: 2, props: { lambda: { cfn: 'FunctionName', as: 'ref' } } },
  },
  'aws-cdk-lib/aws-lambda-nodejs': functions('NodejsFunction'),
  '@aws-cdk/aws-lambda-python-alpha': functions('PythonFunction'),
  '@aws-cdk/aws-lambda-go-alpha': functions('GoFunction'),
  'aws-cdk-lib/aws-kinesis': {
    Stream: {
      type: 'AWS::Kinesis::Stream',
      propsAt: 2,
      props: {
        streamName: plain('Name'),
        shardCount: plain('ShardCount'),
        retentionPeriod: { cfn: 'RetentionPeriodHours', as: 'hours' },
        streamMode: {
          cfn: 'StreamModeDetails.StreamMode',
          as: 'enum',
          members: {
            PROVISIONED: { 'StreamModeDetails.StreamMode': 'PROVISIONED' },
            ON_DEMAND: { 'StreamModeDetails.StreamMode': 'ON_DEMAND' },
          },
        },
      },
    },
  },
  'aws-cdk-lib/aws-events': {
    Rule: {
      type: 'AWS::Events::Rule',
      propsAt: 2,
      props: {
        enabled: seen('State'),
        schedule: seen('ScheduleExpression'),
        eventBus: { cfn: 'EventBusName', as: 'ref' },
        eventPattern: { cfn: 'EventPattern', as: 'map', keys: { source: plain('source') } },
        targets: { cfn: 'Targets', as: 'targets' },
      },
    },
    Archive: {
      type: 'AWS::Events::Archive',
      propsAt: 2,
      props: {
        archiveName: plain('ArchiveName'),
        sourceEventBus: arn('SourceArn'),
        retention: { cfn: 'RetentionDays', as: 'days' },
      },
    },
    EventBus: {
      type: 'AWS::Events::EventBus',
      propsAt: 2,
      props: {
        eventBusName: plain('Name'),
        eventSourceName: plain('EventSourceName'),
        deadLetterQueue: { cfn: 'DeadLetterConfig.Arn', as: 'arn' },
      },
    },
  },
  'aws-cdk-lib/aws-cloudwatch': { Alarm: alarm },
  'aws-cdk-lib/aws-s3': { Bucket: bare('AWS::S3::Bucket', { bucketName: plain('BucketName') }) },
  'aws-cdk-lib/aws-kinesisfirehose': {
    DeliveryStream: bare('AWS::KinesisFirehose::DeliveryStream', {
      deliveryStreamName: plain('DeliveryStreamName'),
      source: seen('DeliveryStreamType'),
      encryption: seen('DeliveryStreamEncryptionConfigurationInput'),
    }),
  },
  'aws-cdk-lib/aws-iam': {
    Role: bare('AWS::IAM::Role', { assumedBy: { cfn: 'AssumeRolePolicyDocument', as: 'principal' } }),
  },
  'aws-cdk-lib/aws-ecs': {
    TaskDefinition: taskDefinition,
    FargateTaskDefinition: taskDefinition,
    Ec2TaskDefinition: taskDefinition,
    ExternalTaskDefinition: taskDefinition,
    FargateService: service,
    Ec2Service: service,
  },
  'aws-cdk-lib/aws-ecs-patterns': { QueueProcessingFargateService: service, QueueProcessingEc2Service: service },
  'aws-cdk-lib/aws-ec2': { Instance: bare('AWS::EC2::Instance') },
  'aws-cdk-lib/aws-autoscaling': { AutoScalingGroup: bare('AWS::AutoScaling::AutoScalingGroup') },
  'aws-cdk-lib/aws-stepfunctions': { StateMachine: stateMachine },
  'aws-cdk-lib/aws-scheduler': { Schedule: schedule },
};

/** Classes that are handed to a method and describe one end of a link; `at` is the position of their resource. */
export interface PieceRule {
  readonly role: 'source' | 'subscription' | 'target' | 'destination' | 'metric' | 'principal' | 'statement';
  /** Service of the source, as ARNs write it. */
  readonly service?: string;
  /** Value of the link's own type property: the protocol of a subscription. */
  readonly protocol?: string;
  readonly props: PropertyTable;
  /** Position of the property object, where it is not the second argument. */
  readonly propsAt?: number;
}

const source = (service: string): PieceRule => ({ role: 'source', service, props: mappingProps });
const target: PieceRule = { role: 'target', props: targetProps };
const destination: PieceRule = { role: 'destination', props: {} };
const subscription = (protocol: string): PieceRule => ({ role: 'subscription', protocol, props: subscriptionProps });
const each = (rule: PieceRule, ...names: string[]) => Object.fromEntries(names.map(name => [name, rule]));

export const pieces: Readonly<Record<string, Readonly<Record<string, PieceRule>>>> = {
  'aws-cdk-lib/aws-lambda-event-sources': {
    SqsEventSource: source('sqs'),
    KinesisEventSource: source('kinesis'),
    DynamoEventSource: source('dynamodb'),
    ManagedKafkaEventSource: { role: 'source', service: 'kafka', props: kafkaProps, propsAt: 0 },
    SelfManagedKafkaEventSource: { role: 'source', props: kafkaProps, propsAt: 0 },
    SnsEventSource: { role: 'source', protocol: 'lambda', props: subscriptionProps },
    ...each({ role: 'source', service: 's3', props: {} }, 'S3EventSource', 'S3EventSourceV2'),
    ...each(destination, 'SqsDlq', 'SnsDlq'),
  },
  'aws-cdk-lib/aws-sns-subscriptions': {
    SqsSubscription: subscription('sqs'),
    LambdaSubscription: subscription('lambda'),
    UrlSubscription: subscription('https'),
    EmailSubscription: subscription('email'),
    SmsSubscription: subscription('sms'),
    FirehoseSubscription: subscription('firehose'),
  },
  'aws-cdk-lib/aws-events-targets': each(
    target,
    'SqsQueue',
    'LambdaFunction',
    'SnsTopic',
    'KinesisStream',
    'KinesisStreamV2',
    'SfnStateMachine',
    'EventBus',
    'ApiDestination',
    'ApiGateway',
    'CloudWatchLogGroup',
    'CodeBuildProject',
    'CodePipeline',
  ),
  'aws-cdk-lib/aws-scheduler-targets': each(
    target,
    'LambdaInvoke',
    'SqsSendMessage',
    'SnsPublish',
    'KinesisStreamPutRecord',
    'StepFunctionsStartExecution',
    'EventBridgePutEvents',
  ),
  'aws-cdk-lib/aws-lambda-destinations': each(destination, 'SqsDestination', 'SnsDestination'),
  'aws-cdk-lib/aws-s3-notifications': each(destination, 'SqsDestination', 'SnsDestination', 'LambdaDestination'),
  'aws-cdk-lib/aws-cloudwatch-actions': each(destination, 'SnsAction', 'LambdaAction'),
  'aws-cdk-lib/aws-cloudwatch': each({ role: 'metric', props: {} }, 'Metric', 'MathExpression'),
  'aws-cdk-lib/aws-iam': {
    ...each(
      { role: 'principal', props: {} },
      'ServicePrincipal',
      'AnyPrincipal',
      'StarPrincipal',
      'AccountPrincipal',
      'AccountRootPrincipal',
      'ArnPrincipal',
    ),
    PolicyStatement: { role: 'statement', props: {}, propsAt: 0 },
  },
};

/** The services whose L1 constructs (`CfnQueue`) are read: CloudFormation's name by module. */
export const services: Readonly<Record<string, string>> = {
  'aws-cdk-lib/aws-sqs': 'SQS',
  'aws-cdk-lib/aws-sns': 'SNS',
  'aws-cdk-lib/aws-lambda': 'Lambda',
  'aws-cdk-lib/aws-sam': 'Serverless',
  'aws-cdk-lib/aws-kinesis': 'Kinesis',
  'aws-cdk-lib/aws-kinesisfirehose': 'KinesisFirehose',
  'aws-cdk-lib/aws-events': 'Events',
  'aws-cdk-lib/aws-eventsv2': 'EventsV2',
  'aws-cdk-lib/aws-pipes': 'Pipes',
  'aws-cdk-lib/aws-scheduler': 'Scheduler',
  'aws-cdk-lib/aws-stepfunctions': 'StepFunctions',
  'aws-cdk-lib/aws-cloudwatch': 'CloudWatch',
  'aws-cdk-lib/aws-amazonmq': 'AmazonMQ',
  'aws-cdk-lib/aws-s3': 'S3',
  'aws-cdk-lib/aws-kms': 'KMS',
  'aws-cdk-lib/aws-iam': 'IAM',
  'aws-cdk-lib/aws-logs': 'Logs',
  'aws-cdk-lib/aws-dynamodb': 'DynamoDB',
  'aws-cdk-lib/aws-msk': 'MSK',
  'aws-cdk-lib/aws-ecs': 'ECS',
  'aws-cdk-lib/aws-ec2': 'EC2',
  'aws-cdk-lib/aws-autoscaling': 'AutoScaling',
};

/** Modules whose code does to a construct only what its documentation says. */
export function isTrusted(module: string): boolean {
  return (
    module === 'aws-cdk-lib' ||
    module.startsWith('aws-cdk-lib/') ||
    module.startsWith('@aws-cdk/') ||
    module === 'cdk-nag'
  );
}

/** The module of today's library for one of version 1, and for `aws_sqs` taken from the main module. */
export function canonicalModule(module: string): string {
  if (module === '@aws-cdk/core') return 'aws-cdk-lib';
  const first = /^@aws-cdk\/(aws-[a-z0-9-]+)$/.exec(module)?.[1];
  return first && !first.endsWith('-alpha') ? `aws-cdk-lib/${first}` : module;
}
