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
  /** The brackets around the members where they are not the whole: behind the name of a type, around arguments. */
  readonly body?: Place;
}

/** What a name stands for: every value that is given to it, or nothing we can follow. */
export interface Binding {
  readonly values: Expression[];
  /** It is also a parameter, a loop variable or part of a pattern. */
  opaque: boolean;
  /** The parameter it is, where its function can be called from elsewhere. */
  parameter?: Parameter;
}

/** A parameter of a constructor, function or method. */
export interface Parameter {
  readonly name: string;
  readonly index: number;
  readonly of: Declaration;
}

/** A class or function of a file's outermost level, or a method of such a class. */
export interface Declaration {
  readonly kind: 'class' | 'function';
  readonly name: string;
  readonly fields: ReadonlyMap<string, Binding>;
  readonly methods: ReadonlyMap<string, Declaration>;
  /** By position, the object itself left out; of a class, those of its one constructor. */
  readonly parameters: readonly (Parameter | undefined)[];
  readonly constructors: number;
  readonly returns: readonly Expression[];
  /** The class it extends. */
  readonly base: Expression | undefined;
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
  /** Every part of the text that did not parse. */
  readonly problems: readonly Place[];
  /** The outermost scope: what other files can import by name. */
  readonly top: Scope;
  /** Classes and functions that other files can name. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Names passed on from other files; `*` for all of them. */
  readonly passedOn: readonly (ImportedName & { readonly as: string })[];
  /** The package or namespace the file belongs to; empty where the language has none. */
  readonly namespace: string;
  /** Namespaces of the program's own whose names can be used without import. */
  readonly opened: readonly string[];
  /** Where the last import ends; 0 without imports. */
  readonly importsEnd: number;
  /** Named import lists by module: where a further name can be put. */
  readonly namedImports: ReadonlyMap<string, Place>;
  /** Modules imported as a whole, so that their names need no import of their own. */
  readonly packages: ReadonlySet<string>;
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

const choosing = new Set(['??', '||', '&&', 'or', 'and']);

/** Expressions that stand inside others which are not followed: `a ?? b`, `await a`. */
export function looseParts(syntax: SourceSyntax): Expression[] {
  const loose: Expression[] = [];
  const seen = new Set<unknown>();
  const stack: Expression[] = [...syntax.assignments.map(each => each.value)];
  const bindings = (of: ReadonlyMap<string, Binding> | undefined) => {
    if (!of || seen.has(of)) return;
    seen.add(of);
    for (const binding of of.values()) stack.push(...binding.values);
  };
  for (const call of syntax.calls) {
    stack.push(...call.args);
    for (let scope: Scope | undefined = call.scope; scope && !seen.has(scope); scope = scope.parent) {
      seen.add(scope);
      bindings(scope.bindings);
      bindings(scope.fields);
    }
  }
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const inside =
      next.kind === 'opaque'
        ? next.parts
        : next.kind === 'binary' && choosing.has(next.operator)
          ? [next.left, next.right]
          : undefined;
    if (inside) loose.push(...inside);
    stack.push(...(inside ?? below(next)));
  }
  return loose;
}

function below(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'text':
      return expression.parts;
    case 'list':
      return expression.items;
    case 'choice':
      return expression.branches;
    case 'member':
      return [expression.object];
    case 'object':
      return expression.members.map(member => ('key' in member ? member.value : member.spread));
    default:
      return [];
  }
}
