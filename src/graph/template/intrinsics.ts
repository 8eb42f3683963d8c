import {
  absent,
  type Entry,
  type MapValue,
  type ReferenceValue,
  type Scalar,
  type Span,
  type Value,
} from '../value.ts';
import { child, type DocNode, type MapNode, textOf } from './docNode.ts';

/** What an expression of a template may refer to. */
export interface TemplateScope {
  readonly uri: string;
  /** Logical ids that stand for a resource of the template, SAM's generated ones included. */
  readonly resources: ReadonlySet<string>;
  readonly parameters: DocNode | undefined;
  readonly mappings: DocNode | undefined;
  /** Take a parameter's Default for its value. */
  readonly useParameterDefaults: boolean;
  /** Part of the document is missing: no key may be called absent. */
  readonly open: boolean;
  /** Resources of the stack around this one, by the parameters it passes them for. */
  readonly passed?: ReadonlyMap<string, ReferenceValue> | undefined;
  /** The resource that a nested stack gives out. */
  readonly output?: ((logicalId: string, name: string) => ReferenceValue | undefined) | undefined;
}

const pseudoStrings = new Set(['AWS::AccountId', 'AWS::Partition', 'AWS::Region', 'AWS::StackName', 'AWS::URLSuffix']);

/** The id of a resource in the graph. */
export function resourceId(uri: string, logicalId: string): string {
  return `${uri}#${logicalId}`;
}

/** Turns nodes of one template into values. A node is read once, however many aliases point to it. */
export class ValueReader {
  readonly #scope: TemplateScope;
  readonly #done = new Map<DocNode, Value>();

  constructor(scope: TemplateScope) {
    this.#scope = scope;
  }

  read(node: DocNode): Value {
    const known = this.#done.get(node);
    if (known) return known;
    const value = this.#readNew(node);
    this.#done.set(node, value);
    return value;
  }

  span(node: { readonly start: number; readonly end: number }): Span {
    return { uri: this.#scope.uri, start: node.start, end: node.end };
  }

  /** A map as written: no intrinsic function at its top. */
  readMap(node: MapNode): MapValue {
    const entries = new Map<string, Entry>();
    let open = this.#scope.open;
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      if (key === 'Fn::Transform' || key.startsWith('Fn::ForEach')) {
        open = true;
        continue;
      }
      entries.set(key, {
        key,
        keySpan: { uri: this.#scope.uri, start: keyStart, end: keyEnd },
        value: this.read(value),
      });
    }
    return { kind: 'map', entries, open, span: this.span(node) };
  }

  #readNew(node: DocNode): Value {
    if (node.tag !== undefined) return this.#intrinsic(node.tag, node, node);
    if (node.kind === 'map') {
      const [only] = node.entries;
      if (only && node.entries.length === 1) {
        if (only.key === 'Ref' || only.key === 'Condition') return this.#intrinsic(only.key, only.value, node);
        if (only.key.startsWith('Fn::')) return this.#intrinsic(only.key.slice(4), only.value, node);
      }
      return this.readMap(node);
    }
    if (node.kind === 'list') {
      const items = node.items.map(item => this.read(item)).filter(item => item.kind !== 'absent');
      return { kind: 'list', items, open: this.#scope.open, span: this.span(node) };
    }
    return this.#scalar(node.value, node);
  }

  #scalar(value: Scalar, place: DocNode): Value {
    if (typeof value === 'string' && value.includes('{{resolve:')) return this.#unknown(place);
    if (value === null && this.#scope.open) return this.#unknown(place);
    return { kind: 'literal', value, span: this.span(place) };
  }

  #unknown(place: DocNode): Value {
    return { kind: 'unknown', span: this.span(place) };
  }

