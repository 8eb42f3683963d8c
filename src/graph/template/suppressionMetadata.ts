import { child, type DocNode, textOf } from './docNode.ts';

/**
 * Ids of checks that a Metadata section switches off: ours (`msglint: {disable: [id]}`, or a map from id to reason)
 * and those of cfn_nag, Guard, cfn-lint and checkov, in the places where these tools look for them.
 */
export function suppressionsIn(metadata: DocNode | undefined): readonly string[] {
  if (!metadata) return [];
  return [
    ...names(child(metadata, 'msglint', 'disable')),
    ...names(child(metadata, 'cfn_nag', 'rules_to_suppress'), 'id'),
    ...names(child(metadata, 'guard', 'SuppressedRules')),
    ...names(child(metadata, 'cfn-lint', 'config', 'ignore_checks')),
    ...names(child(metadata, 'checkov', 'skip'), 'id'),
    ...names(child(metadata, 'cdk_nag', 'rules_to_suppress'), 'id'),
  ];
}

function names(node: DocNode | undefined, key?: string): readonly string[] {
  if (node?.kind === 'map') return node.entries.map(entry => entry.key);
  const items = node?.kind === 'list' ? node.items : node ? [node] : [];
  return items.flatMap(item => textOf(key ? child(item, key) : item) ?? []);
}
