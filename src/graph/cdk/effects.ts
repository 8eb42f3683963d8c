import type { Value } from '../value.ts';
import { AccessEffects } from './accessEffects.ts';
import { alarm, constructs, isTrusted, type PieceRule, type PropertyTable, pieces } from './constructTable.ts';
import { type Converter, capital, reference } from './convert.ts';
import type { Draft } from './draft.ts';
import type { Folded, Folder } from './fold.ts';
import { append, MadeDrafts, set } from './madeDrafts.ts';
import { grantedActions, grantedStatement, policyStatement } from './statements.ts';
import { isSuppression } from './suppressions.ts';
import { type CallExpression, type Expression, looseParts, type SourceSyntax } from './syntax.ts';

/** What `addEventSourceMapping` takes. */
const mappingOptions: PropertyTable = {
  ...constructs['aws-cdk-lib/aws-lambda']?.EventSourceMapping?.props,
};

/** What `archive` of an event bus takes. */
const archiveOptions: PropertyTable = { ...constructs['aws-cdk-lib/aws-events']?.Archive?.props };

const alarmActions: Readonly<Record<string, string>> = {
  addAlarmAction: 'AlarmActions',
  addOkAction: 'OKActions',
  addInsufficientDataAction: 'InsufficientDataActions',
};

const deadLetterKey = /dead_?letter|dlq|onfailure|failed|failure/i;

/** What is known of the code that constructs are handed to. */
export interface Followed {
  /** True when the code an argument goes to is read as well. */
  follows(call: CallExpression, argument: Expression): boolean;
  /** True for what a function returns to calls that are read as well, and for structs such calls take. */
  isFollowed(expression: Expression): boolean;
}

/** What the calls of a source do to its constructs: links they make, properties they override, places they hand them to. */
export class Effects {
  readonly #syntax: SourceSyntax;
  readonly #folder: Folder;
  readonly #converter: Converter;
  readonly #drafts: ReadonlyMap<CallExpression, Draft>;
  readonly #followed: Followed | undefined;
  readonly #made: MadeDrafts;
  readonly #access: AccessEffects;

  constructor(
    syntax: SourceSyntax,
    folder: Folder,
    converter: Converter,
    drafts: ReadonlyMap<CallExpression, Draft>,
    followed?: Followed,
  ) {
    this.#followed = followed;
    this.#syntax = syntax;
    this.#folder = folder;
    this.#converter = converter;
    this.#drafts = drafts;
    this.#made = new MadeDrafts(folder, converter);
    this.#access = new AccessEffects(folder, converter, this.#made);
  }

  /** What the calls make besides the constructs. */
  get made(): readonly Draft[] {
    return this.#made.all;
  }