  #intrinsic(name: string, argument: DocNode, place: DocNode): Value {
    switch (name) {
      case 'Ref':
        return this.#ref(textOf(argument), place);
      case 'GetAtt':
        return this.#getAtt(argument, place);
      case 'Sub':
        return this.#sub(argument, place);
      case 'Join':
        return this.#join(argument, place);
      case 'If':
        return this.#conditional(argument, place);
      case 'FindInMap':
        return this.#findInMap(argument, place);
      default:
        return this.#unknown(place);
    }
  }

  #ref(name: string | undefined, place: DocNode): Value {
    if (name === undefined) return this.#unknown(place);
    if (name === 'AWS::NoValue') return absent;
    // A string of some kind, as in `Fn::Sub`: not a list, not a wildcard.
    if (pseudoStrings.has(name)) return { kind: 'text', parts: [this.#unknown(place)], span: this.span(place) };
    if (this.#scope.resources.has(name)) return this.#reference(name, undefined, place);
    const passed = this.#scope.passed?.get(name);
    if (passed) return { ...passed, span: this.span(place) };
    if (this.#scope.useParameterDefaults) {
      const value = child(this.#scope.parameters, name, 'Default');
      if (value?.kind === 'scalar') return this.#scalar(value.value, place);
    }
    return this.#unknown(place);
  }

  #reference(logicalId: string, attribute: string | undefined, place: DocNode): Value {
    const target = resourceId(this.#scope.uri, logicalId);
    const span = this.span(place);
    return attribute === undefined
      ? { kind: 'reference', target, span }
      : { kind: 'reference', target, attribute, span };
  }

  #getAtt(argument: DocNode, place: DocNode): Value {
    const path = argument.kind === 'list' ? argument.items.map(textOf).join('.') : (textOf(argument) ?? '');
    const dot = path.indexOf('.');
    return dot > 0 ? this.#dotted(path, place) : this.#unknown(place);
  }

  /** `Queue.Arn`, or `Function.Alias` as SAM has it; the logical id itself never holds a dot. */
  #dotted(path: string, place: DocNode): Value {
    const dot = path.indexOf('.');
    const id = path.slice(0, dot);
    const output = /^Outputs\.(\w+)$/.exec(path.slice(dot + 1))?.[1];
    const given = output === undefined ? undefined : this.#scope.output?.(id, output);
    if (given) return { ...given, span: this.span(place) };
    return this.#scope.resources.has(id) ? this.#reference(id, path.slice(dot + 1), place) : this.#unknown(place);
  }

  #sub(argument: DocNode, place: DocNode): Value {
    const list = argument.kind === 'list' && argument.items[0] ? argument.items : undefined;
    const text = textOf(list ? list[0] : argument);
    if (text === undefined) return this.#unknown(place);
    const variables = list?.[1];
    const parts: Value[] = [];
    let last = 0;
    for (const match of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
      if (match.index > last) parts.push(this.#scalar(text.slice(last, match.index).replaceAll('${!', '${'), place));
      last = match.index + match[0].length;
      const name = (match[1] ?? '').trim();
      const own = child(variables, name);
      if (own) parts.push(this.read(own));
      else if (name.includes('.')) parts.push(this.#dotted(name, place));
      else parts.push(this.#ref(name, place));
    }
    if (last < text.length) parts.push(this.#scalar(text.slice(last).replaceAll('${!', '${'), place));
    return this.#text(parts, place);
  }

  #join(argument: DocNode, place: DocNode): Value {
    if (argument.kind !== 'list') return this.#unknown(place);
    const [separatorNode, listNode] = argument.items;
    const separator = textOf(separatorNode);
    if (separator === undefined || listNode?.kind !== 'list' || listNode.tag) return this.#unknown(place);
    const parts: Value[] = [];
    for (const [index, item] of listNode.items.entries()) {
      if (index > 0 && separator) parts.push(this.#scalar(separator, place));
      parts.push(this.read(item));
    }
    return this.#text(parts, place);
  }

  /** One text of neighbouring literals; a text of one reference is that reference. */
  #text(parts: readonly Value[], place: DocNode): Value {
    const merged: Value[] = [];
    for (const part of parts) {
      const last = merged.at(-1);
      if (part.kind === 'literal' && last?.kind === 'literal') {
        merged[merged.length - 1] = { ...last, value: `${last.value}${part.value}` };
      } else if (part.kind === 'text') merged.push(...part.parts);
      else merged.push(part);
    }
    const span = this.span(place);
    const [first] = merged;
    if (!first) return { kind: 'literal', value: '', span };
    if (merged.length === 1 && (first.kind === 'literal' || first.kind === 'reference')) return { ...first, span };
    return { kind: 'text', parts: merged, span };
  }

  #conditional(argument: DocNode, place: DocNode): Value {
    if (argument.kind !== 'list' || argument.items.length !== 3) return this.#unknown(place);
    const branches = argument.items.slice(1).map(branch => this.read(branch));
    return { kind: 'conditional', branches, span: this.span(place) };
  }

  #findInMap(argument: DocNode, place: DocNode): Value {
    if (argument.kind !== 'list' || argument.items.length !== 3) return this.#unknown(place);
    const keys = argument.items.map(item => (item.tag === undefined ? textOf(item) : undefined));
    if (keys.some(key => key === undefined)) return this.#unknown(place);
    const found = child(this.#scope.mappings, ...(keys as string[]));
    return found?.kind === 'scalar' ? this.#scalar(found.value, place) : this.#unknown(place);
  }
}
