import { Outline } from './outline.ts';
import { endsInDot, errorsOf } from './sourceBuilder.ts';
import {
  type Assignment,
  bind,
  type CallExpression,
  type Expression,
  fieldsOf,
  type ImportedName,
  lookUp,
  type ObjectExpression,
  type Place,
  type Scope,
  type SourceSyntax,
} from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';
import {
  descendant,
  firstError,
  isExpression,
  keyOf,
  patternNames,
  place,
  plainParameters,
  plainPattern,
  requiredModule,
  stringOf,
} from './typescriptNodes.ts';

/** Reads TypeScript, TSX and JavaScript. */
export function readTypeScript(root: SyntaxNode): SourceSyntax {
  return new TypeScriptReader(root).result;
}

const functions = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
]);
const wrappers = new Set(['parenthesized_expression', 'as_expression', 'satisfies_expression', 'non_null_expression']);

class TypeScriptReader {
  readonly #imports = new Map<string, ImportedName>();
  readonly #calls: CallExpression[] = [];
  readonly #assignments: Assignment[] = [];
  readonly #returned: Expression[] = [];
  readonly #namedImports = new Map<string, Place>();
  readonly #outline = new Outline();
  readonly #passedOn: SourceSyntax['passedOn'][number][] = [];
  readonly #problems: Place[] = [];
  #importsEnd = 0;
  readonly result: SourceSyntax;

  constructor(root: SyntaxNode) {
    const top: Scope = { parent: undefined, bindings: new Map(), fields: undefined };
    this.#visit(root, top);
    this.#forgetChangedObjects();
    if (root.hasError) this.#problems.push(...errorsOf(root));
    this.result = {
      imports: this.#imports,
      calls: this.#calls,
      assignments: this.#assignments,
      returned: this.#returned,
      problem: root.hasError ? firstError(root) : this.#problems[0],
      problems: this.#problems,
      top,
      declarations: this.#outline.finish(),
      passedOn: this.#passedOn,
      namespace: '',
      opened: [],
      importsEnd: this.#importsEnd,
      namedImports: this.#namedImports,
      packages: new Set(),
    };
  }

