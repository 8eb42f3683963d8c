import type { MessagingGraph, Resource } from '../graph/graph.ts';
import {
  cases,
  type Entry,
  type MapValue,
  type Span,
  spanOf,
  stringsOf,
  unknown,
  type Value,
  valueAt,
} from '../graph/value.ts';

/** One statement of a policy; anything but a map is a statement that cannot be seen. */
export interface PolicyStatement {
  readonly value: Value;
  /** Keys from the policy's properties to the statement; undefined where a fix cannot reach it safely. */
  readonly path: readonly string[] | undefined;
}

/** A policy that opens queues, topics or event buses to others. */
export interface ResourcePolicy {
  readonly policy: Resource;
  /** What it opens; undefined when that cannot be told. */
  readonly guarded: readonly Value[] | undefined;
  readonly statements: readonly PolicyStatement[];
}

/** Property of each kind of policy that names what it opens. */
const guardedProperties: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::Events::EventBusPolicy': 'EventBusName',
  'AWS::EventsV2::ResourcePolicy': 'EventBusArn',
};

export const queuePolicyTypes: readonly string[] = ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'];
export const topicPolicyTypes: readonly string[] = ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'];

/** Policies of the given kinds, by default of every kind, or one policy alone. */
export function resourcePolicies(
  graph: MessagingGraph,
  types: readonly string[] = Object.keys(guardedProperties),
  only?: Resource,
): ResourcePolicy[] {
  const policies = only ? [only] : types.flatMap(type => graph.ofType(type));
  return policies.map(policy => ({
    policy,
    guarded: guardedBy(policy, graph),
    statements: statementsOf(policy, graph),
  }));
}

/** The policies that may open the resource. */
export function policiesOf(resource: Resource, types: readonly string[], graph: MessagingGraph): ResourcePolicy[] {
  return types.flatMap(type =>
    graph.ofType(type).flatMap((policy): ResourcePolicy[] => {
      const guarded = guardedBy(policy, graph);
      const isElsewhere = guarded?.every(each => {
        const target = graph.target(each);
        return target !== undefined && target !== resource;
      });
      return isElsewhere ? [] : [{ policy, guarded, statements: statementsOf(policy, graph) }];
    }),
  );
}

function guardedBy(policy: Resource, graph: MessagingGraph): readonly Value[] | undefined {
  return itemsOf(graph.prop(policy, guardedProperties[policy.type] ?? ''));
}

/** Statements of a policy's own property, whatever it is called. */
export function statementsOf(policy: Resource, graph: MessagingGraph): readonly PolicyStatement[] {
  if (policy.type !== 'AWS::Events::EventBusPolicy') return documentStatements(policy, 'PolicyDocument', graph);
  const statement = graph.prop(policy, 'Statement');
  if (statement.kind !== 'absent') return each(statement, ['Statement']);
  return [{ value: writtenInProperties(policy, graph), path: undefined }];
}

/** Statements of a policy document; what cannot be seen is a statement too. */
export function documentStatements(
  policy: Resource,
  property: string,
  graph: MessagingGraph,
): readonly PolicyStatement[] {
  const document = graph.prop(policy, property);
  return cases(document).flatMap((one): readonly PolicyStatement[] => {
    if (one.kind === 'absent') return [];
    const path = document.kind === 'conditional' || isText(one) ? undefined : [property, 'Statement'];
    return each(valueAt(one, 'Statement'), path);
  });
}

/** Keys to the list that a statement can be added to; undefined where there is none that a fix can reach safely. */
export function statementList(policy: Resource, property: string, graph: MessagingGraph): string[] | undefined {
  const document = graph.prop(policy, property);
  const list = valueAt(document, 'Statement');
  return list.kind === 'list' && !list.open && !isText(document) ? [property, 'Statement'] : undefined;
}

/** True for a document that is JSON in a string: all of it has the place of the string. */
function isText(document: Value): boolean {
  return spanOf(document)?.start === spanOf(valueAt(document, 'Statement'))?.start;
}

