import { isCdk } from './naming.ts';
import { Outline } from './outline.ts';
import {
  type Assignment,
  bind,
  type CallExpression,
  type Expression,
  fieldsOf,
  type ImportedName,
  lookUp,
  type Place,
  type Scope,
  type SourceSyntax,
} from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';

/** A call whose parts are still to be read. */
export interface OpenCall extends CallExpression {
  kind: 'create' | 'call';
  callee: Expression;
  readonly args: Expression[];
}

/** Collects what the reader of a language finds. */
export class SourceBuilder {
  readonly imports = new Map<string, ImportedName>();
  readonly assignments: Assignment[] = [];
  readonly returned: Expression[] = [];
  readonly namedImports = new Map<string, Place>();
  readonly packages = new Set<string>();
  readonly outline = new Outline();
  readonly opened: string[] = [];
  readonly #halfTyped: Place[] = [];
  namespace = '';
  readonly #calls: CallExpression[] = [];
  #importsEnd = 0;

  /** Ends the imports behind a node. */
  importEnds(node: SyntaxNode): void {
    this.#importsEnd = Math.max(this.#importsEnd, node.endIndex);
  }

  /** Begins a call before its parts are read: outer calls stand before inner ones. */
  call(node: SyntaxNode, list: SyntaxNode | null, kind: 'create' | 'call', scope: Scope): OpenCall {
    const made: OpenCall = {
      kind,
      callee: opaque(node),
      args: [],
      list: list ? place(list) : undefined,
      scope,
      broken: node.hasError,
      label: undefined,
      ...place(node),
    };
    this.#calls.push(made);
    return made;
  }

  /** Gives a value to the variable of that name that is in sight, or to a new one of the outermost scope. */
  assign(scope: Scope, name: string, value: Expression | undefined): void {
    let target = scope;
    while (!target.bindings.has(name) && target.parent) target = target.parent;
    bind(target.bindings, name, value && labelled(value, name));
  }

  /** Gives a value to a field or to a property of something else. */
  assignMember(target: Expression, value: Expression, scope: Scope): void {
    if (target.kind !== 'member') this.returned.push(value);
    else if (target.object.kind === 'self') bindField(scope, target.name, value);
    else {
      this.touch(target.object);
      this.assignments.push({ object: target.object, name: target.name, value });
    }
  }

  /** An object of properties that is changed after it was made is no longer what it was written as. */
  touch(object: Expression): void {
    const isField = object.kind === 'member' && object.object.kind === 'self';
    const binding =
      object.kind === 'name'
        ? lookUp(object.scope, object.name)
        : isField && object.object.kind === 'self'
          ? fieldsOf(object.object.scope)?.get(object.name)
          : undefined;
    if (binding?.values.some(value => value.kind === 'object' || value.kind === 'list')) binding.opaque = true;
  }

  /** A function of the program's own may change the objects it is given; the CDK's do not. */
  handOver(call: CallExpression): void {
    let root = call.callee;
    while (root.kind === 'member') root = root.object;
    if (root.kind === 'name' && isCdk(this.imports.get(root.name))) return;
    for (const argument of call.args) this.touch(argument);
  }

  /** Notes a member access that leads on to the next line by mistake. */
  member(node: SyntaxNode, object: SyntaxNode | null, name: SyntaxNode | null): void {
    if (object && name && endsInDot(node, object, name)) this.#halfTyped.push(place(node));
  }

  /** What the function at hand returns. */
  returns(expression: Expression): void {
    this.returned.push(expression);
    this.outline.returns(expression);
  }

