import { sqs } from '../core/limits.ts';
import type { MessagingGraph, Resource } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import { allowStatement, map, oneOrList, policyDocument, text } from './policyWriting.ts';
import type { Change, NewResource, NewValue } from './rule.ts';

/** A queue that keeps what others could not process or deliver, for as long as SQS does. */
export function newDeadLetterQueue(name: string, fifo = false): NewResource {
  return {
    name,
    type: 'AWS::SQS::Queue',
    props: {
      ...(fifo ? { FifoQueue: { kind: 'scalar', value: true } } : {}),
      MessageRetentionPeriod: { kind: 'scalar', value: sqs.maxRetentionSeconds },
    },
  };
}

/** The policy that lets a service send to a new queue on behalf of one source. */
export function newQueuePolicy(queue: NewResource, service: string, sourceArn: NewValue): NewResource {
  const statement = allowStatement(
    { Service: text(service) },
    text('sqs:SendMessage'),
    { kind: 'created', resource: queue, attribute: 'Arn' },
    { ArnEquals: map({ 'aws:SourceArn': sourceArn }) },
  );
  return {
    name: `${queue.name}Policy`,
    type: 'AWS::SQS::QueuePolicy',
    props: {
      Queues: { kind: 'list', items: [{ kind: 'created', resource: queue, attribute: 'Ref' }] },
      PolicyDocument: policyDocument([statement]),
    },
  };
}

/** Something a role is allowed to do. */
export interface Permission {
  /** Name of the policy, should one be made. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly on: NewValue;
}

/** Lets whoever fails send to a new queue. */
export function mayFill(queue: NewResource): Permission {
  return {
    name: `${queue.name}Access`,
    actions: ['sqs:SendMessage'],
    on: { kind: 'created', resource: queue, attribute: 'Arn' },
  };
}

/**
 * The changes that allow something to the role of a resource: a policy of its own for a role of the same template, an
 * entry in the policies of what SAM makes a role for. Undefined where the role is out of sight: then nobody can tell
 * whether what needs the permission would work.
 * @param owner has the role
 * @param role the property that names it
 * @param waiting waits for the permission at deployment, as AWS asks for it when it is made
 */
export function allowTo(
  { name, actions, on }: Permission,
  owner: Resource,
  role: Value,
  graph: MessagingGraph,
  waiting: Resource | undefined = owner,
): Change[] | undefined {
  const statement = map({ Effect: text('Allow'), Action: oneOrList(actions.map(text)), Resource: on });
  if (role.kind === 'absent' && owner.writtenType.startsWith('AWS::Serverless::') && !owner.virtual) {
    return [{ kind: 'append', resource: owner, path: ['Policies'], value: policyDocument([statement]) }];
  }
  const known = graph.target(role);
  if (known?.type !== 'AWS::IAM::Role' || known.external || known.origin !== 'template') return undefined;
  const policy: NewResource = {
    name,
    type: 'AWS::IAM::Policy',
    props: {
      PolicyName: text(name),
      Roles: { kind: 'list', items: [{ kind: 'reference', resource: known, attribute: 'Ref' }] },
      PolicyDocument: policyDocument([statement]),
    },
  };
  if (!waiting) return [{ kind: 'create', resource: policy, near: owner }];
  return [{ kind: 'depend', resource: waiting, on: policy }];
}

/** Makes the attribute of a resource in sight a reference, and copies anything else as it is written. */
export function sameAs(holder: Resource, path: readonly string[], attribute: string, graph: MessagingGraph): NewValue {
  const target = graph.target(graph.prop(holder, ...path));
  return target && !target.external && !target.virtual
    ? { kind: 'reference', resource: target, attribute }
    : { kind: 'copied', from: holder, path };
}