function each(statements: Value, path: readonly string[] | undefined): PolicyStatement[] {
  return cases(statements).flatMap((one): PolicyStatement[] => {
    if (one.kind === 'absent') return [];
    const reach = statements.kind === 'conditional' ? undefined : path;
    if (one.kind !== 'list') return [{ value: one, path: reach }];
    const items = one.items.flatMap(item => {
      const at = reach && item.kind === 'map' ? [...reach, `@${item.span.start}`] : undefined;
      return cases(item).map(value => ({ value, path: at }));
    });
    const seen = items.filter(({ value }) => value.kind !== 'absent');
    return one.open ? [...seen, { value: unknown, path: undefined }] : seen;
  });
}

/** The older way of `AWS::Events::EventBusPolicy`: principal, action and condition are properties. */
function writtenInProperties(policy: Resource, graph: MessagingGraph): Value {
  const principal = graph.prop(policy, 'Principal');
  if (principal.kind === 'absent') return unknown;
  const place = policy.nameSpan;
  const condition = graph.prop(policy, 'Condition');
  const type = stringsOf(valueAt(condition, 'Type'))?.[0];
  const key = stringsOf(valueAt(condition, 'Key'))?.[0];
  return mapOf(place, {
    Effect: { kind: 'literal', value: 'Allow', span: place },
    Principal: principal,
    Action: graph.prop(policy, 'Action'),
    Condition:
      condition.kind === 'map' && type !== undefined && key !== undefined
        ? mapOf(place, { [type]: mapOf(place, { [key]: valueAt(condition, 'Value') }) })
        : condition,
  });
}

function mapOf(span: Span, values: Readonly<Record<string, Value>>): MapValue {
  const entries = Object.entries(values).flatMap(([key, value]): [string, Entry][] =>
    value.kind === 'absent' ? [] : [[key, { key, keySpan: span, value }]],
  );
  return { kind: 'map', entries: new Map(entries), open: false, span };
}

/** The parts of what may be written as one value or as a list; undefined when there may be others. */
function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'list') return value.open ? undefined : value.items;
  return value.kind === 'conditional' || value.kind === 'unknown' ? undefined : [value];
}

/** True for a statement that allows, without a doubt. */
export function isAllow({ value }: PolicyStatement): boolean {
  return stringsOf(valueAt(value, 'Effect'))?.every(effect => effect === 'Allow') === true;
}

/** True when the statement denies by who calls, or may do so: what others allow may then be for some only. */
export function mayShutOut(statement: PolicyStatement): boolean {
  if (isAllow(statement)) return false;
  return valueAt(statement.value, 'NotPrincipal').kind !== 'absent' || mayNarrow(statement);
}

/** True when the statement lets the service do all of the action, or may do so. */
export function mayAllow({ value }: PolicyStatement, service: string, action: string): boolean {
  if (value.kind !== 'map') return true;
  if (stringsOf(valueAt(value, 'Effect'))?.every(effect => effect === 'Deny')) return false;
  if (!mayCover(valueAt(value, 'Action'), action)) return false;
  const principal = valueAt(value, 'Principal');
  if (principal.kind !== 'map' || principal.open) return true;
  const accounts = parts(valueAt(principal, 'AWS'));
  if (accounts.some(part => part.kind !== 'reference' && part.kind !== 'text' && literal(part) === undefined)) {
    return true;
  }
  if (accounts.some(part => literal(part) === '*')) return true;
  return parts(valueAt(principal, 'Service')).some(part => {
    const name = literal(part);
    return name === undefined || name === '*' || serviceOf(name) === serviceOf(service);
  });
}

/** Every value that a string or a list of strings can hold; something unknown stands for what cannot be seen. */
function parts(value: Value): readonly Value[] {
  return cases(value).flatMap((one): readonly Value[] => {
    if (one.kind === 'absent') return [];
    if (one.kind !== 'list') return [one];
    const items = one.items.flatMap(item => cases(item)).filter(item => item.kind !== 'absent');
    return one.open ? [...items, unknown] : items;
  });
}

function literal(value: Value): string | undefined {
  return value.kind === 'literal' && value.value !== null ? String(value.value) : undefined;
}

