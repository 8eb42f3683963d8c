import type { Check } from './servers/knownWrong.ts';

type Attributes = Readonly<Record<string, { type: string; value: string }>>;

const text = (value: string) => ({ type: 'String', value });
const number = (value: number | string) => ({ type: 'Number', value: String(value) });
const list = (...values: unknown[]) => ({ type: 'String.Array', value: JSON.stringify(values) });

/** What is published: attributes, and a body that gets its number as `id`. */
export const publishedMessages: readonly { attributes: Attributes; body: Record<string, unknown> }[] = [
  { attributes: {}, body: {} },
  { attributes: { other: text('x') }, body: { other: 'x' } },
  ...['rugby', 'tennis', 'baseball', 'BASEBALL', 'ball', 'order-1', 'a*b', '10.0.0.7', '10.0.1.7', '5'].map(value => ({
    attributes: { k: text(value) },
    body: { k: value },
  })),
  ...[0, 5, 5.5, -1, 150, 151, 301.5].map(value => ({ attributes: { k: number(value) }, body: { k: value } })),
  { attributes: { k: number('3.015e2') }, body: { k: 3.015e2, deep: { n: 1 } } },
  { attributes: { k: list('rugby', 'baseball') }, body: { k: ['rugby', 'baseball'] } },
  { attributes: { k: list('rugby', 'tennis') }, body: { k: ['rugby', 'tennis'] } },
  { attributes: { k: list(1, 200) }, body: { k: [1, 200] } },
  { attributes: { k: list(true) }, body: { k: true } },
  { attributes: { k: list(null, 'none') }, body: { k: null } },
  { attributes: { k: text('rugby'), n: number(7) }, body: { k: 'rugby', n: 7 } },
  { attributes: { k: text('tennis'), n: number(7) }, body: { order: { state: 'placed', lines: { sku: 'A1' } } } },
  { attributes: { n: number(7) }, body: { order: { state: 'placed', lines: [{ sku: 'B1' }, { sku: 'A2' }] } } },
  { attributes: { n: number(8) }, body: { order: { state: 'closed', lines: [] } } },
  // The last one: moto's queue hands out nothing any more once this has come to it raw.
  { attributes: { k: { type: 'Binary', value: 'YQ==' }, other: text('x') }, body: { k: { below: 1 } } },
];

export interface PolicyCase {
  readonly policy: object;
  readonly scope: 'MessageAttributes' | 'MessageBody';
  /** The entry of knownWrong.ts for servers that judge plain values differently. */
  readonly check: Check;
}

/** The entry that speaks of a message under a policy: what is special about the message, else the operator. */
export function checkOf({ scope, check }: PolicyCase, message: (typeof publishedMessages)[number]): Check {
  if (scope === 'MessageAttributes') {
    const { type, value } = message.attributes['k'] ?? { type: '', value: '' };
    if (type === 'String.Array') return 'sns.filterStringArray';
    if (type === 'Binary') return 'sns.filterBinary';
    return type === 'String' && value === '5' ? 'sns.filterNumericText' : check;
  }
  const value = message.body['k'];
  if (Array.isArray(value)) return 'sns.filterBodyArrays';
  if (value === null) return 'sns.filterBodyNull';
  if (value === true) return 'sns.filterBodyBoolean';
  if (typeof value === 'object') return 'sns.filterBodyObject';
  return value === '5' ? 'sns.filterNumericText' : check;
}

const forBoth: readonly (readonly [Check, object])[] = [
  ['sns.filterExact', { k: ['rugby', 'tennis'] }],
  ['sns.filterNumbers', { k: [5] }],
  ['sns.filterNumbers', { k: [{ numeric: ['=', 301.5] }] }],
  ['sns.filterNumbers', { k: [{ numeric: ['>', 0, '<=', 150] }] }],
  ['sns.filterNumbers', { k: [{ numeric: ['<', 0] }] }],
  ['sns.filterAnythingBut', { k: [{ 'anything-but': ['rugby', 'tennis'] }] }],
  ['sns.filterAnythingBut', { k: [{ 'anything-but': [5, 150] }] }],
  ['sns.filterAnythingButForms', { k: [{ 'anything-but': { prefix: 'order-' } }] }],
  ['sns.filterAnythingButForms', { k: [{ 'anything-but': { suffix: 'ball' } }] }],
  ['sns.filterAnythingButForms', { k: [{ 'anything-but': { wildcard: '*ball' } }] }],
  ['sns.filterTextOperators', { k: [{ prefix: 'base' }] }],
  ['sns.filterTextOperators', { k: [{ suffix: 'ball' }] }],
  ['sns.filterIgnoreCase', { k: [{ 'equals-ignore-case': 'BaseBall' }] }],
  ['sns.filterWildcard', { k: [{ wildcard: 'b*ball' }] }],
  ['sns.filterWildcard', { k: [{ wildcard: 'a\\*b' }] }],
  ['sns.filterExists', { k: [{ exists: true }] }],
  ['sns.filterExists', { k: [{ exists: false }] }],
  ['sns.filterCidr', { k: [{ cidr: '10.0.0.0/24' }] }],
  ['sns.filterKeywords', { k: [true] }],
  ['sns.filterKeywords', { k: [null] }],
  ['sns.filterAnd', { k: ['rugby'], n: [{ numeric: ['>=', 7] }] }],
  ['sns.filterOr', { $or: [{ k: ['tennis'] }, { n: [8] }] }],
];

/** Policies by which the messages are judged on each server and by ours. */
export const policyCases: readonly PolicyCase[] = [
  ...forBoth.map(([check, policy]): PolicyCase => ({ check, policy, scope: 'MessageAttributes' })),
  ...forBoth.map(([check, policy]): PolicyCase => ({ check, policy, scope: 'MessageBody' })),
  { check: 'sns.filterNested', policy: { order: { state: ['placed'] } }, scope: 'MessageBody' },
  { check: 'sns.filterNestedArrays', policy: { order: { lines: { sku: [{ prefix: 'A' }] } } }, scope: 'MessageBody' },
  {
    check: 'sns.filterNestedOr',
    policy: { order: { state: ['placed'], $or: [{ lines: { sku: ['A1'] } }, { state: ['closed'] }] } },
    scope: 'MessageBody',
  },
];
