import { constructs, type PropertyRule, type PropertyTable, services } from '../../graph/cdk/constructTable.ts';
import type { Draft } from '../../graph/cdk/draft.ts';
import { lowerFirst, moduleOfEnumeration } from '../../graph/cdk/naming.ts';
import { CouldNotWrite, type TypeName } from './sourceStyle.ts';

/**
 * How the keys of an object come from CloudFormation's: by the table of a construct, by the capital letter an L1
 * construct's keys lose, or not at all.
 */
export type Keys =
  | { readonly kind: 'table'; readonly table: PropertyTable }
  | { readonly kind: 'lowLevel'; readonly className: TypeName }
  | { readonly kind: 'json' };

/** A property as the class at hand calls it, with what its value has to look like. */
export interface Target {
  readonly key: string;
  readonly rule: PropertyRule | undefined;
  /** Keys of an object below it. */
  readonly below: Keys;
}

/** L1 properties that are written as JSON, with CloudFormation's keys. */
const jsonProperty =
  /^(?:RedrivePolicy|RedriveAllowPolicy|FilterPolicy|DeliveryPolicy|Policy|PolicyDocument|KeyPolicy|EventPattern)$/;

/** Structures of L1 constructs that a fix makes, by the property that holds them; others have names of their own. */
const lowLevelStructs: Readonly<Record<string, string>> = {
  DeliveryStreamEncryptionConfigurationInput: 'DeliveryStreamEncryptionConfigurationInputProperty',
  Dimensions: 'DimensionProperty',
  StreamEncryption: 'StreamEncryptionProperty',
};

/** Structures of constructs, by the CloudFormation property they become. */
const structs: Readonly<Record<string, string>> = {
  LoggingConfiguration: 'LogOptions',
  RedriveAllowPolicy: 'RedriveAllowPolicy',
  RedrivePolicy: 'DeadLetterQueue',
};

/** Enumerations whose name is not that of the property. */
const enumerations: Readonly<Record<string, string>> = {
  Level: 'LogLevel',
  Protocol: 'SubscriptionProtocol',
  SqsManagedSseEnabled: 'QueueEncryption',
  'StreamModeDetails.StreamMode': 'StreamMode',
  redrivePermission: 'RedrivePermission',
};

/** What methods take that make something. */
const options: Readonly<Record<string, TypeName>> = {
  addEventSourceMapping: { module: 'aws-cdk-lib/aws-lambda', name: 'EventSourceMappingOptions' },
  archive: { module: 'aws-cdk-lib/aws-events', name: 'BaseArchiveProps' },
  configureAsyncInvoke: { module: 'aws-cdk-lib/aws-lambda', name: 'EventInvokeConfigOptions' },
};

/** Module and class of a construct or piece; undefined for what a method makes. */
export function classOf(draft: Draft): TypeName | undefined {
  const dot = draft.writtenType.lastIndexOf('.');
  const module = draft.writtenType.slice(0, Math.max(dot, 0));
  return module.includes('/') ? { module, name: draft.writtenType.slice(dot + 1) } : undefined;
}

/** The struct that holds the properties of a construct or piece. */
export function propsTypeOf(draft: Draft): TypeName {
  const { callee } = draft.call;
  const method = callee.kind === 'member' ? options[callee.name] : undefined;
  const own = classOf(draft);
  if (method) return method;
  if (!own || own.module === 'aws-cdk-lib/aws-scheduler-targets') throw new CouldNotWrite();
  return { module: own.module, name: `${own.name}Props` };
}

export function structOf(rule: PropertyRule, near: Draft): TypeName {
  const name = structs[rule.cfn];
  const module = classOf(near)?.module;
  if (name === undefined || module === undefined) throw new CouldNotWrite();
  return { module, name };
}

export function lowLevelStructOf(className: TypeName, property: string): TypeName {
  const name = lowLevelStructs[property];
  if (name === undefined) throw new CouldNotWrite();
  return { module: className.module, name: `${className.name}.${name}` };
}

/** An enumeration, and the member that gives a CloudFormation value. */
export function memberFor(
  rule: Extract<PropertyRule, { as: 'enum' }>,
  value: string | number | boolean,
  module: string | undefined,
): { readonly type: TypeName; readonly member: string } {
  const member = Object.entries(rule.members).find(([, sets]) => sets[rule.cfn] === value)?.[0];
  const name = enumerations[rule.cfn] ?? rule.cfn;
  const home = moduleOfEnumeration(name) ?? module;
  if (member === undefined || home === undefined) throw new CouldNotWrite();
  return { type: { module: home, name }, member };
}

export function keysOf(draft: Draft): Keys {
  if (draft.table) return { kind: 'table', table: draft.table };
  const className = classOf(draft);
  if (!className) throw new CouldNotWrite();
  return { kind: 'lowLevel', className };
}

/** The class of a new construct: its L2 class where the table has one, else L1. */
export function newClassOf(type: string, lowLevel: boolean): { readonly type: TypeName; readonly keys: Keys } {
  for (const [module, classes] of lowLevel ? [] : Object.entries(constructs)) {
    const found = Object.entries(classes).find(([, rule]) => rule.type === type && rule.propsAt === 2);
    if (found) return { type: { module, name: found[0] }, keys: { kind: 'table', table: found[1].props } };
  }
  const [, service, name] = /^AWS::(\w+)::(\w+)$/.exec(type) ?? [];
  const module = Object.keys(services).find(each => services[each] === service);
  if (module === undefined) throw new CouldNotWrite();
  const className = { module, name: `Cfn${name}` };
  return { type: className, keys: { kind: 'lowLevel', className } };
}

/** True when a path names a property as a whole: `ScalingConfig.MaximumConcurrency` is one of CDK's. */
export function isWhole(keys: Keys, path: readonly string[]): boolean {
  return path.length < 2 || (keys.kind === 'table' && findRule(keys.table, path.join('.')) !== undefined);
}

export function targetOf(keys: Keys, path: readonly string[]): Target {
  if (keys.kind === 'table') {
    const found = findRule(keys.table, path.join('.'));
    if (!found) throw new CouldNotWrite();
    const [key, rule] = found;
    return { key, rule, below: rule.as === 'map' ? { kind: 'table', table: rule.keys } : { kind: 'json' } };
  }
  const [name = '', ...rest] = path;
  if (rest.length > 0) throw new CouldNotWrite();
  if (keys.kind === 'json') return { key: name, rule: undefined, below: keys };
  return { key: lowerFirst(name), rule: undefined, below: jsonProperty.test(name) ? { kind: 'json' } : keys };
}

function findRule(table: PropertyTable, cfn: string): [string, PropertyRule] | undefined {
  return Object.entries(table).find(([, rule]) => rule.cfn === cfn);
}
