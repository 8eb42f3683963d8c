/**
 * The part of a program that says which constructs are made and how they are joined, the same for every language
 * CDK is written in. Each language has a reader that fills it; everything after that is shared. Names of properties
 * and methods are TypeScript's.
 */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export type Expression = Place &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'undefined' }
    | { readonly kind: 'text'; readonly parts: readonly Expression[] }
    | { readonly kind: 'name'; readonly name: string; readonly scope: Scope }
    | { readonly kind: 'self'; readonly scope: Scope }
    | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
    | CallExpression
    | ObjectExpression
    | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly open: boolean }
    | { readonly kind: 'choice'; readonly branches: readonly Expression[] }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'opaque'; readonly parts: readonly Expression[] }
  );

/** `new X(…)` or `f(…)`. */
export interface CallExpression extends Place {
  readonly kind: 'create' | 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  /** The argument list with its parentheses. */
  readonly list: Place | undefined;
  readonly scope: Scope;
  /** The text inside does not parse: what it seems to lack may be there in a moment. */
  readonly broken: boolean;
  /** Variable or field the result is given to. */
  label: string | undefined;
}

export interface ObjectEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Expression;
  /** `{ queue }`: key and value are one word. */
  readonly shorthand: boolean;
  readonly place: Place;
}

export interface ObjectExpression extends Place {
  readonly kind: 'object';
  /** In order; a spread stands as an expression. */
  readonly members: readonly (ObjectEntry | { readonly spread: Expression })[];
}

/** What a name stands for: every value that is given to it, or nothing we can follow. */
export interface Binding {
  readonly values: Expression[];
  /** It is also a parameter, a loop variable or part of a pattern. */
  opaque: boolean;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly bindings: Map<string, Binding>;
  /** Fields of the class that `this` means here. */
  readonly fields: Map<string, Binding> | undefined;
}

export interface ImportedName {
  readonly module: string;
  /** `*` for the whole module. */
  readonly name: string;
}

/** `object.name = value`, where the object is not `this`; the name is empty for `object[…] = value`. */
export interface Assignment {
  readonly object: Expression;
  readonly name: string;
  readonly value: Expression;
}

export interface SourceSyntax {
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** Every call and creation, outer ones before inner ones, in the order of the text. */
  readonly calls: readonly CallExpression[];
  readonly assignments: readonly Assignment[];
  /** Expressions a function returns, and such as stand where their fate cannot be followed. */
  readonly returned: readonly Expression[];
  readonly problem: Place | undefined;
  /** Where the last import ends; 0 without imports. */
  readonly importsEnd: number;
  /** Named import lists by module: where a further name can be put. */
  readonly namedImports: ReadonlyMap<string, Place>;
}

/** Adds a value to a binding, making it when needed. */
export function bind(bindings: Map<string, Binding>, name: string, value: Expression | undefined): void {
  const known = bindings.get(name);
  const binding = known ?? { values: [], opaque: false };
  if (!known) bindings.set(name, binding);
  if (value) binding.values.push(value);
  else binding.opaque = true;
}

/** The binding a name has where it is used. */
export function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  for (let current = scope; current; current = current.parent) {
    const binding = current.bindings.get(name);
    if (binding) return binding;
  }
  return undefined;
}

/** The fields of the innermost class around a scope. */
export function fieldsOf(scope: Scope | undefined): Map<string, Binding> | undefined {
  for (let current = scope; current; current = current.parent) if (current.fields) return current.fields;
  return undefined;
}
