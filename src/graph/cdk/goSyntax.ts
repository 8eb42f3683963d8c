import { isCdk, lowerFirst, moduleOfPlainName } from './naming.ts';
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
import { bind, type Expression, type ObjectExpression, type Scope, type SourceSyntax } from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';

/** Reads Go. Constructors are functions (`awssqs.NewQueue`), properties struct literals, and values pointers. */
export function readGo(root: SyntaxNode): SourceSyntax {
  const out = new SourceBuilder();
  const top = nowhere();
  new GoReader(out).statements(root, top);
  return out.finish(root, top);
}

const blocks = new Set([
  'block',
  'if_statement',
  'for_statement',
  'expression_switch_statement',
  'type_switch_statement',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
]);

/** Calls that only make a pointer to their argument, or give it another number type. */
const transparent = /^(?:jsii\.(?:String|Number|Bool)|aws\.(?:String|Int64|Bool)|(?:float|int|uint)(?:32|64)?|string)$/;

class GoReader {
  readonly #out: SourceBuilder;

  constructor(out: SourceBuilder) {
    this.#out = out;
  }

  statements(node: SyntaxNode, scope: Scope): void {
    for (const child of parts(node)) this.#statement(child, scope);
  }

  #statement(node: SyntaxNode, scope: Scope): void {
    switch (node.type) {
      case 'import_spec':
        this.#import(node);
        return;
      case 'function_declaration':
      case 'method_declaration':
        this.#function(node, scope);
        return;
      case 'var_spec':
      case 'const_spec':
        this.#variables(node, scope);
        return;
      case 'short_var_declaration':
      case 'assignment_statement':
        this.#assignment(node, scope);
        return;
      case 'return_statement':
        for (const value of parts(node).flatMap(listed)) this.#out.returns(this.#expression(value, scope));
        return;
      case 'range_clause':
      case 'receive_statement': {
        for (const name of parts(node.childForFieldName('left')).flatMap(listed))
          bind(scope.bindings, name.text, undefined);
        const right = node.childForFieldName('right');
        // What becomes of the single items is not followed.
        if (right) this.#out.returned.push(this.#expression(right, scope));
        return;
      }
      case 'package_clause':
        this.#out.namespace = parts(node)[0]?.text ?? '';
        return;
      case 'type_declaration':
        return;
      default:
        if (blocks.has(node.type)) this.statements(node, inner(scope));
        else if (isExpression(node.type)) this.#expression(node, scope);
        else this.statements(node, scope);
    }
  }

  #import(node: SyntaxNode): void {
    this.#out.importEnds(node);
    const path = node.childForFieldName('path')?.text.slice(1, -1) ?? '';
    const segments = path.split('/').filter(segment => !/^v\d+$/.test(segment));
    const last = segments.at(-1) ?? '';
    this.#out.imports.set(node.childForFieldName('name')?.text ?? last, { module: moduleOf(path, last), name: '*' });
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    for (const field of ['receiver', 'parameters', 'result']) {
      for (const parameter of parts(node.childForFieldName(field))) {
        for (const name of parameter.childrenForFieldName('name')) if (name) bind(own.bindings, name.text, undefined);
      }
    }
    const names = parts(node.childForFieldName('parameters')).flatMap(parameter =>
      parameter.type === 'parameter_declaration'
        ? parameter.childrenForFieldName('name').map(name => name?.text)
        : [undefined],
    );
    // A method is found through its object, whose type is not followed.
    const name = node.type === 'function_declaration' ? (node.childForFieldName('name')?.text ?? ' ') : ' ';
    this.#out.outline.function(name, own, names, () => {
      const body = node.childForFieldName('body');
      if (body) this.statements(body, own);
    });
  }

  #variables(node: SyntaxNode, scope: Scope): void {
    const names = node.childrenForFieldName('name').flatMap(name => (name && name.type === 'identifier' ? [name] : []));
    const values = listed(node.childForFieldName('value')).map(value => this.#expression(value, scope));
    for (const [index, name] of names.entries()) {
      const value = values[index];
      if (value && values.length === names.length) bind(scope.bindings, name.text, labelled(value, name.text));
      else if (values.length > 0) bind(scope.bindings, name.text, undefined);
      else declare(scope, name.text);
    }
  }

  #assignment(node: SyntaxNode, scope: Scope): void {
    const targets = listed(node.childForFieldName('left'));
    const values = listed(node.childForFieldName('right')).map(value => this.#expression(value, scope));
    const operator = node.childForFieldName('operator')?.text ?? '=';
    const isDeclaration = node.type === 'short_var_declaration';
    for (const [index, target] of targets.entries()) {
      const value = values.length === targets.length && operator === '=' ? values[index] : undefined;
      const shared = isDeclaration ? values[index] : value;
      if (target.type !== 'identifier') {
        const written = value ?? values[0];
        if (written) this.#out.assignMember(this.#expression(target, scope), written, scope);
      } else if (isDeclaration && !scope.bindings.has(target.text)) {
        const known = values.length === targets.length ? shared : undefined;
        bind(scope.bindings, target.text, known && labelled(known, target.text));
      } else this.#out.assign(scope, target.text, isDeclaration ? shared : value);
    }
  }

  #expression(node: SyntaxNode, scope: Scope): Expression {
    const at = place(node);
    switch (node.type) {
      case 'parenthesized_expression':
      case 'literal_element': {
        const [child] = parts(node);
        return child ? this.#expression(child, scope) : opaque(node);
      }
      case 'interpreted_string_literal':
        return { kind: 'literal', value: unescaped(node.text.slice(1, -1)), ...at };
      case 'raw_string_literal':
        return { kind: 'literal', value: node.text.slice(1, -1), ...at };
      case 'int_literal':
      case 'float_literal':
        return numberOf(node);
      case 'true':
      case 'false':
        return { kind: 'literal', value: node.type === 'true', ...at };
      case 'nil':
        return { kind: 'undefined', ...at };
      case 'identifier':
        return { kind: 'name', name: node.text, scope, ...at };
      case 'selector_expression':
        return this.#selector(node, scope);
      case 'call_expression':
        return this.#call(node, scope);
      case 'type_assertion_expression':
      case 'unary_expression': {
        const operand = node.childForFieldName('operand');
        const read = operand ? this.#expression(operand, scope) : opaque(node);
        const operator = node.childForFieldName('operator')?.text;
        if (operator === '-') return negative(node, read);
        return operator === undefined || operator === '&' || operator === '*' || operator === '+'
          ? read
          : opaque(node, [read]);
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
      case 'composite_literal':
        return this.#composite(node, scope);
      case 'literal_value':
        // The type is left out inside a list or map of literals.
        return this.#literalValue(node, node, scope);
      case 'func_literal':
        this.#function(node, scope);
        return opaque(node);
      default: {
        const read = parts(node).filter(child => isExpression(child.type));
        return opaque(
          node,
          read.map(child => this.#expression(child, scope)),
        );
      }
    }
  }

  /** `awssqs.QueueEncryption_KMS` is a member of a class, `queue.QueueArn` a property that a call reads. */
  #selector(node: SyntaxNode, scope: Scope): Expression {
    const operand = node.childForFieldName('operand');
    const field = node.childForFieldName('field');
    if (!operand || !field) return opaque(node);
    const object = this.#expression(operand, scope);
    if (!this.#isPackage(operand, scope)) {
      return { kind: 'member', object, name: lowerFirst(field.text), ...place(node) };
    }
    const [first = '', ...rest] = field.text.split('_');
    const type: Expression = { kind: 'member', object, name: first, ...place(node) };
    if (rest.length === 0) return type;
    return { kind: 'member', object: type, name: lowerFirst(rest.join('_')), ...place(node) };
  }

  #isPackage(node: SyntaxNode, scope: Scope): boolean {
    if (node.type !== 'identifier' || !isCdk(this.#out.imports.get(node.text))) return false;
    for (let current: Scope | undefined = scope; current; current = current.parent) {
      if (current.bindings.has(node.text)) return false;
    }
    return true;
  }

  #call(node: SyntaxNode, scope: Scope): Expression {
    const callee = node.childForFieldName('function');
    const list = node.childForFieldName('arguments');
    const args = parts(list);
    const [first] = args;
    if (!callee) return opaque(node);
    if (first && args.length === 1 && transparent.test(callee.text)) return this.#expression(first, scope);
    if (/^jsii\.(?:Strings|Numbers)$/.test(callee.text)) {
      return { kind: 'list', items: args.map(arg => this.#expression(arg, scope)), open: false, ...place(node) };
    }
    if (first && /^(?:jsii|fmt)\.Sprintf$/.test(callee.text)) {
      const [format, ...values] = args.map(arg => this.#expression(arg, scope));
      return formatted(node, format, values);
    }

    const operand = callee.type === 'selector_expression' ? callee.childForFieldName('operand') : undefined;
    const field = callee.childForFieldName('field')?.text ?? '';
    if (operand && /^[A-Z]/.test(field) && !this.#isPackage(operand, scope)) {
      // A method: properties are read by methods without arguments, and set by `SetX(value)`.
      if (args.length === 0) return { ...this.#expression(callee, scope), ...place(node) };
      if (first && args.length === 1 && /^Set[A-Z]/.test(field)) {
        const value = this.#expression(first, scope);
        const name = lowerFirst(field.slice(3));
        this.#out.assignments.push({ object: this.#expression(operand, scope), name, value });
        return opaque(node);
      }
    }
    // Pseudo parameters are read by functions: `awscdk.Aws_ACCOUNT_ID()`.
    if (operand && args.length === 0 && /^Aws_[A-Z_]+$/.test(field) && this.#isPackage(operand, scope)) {
      return { ...this.#expression(callee, scope), ...place(node) };
    }
    const made = operand && /^New[A-Z]/.test(field) && this.#isPackage(operand, scope) ? field.slice(3) : undefined;
    const call = this.#out.call(node, list, made === undefined ? 'call' : 'create', scope);
    call.callee =
      made !== undefined && operand
        ? { kind: 'member', object: this.#expression(operand, scope), name: made, ...place(callee) }
        : this.#expression(callee, scope);
    for (const arg of args) call.args.push(this.#expression(arg, scope));
    this.#out.handOver(call);
    return call;
  }

  #composite(node: SyntaxNode, scope: Scope): Expression {
    const type = node.childForFieldName('type');
    const body = node.childForFieldName('body');
    if (!body) return opaque(node);
    const read: Expression =
      type?.type === 'slice_type' && parts(body).length === 0
        ? { kind: 'list', items: [], open: body.hasError, ...place(node) }
        : this.#literalValue(body, node, scope);
    const root = type?.childForFieldName('package')?.text;
    const own = type?.type === 'type_identifier' || (root !== undefined && !isCdk(this.#out.imports.get(root)));
    // Where a struct of the program's own ends up cannot be followed.
    if (own) this.#out.returned.push(read);
    return read;
  }

  #literalValue(body: SyntaxNode, whole: SyntaxNode, scope: Scope): Expression {
    const elements = parts(body);
    if (elements.length > 0 && elements.every(element => element.type === 'literal_element')) {
      const items = elements.map(element => this.#expression(element, scope));
      return { kind: 'list', items, open: body.hasError, ...place(whole) };
    }
    const members = elements.map((element): ObjectExpression['members'][number] => {
      const key = parts(element.childForFieldName('key'))[0];
      const value = element.childForFieldName('value');
      if (!key || !value) return { spread: opaque(element) };
      const read = this.#expression(value, scope);
      const quoted = key.type.endsWith('string_literal') ? this.#expression(key, scope) : undefined;
      if (key.type !== 'identifier' && quoted?.kind !== 'literal') return { spread: opaque(element, [read]) };
      const name = quoted?.kind === 'literal' ? String(quoted.value) : lowerFirst(key.text);
      return { key: name, keyPlace: place(key), value: read, shorthand: false, place: place(element) };
    });
    return { kind: 'object', members, body: place(body), ...place(whole) };
  }
}

/** The expressions of a list, or the one expression that stands without. */
function listed(node: SyntaxNode | null): SyntaxNode[] {
  if (!node) return [];
  return node.type === 'expression_list' ? parts(node) : [node];
}

function moduleOf(path: string, last: string): string {
  if (!/^github\.com\/aws\/(?:aws-cdk-go|aws-cdk\/v2\/go)\//.test(path)) return path;
  if (last === 'awscdk') return 'aws-cdk-lib';
  // Packages of their own, not yet stable: `awscdklambdagoalpha`.
  return moduleOfPlainName(last.endsWith('alpha') ? last.replace(/^awscdk/, 'aws') : last);
}

function isExpression(type: string): boolean {
  return (
    type.endsWith('_expression') ||
    type.endsWith('_literal') ||
    ['identifier', 'literal_element', 'literal_value', 'true', 'false', 'nil'].includes(type)
  );
}