  run(): void {
    for (const call of this.#syntax.calls) {
      this.#escapes(call);
      if (call.callee.kind === 'member') this.#method(call, call.callee.object, call.callee.name);
    }
    for (const draft of this.#drafts.values()) this.#constructorLinks(draft);
    for (const { object, name, value } of this.#syntax.assignments) this.#assignment(object, name, value);
    for (const expression of this.#syntax.returned) {
      if (!this.#followed?.isFollowed(expression)) this.#handOver(expression, 0);
    }
    for (const expression of looseParts(this.#syntax)) this.#handOver(expression, 0);
  }

  #method(call: CallExpression, object: Expression, method: string): void {
    const [first] = call.args;
    if (!first) return;
    const receiver = this.#folder.fold(object);
    switch (method) {
      case 'addEventSource':
        this.#addSource(call, receiver, first);
        break;
      case 'addEventSourceMapping': {
        const mapping = this.#made.make(
          call,
          'AWS::Lambda::EventSourceMapping',
          'EventSourceMapping',
          mappingOptions,
          1,
        );
        set(mapping, 'FunctionName', this.#end(receiver, object));
        break;
      }
      case 'addSubscription':
        this.#addSubscription(call, receiver, object, first);
        break;
      case 'addTarget':
        this.#addTarget(receiver, first);
        break;
      case 'addEventPattern':
        // What it adds is merged with the pattern the rule was made with.
        if (receiver.kind === 'construct') {
          set(receiver.draft, 'EventPattern', { kind: 'unknown', span: this.#converter.span(first) });
        }
        break;
      case 'archive':
        if (receiver.kind === 'construct' && receiver.draft.type === 'AWS::Events::EventBus') {
          const id = this.#folder.fold(first);
          const name = id.kind === 'scalar' ? String(id.value) : 'Archive';
          const archive = this.#made.make(call, 'AWS::Events::Archive', name, archiveOptions, 1);
          set(archive, 'SourceArn', this.#end(receiver, object, 'Arn'));
        }
        break;
      case 'createAlarm':
        // An alarm over a metric that cannot be told may watch anything.
        if (!this.#drafts.has(call)) {
          const watching = this.#made.make(call, alarm.type, 'Alarm', alarm.props, alarm.propsAt);
          for (const [key, value] of this.#converter.metric(object)) set(watching, key, value);
        }
        break;
      case 'addAlarmAction':
      case 'addOkAction':
      case 'addInsufficientDataAction':
        if (receiver.kind === 'construct' && receiver.draft.type === alarm.type) {
          const list = alarmActions[method] ?? '';
          for (const action of call.args) append(receiver.draft.entries, [list], this.#endOf(action));
        }
        break;
      case 'addEventNotification':
        if (call.args[1]) this.#access.addNotification(call, receiver, call.args[1], this.#endOf(call.args[1]));
        break;
      case 'addObjectCreatedNotification':
      case 'addObjectRemovedNotification':
        this.#access.addNotification(call, receiver, first, this.#endOf(first));
        break;
      case 'addToResourcePolicy':
        this.#access.addStatement(call, receiver, policyStatement(first, this.#folder, this.#converter));
        break;
      case 'grantSendMessages':
      case 'grantPublish': {
        const action = grantedActions[method] ?? '';
        this.#access.addStatement(call, receiver, grantedStatement(action, first, this.#folder, this.#converter));
        break;
      }
      case 'grantConsumeMessages':
        this.#access.addGrant(call, receiver, object, this.#access.grantee(first));
        break;
      case 'configureAsyncInvoke':
        if (receiver.kind === 'construct') this.#asyncInvoke(receiver.draft, call, 0);
        break;
      case 'addPropertyOverride':
      case 'addPropertyDeletionOverride':
      case 'addOverride':
      case 'addDeletionOverride':
        if (receiver.kind === 'construct') this.#override(receiver.draft, method, first);
        break;
    }
  }

  /** `events: […]` and `onFailure` in the properties of a function. */
  #constructorLinks(draft: Draft): void {
    if (draft.type === alarm.type && draft.call.kind === 'call' && draft.call.callee.kind === 'member') {
      for (const [key, value] of this.#converter.metric(draft.call.callee.object)) set(draft, key, value);
    }
    if (/\.QueueProcessing\w+$/.test(draft.writtenType)) {
      const queue = this.#converter.props(draft.call.args[2]).entries.get('queue')?.value;
      const grantee = reference(draft, undefined, draft.nameSpan);
      if (queue) this.#access.addGrant(draft.call, this.#folder.fold(queue), queue, grantee);
    }
    if (draft.type !== 'AWS::Lambda::Function' || draft.external || draft.lowLevel) return;
    const props = this.#converter.props(draft.call.args[2]);
    const events = props.entries.get('events');
    const list = events && this.#folder.fold(events.value);
    for (const item of list?.kind === 'list' ? list.items : []) {
      this.#addSource(draft.call, { kind: 'construct', draft, lowLevel: false }, item);
    }
    if (props.entries.has('onFailure')) this.#asyncInvoke(draft, draft.call, draft.propsAt);
  }

  #addSource(call: CallExpression, receiver: Folded, expression: Expression): void {
    const folded = this.#folder.fold(expression);
    if (folded.kind !== 'piece') return;
    const rule = pieces[folded.module]?.[folded.name];
    if (rule?.role !== 'source') return;
    if (rule.protocol !== undefined) {
      this.#subscribe(folded.call, rule, folded.name, expression, this.#end(receiver, call, 'Arn'));
      return;
    }
    if (rule.service === 's3') {
      const [bucket] = folded.call.args;
      const place = this.#end(receiver, call, 'Arn');
      if (bucket)
        this.#access.notify(folded.call, this.#folder.fold(bucket), ['LambdaConfigurations', 'Function'], place);
      return;
    }
    const propsAt = rule.propsAt ?? 1;
    const mapping = this.#made.make(folded.call, 'AWS::Lambda::EventSourceMapping', folded.name, rule.props, propsAt);
    if (propsAt === 0) {
      const cluster = mapping.entries.get('EventSourceArn')?.value;
      if (cluster?.kind === 'unknown' && rule.service) {
        set(mapping, 'EventSourceArn', someArn(rule.service, cluster));
      }
      set(mapping, 'FunctionName', this.#end(receiver, call));
      return;
    }
    const [source] = folded.call.args;
    const end = source && this.#end(this.#folder.fold(source), source, 'Arn');
    set(mapping, 'EventSourceArn', end?.kind === 'unknown' && rule.service ? someArn(rule.service, end) : end);
    set(mapping, 'FunctionName', this.#end(receiver, call));
  }

  #addSubscription(call: CallExpression, receiver: Folded, object: Expression, expression: Expression): void {
    const folded = this.#folder.fold(expression);
    const rule = folded.kind === 'piece' ? pieces[folded.module]?.[folded.name] : undefined;
    if (folded.kind !== 'piece' || rule?.role !== 'subscription') return;
    const made = this.#made.make(folded.call, 'AWS::SNS::Subscription', folded.name, rule.props, 1);
    made.open ||= call.broken;
    const [endpoint] = folded.call.args;
    set(made, 'TopicArn', this.#end(receiver, object));
    set(made, 'Endpoint', endpoint ? this.#end(this.#folder.fold(endpoint), endpoint, 'Arn') : undefined);
    set(made, 'Protocol', {
      kind: 'literal',
      value: rule.protocol ?? '',
      span: this.#converter.span(expression),
    });
  }

  /** A function subscribes to a topic as one of its event sources. */
  #subscribe(call: CallExpression, rule: PieceRule, name: string, place: Expression, endpoint: Value): void {
    const made = this.#made.make(call, 'AWS::SNS::Subscription', name, rule.props, 1);
    const [topic] = call.args;
    set(made, 'TopicArn', topic && this.#end(this.#folder.fold(topic), topic));
    set(made, 'Endpoint', endpoint);
    const span = this.#converter.span(place);
    set(made, 'Protocol', { kind: 'literal', value: rule.protocol ?? '', span });
  }

  #endOf(expression: Expression): Value {
    return this.#converter.destination(expression) ?? { kind: 'unknown', span: this.#converter.span(expression) };
  }

  #addTarget(receiver: Folded, expression: Expression): void {
    if (receiver.kind !== 'construct' || receiver.draft.type !== 'AWS::Events::Rule') return;
    const span = this.#converter.span(expression);
    const target: Value = this.#converter.target(expression) ?? { kind: 'unknown', span };
    const known = receiver.draft.entries.get('Targets')?.value;
    const items = known?.kind === 'list' ? [...known.items, target] : [target];
    const open = known?.kind === 'list' ? known.open : known !== undefined;
    receiver.draft.entries.set('Targets', {
      key: 'Targets',
      keySpan: span,
      value: { kind: 'list', items, open, span },
    });
  }

  #asyncInvoke(fn: Draft, call: CallExpression, propsAt: number): void {
    const table = { onFailure: { cfn: 'DestinationConfig.OnFailure.Destination', as: 'destination' } } as const;
    const made = this.#made.make(call, 'AWS::Lambda::EventInvokeConfig', 'EventInvokeConfig', table, propsAt);
    set(made, 'FunctionName', reference(fn, undefined, this.#converter.span(call)));
  }

  /** Whatever an escape hatch sets is unknown from here on. */
  #override(draft: Draft, method: string, path: Expression): void {
    const folded = this.#folder.fold(path);
    const text = folded.kind === 'scalar' ? String(folded.value) : undefined;
    const raw = method === 'addOverride' || method === 'addDeletionOverride';
    const keys = text?.split('.') ?? [];
    if (raw && text !== undefined && keys[0] !== 'Properties') return;
    const property = raw ? keys[1] : keys[0];
    if (property === undefined) this.#forget(draft);
    else set(draft, property, { kind: 'unknown', span: this.#converter.span(path) });
  }

  /** `cfnQueue.redrivePolicy = …`, and fields of other objects that receive a construct. */
  #assignment(object: Expression, name: string, value: Expression): void {
    const folded = this.#folder.fold(object);
    if (folded.kind === 'construct' && name === '') this.#forget(folded.draft);
    else if (folded.kind === 'construct') {
      set(folded.draft, capital(name), { kind: 'unknown', span: this.#converter.span(value) });
    } else this.#handOver(value, 0);
  }

  /** Constructs that a call gives to code we cannot see. */
  #escapes(call: CallExpression): void {
    if (isSuppression(call)) return;
    const trusted = this.#isTrustedCall(call);
    for (const [index, argument] of call.args.entries()) {
      if (!trusted) {
        // The first argument of a construct is its scope.
        const isScope = index === 0 && call.kind === 'create' && this.#folder.fold(argument).kind === 'instance';
        if (!isScope && !this.#followed?.follows(call, argument)) this.#handOver(argument, 0);
      } else if (!this.#drafts.has(call)) this.#deadLetterUse(argument, 0, false);
    }
  }

  #isTrustedCall(call: CallExpression): boolean {
    if (this.#drafts.has(call)) return true;
    const callee = this.#folder.static(call.callee);
    if (callee) return isTrusted(callee.module);
    if (call.callee.kind !== 'member') return false;
    const receiver = this.#folder.fold(call.callee.object);
    return (
      receiver.kind === 'construct' ||
      receiver.kind === 'attribute' ||
      (receiver.kind === 'piece' && isTrusted(receiver.module))
    );
  }

  #handOver(expression: Expression, depth: number, folder = this.#folder): void {
    if (depth > 6) return;
    const folded = folder.fold(expression);
    if (folded.kind === 'construct') {
      folded.draft.escapes = true;
      if (folded.lowLevel || folded.draft.lowLevel) this.#forget(folded.draft);
    } else if (folded.kind === 'object') {
      for (const member of folded.expression.members) {
        if (!('key' in member)) this.#handOver(member.spread, depth + 1, folder);
        else {
          this.#handOver(member.value, depth + 1, folder);
          if (deadLetterKey.test(member.key)) this.#deadLetterUse(member.value, depth + 1, true);
        }
      }
    } else if (folded.kind === 'list') for (const item of folded.items) this.#handOver(item, depth + 1, folder);
    else if (folded.kind === 'choice') for (const branch of folded.branches) this.#handOver(branch, depth + 1, folder);
    else if (folded.kind === 'record') {
      for (const place of folded.places) {
        if (place.expression) this.#handOver(place.expression, depth + 1, place.folder);
      }
    } else if (folded.kind === 'instance') {
      for (const name of folded.declaration.fields.keys()) {
        const field = folded.folder.field(folded.declaration, name, 0);
        if (field.kind === 'construct') field.draft.escapes = true;
      }
    } else if (expression.kind === 'opaque')
      for (const part of expression.parts) this.#handOver(part, depth + 1, folder);
  }

  /** A queue under a key that speaks of failures takes what fails there. */
  #deadLetterUse(expression: Expression, depth: number, below: boolean): void {
    if (depth > 6) return;
    const folded = this.#folder.fold(expression);
    if ((folded.kind === 'construct' || folded.kind === 'attribute') && below) folded.draft.escapes = true;
    else if (folded.kind === 'object') {
      for (const member of folded.expression.members) {
        if ('key' in member) this.#deadLetterUse(member.value, depth + 1, below || deadLetterKey.test(member.key));
      }
    } else if (folded.kind === 'list') for (const item of folded.items) this.#deadLetterUse(item, depth + 1, below);
    else if (folded.kind === 'piece' && below) {
      for (const argument of folded.call.args) this.#deadLetterUse(argument, depth + 1, true);
    }
  }

  /** Nothing the source says about the construct can be relied on any more. */
  #forget(draft: Draft): void {
    draft.open = true;
    for (const [key, entry] of draft.entries) {
      draft.entries.set(key, { ...entry, value: { kind: 'unknown', span: entry.keySpan } });
    }
  }

  #end(folded: Folded, place: Expression, attribute?: string): Value {
    const span = this.#converter.span(place);
    return folded.kind === 'construct' ? reference(folded.draft, attribute, span) : { kind: 'unknown', span };
  }
}

/** The ARN of something of a service of which no more is known. */
function someArn(service: string, end: Value): Value {
  const span = end.kind === 'unknown' ? end.span : undefined;
  if (!span) return end;
  const piece = (value: string): Value => ({ kind: 'literal', value, span });
  const hole: Value = { kind: 'unknown', span };
  return {
    kind: 'text',
    parts: [piece('arn:'), hole, piece(`:${service}:`), hole, piece(':'), hole, piece(':'), hole],
    span,
  };
}
