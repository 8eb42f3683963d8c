import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { booleansOf, type Span, spanOf, stringsOf, valueAt } from '../../graph/value.ts';
import { brokerEngine } from '../brokerFacts.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** What is wrong with a broker: the property to blame, and what to set it to. */
interface Problem {
  readonly path: string;
  readonly wanted: boolean | undefined;
  readonly span: Span;
}

/** A broker open to the internet, a password in the source, logs or upgrades switched off. */
export const mqExposureAndLogs = defineRule<{ broker: string; path: string }>({
  id: 'mq-exposure-and-logs',
  title: 'Broker open to the internet, or without logs',
  severity: 'warning',
  equivalents: ['CKV_AWS_69', 'CKV_AWS_197', 'F52', 'AWS-0070', 'AWS-0071', 'AWS-0072', 'MQ.2', 'MQ.3'],
  docs: {
    why:
      'One page for what a broker should not do:\n\n' +
      '- `PubliclyAccessible: true` puts it on the internet, with a password between the world and the messages ' +
      '(*error*).\n' +
      '- A password written in the source is known to everybody who reads it (*error*); a dynamic reference to ' +
      'Secrets Manager is not.\n' +
      '- Without general logs, and with ActiveMQ audit logs, nobody can tell what happened.\n' +
      '- `AutoMinorVersionUpgrade: false` keeps known holes open.\n\n' +
      'Taking a broker off the internet replaces it: the deployment makes a new one without the messages of the old.',
    silent: [
      'The value is unknown: a parameter, a dynamic reference.',
      'Audit logs of RabbitMQ, which has none, or of an engine that is unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-amazonmq-broker.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-amazonmq-broker-loglist.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/mq-controls.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Broker:\n    Type: AWS::AmazonMQ::Broker\n    Properties:\n      BrokerName: shop\n      EngineType: ACTIVEMQ\n      DeploymentMode: ACTIVE_STANDBY_MULTI_AZ\n      HostInstanceType: mq.m5.large\n      PubliclyAccessible: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: "Resources:\n  Broker:\n    Type: AWS::AmazonMQ::Broker\n    Properties:\n      BrokerName: shop\n      EngineType: ACTIVEMQ\n      DeploymentMode: ACTIVE_STANDBY_MULTI_AZ\n      HostInstanceType: mq.m5.large\n      PubliclyAccessible: false\n      AutoMinorVersionUpgrade: true\n      Logs: { General: true, Audit: true }\n      Users:\n        - Username: shop\n          Password: '{{resolve:secretsmanager:broker:SecretString:password}}'\n",
      },
    ],
  },

  *check(graph) {
    for (const broker of graph.ofType('AWS::AmazonMQ::Broker')) {
      for (const { path, span } of problemsOf(broker, graph)) {
        yield {
          resource: broker,
          span,
          data: { broker: broker.name, path },
          severity: path === 'PubliclyAccessible' || path === 'Password' ? 'error' : 'warning',
        };
      }
    }
  },

  message: ({ broker, path }) => {
    switch (path) {
      case 'PubliclyAccessible':
        return `Broker ${broker} can be reached from the internet.`;
      case 'Password':
        return `A password of broker ${broker} is written here: take it from Secrets Manager.`;
      case 'AutoMinorVersionUpgrade':
        return `Broker ${broker} gets no minor upgrades, security fixes among them.`;
      default:
        return `Broker ${broker} writes no ${path === 'Logs.Audit' ? 'audit' : 'general'} log.`;
    }
  },

  fix({ resource: broker, data: { path } }, graph) {
    const wanted = problemsOf(broker, graph).find(problem => problem.path === path)?.wanted;
    const keys = path.split('.');
    if (wanted === undefined || !isReplaceable(graph.prop(broker, ...keys))) return undefined;
    return {
      title: `Set ${path} to ${wanted}`,
      changes: [{ kind: 'set', resource: broker, path: keys, value: { kind: 'scalar', value: wanted } }],
    };
  },
});

function problemsOf(broker: Resource, graph: MessagingGraph): readonly Problem[] {
  const problems: Problem[] = [];
  const flag = (path: string, wrong: boolean, fallback: boolean) => {
    const keys = path.split('.');
    const all = booleansOf(graph.prop(broker, ...keys), fallback);
    if (!all?.every(value => value === wrong)) return;
    problems.push({ path, wanted: !wrong, span: placeOf(broker, graph, ...keys) });
  };
  flag('PubliclyAccessible', true, false);
  flag('AutoMinorVersionUpgrade', false, true);
  flag('Logs.General', false, false);
  if (brokerEngine(broker, graph) === 'activemq') flag('Logs.Audit', false, false);
  const users = graph.prop(broker, 'Users');
  for (const user of users.kind === 'list' ? users.items : []) {
    const password = valueAt(user, 'Password');
    const span = spanOf(password);
    if (span && stringsOf(password)) problems.push({ path: 'Password', wanted: undefined, span });
  }
  return problems;
}