/** `sns` of `sns.amazonaws.com`, `sns.eu-west-1.amazonaws.com` and `sns.amazonaws.com.cn`. */
function serviceOf(principal: string): string {
  return principal.split('.')[0]?.toLowerCase() ?? '';
}

function mayCover(actions: Value, action: string): boolean {
  // `NotAction`, or nothing that can be seen.
  if (actions.kind === 'absent') return true;
  return parts(actions).some(part => {
    const pattern = literal(part);
    return pattern === undefined || covers(pattern, action);
  });
}

/** True when an action of a policy stands for another: `sqs:*` for `sqs:SendMessage`. */
function covers(pattern: string, action: string): boolean {
  const [head = '', ...rest] = pattern.toLowerCase().split('*');
  let left = action.toLowerCase();
  if (rest.length === 0) return left === head;
  if (!left.startsWith(head)) return false;
  left = left.slice(head.length);
  const tail = rest.pop() ?? '';
  for (const piece of rest) {
    const at = left.indexOf(piece);
    if (at < 0) return false;
    left = left.slice(at + piece.length);
  }
  return left.endsWith(tail);
}

/** The actions of the list that the statement covers without a doubt. */
export function coveredActions({ value }: PolicyStatement, actions: readonly string[]): readonly string[] {
  const written = parts(valueAt(value, 'Action')).flatMap(part => literal(part) ?? []);
  return actions.filter(action => written.some(pattern => covers(pattern, action)));
}

/** Service principals the statement names without a doubt, by the first word: `sns`. */
export function namedServices({ value }: PolicyStatement): readonly string[] {
  const principal = valueAt(value, 'Principal');
  if (principal.kind !== 'map') return [];
  return [...new Set(parts(valueAt(principal, 'Service')).flatMap(part => literal(part) ?? []))].map(serviceOf);
}

/** True when everybody is meant: `*` or `{ AWS: "*" }`, in every case. */
export function namesEverybody({ value }: PolicyStatement): boolean {
  const principal = valueAt(value, 'Principal');
  return cases(principal).every(one => {
    if (one.kind !== 'map') return literal(one) === '*';
    const accounts = valueAt(one, 'AWS');
    return (
      accounts.kind !== 'absent' &&
      cases(accounts).every(each => (each.kind === 'list' ? each.items : [each]).some(part => literal(part) === '*'))
    );
  });
}

/** Condition keys that say nothing about who calls. */
const impersonal = new Set([
  'aws:securetransport',
  'aws:currenttime',
  'aws:epochtime',
  'aws:useragent',
  'aws:referer',
  'aws:requestedregion',
  's3:tlsversion',
  'sns:endpoint',
  'sns:protocol',
]);

/**
 * True when a condition keeps somebody out by who they are, or may do so. Keys that say nothing about the caller
 * (`aws:SecureTransport`) and values that let in all the world (`*`) keep nobody out.
 */
export function mayNarrow({ value }: PolicyStatement): boolean {
  return cases(valueAt(value, 'Condition')).some(condition => {
    if (condition.kind === 'absent') return false;
    if (condition.kind !== 'map' || condition.open) return true;
    return [...condition.entries.values()].some(operator =>
      cases(operator.value).some(tests => {
        if (tests.kind === 'absent') return false;
        if (tests.kind !== 'map' || tests.open) return true;
        return [...tests.entries.values()].some(
          test => !impersonal.has(test.key.toLowerCase()) && !letsInAll(operator.key, test.value),
        );
      }),
    );
  });
}

/** True when a test passes for any caller. */
function letsInAll(operator: string, values: Value): boolean {
  if (!/^(?:for(?:any|all)?values?:)?(?:arn|string)(?:equals|like)/i.test(operator)) return false;
  return parts(values).some(part => {
    const text = literal(part);
    if (text === undefined || !/like|arn/i.test(operator)) return false;
    if (/^[*:]+$/.test(text) || text === 'arn:*') return true;
    const [arn, , service, , account, ...resource] = text.split(':');
    if (arn !== 'arn' || resource.length === 0) return false;
    // The ARN of a bucket has no account; its name is unique in the world.
    return service === 's3' ? resource.join(':') === '*' : account === '*';
  });
}
