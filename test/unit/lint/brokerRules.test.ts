import { expect, test } from 'vitest';
import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { lint, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const all = {
  EngineType: 'ACTIVEMQ',
  DeploymentMode: 'ACTIVE_STANDBY_MULTI_AZ',
  HostInstanceType: 'mq.m5.large',
  PubliclyAccessible: 'false',
  AutoMinorVersionUpgrade: 'true',
  Logs: '{ General: true, Audit: true }',
};
/** A broker that is right, but for what is given; undefined leaves a property out. */
const broker = (changes: Readonly<Record<string, string | undefined>>) =>
  template(
    `  Broker:\n    Type: AWS::AmazonMQ::Broker\n    Properties:\n      BrokerName: shop # name\n${Object.entries({
      ...all,
      ...changes,
    })
      .flatMap(([key, value]) => (value === undefined ? [] : [`      ${key}: ${value}\n`]))
      .join('')}`,
  );
const cdk = (properties: string) =>
  stack(`new mq.CfnBroker(this, 'B', { ${properties} });`, "import * as mq from 'aws-cdk-lib/aws-amazonmq';\n");
const right =
  "engineType: 'RABBITMQ', hostInstanceType: 'mq.m5.large', autoMinorVersionUpgrade: true, logs: { general: true }";

runCases('mq-single-instance', [
  yaml('ActiveMQ', broker({ DeploymentMode: 'SINGLE_INSTANCE' }), {
    severity: 'warning',
    underlined: 'SINGLE_INSTANCE',
  }),
  yaml('RabbitMQ', broker({ EngineType: 'RabbitMQ', DeploymentMode: 'SINGLE_INSTANCE' })),
  yaml('one subnet', broker({ DeploymentMode: 'SINGLE_INSTANCE', SubnetIds: '[subnet-1]' }), { unfixable: true }),
  yaml('small instance', broker({ DeploymentMode: 'SINGLE_INSTANCE', HostInstanceType: 'mq.t3.micro' }), {
    unfixable: true,
  }),
  yaml('engine unknown', broker({ DeploymentMode: 'SINGLE_INSTANCE', EngineType: '!Ref Engine' }), { unfixable: true }),
  json(
    'ActiveMQ',
    JSON.stringify({
      Resources: {
        B: {
          Type: 'AWS::AmazonMQ::Broker',
          Properties: { EngineType: 'ACTIVEMQ', DeploymentMode: 'SINGLE_INSTANCE', HostInstanceType: 'mq.m5.large' },
        },
      },
    }),
  ),
  typescript('L1', cdk(`${right}, deploymentMode: 'SINGLE_INSTANCE'`)),
  ...quiet([
    yaml('several zones', broker({})),
    yaml('unknown', broker({ DeploymentMode: '!Ref Mode' })),
    yaml('single in one environment', broker({ DeploymentMode: '!If [Prod, CLUSTER_MULTI_AZ, SINGLE_INSTANCE]' })),
    typescript('unknown', cdk(`${right}, deploymentMode: props.mode`)),
  ]),
]);

const user = (password: string) => broker({ Users: `[{ Username: shop, Password: ${password} }]` });

runCases('mq-exposure-and-logs', [
  yaml('public', broker({ PubliclyAccessible: 'true' }), { severity: 'error', underlined: 'true' }),
  yaml('password', user('correct-horse-battery'), {
    severity: 'error',
    underlined: 'correct-horse-battery',
    unfixable: true,
  }),
  yaml('no logs of ActiveMQ', broker({ Logs: undefined }), { findings: 2, severity: 'warning', underlined: 'Broker' }),
  yaml('no logs of RabbitMQ', broker({ Logs: undefined, EngineType: 'RABBITMQ' })),
  yaml('no audit log', broker({ Logs: '{ General: true }' })),
  yaml('audit log off', broker({ Logs: '{ General: true, Audit: false }' }), { underlined: 'false' }),
  yaml('no upgrades', broker({ AutoMinorVersionUpgrade: 'false' }), { severity: 'warning' }),
  json(
    'public',
    JSON.stringify({
      Resources: {
        B: { Type: 'AWS::AmazonMQ::Broker', Properties: { PubliclyAccessible: true, Logs: { General: 'true' } } },
      },
    }),
  ),
  typescript('public', cdk(`${right}, publiclyAccessible: true`), { severity: 'error' }),
  typescript('password', cdk(`${right}, users: [{ username: 'a', password: 'correct-horse-battery' }]`), {
    underlined: "'correct-horse-battery'",
    unfixable: true,
  }),
  ...quiet([
    yaml('all right', broker({})),
    yaml(
      'unknown',
      broker({ PubliclyAccessible: '!Ref Public', Logs: '!Ref Logs', AutoMinorVersionUpgrade: '!Ref Up' }),
    ),
    yaml('secret', user("'{{resolve:secretsmanager:broker:SecretString:password}}'")),
    yaml('parameter', user('!Ref Password')),
    yaml('Sub of a secret', user("!Sub '{{resolve:secretsmanager:${Secret}:SecretString:password}}'")),
    yaml('no audit log in RabbitMQ', broker({ Logs: '{ General: true }', EngineType: 'RABBITMQ' })),
    yaml('engine unknown', broker({ Logs: '{ General: true }', EngineType: '!Ref Engine' })),
    typescript('unknown', cdk(`${right}, publiclyAccessible: props.open, users: props.users`)),
  ]),
]);

test('a password never shows in a message', async () => {
  const reports = await lint('yaml', user('correct-horse-battery'));
  expect(reports).toHaveLength(1);
  expect(JSON.stringify(reports)).not.toContain('correct-horse');
});
