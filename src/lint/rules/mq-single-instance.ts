import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { isAbsent, onlyString } from '../../graph/value.ts';
import { brokerEngine } from '../brokerFacts.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const redundantModes: Readonly<Record<string, string>> = {
  activemq: 'ACTIVE_STANDBY_MULTI_AZ',
  rabbitmq: 'CLUSTER_MULTI_AZ',
};

/** One broker in one zone. */
export const mqSingleInstance = defineRule<{ broker: string; mode: string }>({
  id: 'mq-single-instance',
  title: 'Broker with a single instance',
  severity: 'warning',
  equivalents: ['CT.MQ.PR.1', 'CT.MQ.PR.2', 'MQ.5', 'MQ.6'],
  docs: {
    why:
      'A single-instance broker stands in one Availability Zone: maintenance restarts it, and a failure of the zone ' +
      'takes it away. ActiveMQ has an active and a standby instance in two zones (`ACTIVE_STANDBY_MULTI_AZ`), RabbitMQ ' +
      'a cluster over three (`CLUSTER_MULTI_AZ`). The mode cannot be changed in place: the broker is replaced.',
    silent: ['The deployment mode is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-broker-architecture.html',
      'https://docs.aws.amazon.com/config/latest/developerguide/mq-active-deployment-mode.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Broker:\n    Type: AWS::AmazonMQ::Broker\n    Properties:\n      BrokerName: shop\n      EngineType: RABBITMQ\n      DeploymentMode: SINGLE_INSTANCE\n      HostInstanceType: mq.m5.large\n      PubliclyAccessible: false\n      AutoMinorVersionUpgrade: true\n      Logs: { General: true }\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Broker:\n    Type: AWS::AmazonMQ::Broker\n    Properties:\n      BrokerName: shop\n      EngineType: RABBITMQ\n      DeploymentMode: CLUSTER_MULTI_AZ\n      HostInstanceType: mq.m5.large\n      PubliclyAccessible: false\n      AutoMinorVersionUpgrade: true\n      Logs: { General: true }\n',
      },
    ],
  },

  *check(graph) {
    for (const broker of graph.ofType('AWS::AmazonMQ::Broker')) {
      if (onlyString(graph.prop(broker, 'DeploymentMode')) !== 'SINGLE_INSTANCE') continue;
      yield {
        resource: broker,
        span: placeOf(broker, graph, 'DeploymentMode'),
        data: { broker: broker.name, mode: redundantModes[brokerEngine(broker, graph) ?? ''] ?? '' },
      };
    }
  },

  message: ({ broker, mode }) =>
    `Broker ${broker} has a single instance: it is away during maintenance and with its zone${mode ? `. ${mode} keeps it running` : ''}.`,

  fix({ resource: broker, data: { mode } }, graph) {
    if (!mode || !fitsSeveralZones(broker, graph)) return undefined;
    return {
      title: `Set DeploymentMode to ${mode}`,
      changes: [{ kind: 'set', resource: broker, path: ['DeploymentMode'], value: { kind: 'scalar', value: mode } }],
    };
  },
});

/** The modes with several instances need subnets in as many zones, and no micro instances. */
function fitsSeveralZones(broker: Resource, graph: MessagingGraph): boolean {
  if (!isReplaceable(graph.prop(broker, 'DeploymentMode'))) return false;
  const instance = onlyString(graph.prop(broker, 'HostInstanceType'));
  return isAbsent(graph.prop(broker, 'SubnetIds')) && instance !== undefined && !instance.endsWith('.micro');
}
