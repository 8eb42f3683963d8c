import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { cases, onlyString, type Value } from '../graph/value.ts';
import { documentStatements, mayAllow } from './policyFacts.ts';

/**
 * What a service does with the key of an encrypted queue or topic when it sends to it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const sendingKeyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** True when a key is, in every case, the one that AWS manages for the service: `alias/aws/sqs`, by alias or ARN. */
export function isAwsManagedKey(key: Value, service: 'sqs' | 'sns'): boolean {
  const alias = `alias/aws/${service}`;
  return cases(key).every(each => {
    const last = each.kind === 'text' ? each.parts.at(-1) : each;
    if (last?.kind !== 'literal' || typeof last.value !== 'string') return false;
    return last.value.endsWith(`:${alias}`) || (each.kind === 'literal' && last.value === alias);
  });
}

/** The customer key behind a `KmsMasterKeyId`, by reference or by an alias, where it stands in the graph. */
export function customerKey(value: Value, graph: MessagingGraph): Resource | undefined {
  const target = graph.target(value) ?? aliasNamed(value, graph);
  const key = target?.type === 'AWS::KMS::Alias' ? graph.target(graph.prop(target, 'TargetKeyId')) : target;
  return key?.type === 'AWS::KMS::Key' && !key.external ? key : undefined;
}

function aliasNamed(value: Value, graph: MessagingGraph): Resource | undefined {
  const name = onlyString(value);
  if (!name?.startsWith('alias/')) return undefined;
  return graph.ofType('AWS::KMS::Alias').find(alias => onlyString(graph.prop(alias, 'AliasName')) === name);
}

/** True when the key's policy lets the service send to what the key encrypts, or may do so. */
export function mayUseKey(service: string, key: Resource, graph: MessagingGraph): boolean {
  const statements = documentStatements(key, 'KeyPolicy', graph);
  return sendingKeyActions.every(action => statements.some(statement => mayAllow(statement, service, action)));
}
