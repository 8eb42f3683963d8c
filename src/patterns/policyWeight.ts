import { sns } from '../core/limits.ts';

/** A filter policy as far as its limits look at it: lists by their length, objects, and alternatives. */
export type PolicyShape =
  | { readonly kind: 'list'; readonly size: number }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: string, value: PolicyShape])[] }
  | { readonly kind: 'or'; readonly branches: readonly PolicyShape[] };

/** The first limit that a policy breaks. */
export type WeightProblem = {
  readonly problem: 'keys' | 'nested' | 'combinations';
  readonly value: number;
};

/**
 * Weighs a policy against SNS's limits (sns/latest/dg/subscription-filter-policy-constraints.html): keys at the top,
 * nesting, which only a policy over the body may have, and the numbers of values multiplied. A list that stands deeper
 * counts once for each level: 4 values on the third level and 3 on the second are 4 x 3 x 3 x 2. Alternatives of `$or`
 * are added up (sns/latest/dg/and-or-logic.html). An undefined scope leaves out what depends on it.
 */
export function policyWeight(
  policy: PolicyShape & { kind: 'map' },
  scope: 'MessageAttributes' | 'MessageBody' | undefined,
): WeightProblem | undefined {
  const keys = policy.entries.length;
  if (keys > sns.maxFilterKeys) return { problem: 'keys', value: keys };
  const nested = nestedKeys(policy);
  if (nested > 0 && scope === 'MessageAttributes') return { problem: 'nested', value: nested };
  const value = combinations(policy, 1, 1);
  return value > sns.maxFilterCombinations ? { problem: 'combinations', value } : undefined;
}

function nestedKeys(shape: PolicyShape): number {
  if (shape.kind === 'list') return 0;
  if (shape.kind === 'or') return shape.branches.reduce((sum, branch) => sum + nestedKeys(branch), 0);
  return shape.entries.reduce((sum, [, value]) => sum + (value.kind === 'map' ? 1 : nestedKeys(value)), 0);
}

function combinations(shape: PolicyShape, depth: number, before: number): number {
  if (shape.kind === 'list') return before * Math.max(1, shape.size) * depth;
  if (shape.kind === 'or') return shape.branches.reduce((sum, branch) => sum + combinations(branch, depth, before), 0);
  return shape.entries.reduce(
    (product, [, value]) => combinations(value, value.kind === 'map' ? depth + 1 : depth, product),
    before,
  );
}
