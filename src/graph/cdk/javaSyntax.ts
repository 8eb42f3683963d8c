import { isCdk, lowerFirst, moduleOfPlainName, PackageImports } from './naming.ts';
import {
  declare,
  formatted,
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

/** Reads Java. What a builder is given becomes the property object. */
export function readJava(root: SyntaxNode): SourceSyntax {
  const out = new SourceBuilder();
  const top = nowhere();
  new JavaReader(out).statements(root, top);
  return out.finish(root, top);
}

const classes = new Set(['class_declaration', 'record_declaration', 'enum_declaration', 'interface_declaration']);
const blocks = new Set(['block', 'for_statement', 'try_with_resources_statement', 'switch_block']);
const listMakers = /^(?:List\.of|Arrays\.asList|Collections\.singletonList|Set\.of)$/;

/** A chain of calls that ends in `build()`. */
interface Built {
  readonly type: SyntaxNode;
  /** `create(scope, id)`; undefined for a struct (`builder()`). */
  readonly create: SyntaxNode | undefined;
  /** The call the setters follow. */
  readonly first: SyntaxNode;
  readonly setters: readonly SyntaxNode[];
}

class JavaReader {
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
    if (type === 'import_declaration') this.#import(node);
    else if (type === 'package_declaration') this.#out.namespace = parts(node)[0]?.text ?? '';
    else if (classes.has(type)) this.#class(node.childForFieldName('body'), scope, node);
    else if (type === 'class_body') this.#class(node, scope);
    else if (type === 'method_declaration' || type === 'constructor_declaration') this.#function(node, scope);
    else if (type === 'variable_declarator' || type === 'resource') this.#variable(node, scope);
    else if (type === 'explicit_constructor_invocation') this.#constructorCall(node, scope);
    else if (type === 'enhanced_for_statement') this.#loop(node, scope);
    else if (type === 'catch_formal_parameter') bindName(node, scope);
    else if (type === 'return_statement' || type === 'yield_statement') {
      for (const child of parts(node)) this.#out.returns(this.#expression(child, scope));
    } else if (blocks.has(type)) this.statements(node, inner(scope));
    else if (isExpression(type)) this.#expression(node, scope);
    else this.statements(node, scope);
  }

  #import(node: SyntaxNode): void {
    this.#out.importEnds(node);
    const [name, star] = parts(node);
    const text = name?.text ?? '';
    if (star?.type === 'asterisk') {
      const imported = importOf(`${text}.*`);
      if (imported) {
        this.#packages.add(imported.module);
        this.#out.packages.add(imported.module);
      }
      return;
    }
    const last = text.slice(text.lastIndexOf('.') + 1);
    this.#out.imports.set(last, importOf(text) ?? { module: text.slice(0, -last.length - 1), name: last });
  }

  /** `super(…)` calls the class above; which constructor `this(…)` calls cannot be told. */
  #constructorCall(node: SyntaxNode, scope: Scope): void {
    const list = node.childForFieldName('arguments');
    const base = node.childForFieldName('constructor')?.text === 'super' && this.#out.outline.currentClass?.base;
    if (base) {
      const call = this.#out.call(node, list, 'call', scope);
      call.callee = base;
      for (const value of parts(list)) call.args.push(this.#expression(value, scope));
    } else for (const value of parts(list)) this.#out.returned.push(this.#expression(value, scope));
  }

  /** A field can be named with and without `this`. */
  #class(body: SyntaxNode | null, scope: Scope, declaration?: SyntaxNode): void {
    const fields: Scope['bindings'] = new Map();
    const own: Scope = { parent: scope, bindings: fields, fields };
    for (const member of parts(body)) {
      if (member.type !== 'field_declaration') continue;
      for (const each of member.childrenForFieldName('declarator')) {
        const name = each?.childForFieldName('name')?.text;
        if (name) declare(own, name);
      }
    }
    const [extended] = parts(declaration?.childForFieldName('superclass') ?? null);
    const base = extended && this.#name(extended, nowhere());
    this.#out.outline.class(declaration?.childForFieldName('name')?.text ?? '', own, base, () => {
      if (body) this.statements(body, own);
    });
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const parameters = parts(node.childForFieldName('parameters')).filter(each => each.type !== 'receiver_parameter');
    for (const parameter of parameters) bindName(parameter, own);
    const names = parameters.map(each =>
      each.type === 'formal_parameter' ? each.childForFieldName('name')?.text : undefined,
    );
    const isConstructor = node.type === 'constructor_declaration';
    this.#out.outline.function(isConstructor ? '' : (node.childForFieldName('name')?.text ?? ''), own, names, () => {
      const body = node.childForFieldName('body');
      if (body) this.statements(body, own);
    });
  }

  #variable(node: SyntaxNode, scope: Scope): void {
    const name = node.childForFieldName('name')?.text;
    const value = node.childForFieldName('value');
    const read = value && this.#expression(value, scope);
    if (name && read) bind(scope.bindings, name, labelled(read, name));
    else if (name) declare(scope, name);
  }

  #loop(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    bindName(node, own);
    const value = node.childForFieldName('value');
    // What becomes of the single items is not followed.
    if (value) this.#out.returned.push(this.#expression(value, scope));
    const body = node.childForFieldName('body');
    if (body) this.#statement(body, own);
  }

  #expression(node: SyntaxNode, scope: Scope): Expression {
    const at = place(node);
    switch (node.type) {
      case 'parenthesized_expression': {
        const [child] = parts(node);
        return child ? this.#expression(child, scope) : opaque(node);
      }
      case 'cast_expression': {
        const value = node.childForFieldName('value');
        return value ? this.#expression(value, scope) : opaque(node);
      }
      case 'string_literal':
        return node.text.startsWith('"""')
          ? opaque(node)
          : { kind: 'literal', value: unescaped(node.text.slice(1, -1)), ...at };
      case 'decimal_integer_literal':
      case 'hex_integer_literal':
      case 'decimal_floating_point_literal':
        return numberOf(node);
      case 'true':
      case 'false':
        return { kind: 'literal', value: node.type === 'true', ...at };
      case 'null_literal':
        return { kind: 'undefined', ...at };
      case 'this':
        return { kind: 'self', scope, ...at };
      case 'identifier':
        return this.#name(node, scope);
      case 'field_access':
        return this.#field(node, scope);
      case 'method_invocation':
        return this.#invocation(node, scope);
      case 'object_creation_expression':
        return this.#creation(node, scope);
      case 'ternary_expression': {
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
        return operator === '/'
          ? opaque(node, read)
          : { kind: 'binary', operator, left: read[0], right: read[1], ...at };
      }
      case 'unary_expression': {
        const operand = node.childForFieldName('operand');
        const read = operand ? this.#expression(operand, scope) : opaque(node);
        return node.text.startsWith('-') ? negative(node, read) : opaque(node, [read]);
      }
      case 'assignment_expression':
        return this.#assignment(node, scope);
      case 'update_expression': {
        const [operand] = parts(node);
        if (operand?.type === 'identifier') this.#out.assign(scope, operand.text, undefined);
        return opaque(node);
      }
      case 'lambda_expression':
        return this.#lambda(node, scope);
      default:
        return this.#opaque(node, scope);
    }
  }

  #opaque(node: SyntaxNode, scope: Scope): Expression {
    if (node.type === 'instanceof_expression') bindName(node, scope);
    const read: Expression[] = [];
    for (const child of parts(node)) {
      if (isExpression(child.type)) read.push(this.#expression(child, scope));
      else this.#statement(child, scope);
    }
    return opaque(node, read);
  }

  /** A variable, or a class: of an import, of a whole package, or by its full name. */
  #name(node: SyntaxNode, scope: Scope): Expression {
    const name = node.text;
    this.#findClass(name, scope);
    return { kind: 'name', name, scope, ...place(node) };
  }

  #findClass(name: string, scope: Scope): ImportedName | undefined {
    if (lookUp(scope, name)) return undefined;
    const known = this.#out.imports.get(name);
    const found = known ?? (name.includes('.') ? importOf(name) : this.#packages.find(name));
    if (found && !known) this.#out.imports.set(name, found);
    return found;
  }

  #field(node: SyntaxNode, scope: Scope): Expression {
    const object = node.childForFieldName('object');
    const name = node.childForFieldName('field')?.text ?? '';
    if (/^Boolean\.(?:TRUE|FALSE)$/.test(node.text)) {
      return { kind: 'literal', value: node.text === 'Boolean.TRUE', ...place(node) };
    }
    if (importOf(node.text)) return this.#name(node, scope);
    return object ? { kind: 'member', object: this.#expression(object, scope), name, ...place(node) } : opaque(node);
  }

  #invocation(node: SyntaxNode, scope: Scope): Expression {
    const built = builtBy(node);
    if (built) return this.#built(node, built, scope);
    const object = node.childForFieldName('object');
    const name = node.childForFieldName('name');
    this.#out.member(node, object, name);
    const list = node.childForFieldName('arguments');
    const args = parts(list);
    const [first] = args;
    if (!name) return opaque(node);
    if (object) {
      const written = `${object.text}.${name.text}`;
      if (written === 'String.format') {
        const [format, ...values] = args.map(arg => this.#expression(arg, scope));
        return formatted(node, format, values);
      }
      if (listMakers.test(written)) {
        const items = args.map(arg => this.#expression(arg, scope));
        return { kind: 'list', items, open: node.hasError, ...place(node) };
      }
      if (written === 'Map.of') return this.#map(node, args, scope);
      if (args.length === 0 && /^get[A-Z]/.test(name.text)) {
        return { kind: 'member', object: this.#expression(object, scope), name: propertyOf(name.text), ...place(node) };
      }
      if (first && args.length === 1 && /^set[A-Z]/.test(name.text)) {
        const target = this.#expression(object, scope);
        const value = this.#expression(first, scope);
        this.#out.assignments.push({ object: target, name: propertyOf(name.text), value });
        return opaque(node);
      }
    }
    const call = this.#out.call(node, list, 'call', scope);
    call.callee = object
      ? {
          kind: 'member',
          object: this.#expression(object, scope),
          name: name.text,
          start: object.startIndex,
          end: name.endIndex,
        }
      : { kind: 'name', name: name.text, scope, ...place(name) };
    for (const arg of args) call.args.push(this.#expression(arg, scope));
    return call;
  }

  #map(node: SyntaxNode, args: readonly SyntaxNode[], scope: Scope): Expression {
    const read = args.map(arg => this.#expression(arg, scope));
    const members: ObjectExpression['members'][number][] = [];
    for (let index = 0; index < read.length; index += 2) {
      const [key, value] = [read[index], read[index + 1]];
      if (key?.kind !== 'literal' || !value) members.push({ spread: opaque(node, value ? [value] : []) });
      else {
        const at = { start: key.start, end: value.end };
        members.push({ key: String(key.value), keyPlace: key, value, shorthand: false, place: at });
      }
    }
    return { kind: 'object', members, ...place(node) };
  }

  #built(node: SyntaxNode, { type, create, first, setters }: Built, scope: Scope): Expression {
    // A struct of an L1 construct is a class within its class: `CfnRule.TargetProperty`.
    const outer = /^(Cfn\w+)\.\w+Property$/.exec(type.text)?.[1] ?? type.text;
    const cdk = isCdk(this.#findClass(outer, nowhere()));
    if (!create) {
      const object = this.#given(node, first, setters, scope);
      // Where a struct of the program's own ends up cannot be followed.
      if (!cdk) this.#out.returned.push(object);
      return { ...object, ...place(node) };
    }
    const list = create.childForFieldName('arguments');
    const call = this.#out.call(node, list, 'create', scope);
    call.callee = this.#name(type, nowhere());
    for (const arg of parts(list)) call.args.push(this.#expression(arg, scope));
    if (setters.length > 0) call.args.push(this.#given(node, first, setters, scope));
    return call;
  }

  /** The properties a builder is given. */
  #given(node: SyntaxNode, first: SyntaxNode, setters: readonly SyntaxNode[], scope: Scope): ObjectExpression {
    const members = setters.map((setter): ObjectExpression['members'][number] => {
      const name = setter.childForFieldName('name');
      const values = parts(setter.childForFieldName('arguments')).map(value => this.#expression(value, scope));
      const [value] = values;
      if (!name) return { spread: opaque(setter, values) };
      return {
        key: name.text,
        keyPlace: place(name),
        value: value && values.length === 1 ? value : opaque(setter, values),
        shorthand: false,
        place: { start: name.startIndex, end: setter.endIndex },
      };
    });
    const body = { start: first.endIndex, end: setters.at(-1)?.endIndex ?? first.endIndex };
    return { kind: 'object', members, body, ...place(node) };
  }

  #creation(node: SyntaxNode, scope: Scope): Expression {
    const type = node.childForFieldName('type');
    const list = node.childForFieldName('arguments');
    const call = this.#out.call(node, list, 'create', scope);
    if (type) call.callee = this.#name(type, nowhere());
    for (const arg of parts(list)) call.args.push(this.#expression(arg, scope));
    for (const child of parts(node)) if (child.type === 'class_body') this.#class(child, scope);
    return call;
  }

  #lambda(node: SyntaxNode, scope: Scope): Expression {
    const own = inner(scope);
    const parameters = node.childForFieldName('parameters');
    if (parameters?.type === 'identifier') bind(own.bindings, parameters.text, undefined);
    for (const parameter of parts(parameters)) {
      if (parameter.type === 'identifier') bind(own.bindings, parameter.text, undefined);
      else bindName(parameter, own);
    }
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
    else this.#out.assignMember(this.#expression(left, scope), value, scope);
    return value;
  }
}

/** Recognises `X.Builder.create(…).a(…).build()` and `X.builder().a(…).build()`. */
function builtBy(node: SyntaxNode): Built | undefined {
  if (node.childForFieldName('name')?.text !== 'build' || parts(node.childForFieldName('arguments')).length > 0) {
    return undefined;
  }
  const setters: SyntaxNode[] = [];
  let current = node.childForFieldName('object');
  while (current?.type === 'method_invocation') {
    const object = current.childForFieldName('object');
    const name = current.childForFieldName('name')?.text;
    if (!object) return undefined;
    if (name === 'builder') return { type: object, create: undefined, first: current, setters: setters.reverse() };
    if (name === 'create' && object.type === 'field_access' && object.childForFieldName('field')?.text === 'Builder') {
      const type = object.childForFieldName('object');
      return type ? { type, create: current, first: current, setters: setters.reverse() } : undefined;
    }
    setters.push(current);
    current = object;
  }
  return undefined;
}

function propertyOf(accessor: string): string {
  return lowerFirst(accessor.slice(3));
}

function bindName(node: SyntaxNode, scope: Scope): void {
  const name =
    node.childForFieldName('name') ??
    parts(node)
      .find(child => child.type === 'variable_declarator')
      ?.childForFieldName('name');
  if (name) bind(scope.bindings, name.text, undefined);
}

/** What a full name of the CDK stands for: `software.amazon.awscdk.services.sqs.Queue`, or a package with `.*`. */
function importOf(name: string): ImportedName | undefined {
  const found = /^software\.amazon\.awscdk((?:\.[a-z][a-z0-9]*)*)\.([A-Z]\w*(?:\.\w+)*|\*)$/.exec(name);
  if (!found) return undefined;
  const packages = (found[1] ?? '').split('.').filter(part => part !== '');
  const below = packages[0] === 'services' ? `aws${packages.slice(1).join('')}` : packages.join('');
  const main = below === '' || below === 'core';
  return { module: main ? 'aws-cdk-lib' : moduleOfPlainName(below), name: found[2] ?? '' };
}

function isExpression(type: string): boolean {
  return (
    type.endsWith('_expression') ||
    type.endsWith('_literal') ||
    [
      'identifier',
      'this',
      'field_access',
      'method_invocation',
      'array_access',
      'method_reference',
      'true',
      'false',
    ].includes(type)
  );
}
