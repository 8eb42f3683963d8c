import type { Place } from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';

export function place(node: SyntaxNode): Place {
  return { start: node.startIndex, end: node.endIndex };
}

export function isExpression(type: string): boolean {
  return (
    type.endsWith('_expression') ||
    [
      'identifier',
      'this',
      'string',
      'number',
      'true',
      'false',
      'undefined',
      'null',
      'object',
      'array',
      'template_string',
    ].includes(type)
  );
}

/** The text of a string, its escapes read the simple way. */
export function stringOf(node: SyntaxNode): string | undefined {
  if (node.type !== 'string') return undefined;
  return node.text.slice(1, -1).replace(/\\(['"\\`])/g, '$1');
}

export function keyOf(key: SyntaxNode): string | undefined {
  if (key.type === 'property_identifier' || key.type === 'number') return key.text;
  return stringOf(key);
}

export function requiredModule(value: SyntaxNode): string | undefined {
  if (value.type !== 'call_expression' || value.childForFieldName('function')?.text !== 'require') return undefined;
  const argument = value.childForFieldName('arguments')?.namedChildren[0];
  return argument ? stringOf(argument) : undefined;
}

interface PatternName {
  readonly local: string;
  readonly name: string;
  /** A constructor's parameter that is a field too. */
  readonly property: boolean;
}

/** Every name a parameter list or pattern binds. */
export function patternNames(node: SyntaxNode): PatternName[] {
  if (node.type === 'identifier' || node.type === 'shorthand_property_identifier_pattern') {
    return [{ local: node.text, name: node.text, property: false }];
  }
  if (node.type === 'pair_pattern') {
    const key = node.childForFieldName('key')?.text ?? '';
    const value = node.childForFieldName('value');
    return value ? patternNames(value).map(part => ({ ...part, name: key })) : [];
  }
  if (node.type === 'type_annotation') return [];
  const property =
    node.namedChildren.some(child => child?.type === 'accessibility_modifier') || /^readonly\s/.test(node.text);
  const isParameter = node.type === 'required_parameter' || node.type === 'optional_parameter';
  return node.namedChildren
    .flatMap(child => (child ? patternNames(child) : []))
    .map(part => (isParameter && property ? { ...part, property: true } : part));
}

export function descendant(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.descendantsOfType(type)[0] ?? undefined;
}

export function firstError(node: SyntaxNode): Place {
  for (const child of node.children) {
    if (child && (child.isError || child.isMissing)) return place(child);
    if (child?.hasError) return firstError(child);
  }
  return place(node);
}

/** Names of a parameter list by position; undefined for a parameter that is a pattern or takes the rest. */
export function plainParameters(list: SyntaxNode | null): (string | undefined)[] {
  if (list?.type === 'identifier') return [list.text];
  return (list?.namedChildren ?? []).flatMap(child => {
    if (!child || child.type === 'comment') return [];
    const pattern = child.childForFieldName('pattern') ?? child;
    if (pattern.type === 'this') return [];
    return [pattern.type === 'identifier' ? pattern.text : undefined];
  });
}

/** `{ orders, dlq: letters }` name by name; undefined for patterns that nest, have defaults or take the rest. */
export function plainPattern(node: SyntaxNode): { readonly local: string; readonly key: string }[] | undefined {
  if (node.type !== 'object_pattern') return undefined;
  const found: { local: string; key: string }[] = [];
  for (const child of node.namedChildren) {
    if (!child || child.type === 'comment') continue;
    const value = child.childForFieldName('value');
    if (child.type === 'shorthand_property_identifier_pattern') found.push({ local: child.text, key: child.text });
    else if (child.type === 'pair_pattern' && value?.type === 'identifier') {
      found.push({ local: value.text, key: child.childForFieldName('key')?.text ?? '' });
    } else return undefined;
  }
  return found;
}
