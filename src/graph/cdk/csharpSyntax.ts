import { isCdk, knownModule, lowerFirst, moduleOfPlainName, PackageImports } from './naming.ts';
import {
  declare,
  inner,
  labelled,
  negative,
  nowhere,
  numberOf,
  opaque,
  parts,
  place,
  SourceBuilder,
  unescaped,
} from './sourceBuilder.ts';
import {
  bind,
  type Expression,
  type ImportedName,
  lookUp,
  type ObjectExpression,
  type Scope,
  type SourceSyntax,
} from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';

/** Reads C#. Object initializers are property objects; members lose their capital letter. */
export function readCSharp(root: SyntaxNode): SourceSyntax {
  const out = new SourceBuilder();
  const top = nowhere();
  new CSharpReader(out).statements(root, top);
  return out.finish(root, top);
}

const classes = new Set(['class_declaration', 'record_declaration', 'struct_declaration', 'interface_declaration']);
const functions = new Set(['constructor_declaration', 'method_declaration', 'local_function_statement']);
const blocks = new Set(['block', 'for_statement', 'using_statement', 'switch_section']);
const binders = new Set(['catch_declaration', 'declaration_pattern', 'declaration_expression']);

/** Structs of the CDK by their names: the packages they come from are imported as a whole. A dictionary is JSON. */
const struct = /^(?:\w*(?:Props|Options|Property)|DeadLetterQueue|RedriveAllowPolicy|Dictionary<.*)$/;

class CSharpReader {
  readonly #out: SourceBuilder;
  readonly #packages = new PackageImports();

  constructor(out: SourceBuilder) {
    this.#out = out;
  }

  statements(node: SyntaxNode, scope: Scope): void {
    for (const child of parts(node)) this.#statement(child, scope);
  }