  finish(root: SyntaxNode, top: Scope): SourceSyntax {
    return {
      imports: this.imports,
      calls: this.#calls,
      assignments: this.assignments,
      returned: this.returned,
      problem: root.hasError ? firstError(root) : this.#halfTyped[0],
      problems: root.hasError ? [...errorsOf(root), ...this.#halfTyped] : this.#halfTyped,
      top,
      declarations: this.outline.finish(),
      passedOn: [],
      namespace: this.namespace,
      opened: this.opened,
      importsEnd: this.#importsEnd,
      namedImports: this.namedImports,
      packages: this.packages,
    };
  }
}

export function bindField(scope: Scope, name: string, value: Expression | undefined): void {
  bind(fieldsOf(scope) ?? new Map(), name, value && labelled(value, name));
}

/** A variable that has no value yet. */
export function declare(scope: Scope, name: string): void {
  if (!scope.bindings.has(name)) scope.bindings.set(name, { values: [], opaque: false });
}

export function labelled(value: Expression, name: string): Expression {
  if (value.kind === 'create' || value.kind === 'call') value.label ??= name;
  return value;
}

export function inner(parent: Scope): Scope {
  return { parent, bindings: new Map(), fields: undefined };
}

/** Where a name of a class is looked up: variables and fields of that name do not count. */
export function nowhere(): Scope {
  return { parent: undefined, bindings: new Map(), fields: undefined };
}

export function place(node: SyntaxNode): Place {
  return { start: node.startIndex, end: node.endIndex };
}

export function opaque(node: SyntaxNode, parts: readonly Expression[] = []): Expression {
  return { kind: 'opaque', parts, ...place(node) };
}

/** The children that mean something. */
export function parts(node: SyntaxNode | null): SyntaxNode[] {
  return (node?.namedChildren ?? []).flatMap(child => (child && !child.type.includes('comment') ? [child] : []));
}

/** `1_000`, `0x10`, `5L`, `2.5f`; opaque when it is no number after all. */
export function numberOf(node: SyntaxNode): Expression {
  const text = node.text.replaceAll('_', '');
  const plain = /^0[xX]/.test(text) ? text.replace(/[lL]$/, '') : text.replace(/[a-zA-Z]+$/, '');
  const value = /^0[0-7]+$/.test(plain) ? Number.NaN : Number(plain);
  return Number.isNaN(value) ? opaque(node) : { kind: 'literal', value, ...place(node) };
}

/** The negative of a number. */
export function negative(node: SyntaxNode, operand: Expression): Expression {
  return operand.kind === 'literal' && typeof operand.value === 'number'
    ? { kind: 'literal', value: -operand.value, ...place(node) }
    : opaque(node, [operand]);
}

const lineSigns: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** The characters an escaped text stands for, read the simple way. */
export function unescaped(text: string): string {
  return text.replace(/\\(['"\\ntr])/g, (_, sign: string) => lineSigns[sign] ?? sign);
}

/** What a format in the manner of printf makes of its arguments. */
export function formatted(node: SyntaxNode, format: Expression | undefined, values: readonly Expression[]): Expression {
  if (format?.kind !== 'literal' || /%[%n\d]/.test(String(format.value))) return opaque(node, values);
  const pieces = String(format.value).split(/%[a-z]/);
  const joined = pieces.flatMap((value, index): Expression[] => {
    const piece: Expression = { kind: 'literal', value, start: format.start, end: format.end };
    const letters = value === '' ? [] : [piece];
    return index < pieces.length - 1 ? [...letters, values[index] ?? opaque(node)] : letters;
  });
  return { kind: 'text', parts: joined, ...place(node) };
}

/** Every part that did not parse; what is missing stands as the node it is missing from. */
export function errorsOf(root: SyntaxNode): Place[] {
  const found: Place[] = [];
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const child of node.children) {
      if (child?.isError) found.push(place(child));
      else if (child?.isMissing) found.push(place(node));
      else if (child?.hasError) stack.push(child);
    }
  }
  return found;
}

function firstError(node: SyntaxNode): Place {
  for (const child of node.children) {
    if (child && (child.isError || child.isMissing)) return place(child);
    if (child?.hasError) return firstError(child);
  }
  return place(node);
}

/** `this.` at the end of a line: somebody is typing, and the next line is not what they mean. */
export function endsInDot(node: SyntaxNode, object: SyntaxNode, property: SyntaxNode): boolean {
  if (property.startIndex - object.endIndex < 2) return false;
  const between = node.text.slice(object.endIndex - node.startIndex, property.startIndex - node.startIndex);
  return /^\s*\??\.[ \t]*\r?\n/.test(between);
}
