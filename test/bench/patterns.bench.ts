import { compilePattern } from '../../src/patterns/matchPattern.ts';
import { parsePattern } from '../../src/patterns/parsePattern.ts';
import type { Dialect } from '../../src/patterns/pattern.ts';
import { PolicySet } from '../../src/patterns/policySet.ts';
import { attributesSubject, jsonSubject } from '../../src/patterns/subject.ts';
import { type Json, naive } from '../unit/patterns/naive.ts';
import { type BenchRow, median } from './row.ts';

type Fields = { [key: string]: Json };

const kinds = ['order', 'return', 'refund', 'invoice', 'shipment', 'payment', 'review', 'coupon'];
const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-south-1'];

/** A hundred policies such as subscribers of one topic have: most by kind, a quarter with other operators only. */
function policies(nested: boolean): Fields[] {
  return Array.from({ length: 100 }, (_, index) => {
    const kind = [kinds[index % 8] ?? '', `special-${index}`];
    const region = [{ prefix: index % 2 === 0 ? 'eu-' : 'us-' }];
    const amount = [{ numeric: ['>=', index * 10] }];
    const rule: Fields =
      index % 4 === 0
        ? { region, amount }
        : index % 4 === 1
          ? { kind, region }
          : index % 4 === 2
            ? { kind, amount: [{ 'anything-but': [index, index + 1] }] }
            : { kind, customer: [{ exists: true }] };
    return nested ? { order: rule } : rule;
  });
}

function messages(nested: boolean): Fields[] {
  return Array.from({ length: 1_000 }, (_, index) => {
    const fields: Fields = {
      kind: kinds[index % kinds.length] ?? '',
      region: regions[(index >> 3) % regions.length] ?? '',
      amount: (index * 37) % 1_500,
      ...(index % 3 > 0 && { customer: `c-${index}` }),
    };
    return nested ? { id: `m-${index}`, order: { ...fields, lines: [{ sku: 'A1', count: 2 }] } } : fields;
  });
}

/** Messages a second against 100 policies on one core, from attributes or text to the list of who gets it. */
export async function rows(): Promise<BenchRow[]> {
  return [
    row('attributes', 'sns-attributes', false, 200_000),
    row('JSON bodies', 'sns-body', true, 200_000),
    row('EventBridge events', 'eventbridge', true, 200_000),
  ].flat();
}

function row(name: string, dialect: Dialect, nested: boolean, target: number): BenchRow[] {
  const all = policies(nested);
  const set = new PolicySet(
    all.map(policy => {
      const { pattern, problems } = parsePattern(JSON.stringify(policy), dialect);
      if (!pattern) throw new Error(JSON.stringify(problems));
      return compilePattern(pattern);
    }),
  );
  const plain = messages(nested);
  const texts = plain.map(message => JSON.stringify(message));
  const attributes = plain.map(message =>
    Object.fromEntries(
      Object.entries(message).map(([key, value]) => [
        key,
        { type: typeof value === 'number' ? 'Number' : 'String', value: String(value) },
      ]),
    ),
  );
  const ours = (index: number): number[] =>
    set.matching(nested ? jsonSubject(texts[index] ?? '') : attributesSubject(attributes[index] ?? {}));
  const scope = nested ? (dialect === 'eventbridge' ? 'eventbridge' : 'body') : 'attributes';
  const theirs = (index: number): number[] => {
    const message = nested ? (JSON.parse(texts[index] ?? '') as Fields) : (plain[index] ?? {});
    return all.flatMap((policy, number) => (naive(policy, message, scope) ? [number] : []));
  };
  for (let index = 0; index < 100; index++) {
    if (ours(index).join() !== theirs(index).join()) throw new Error(`${name}: message ${index} is judged differently`);
  }
  const fast = speed(ours, 100_000);
  const speeds = { unit: 'messages/s', higherIsBetter: true, ours: fast } as const;
  const title = `patterns: ${name} against 100 policies`;
  return [
    { ...speeds, name: title, against: 'naive evaluator', theirs: speed(theirs, 1_000) },
    { ...speeds, name: title, against: 'target', theirs: target },
  ];
}

/** Messages a second of this process's own time on the core, whatever else runs: the middle of nine rounds. */
function speed(judge: (index: number) => number[], count: number): number {
  let hits = 0;
  const figures = Array.from({ length: 9 }, () => {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index++) hits += judge(index % 1_000).length;
    const { user, system } = process.cpuUsage(start);
    return (count / (user + system)) * 1_000_000;
  });
  if (hits === 0) throw new Error('nothing matched');
  return median(figures);
}
