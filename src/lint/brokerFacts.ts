import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { onlyString } from '../graph/value.ts';

/** `activemq` or `rabbitmq` (CloudFormation takes both cases); undefined when it cannot be known. */
export function brokerEngine(broker: Resource, graph: MessagingGraph): string | undefined {
  return onlyString(graph.prop(broker, 'EngineType'))?.toLowerCase();
}
