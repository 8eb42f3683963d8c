import type { Value } from './value.ts';

/** What the literal parts of an ARN tell. Region and account are undefined when they are not literal. */
export interface Arn {
  /** CloudFormation type of what the ARN names; undefined for services the graph has no type for. */
  readonly type: string | undefined;
  readonly service: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Undefined when it, or a part of it, is not literal. */
  readonly name: string | undefined;
}

const hole = '\u0000';

/** Reads an ARN from a literal, or from a text of which the service at least is literal (`arn:${AWS::Partition}:sqs:…`). */
export function arnOf(value: Value): Arn | undefined {
  const text = flat(value);
  if (text === undefined || !text.startsWith('arn:')) return undefined;
  const [, , service, region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (!service || service.includes(hole) || resource === '') return undefined;
  const known = (part: string | undefined) => (part && !part.includes(hole) ? part : undefined);
  const { type, name } = typed(service, resource);
  return { service, region: known(region), account: known(account), type, name: known(name) };
}

function typed(service: string, resource: string): { type: string | undefined; name: string } {
  switch (service) {
    case 'sqs':
      return { type: 'AWS::SQS::Queue', name: resource };
    case 'sns':
      return { type: 'AWS::SNS::Topic', name: resource };
    case 'kinesis':
      return { type: 'AWS::Kinesis::Stream', name: resource.replace(/^stream\//, '') };
    case 'lambda': {
      const [kind, name] = resource.split(':');
      return kind === 'function' && name
        ? { type: 'AWS::Lambda::Function', name }
        : { type: undefined, name: resource };
    }
    default:
      return { type: undefined, name: resource };
  }
}

function flat(value: Value): string | undefined {
  if (value.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value.kind !== 'text') return undefined;
  return value.parts.map(part => (part.kind === 'literal' ? String(part.value ?? '') : hole)).join('');
}
