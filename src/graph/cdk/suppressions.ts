import type { Draft } from './draft.ts';
import type { Folded, Folder } from './fold.ts';
import { camel, lowerFirst } from './naming.ts';
import { type CallExpression, type Expression, lookUp, type SourceSyntax } from './syntax.ts';

/**
 * Calls that switch checks off, by their method: those of cdk-nag's NagSuppressions (version 2) and of the CDK's
 * Validations (https://github.com/cdklabs/cdk-nag), and metadata of L1 constructs.
 */
const methods = new Set([
  'addResourceSuppressions',
  'addResourceSuppressionsByPath',
  'addStackSuppressions',
  'acknowledge',
  'addMetadata',
]);

/** Sections of a resource's metadata that linters read. */
const sections = new Set(['msglint', 'cfn_nag', 'guard', 'cfn-lint', 'checkov', 'cdk_nag']);

const maxDepth = 12;

function methodOf({ callee }: CallExpression): string | undefined {
  // Go has `NagSuppressions_AddResourceSuppressions`.
  const name = callee.kind === 'member' ? lowerFirst(camel(callee.name.replace(/^.*_(?=[A-Z])/, ''))) : '';
  return methods.has(name) ? name : undefined;
}

/** True for a call that does nothing to the constructs it is given but switch checks off for them. */
export function isSuppression(call: CallExpression): boolean {
  const method = methodOf(call);
  if (method !== undefined) return method !== 'addMetadata';
  // `Validations.of(queue)`, on which the acknowledgement is called.
  const { callee } = call;
  if (callee.kind !== 'member') return false;
  const { object } = callee;
  const named = object.kind === 'name' || object.kind === 'member' ? object.name : undefined;
  return lowerFirst(callee.name) === 'of' && named === 'Validations';
}

/**
 * Notes on the drafts which checks the source switches off for them, by whatever text stands in such a call: what is no
 * id of a check means nothing. Gives those of the whole file.
 */
export function readSuppressions(
  syntax: SourceSyntax,
  folder: Folder,
  drafts: ReadonlyMap<CallExpression, Draft>,
): readonly string[] {
  const document: string[] = [];
  const note = (target: Expression | undefined, ids: readonly string[]) => {
    const folded: Folded = target ? folder.fold(target) : { kind: 'unknown' };
    if (folded.kind === 'construct' || folded.kind === 'attribute') folded.draft.suppressions.push(...ids);
    else if (folded.kind === 'list') for (const item of folded.items) note(item, ids);
    // The stack itself, or one that the file makes.
    else if (target?.kind === 'self' || folded.kind === 'instance') document.push(...ids);
  };
  for (const call of syntax.calls) {
    const method = methodOf(call);
    if (method === undefined) continue;
    const [first, second, third] = call.args;
    switch (method) {
      case 'addResourceSuppressions':
        note(first, textsIn(second));
        break;
      case 'addStackSuppressions':
        document.push(...textsIn(second));
        break;
      case 'addResourceSuppressionsByPath': {
        const segments = new Set(textsIn(second).flatMap(path => path.split('/')));
        for (const draft of drafts.values()) {
          if (segments.has(draft.name)) draft.suppressions.push(...textsIn(third));
        }
        break;
      }
      case 'acknowledge': {
        const of = call.callee.kind === 'member' ? call.callee.object : undefined;
        if (of?.kind === 'call' && isSuppression(of)) note(of.args[0], call.args.flatMap(textsIn));
        break;
      }
      default: {
        const section = first && folder.fold(first);
        const known = section?.kind === 'scalar' && sections.has(String(section.value));
        if (known && call.callee.kind === 'member') note(call.callee.object, textsIn(second));
      }
    }
  }
  for (const { object, name, value } of syntax.assignments) {
    if (name === 'metadata' && object.kind === 'member' && object.name === 'cfnOptions') {
      note(object.object, textsIn(value));
    }
  }
  return document;
}

/** Every text that is written out in an expression, or in what the names in it stand for; keys included. */
function textsIn(expression: Expression | undefined): string[] {
  const found: string[] = [];
  const visit = (each: Expression | undefined, depth: number): void => {
    if (!each || depth > maxDepth) return;
    switch (each.kind) {
      case 'literal':
        if (typeof each.value === 'string') found.push(each.value);
        return;
      case 'name': {
        const binding = lookUp(each.scope, each.name);
        if (binding?.values.length === 1) visit(binding.values[0], depth + 1);
        return;
      }
      case 'object':
        for (const member of each.members) {
          if ('key' in member) found.push(member.key);
          visit('key' in member ? member.value : member.spread, depth + 1);
        }
        return;
      case 'list':
        for (const item of each.items) visit(item, depth + 1);
        return;
      case 'create':
      case 'call':
        for (const argument of each.args) visit(argument, depth + 1);
        visit(each.callee, depth + 1);
        return;
      case 'member':
        visit(each.object, depth + 1);
        return;
      case 'opaque':
        for (const part of each.parts) visit(part, depth + 1);
        return;
      default:
        return;
    }
  };
  visit(expression, 0);
  return found;
}
