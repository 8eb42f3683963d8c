import type { Json } from './naive.ts';

/** A policy's value list for the key `k`, with values of `k` in messages that pass and that do not. */
export interface OperatorCase {
  readonly operator: string;
  readonly list: Json[];
  /** `undefined`: the key is not there (another one is). */
  readonly yes: readonly (Json | undefined)[];
  readonly no: readonly (Json | undefined)[];
  /** Left out where it stands for something else or is not taken. */
  readonly not?: readonly ('attributes' | 'body' | 'eventbridge')[];
}

/** Beside each: the page of AWS's documentation the line stands on, below https://docs.aws.amazon.com. */
export const operatorCases: readonly OperatorCase[] = [
  // sns/latest/dg/string-value-matching.html, exact matching
  {
    operator: 'exact text',
    list: ['rugby', 'tennis'],
    yes: ['rugby', 'tennis', ['a', 'tennis']],
    no: ['baseball', 'Rugby', 'rugby ', '', 5, undefined, []],
  },
  { operator: 'exact text', list: [''], yes: [''], no: ['a', undefined, 0], not: ['attributes'] },
  // sns/latest/dg/numeric-value-matching.html, exact matching; five digits after the point
  {
    operator: 'exact number',
    list: [301.5],
    yes: [301.5, 3.015e2, [1, 301.5], 301.5000001],
    no: [301.6, 301.51, '301.5', undefined],
  },
  { operator: 'exact number', list: [0], yes: [0, -0], no: [0.1, '0', false, null] },
  // sns/latest/dg/subscription-filter-policy-constraints.html: true, false and null without quotation marks
  { operator: 'exact boolean', list: [true], yes: [[true], ['a', true]], no: [['true'], [false], [1], undefined] },
  {
    operator: 'exact boolean',
    list: [false],
    yes: [false],
    no: [true, null, 0, 'false', undefined],
    not: ['attributes'],
  },
  { operator: 'null', list: [null], yes: [[null], ['a', null]], no: [['null'], [0], undefined] },
  // string-value-matching.html, anything-but matching: an array passes when any value is not listed
  {
    operator: 'anything-but text',
    list: [{ 'anything-but': 'rugby' }],
    yes: ['tennis', '', 'Rugby'],
    no: ['rugby', ['rugby'], undefined],
  },
  {
    operator: 'anything-but texts',
    list: [{ 'anything-but': ['rugby', 'tennis'] }],
    yes: ['baseball', ['rugby', 'baseball']],
    no: ['rugby', ['rugby', 'tennis'], undefined],
  },
  {
    operator: 'anything-but number',
    list: [{ 'anything-but': 100 }],
    yes: [101, 100.1, '100'],
    no: [100, 1e2, undefined],
  },
  // numeric-value-matching.html, anything-but matching
  {
    operator: 'anything-but numbers',
    list: [{ 'anything-but': [100, 500] }],
    yes: [101, 100.1, [100, 50]],
    no: [100, 500, [100, 500], undefined],
  },
  {
    operator: 'anything-but prefix',
    list: [{ 'anything-but': { prefix: 'order-' } }],
    yes: ['data-entry', 'Order-1'],
    no: ['order-number', 'order-', undefined],
  },
  {
    operator: 'anything-but suffix',
    list: [{ 'anything-but': { suffix: 'ball' } }],
    yes: ['tennis', 'balls'],
    no: ['baseball', 'ball', undefined],
  },
  {
    operator: 'anything-but wildcard',
    list: [{ 'anything-but': { wildcard: '*ball' } }],
    yes: ['hockey'],
    no: ['baseball', 'ball', undefined],
  },
  {
    operator: 'anything-but equals-ignore-case',
    list: [{ 'anything-but': { 'equals-ignore-case': ['tennis', 'GOLF'] } }],
    yes: ['rugby'],
    no: ['Tennis', 'golf', undefined],
  },
  {
    operator: 'anything-but or absent',
    list: [{ 'anything-but': 'a' }, { exists: false }],
    yes: ['b', undefined],
    no: ['a'],
  },
  // string-value-matching.html, prefix, suffix, equals-ignore-case, wildcard
  {
    operator: 'prefix',
    list: [{ prefix: 'bas' }],
    yes: ['baseball', 'basketball', 'bas', ['x', 'base']],
    no: ['rugby', 'Bas', 'xbas', 5, undefined],
  },
  {
    operator: 'suffix',
    list: [{ suffix: 'ball' }],
    yes: ['baseball', 'ball'],
    no: ['rugby', 'balls', 'BALL', undefined],
  },
  {
    operator: 'equals-ignore-case',
    list: [{ 'equals-ignore-case': 'tennis' }],
    yes: ['tennis', 'Tennis', 'TENNIS'],
    no: ['tennis ', 'golf', undefined],
  },
  {
    operator: 'wildcard',
    list: [{ wildcard: '*ball' }],
    yes: ['baseball', 'ball'],
    no: ['rugby', 'balls', 'a\nb', undefined],
  },
  {
    operator: 'wildcard',
    list: [{ wildcard: 'a*b*a' }],
    yes: ['aba', 'axxbyya', 'a\nba'],
    no: ['ab', 'aa', 'abab', undefined],
  },
  {
    operator: 'wildcard escape',
    list: [{ wildcard: '5\\*3\\\\*' }],
    yes: ['5*3\\', '5*3\\x'],
    no: ['5x3\\', '5*3', undefined],
  },
  // numeric-value-matching.html, value range matching
  { operator: 'numeric =', list: [{ numeric: ['=', 301.5] }], yes: [301.5, 3.015e2], no: [301.4, '301.5', undefined] },
  { operator: 'numeric <', list: [{ numeric: ['<', 0] }], yes: [-1, -0.00001], no: [0, 1, undefined] },
  { operator: 'numeric <=', list: [{ numeric: ['<=', 150] }], yes: [150, -5], no: [150.00001, undefined] },
  { operator: 'numeric >', list: [{ numeric: ['>', 150] }], yes: [150.00001, [1, 151]], no: [150, undefined] },
  { operator: 'numeric >=', list: [{ numeric: ['>=', 150] }], yes: [150], no: [149.99999, undefined] },
  {
    operator: 'numeric range',
    list: [{ numeric: ['>', 0, '<=', 150] }],
    yes: [1, 150],
    no: [0, 151, [0, 151], undefined],
  },
  // sns/latest/dg/attribute-key-matching.html
  { operator: 'exists', list: [{ exists: true }], yes: ['fans', 0, ['a']], no: [undefined] },
  { operator: 'exists (empty)', list: [{ exists: true }], yes: ['a'], no: [[null], [''], []], not: ['eventbridge'] },
  { operator: 'exists (leaf)', list: [{ exists: true }], yes: ['a'], no: [{ below: 1 }, []], not: ['attributes'] },
  { operator: 'exists false', list: [{ exists: false }], yes: [undefined], no: ['a', 0, ['a'], [null]] },
  {
    operator: 'exists false (leaf)',
    list: [{ exists: false }],
    yes: [{ below: 1 }, []],
    no: [null],
    not: ['attributes'],
  },
  // sns/latest/dg/string-value-matching.html, IP address matching
  {
    operator: 'cidr',
    list: [{ cidr: '10.0.0.0/24' }],
    yes: ['10.0.0.0', '10.0.0.255'],
    no: ['10.1.1.0', '10.0.1.0', '10.0.0', 'x', undefined],
  },
  {
    operator: 'cidr (IPv6)',
    list: [{ cidr: '2001:db8::/32' }],
    yes: ['2001:db8::1', '2001:DB8:0:0:0:0:0:1'],
    no: ['2001:db9::1', '10.0.0.1', '::', undefined],
  },
  // eventbridge/latest/userguide/eb-create-pattern-operators.html
  {
    operator: 'prefix in any case',
    list: [{ prefix: { 'equals-ignore-case': 'EventB' } }],
    yes: ['eventbridge', 'EVENTB'],
    no: ['bridge', undefined],
    not: ['attributes', 'body'],
  },
  {
    operator: 'suffix in any case',
    list: [{ suffix: { 'equals-ignore-case': '.PNG' } }],
    yes: ['a.png', 'A.PNG'],
    no: ['a.jpg', undefined],
    not: ['attributes', 'body'],
  },
  {
    operator: 'any of several',
    list: ['a', { prefix: 'b' }, { numeric: ['>', 5] }, null],
    yes: ['a', 'bc', 6, [1, 'b']],
    no: ['c', 5, undefined],
  },
];