  #statement(node: SyntaxNode, scope: Scope): void {
    const { type } = node;
    if (type === 'using_directive') this.#using(node);
    else if (type === 'namespace_declaration' || type === 'file_scoped_namespace_declaration') {
      this.#out.namespace = node.childForFieldName('name')?.text ?? '';
      this.statements(node.childForFieldName('body') ?? node, scope);
    } else if (classes.has(type)) this.#class(node, scope);
    else if (functions.has(type)) this.#function(node, scope);
    else if (type === 'property_declaration') this.#property(node, scope);
    else if (type === 'variable_declaration') this.#variables(node, scope);
    else if (type === 'constructor_initializer') this.#constructorCall(node, scope);
    else if (type === 'return_statement' || type === 'arrow_expression_clause' || type === 'yield_statement') {
      for (const child of parts(node)) this.#out.returns(this.#expression(child, scope));
    } else if (type === 'foreach_statement') this.#loop(node, scope);
    else if (binders.has(type)) this.#binds(node, scope);
    else if (blocks.has(type)) this.statements(node, inner(scope));
    else if (isExpression(type)) this.#expression(node, scope);
    else this.statements(node, scope);
  }

  #using(node: SyntaxNode): void {
    this.#out.importEnds(node);
    const alias = node.childForFieldName('name');
    const target = parts(node).find(child => child.startIndex !== alias?.startIndex);
    if (!target || /^(?:global\s+)?using\s+static\b/.test(node.text)) return;
    const module = moduleOf(target.text);
    if (!alias) {
      if (module !== undefined) {
        this.#packages.add(module);
        this.#out.packages.add(module);
      } else this.#out.opened.push(target.text);
      return;
    }
    const named = importOf(target.text);
    const plain = named && knownModule(plainName(target.text)) === undefined ? named : undefined;
    this.#out.imports.set(alias.text, plain ?? { module: module ?? target.text, name: '*' });
  }

  /** `base(…)` calls the class above; which constructor `this(…)` calls cannot be told. */
  #constructorCall(node: SyntaxNode, scope: Scope): void {
    const list = parts(node).find(child => child.type === 'argument_list') ?? null;
    const base = node.children.some(child => child?.type === 'base') && this.#out.outline.currentClass?.base;
    if (base) {
      const call = this.#out.call(node, list, 'call', scope);
      call.callee = base;
      for (const value of parts(list)) call.args.push(this.#argument(value, scope));
    } else for (const value of parts(list)) this.#out.returned.push(this.#argument(value, scope));
  }

  /** Fields and properties can be named with and without `this`. */
  #class(node: SyntaxNode, scope: Scope): void {
    const fields: Scope['bindings'] = new Map();
    const own: Scope = { parent: scope, bindings: fields, fields };
    const primary = parts(node).find(child => child.type === 'parameter_list');
    if (primary) bindParameters(primary, own);
    const body = node.childForFieldName('body');
    for (const member of parts(body)) {
      const declarators =
        member.type === 'field_declaration' ? member.descendantsOfType('variable_declarator') : [member];
      if (member.type !== 'field_declaration' && member.type !== 'property_declaration') continue;
      for (const each of declarators) {
        const name = each?.childForFieldName('name')?.text;
        if (name) declare(own, name);
      }
    }
    const [extended] = parts(parts(node).find(child => child.type === 'base_list') ?? null);
    const base = extended && this.#type(extended);
    this.#out.outline.class(node.childForFieldName('name')?.text ?? '', own, base, () => {
      if (primary) this.#out.outline.function('', own, plainParameters(primary), () => undefined);
      if (body) this.statements(body, own);
    });
  }

  #property(node: SyntaxNode, scope: Scope): void {
    const name = node.childForFieldName('name')?.text ?? '';
    const value = node.childForFieldName('value');
    const type = node.childForFieldName('type');
    const accessors = node.childForFieldName('accessors');
    if (value && isExpression(value.type)) {
      bind(scope.bindings, name, labelled(this.#value(value, type, scope), name));
    } else if (value) {
      bind(scope.bindings, name, undefined);
      this.#statement(value, inner(scope));
    }
    for (const accessor of parts(accessors)) {
      if (parts(accessor).some(part => part.type === 'block' || part.type === 'arrow_expression_clause')) {
        bind(scope.bindings, name, undefined);
        this.statements(accessor, inner(scope));
      }
    }
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const parameters = node.childForFieldName('parameters');
    if (parameters) bindParameters(parameters, own);
    const isConstructor = node.type === 'constructor_declaration';
    const name = isConstructor ? '' : (node.childForFieldName('name')?.text ?? '');
    this.#out.outline.function(name, own, parameters ? plainParameters(parameters) : [], () => {
      for (const child of parts(node)) if (child.type === 'constructor_initializer') this.#statement(child, own);
      const body = node.childForFieldName('body');
      if (body?.type === 'block') this.statements(body, own);
      else if (body) this.#statement(body, own);
    });
  }

  #variables(node: SyntaxNode, scope: Scope): void {
    const type = node.childForFieldName('type');
    for (const each of parts(node)) {
      if (each.type !== 'variable_declarator') continue;
      const name = each.childForFieldName('name');
      const value = parts(each).findLast(part => part.startIndex !== name?.startIndex && isExpression(part.type));
      const read = value && this.#value(value, type, scope);
      if (!name) {
        this.#binds(each, scope);
        if (read) this.#out.returned.push(read);
      } else if (read) bind(scope.bindings, name.text, labelled(read, name.text));
      else declare(scope, name.text);
    }
  }

  /** `Queue q = new(…)` takes its class from the declaration. */
  #value(node: SyntaxNode, type: SyntaxNode | null, scope: Scope): Expression {
    return node.type === 'implicit_object_creation_expression' && type
      ? this.#creation(node, type, scope)
      : this.#expression(node, scope);
  }

  #loop(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const left = node.childForFieldName('left');
    if (left?.type === 'identifier') bind(own.bindings, left.text, undefined);
    else if (left) this.#binds(left, own);
    const right = node.childForFieldName('right');
    // What becomes of the single items is not followed.
    if (right) this.#out.returned.push(this.#expression(right, scope));
    const body = node.childForFieldName('body');
    if (body) this.#statement(body, own);
  }

  /** Names of a pattern get values we do not follow. */
  #binds(node: SyntaxNode, scope: Scope): void {
    const patterns = [node, ...node.descendantsOfType(['tuple_pattern', 'declaration_pattern'])];
    for (const pattern of patterns) {
      for (const name of pattern?.childrenForFieldName('name') ?? [])
        if (name) bind(scope.bindings, name.text, undefined);
    }
  }

  #expression(node: SyntaxNode, scope: Scope): Expression {
    const at = place(node);
    switch (node.type) {
      case 'parenthesized_expression': {
        const [child] = parts(node);
        return child ? this.#expression(child, scope) : opaque(node);
      }
      case 'cast_expression':
      case 'as_expression': {
        const value = node.childForFieldName(node.type === 'as_expression' ? 'left' : 'value');
        return value ? this.#expression(value, scope) : opaque(node);
      }
      case 'postfix_unary_expression': {
        const [operand] = parts(node);
        if (operand && node.text.endsWith('!')) return this.#expression(operand, scope);
        if (operand?.type === 'identifier') this.#out.assign(scope, operand.text, undefined);
        return opaque(node);
      }
      case 'string_literal':
        return { kind: 'literal', value: unescaped(node.text.slice(1, -1)), ...at };
      case 'verbatim_string_literal':
        return { kind: 'literal', value: node.text.slice(2, -1).replaceAll('""', '"'), ...at };
      case 'interpolated_string_expression':
        return this.#interpolated(node, scope);
      case 'integer_literal':
      case 'real_literal':
        return numberOf(node);
      case 'boolean_literal':
        return { kind: 'literal', value: node.text === 'true', ...at };
      case 'null_literal':
        return { kind: 'undefined', ...at };
      case 'this':
        return { kind: 'self', scope, ...at };
      case 'identifier':
        this.#findClass(node.text, scope);
        return { kind: 'name', name: node.text, scope, ...at };
      case 'member_access_expression':
        return this.#member(node, scope);
      case 'invocation_expression':
        return this.#invocation(node, scope);
      case 'object_creation_expression':
      case 'implicit_object_creation_expression':
        return this.#creation(node, node.childForFieldName('type'), scope);
      case 'implicit_array_creation_expression':
      case 'array_creation_expression': {
        const items = parts(node).find(child => child.type === 'initializer_expression');
        return items ? { ...this.#expression(items, scope), ...at } : opaque(node);
      }
      case 'initializer_expression':
      case 'element_binding_expression': {
        const items = parts(node).map(item => this.#argument(item, scope));
        const open = node.hasError || parts(node).some(item => item.text.startsWith('..'));
        return { kind: 'list', items, open, ...at };
      }
      case 'conditional_expression': {
        const condition = node.childForFieldName('condition');
        if (condition) this.#expression(condition, scope);
        const branches = ['consequence', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []);
        return { kind: 'choice', branches: branches.map(branch => this.#expression(branch, scope)), ...at };
      }
      case 'binary_expression': {
        const left = node.childForFieldName('left');
        const right = node.childForFieldName('right');
        if (!left || !right) return opaque(node);
        const operator = node.childForFieldName('operator')?.text ?? '';
        const read = [this.#expression(left, scope), this.#expression(right, scope)] as const;
        // Whole numbers lose what is left of a division.
        return /^[+*-]$/.test(operator)
          ? { kind: 'binary', operator, left: read[0], right: read[1], ...at }
          : opaque(node, read);
      }
      case 'prefix_unary_expression': {
        const [operand] = parts(node);
        const read = operand ? this.#expression(operand, scope) : opaque(node);
        return node.text.startsWith('-') ? negative(node, read) : opaque(node, [read]);
      }
      case 'assignment_expression':
        return this.#assignment(node, scope);
      case 'lambda_expression':
        return this.#lambda(node, scope);
      default:
        return this.#opaque(node, scope);
    }
  }

  #opaque(node: SyntaxNode, scope: Scope): Expression {
    const read: Expression[] = [];
    for (const child of parts(node)) {
      if (child.type === 'argument') read.push(this.#argument(child, scope));
      else if (isExpression(child.type)) read.push(this.#expression(child, scope));
      else this.#statement(child, scope);
    }
    return opaque(node, read);
  }

  /** What an argument passes on; `this` is no named node. */
  #argument(node: SyntaxNode, scope: Scope): Expression {
    const value = node.type === 'argument' ? node.children.at(-1) : node;
    if (!value) return opaque(node);
    if (value.type === 'declaration_expression') this.#binds(value, scope);
    return this.#expression(value, scope);
  }

  #interpolated(node: SyntaxNode, scope: Scope): Expression {
    const read: Expression[] = [];
    for (const child of parts(node)) {
      const at = place(child);
      if (child.type === 'string_content' || child.type === 'escape_sequence') {
        const text = child.text.replace(/\{\{|\}\}/g, pair => pair.charAt(0));
        read.push({ kind: 'literal', value: unescaped(text), ...at });
      } else if (child.type === 'interpolation') {
        const inside = parts(child).filter(part => part.type !== 'interpolation_brace');
        const [value] = inside;
        read.push(value && inside.length === 1 ? this.#expression(value, scope) : opaque(child));
      }
    }
    return { kind: 'text', parts: read, ...place(node) };
  }

  #findClass(name: string, scope: Scope): ImportedName | undefined {
    if (lookUp(scope, name)) return undefined;
    const known = this.#out.imports.get(name);
    const found = known ?? (name.includes('.') ? importOf(name) : this.#packages.find(name));
    if (found && !known) this.#out.imports.set(name, found);
    return found;
  }

  /** A class where only a class can stand. */
  #type(node: SyntaxNode): Expression {
    const name = node.text;
    const scope = nowhere();
    const at = place(node);
    if (this.#findClass(name, scope)) return { kind: 'name', name, scope, ...at };
    const dot = name.lastIndexOf('.');
    if (dot < 0) return { kind: 'name', name, scope, ...at };
    const object: Expression = { kind: 'name', name: name.slice(0, dot), scope, ...at };
    return { kind: 'member', object, name: name.slice(dot + 1), ...at };
  }

  #member(node: SyntaxNode, scope: Scope): Expression {
    const object = node.childForFieldName('expression');
    const name = node.childForFieldName('name')?.text ?? '';
    if (!object) return opaque(node);
    this.#out.member(node, object, node.childForFieldName('name'));
    if (this.#findClass(node.text, scope)) return { kind: 'name', name: node.text, scope, ...place(node) };
    const read = this.#expression(object, scope);
    const isPackage =
      read.kind === 'name' && !lookUp(scope, read.name) && this.#out.imports.get(read.name)?.name === '*';
    // Fields are the program's own names, and classes keep their capital letter.
    const own = read.kind === 'self' || isPackage;
    return { kind: 'member', object: read, name: own ? name : lowerFirst(name), ...place(node) };
  }

  #invocation(node: SyntaxNode, scope: Scope): Expression {
    const callee = node.childForFieldName('function');
    const list = node.childForFieldName('arguments');
    const call = this.#out.call(node, list, 'call', scope);
    if (callee) call.callee = this.#expression(callee, scope);
    for (const arg of parts(list)) call.args.push(this.#argument(arg, scope));
    this.#out.handOver(call);
    return call;
  }

  /** `new X(…)`, and structs: `new X { A = 1 }`. */
  #creation(node: SyntaxNode, type: SyntaxNode | null, scope: Scope): Expression {
    const list = parts(node).find(child => child.type === 'argument_list');
    const initializer = parts(node).find(child => child.type === 'initializer_expression');
    const args = parts(list ?? null);
    if (initializer && args.length === 0) {
      const read = this.#initializer(initializer, node, scope);
      const name = type?.text.split('.').at(-1) ?? '';
      // Where a struct of the program's own ends up cannot be followed.
      if (type && read.kind === 'object' && !struct.test(name)) this.#out.returned.push(read);
      return read;
    }
    if (!type) {
      const read = args.map(arg => this.#argument(arg, scope));
      return opaque(node, read);
    }
    const call = this.#out.call(node, list ?? null, 'create', scope);
    call.callee = this.#type(type);
    for (const arg of args) call.args.push(this.#argument(arg, scope));
    if (initializer) this.#out.returned.push(this.#initializer(initializer, node, scope));
    return call;
  }

  #initializer(node: SyntaxNode, whole: SyntaxNode, scope: Scope): Expression {
    const elements = parts(node);
    const isEntry = (element: SyntaxNode) =>
      element.type === 'assignment_expression' || element.type === 'initializer_expression';
    if (elements.length > 0 && !elements.some(isEntry)) return { ...this.#expression(node, scope), ...place(whole) };
    const members = elements.map((element): ObjectExpression['members'][number] => {
      const pair = element.type === 'initializer_expression';
      const key = pair ? parts(element)[0] : element.childForFieldName('left');
      const value = pair ? parts(element)[1] : element.childForFieldName('right');
      if (!key || !value) return { spread: this.#opaque(element, scope) };
      const read = this.#expression(value, scope);
      const name = key.type === 'identifier' && !pair ? lowerFirst(key.text) : this.#key(key, scope);
      if (name === undefined) return { spread: opaque(element, [read]) };
      return { key: name, keyPlace: place(key), value: read, shorthand: false, place: place(element) };
    });
    return { kind: 'object', members, body: place(node), ...place(whole) };
  }

  /** The key of a dictionary's entry: `["a"]`, or the first of `{ "a", 1 }`. */
  #key(node: SyntaxNode, scope: Scope): string | undefined {
    const [argument] = node.type === 'element_binding_expression' ? parts(node) : [node];
    const read = argument && this.#argument(argument, scope);
    return read?.kind === 'literal' ? String(read.value) : undefined;
  }

  #lambda(node: SyntaxNode, scope: Scope): Expression {
    const own = inner(scope);
    const parameters = node.childForFieldName('parameters');
    if (parameters?.type === 'parameter_list') bindParameters(parameters, own);
    else if (parameters) bind(own.bindings, parameters.text, undefined);
    const body = node.childForFieldName('body');
    if (body?.type === 'block') this.statements(body, own);
    else if (body) this.#out.returned.push(this.#expression(body, own));
    return opaque(node);
  }

  #assignment(node: SyntaxNode, scope: Scope): Expression {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (!left || !right) return opaque(node);
    const value = this.#expression(right, scope);
    const plain = node.childForFieldName('operator')?.text === '=';
    if (left.type === 'identifier') this.#out.assign(scope, left.text, plain ? value : undefined);
    else {
      const target = left.type === 'element_access_expression' ? left.childForFieldName('expression') : undefined;
      if (target) this.#out.touch(this.#expression(target, scope));
      if (left.type === 'tuple_expression') {
        for (const name of left.descendantsOfType('identifier'))
          if (name) this.#out.assign(scope, name.text, undefined);
      }
      this.#out.assignMember(this.#expression(left, scope), value, scope);
    }
    return value;
  }
}

function bindParameters(list: SyntaxNode, scope: Scope): void {
  for (const parameter of parts(list)) {
    const name = parameter.childForFieldName('name');
    if (name) bind(scope.bindings, name.text, undefined);
  }
}

function plainParameters(list: SyntaxNode): (string | undefined)[] {
  return parts(list).map(each => (each.type === 'parameter' ? each.childForFieldName('name')?.text : undefined));
}

function plainName(namespace: string): string {
  return namespace
    .replace(/^Amazon\.CDK\.?/, '')
    .replaceAll('.', '')
    .toLowerCase();
}

/** The module of a namespace: `Amazon.CDK.AWS.Lambda.EventSources`. */
function moduleOf(namespace: string): string | undefined {
  if (namespace === 'Amazon.CDK') return 'aws-cdk-lib';
  return namespace.startsWith('Amazon.CDK.') ? moduleOfPlainName(plainName(namespace)) : undefined;
}

/** What a full name of the CDK stands for: `Amazon.CDK.AWS.SQS.Queue`. */
function importOf(name: string): ImportedName | undefined {
  const dot = name.lastIndexOf('.');
  const namespace = name.slice(0, dot);
  const last = name.slice(dot + 1);
  if (namespace === 'Amazon.CDK') return last === 'AWS' ? undefined : { module: 'aws-cdk-lib', name: last };
  const module = namespace.startsWith('Amazon.CDK.') ? knownModule(plainName(namespace)) : undefined;
  const found = module === undefined ? undefined : { module, name: last };
  return isCdk(found) ? found : undefined;
}

function isExpression(type: string): boolean {
  return type.endsWith('_expression') || type.endsWith('_literal') || type === 'identifier' || type === 'this';
}
