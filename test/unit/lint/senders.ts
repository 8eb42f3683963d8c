import { type RuleCase, silent } from './cases.ts';

/** The cases with nothing to say about. */
export const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
export const queue = (properties = '', name = 'Bills') =>
  `  ${name}:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600 # days\n${properties === '' ? '' : `      ${properties}\n`}`;
export const topic = '  Orders:\n    Type: AWS::SNS::Topic\n';
export const subscription = (rest = '', endpoint = '!GetAtt Bills.Arn') =>
  `  ToBills:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: ${endpoint}\n${rest === '' ? '      RedrivePolicy: !Ref Redrive\n' : `      ${rest}\n`}`;
export const failures = '      RedrivePolicy: {deadLetterTargetArn: !GetAtt Bills.Arn}\n';
export const webhook = `  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: https\n      Endpoint: https://example.com\n${failures}`;
export const rule = (target = 'Arn: !GetAtt Bills.Arn', rest = '') =>
  `  EveryDay:\n    Type: AWS::Events::Rule\n    Properties:\n      ScheduleExpression: rate(1 day)\n${rest}      Targets:\n        - Id: a\n          ${target}\n          RetryPolicy: {MaximumRetryAttempts: 9}\n`;
export const ruleTo = (target = '!GetAtt Bills.Arn', dlq = '!ImportValue dlq') =>
  rule(`Arn: ${target}\n          DeadLetterConfig: {Arn: ${dlq}}`);
export const bucket =
  '  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: !GetAtt Bills.Arn\n';
export const pipe =
  '  Pipe:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      RoleArn: !ImportValue r\n      Source: !ImportValue s\n      Target: !GetAtt Bills.Arn\n';
export const statement = (principal: string, rest = '', action = 'sqs:SendMessage') =>
  `          - Effect: Allow\n            Principal: ${principal}\n            Action: ${action}\n            Resource: !GetAtt Bills.Arn\n${rest}`;
export const policy = (statements: string, queues = '[!Ref Bills]', type = 'AWS::SQS::QueuePolicy') =>
  `  Policy:\n    Type: ${type}\n    Properties:\n      ${type.endsWith('InlinePolicy') ? 'Queue' : 'Queues'}: ${queues}\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n${statements}`;
export const head =
  "import * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\nimport * as kms from 'aws-cdk-lib/aws-kms';\nimport * as s3 from 'aws-cdk-lib/aws-s3';";
export const forAccount =
  '            Condition:\n              StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}\n';
export const managedKey = 'KmsMasterKeyId: alias/aws/sqs';
export const encrypted = queue('KmsMasterKeyId: !GetAtt Key.Arn');
export const alarm =
  '  TooMany:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmActions: [!Ref Orders]\n';
