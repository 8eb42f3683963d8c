import { type Entry, type Span, unknown, type Value } from '../value.ts';
import type { Converter } from './convert.ts';
import type { Folder } from './fold.ts';
import type { Expression, ObjectEntry } from './syntax.ts';

/** Policies that constructs above L1 keep for themselves, by CloudFormation's type of the construct. */
export const ownPolicies: Readonly<Record<string, OwnPolicy>> = {
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', guarded: 'Queues', statements: ['PolicyDocument', 'Statement'] },
  'AWS::SNS::Topic': { type: 'AWS::SNS::TopicPolicy', guarded: 'Topics', statements: ['PolicyDocument', 'Statement'] },
  'AWS::Events::EventBus': {
    type: 'AWS::Events::EventBusPolicy',
    guarded: 'EventBusName',
    statements: ['Statement'],
  },
};

export interface OwnPolicy {
  readonly type: string;
  /** Property that names what the policy opens. */
  readonly guarded: string;
  readonly statements: readonly string[];
}

/** What a method allows whom it is given, on the construct it is called on. */
export const grantedActions: Readonly<Record<string, string>> = {
  grantSendMessages: 'sqs:SendMessage',
  grantPublish: 'sns:Publish',
};

/** The statement that a grant adds to the policy of a queue or topic; undefined for what is no service. */
export function grantedStatement(
  action: string,
  grantee: Expression,
  folder: Folder,
  converter: Converter,
): Value | undefined {
  const folded = folder.fold(grantee);
  if (folded.kind !== 'piece' || folded.name !== 'ServicePrincipal') return undefined;
  const span = converter.span(grantee);
  const principal = principalOf(grantee, folder, converter);
  return map(span, { Effect: literal('Allow', span), ...principal, Action: literal(action, span) });
}

/**
 * `new iam.PolicyStatement({…})` in the terms of a policy document. One that has a name may be changed further on: then
 * nothing is known of it.
 */
export function policyStatement(expression: Expression, folder: Folder, converter: Converter): Value {
  const span = converter.span(expression);
  const folded = expression.kind === 'name' || expression.kind === 'member' ? undefined : folder.fold(expression);
  if (folded?.kind !== 'piece' || folded.name !== 'PolicyStatement' || folded.call.broken)
    return { kind: 'unknown', span };
  const props = converter.props(folded.call.args[0]);
  if (props.open) return { kind: 'unknown', span };
  const plain = (key: string): Value | undefined => {
    const entry = props.entries.get(key);
    return entry && converter.plain(entry.value);
  };
  return map(span, {
    Effect: effectOf(props.entries.get('effect'), folder, span),
    NotPrincipal: plain('notPrincipals'),
    Action: plain('actions'),
    NotAction: plain('notActions'),
    Condition: plain('conditions'),
    // A condition that the principal brings comes on top: then nothing is known of all of them.
    ...principalsOf(props.entries.get('principals'), folder, converter),
  });
}

function effectOf(entry: ObjectEntry | undefined, folder: Folder, span: Span): Value {
  const folded = entry && folder.fold(entry.value);
  if (!folded || folded.kind === 'absent') return literal('Allow', span);
  const member = folded.kind === 'static' ? folded.name.split('.').at(-1) : undefined;
  if (member !== 'ALLOW' && member !== 'DENY') return { kind: 'unknown', span };
  return literal(member === 'ALLOW' ? 'Allow' : 'Deny', span);
}

/** Of several principals nothing is known. */
function principalsOf(
  entry: ObjectEntry | undefined,
  folder: Folder,
  converter: Converter,
): Readonly<Record<string, Value>> {
  if (!entry) return {};
  const folded = folder.fold(entry.value);
  const span = converter.span(entry.value);
  const [only] = folded.kind === 'list' ? folded.items : [];
  if (folded.kind !== 'list' || folded.open || !only || folded.items.length > 1) {
    return { Principal: { kind: 'unknown', span } };
  }
  return principalOf(only, folder, converter);
}

/** The principal, and the condition where the principal brings one. */
function principalOf(expression: Expression, folder: Folder, converter: Converter): Readonly<Record<string, Value>> {
  const folded = folder.fold(expression);
  const span = converter.span(expression);
  if (folded.kind !== 'piece') return { Principal: { kind: 'unknown', span } };
  const [first, options] = folded.call.args;
  const bare = options === undefined || folder.fold(options).kind === 'absent';
  const condition: Readonly<Record<string, Value>> = bare ? {} : { Condition: { kind: 'unknown', span } };
  switch (folded.name) {
    case 'ServicePrincipal': {
      const named = first ? folder.fold(first) : undefined;
      const service: Value = named?.kind === 'scalar' ? literal(named.value, span) : { kind: 'unknown', span };
      return { Principal: map(span, { Service: service }), ...condition };
    }
    case 'AnyPrincipal':
    case 'StarPrincipal':
      return { Principal: map(span, { AWS: literal('*', span) }), ...condition };
    case 'AccountPrincipal':
    case 'AccountRootPrincipal':
    case 'ArnPrincipal':
      return { Principal: map(span, { AWS: { kind: 'text', parts: [unknown], span } }), ...condition };
    default:
      return { Principal: { kind: 'unknown', span } };
  }
}

function literal(value: string | number | boolean | null, span: Span): Value {
  return { kind: 'literal', value, span };
}

/** A map whose keys all stand at one place; what is absent is left out. */
export function map(span: Span, values: Readonly<Record<string, Value | undefined>>): Value {
  const entries = Object.entries(values).flatMap(([key, value]): [string, Entry][] =>
    value === undefined || value.kind === 'absent' ? [] : [[key, { key, keySpan: span, value }]],
  );
  return { kind: 'map', entries: new Map(entries), open: false, span };
}
