import type { Value } from '../value.ts';
import { pieces } from './constructTable.ts';
import { type Converter, reference } from './convert.ts';
import type { Draft } from './draft.ts';
import type { Folded, Folder } from './fold.ts';
import { append, type MadeDrafts } from './madeDrafts.ts';
import { map, ownPolicies } from './statements.ts';
import type { CallExpression, Expression } from './syntax.ts';

/** The list of a bucket's notifications and the key in it, by the class of what is told. */
const notifications: Readonly<Record<string, readonly [string, string]>> = {
  SqsDestination: ['QueueConfigurations', 'Queue'],
  SnsDestination: ['TopicConfigurations', 'Topic'],
  LambdaDestination: ['LambdaConfigurations', 'Function'],
};

/** What `grantConsumeMessages` allows of what matters here. */
const consuming = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];

/** Whom buckets tell, and whom queues, topics and buses let in. */
export class AccessEffects {
  readonly #folder: Folder;
  readonly #converter: Converter;
  readonly #made: MadeDrafts;
  readonly #policies = new Map<Draft, Draft>();

  constructor(folder: Folder, converter: Converter, made: MadeDrafts) {
    this.#folder = folder;
    this.#converter = converter;
    this.#made = made;
  }

  /** Notes whom a bucket tells by the object a method of it is given, where its class is known; `end` is who that is. */
  addNotification(call: CallExpression, bucket: Folded, expression: Expression, end: Value): void {
    const folded = this.#folder.fold(expression);
    const kind =
      folded.kind === 'piece' && pieces[folded.module]?.[folded.name] ? notifications[folded.name] : undefined;
    if (kind) this.notify(call, bucket, kind, end);
  }

  /** Notes on a bucket, or on one out of sight, whom it tells. */
  notify(call: CallExpression, bucket: Folded, [list, key]: readonly [string, string], end: Value): void {
    const own = bucket.kind === 'construct' && bucket.draft.type === 'AWS::S3::Bucket' && !bucket.draft.external;
    const draft = own ? bucket.draft : this.#made.make(call, 'AWS::S3::Bucket', 'Bucket', {}, call.args.length);
    const span = end.kind === 'absent' || !end.span ? draft.nameSpan : end.span;
    const item: Value = {
      kind: 'map',
      entries: new Map([[key, { key, keySpan: span, value: end }]]),
      open: true,
      span,
    };
    append(draft.entries, ['NotificationConfiguration', list], item);
  }

  /** Adds to the policy that a queue, topic or bus keeps for itself. */
  addStatement(call: CallExpression, receiver: Folded, statement: Value | undefined): void {
    if (receiver.kind !== 'construct' || receiver.draft.external || !statement) return;
    const kind = ownPolicies[receiver.draft.type];
    if (!kind) return;
    let policy = this.#policies.get(receiver.draft);
    if (!policy) {
      policy = this.#made.make(call, kind.type, `${receiver.draft.name}Policy`, {}, call.args.length);
      append(policy.entries, [kind.guarded], reference(receiver.draft, undefined, policy.nameSpan));
      this.#policies.set(receiver.draft, policy);
    }
    append(policy.entries, kind.statements, statement);
  }

  /** Lets a role, or what has one, receive from a queue. */
  addGrant(call: CallExpression, receiver: Folded, place: Expression, grantee: Value): void {
    if (receiver.kind !== 'construct' || receiver.draft.type !== 'AWS::SQS::Queue') return;
    const policy = this.#made.make(call, 'AWS::IAM::Policy', 'Policy', {}, call.args.length);
    const span = this.#converter.span(place);
    const actions = consuming.map((value): Value => ({ kind: 'literal', value, span }));
    const statement = map(span, {
      Effect: { kind: 'literal', value: 'Allow', span },
      Action: { kind: 'list', items: actions, open: false, span },
      Resource: reference(receiver.draft, 'Arn', span),
    });
    append(policy.entries, ['PolicyDocument', 'Statement'], statement);
    append(policy.entries, ['Roles'], grantee);
  }

  /** The role, or the construct whose role it is. */
  grantee(expression: Expression): Value {
    const folded = this.#folder.fold(expression);
    const span = this.#converter.span(expression);
    const known = folded.kind === 'construct' || (folded.kind === 'attribute' && /^(?:task)?role$/i.test(folded.name));
    return known ? reference(folded.draft, undefined, span) : { kind: 'unknown', span };
  }
}