  /** Statements: what they bind, and the expressions in them. */
  #visit(node: SyntaxNode, scope: Scope): void {
    const { type } = node;
    if (type === 'import_statement') this.#import(node);
    else if (type === 'variable_declarator') this.#declarator(node, scope);
    else if (type.startsWith('class') && node.childForFieldName('body')) this.#class(node, scope);
    else if (functions.has(type)) this.#function(node, scope);
    else if (type === 'statement_block') this.#children(node, inner(scope));
    else if (type === 'for_in_statement') this.#loop(node, scope);
    else if (type === 'return_statement') {
      for (const child of node.namedChildren) if (child) this.#returns(this.#expression(child, scope));
    } else if (type === 'export_statement') this.#export(node, scope);
    else if (isExpression(type)) this.#expression(node, scope);
    else this.#children(node, scope);
  }

  /** An object that is changed after it was written down holds more than what was written. */
  #forgetChangedObjects(): void {
    const changed = this.#assignments.map(assignment => assignment.object);
    for (const call of this.#calls) {
      if (call.callee.kind === 'member' && call.callee.name === 'assign' && call.args[0]) changed.push(call.args[0]);
    }
    for (const object of changed) {
      const binding =
        object.kind === 'name'
          ? lookUp(object.scope, object.name)
          : object.kind === 'member' && object.object.kind === 'self'
            ? fieldsOf(object.object.scope)?.get(object.name)
            : undefined;
      if (binding?.values.some(value => value.kind === 'object')) binding.opaque = true;
    }
  }

  #children(node: SyntaxNode, scope: Scope): void {
    for (const child of node.namedChildren) if (child) this.#visit(child, scope);
  }

  /** `export { Queues } from './queues'`, `export default class …`. */
  #export(node: SyntaxNode, scope: Scope): void {
    const source = node.childForFieldName('source');
    const module = source ? stringOf(source) : undefined;
    const clause = node.namedChildren.find(child => child?.type === 'export_clause');
    for (const specifier of clause?.namedChildren ?? []) {
      const name = specifier?.childForFieldName('name')?.text;
      const as = specifier?.childForFieldName('alias')?.text ?? name;
      if (name && as) this.#passedOn.push({ module: module ?? '', name, as });
    }
    if (module !== undefined) {
      const space = node.namedChildren.find(child => child?.type === 'namespace_export');
      if (!clause && !space) this.#passedOn.push({ module, name: '*', as: '*' });
      return;
    }
    const declared = node.childForFieldName('declaration')?.childForFieldName('name')?.text;
    const value = node.childForFieldName('value');
    const isDefault = node.children.some(child => child?.type === 'default');
    const named = declared ?? (value?.type === 'identifier' ? value.text : undefined);
    if (isDefault && named) this.#passedOn.push({ module: '', name: named, as: 'default' });
    this.#children(node, scope);
  }

  #returns(expression: Expression): void {
    this.#returned.push(expression);
    this.#outline.returns(expression);
  }

  #import(node: SyntaxNode): void {
    this.#importsEnd = Math.max(this.#importsEnd, node.endIndex);
    // What is imported as a type only is not there when the program runs.
    if (/^import\s+type\b(?!\s*(?:,|from))/.test(node.text)) return;
    const source = node.childForFieldName('source') ?? descendant(node, 'string');
    const module = source ? stringOf(source) : undefined;
    if (module === undefined) return;
    for (const clause of node.namedChildren) {
      if (clause?.type === 'import_require_clause') {
        const name = clause.namedChildren[0];
        if (name) this.#imports.set(name.text, { module, name: '*' });
      }
      if (clause?.type !== 'import_clause') continue;
      for (const part of clause.namedChildren) {
        if (part?.type === 'identifier') this.#imports.set(part.text, { module, name: 'default' });
        else if (part?.type === 'namespace_import')
          this.#imports.set(part.namedChildren[0]?.text ?? '', { module, name: '*' });
        else if (part?.type === 'named_imports') this.#namedImport(part, module);
      }
    }
  }

  #namedImport(list: SyntaxNode, module: string): void {
    this.#namedImports.set(module, place(list));
    for (const specifier of list.namedChildren) {
      const name = specifier?.childForFieldName('name')?.text;
      if (name && !/^type\s/.test(specifier?.text ?? ''))
        this.#imports.set(specifier?.childForFieldName('alias')?.text ?? name, { module, name });
    }
  }

  #declarator(node: SyntaxNode, scope: Scope): void {
    const name = node.childForFieldName('name');
    const value = node.childForFieldName('value');
    const read = value ? this.#expression(value, scope) : undefined;
    const required = value ? requiredModule(value) : undefined;
    if (name?.type === 'identifier') {
      if (required !== undefined) this.#imports.set(name.text, { module: required, name: '*' });
      else if (read) bind(scope.bindings, name.text, labelled(read, name.text));
      else if (!scope.bindings.has(name.text)) scope.bindings.set(name.text, { values: [], opaque: false });
      return;
    }
    const plain = name && read ? plainPattern(name) : undefined;
    if (plain && read && required === undefined) {
      for (const { local, key } of plain) {
        bind(scope.bindings, local, { kind: 'member', object: read, name: key, ...place(node) });
      }
      return;
    }
    for (const part of name ? patternNames(name) : []) {
      if (required === undefined) bind(scope.bindings, part.local, undefined);
      else this.#imports.set(part.local, { module: required, name: part.name });
    }
    if (read) this.#returned.push(read);
  }

  #class(node: SyntaxNode, scope: Scope): void {
    const fields: Scope['bindings'] = new Map();
    const own: Scope = { parent: scope, bindings: new Map(), fields };
    const heritage = node.namedChildren.find(child => child?.type === 'class_heritage');
    const clause = heritage?.namedChildren.find(child => child?.type === 'extends_clause');
    const extended = clause?.childForFieldName('value') ?? heritage?.namedChildren[0];
    const base = extended && isExpression(extended.type) ? this.#expression(extended, scope) : undefined;
    this.#outline.class(node.childForFieldName('name')?.text ?? '', own, base, () => {
      for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
        const name = member?.childForFieldName('name')?.text;
        if (member && name && (member.type === 'public_field_definition' || member.type === 'field_definition')) {
          const value = member.childForFieldName('value');
          if (value) bind(fields, name, labelled(this.#expression(value, own), name));
        } else if (member) this.#visit(member, own);
      }
    });
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const parameters = node.childForFieldName('parameters') ?? node.childForFieldName('parameter');
    for (const parameter of parameters ? patternNames(parameters) : []) {
      bind(own.bindings, parameter.local, undefined);
      const same: Expression = { kind: 'name', name: parameter.local, scope: own, ...place(node) };
      if (parameter.property) bind(fieldsOf(scope) ?? new Map(), parameter.local, same);
    }
    const body = node.childForFieldName('body');
    if (!body) return;
    const name = this.#nameOfFunction(node);
    this.#outline.function(name === 'constructor' ? '' : name, own, plainParameters(parameters), () => {
      if (body.type === 'statement_block') this.#children(body, own);
      else this.#returns(this.#expression(body, own));
    });
  }

  /** Its own, or that of the constant it is given to. */
  #nameOfFunction(node: SyntaxNode): string {
    const own = node.childForFieldName('name')?.text;
    const holder =
      node.parent?.type === 'variable_declarator' ? node.parent.childForFieldName('name')?.text : undefined;
    return own ?? holder ?? ' ';
  }

  #loop(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const left = node.childForFieldName('left');
    for (const name of left ? patternNames(left) : []) bind(own.bindings, name.local, undefined);
    const right = node.childForFieldName('right');
    // What becomes of the single items is not followed.
    if (right) this.#returned.push(this.#expression(right, scope));
    const body = node.childForFieldName('body');
    if (body) this.#visit(body, own);
  }

  #expression(node: SyntaxNode, scope: Scope): Expression {
    const at = place(node);
    if (wrappers.has(node.type)) {
      const child = node.namedChildren[0];
      return child ? this.#expression(child, scope) : { kind: 'opaque', parts: [], ...at };
    }
    switch (node.type) {
      case 'string':
        return { kind: 'literal', value: stringOf(node) ?? '', ...at };
      case 'number':
        return { kind: 'literal', value: Number(node.text.replaceAll('_', '')), ...at };
      case 'true':
      case 'false':
        return { kind: 'literal', value: node.type === 'true', ...at };
      case 'undefined':
        return { kind: 'undefined', ...at };
      case 'identifier':
        return node.text === 'undefined'
          ? { kind: 'undefined', ...at }
          : { kind: 'name', name: node.text, scope, ...at };
      case 'this':
        return { kind: 'self', scope, ...at };
      case 'template_string':
        return this.#template(node, scope);
      case 'member_expression': {
        const object = node.childForFieldName('object');
        const property = node.childForFieldName('property');
        const name = property?.text ?? '';
        if (object && property && endsInDot(node, object, property)) this.#problems.push(at);
        return object
          ? { kind: 'member', object: this.#expression(object, scope), name, ...at }
          : { kind: 'opaque', parts: [], ...at };
      }
      case 'new_expression':
      case 'call_expression':
        return this.#call(node, scope);
      case 'object':
        return this.#object(node, scope);
      case 'array': {
        const items = node.namedChildren.flatMap(child => (child && child.type !== 'comment' ? [child] : []));
        const open = items.some(item => item.type === 'spread_element') || node.hasError;
        return { kind: 'list', items: items.map(item => this.#expression(item, scope)), open, ...at };
      }
      case 'ternary_expression': {
        const condition = node.childForFieldName('condition');
        if (condition) this.#expression(condition, scope);
        const branches = ['consequence', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []);
        return { kind: 'choice', branches: branches.map(branch => this.#expression(branch, scope)), ...at };
      }
      case 'binary_expression': {
        const left = node.childForFieldName('left');
        const right = node.childForFieldName('right');
        if (!left || !right) return { kind: 'opaque', parts: [], ...at };
        const operator = node.childForFieldName('operator')?.text ?? '';
        return {
          kind: 'binary',
          operator,
          left: this.#expression(left, scope),
          right: this.#expression(right, scope),
          ...at,
        };
      }
      case 'unary_expression': {
        const argument = node.childForFieldName('argument');
        const read = argument && this.#expression(argument, scope);
        if (read?.kind === 'literal' && typeof read.value === 'number' && node.text.startsWith('-')) {
          return { kind: 'literal', value: -read.value, ...at };
        }
        return { kind: 'opaque', parts: read ? [read] : [], ...at };
      }
      case 'assignment_expression':
        return this.#assignment(node, scope);
      case 'await_expression': {
        const child = node.namedChildren[0];
        return { kind: 'opaque', parts: child ? [this.#expression(child, scope)] : [], ...at };
      }
      default:
        return this.#opaque(node, scope);
    }
  }

  /** Something we do not follow; what stands in it is read all the same. */
  #opaque(node: SyntaxNode, scope: Scope): Expression {
    if (functions.has(node.type) || node.type === 'class') {
      this.#visit(node, scope);
      return { kind: 'opaque', parts: [], ...place(node) };
    }
    const parts: Expression[] = [];
    for (const child of node.namedChildren) {
      if (!child) continue;
      if (isExpression(child.type)) parts.push(this.#expression(child, scope));
      else this.#visit(child, scope);
    }
    return { kind: 'opaque', parts, ...place(node) };
  }

  #call(node: SyntaxNode, scope: Scope): Expression {
    const create = node.type === 'new_expression';
    const callee = node.childForFieldName(create ? 'constructor' : 'function');
    const list = node.childForFieldName('arguments');
    const args: Expression[] = [];
    const slot = this.#calls.length;
    const made: { -readonly [Key in keyof CallExpression]: CallExpression[Key] } = {
      kind: create ? 'create' : 'call',
      callee: { kind: 'opaque', parts: [], ...place(node) },
      args,
      list: list ? place(list) : undefined,
      scope,
      broken: node.hasError,
      label: undefined,
      ...place(node),
    };
    this.#calls.splice(slot, 0, made);
    if (callee?.type === 'super') made.callee = this.#outline.currentClass?.base ?? made.callee;
    else if (callee) made.callee = this.#expression(callee, scope);
    for (const child of list?.namedChildren ?? []) {
      if (child && child.type !== 'comment') args.push(this.#expression(child, scope));
    }
    return made;
  }

  #object(node: SyntaxNode, scope: Scope): ObjectExpression {
    const members: ObjectExpression['members'][number][] = [];
    for (const child of node.namedChildren) {
      if (!child || child.type === 'comment') continue;
      const at = place(child);
      if (child.type === 'pair') {
        const key = child.childForFieldName('key');
        const value = child.childForFieldName('value');
        const name = key ? keyOf(key) : undefined;
        if (key && value && name !== undefined) {
          members.push({
            key: name,
            keyPlace: place(key),
            value: this.#expression(value, scope),
            shorthand: false,
            place: at,
          });
          continue;
        }
        members.push({ spread: this.#opaque(child, scope) });
      } else if (child.type === 'shorthand_property_identifier') {
        const value: Expression =
          child.text === 'undefined' ? { kind: 'undefined', ...at } : { kind: 'name', name: child.text, scope, ...at };
        members.push({ key: child.text, keyPlace: at, value, shorthand: true, place: at });
      } else if (child.type === 'spread_element') {
        const inside = child.namedChildren[0];
        members.push({ spread: inside ? this.#expression(inside, scope) : { kind: 'opaque', parts: [], ...at } });
      } else members.push({ spread: this.#opaque(child, scope) });
    }
    return { kind: 'object', members, ...place(node) };
  }

  #template(node: SyntaxNode, scope: Scope): Expression {
    const parts: Expression[] = [];
    for (const child of node.namedChildren) {
      if (!child) continue;
      const at = place(child);
      if (child.type === 'template_substitution') {
        const inside = child.namedChildren[0];
        parts.push(inside ? this.#expression(inside, scope) : { kind: 'opaque', parts: [], ...at });
      } else parts.push({ kind: 'literal', value: child.text, ...at });
    }
    return { kind: 'text', parts, ...place(node) };
  }

  #assignment(node: SyntaxNode, scope: Scope): Expression {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (!left || !right) return { kind: 'opaque', parts: [], ...place(node) };
    const value = this.#expression(right, scope);
    if (left.type === 'identifier') {
      for (let current: Scope | undefined = scope; current; current = current.parent) {
        if (!current.bindings.has(left.text) && current.parent) continue;
        bind(current.bindings, left.text, labelled(value, left.text));
        break;
      }
      return value;
    }
    if (left.type === 'subscript_expression') {
      const object = left.childForFieldName('object');
      if (object) this.#assignments.push({ object: this.#expression(object, scope), name: '', value });
      return value;
    }
    const target = this.#expression(left, scope);
    if (target.kind !== 'member') this.#returned.push(value);
    else if (target.object.kind === 'self')
      bind(fieldsOf(scope) ?? new Map(), target.name, labelled(value, target.name));
    else this.#assignments.push({ object: target.object, name: target.name, value });
    return value;
  }
}

function labelled(value: Expression, name: string): Expression {
  if (value.kind === 'create' || value.kind === 'call') value.label ??= name;
  if (value.kind === 'choice') for (const branch of value.branches) labelled(branch, name);
  return value;
}

function inner(parent: Scope): Scope {
  return { parent, bindings: new Map(), fields: undefined };
}
