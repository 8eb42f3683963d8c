import { camel, isCdk, isPiece, moduleOfPython, takesOnlyProperties } from './naming.ts';
import {
  bindField,
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
import { bind, type Expression, type ObjectExpression, type Scope, type SourceSyntax } from './syntax.ts';
import type { SyntaxNode } from './treeSitter.ts';

/** Reads Python. Keyword arguments become the property object at the end of a call. */
export function readPython(root: SyntaxNode): SourceSyntax {
  const out = new SourceBuilder();
  const top = nowhere();
  new PythonReader(out).statements(root, top);
  return out.finish(root, top);
}

const comprehensions = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** Keys under which the first argument of an event source, subscription or target is passed by name. */
const pieceKeys =
  /^(?:queue|stream|table|topic|fn|handler|url|emailAddress|phoneNumber|machine|eventBus|deliveryStream)$/;

class PythonReader {
  readonly #out: SourceBuilder;

  constructor(out: SourceBuilder) {
    this.#out = out;
  }

  statements(node: SyntaxNode, scope: Scope): void {
    for (const child of parts(node)) this.#statement(child, scope);
  }

  #statement(node: SyntaxNode, scope: Scope): void {
    switch (node.type) {
      case 'import_statement':
      case 'import_from_statement':
        this.#import(node);
        return;
      case 'class_definition':
        this.#class(node, scope);
        return;
      case 'function_definition':
        this.#function(node, scope);
        return;
      case 'return_statement':
        for (const child of parts(node)) this.#out.returns(this.#expression(child, scope));
        return;
      case 'for_statement':
        this.#pattern(node.childForFieldName('left'), scope);
        this.#items(node.childForFieldName('right'), scope);
        for (const field of ['body', 'alternative']) {
          const part = node.childForFieldName(field);
          if (part) this.#statement(part, scope);
        }
        return;
      case 'global_statement':
      case 'nonlocal_statement':
        for (const name of parts(node)) this.#out.assign(scope, name.text, undefined);
        return;
      case 'as_pattern':
        for (const child of parts(node)) {
          if (child.type === 'as_pattern_target') this.#pattern(child, scope);
          else this.#statement(child, scope);
        }
        return;
      case 'case_pattern':
      case 'type_alias_statement':
      case 'delete_statement':
        this.#pattern(node, scope);
        return;
      default:
        if (isExpression(node.type)) this.#expression(node, scope);
        else this.statements(node, scope);
    }
  }

  #import(node: SyntaxNode): void {
    // Imports of a function hold for it alone.
    if (node.parent?.type === 'module') this.#out.importEnds(node);
    const from = node.childForFieldName('module_name')?.text;
    const names = node.childrenForFieldName('name').flatMap(each => each ?? []);
    const [first, last] = [names[0], names.at(-1)];
    if (from !== undefined && first && last && node.parent?.type === 'module') {
      this.#out.namedImports.set(moduleOf(from), { start: first.startIndex, end: last.endIndex });
    }
    for (const each of names) {
      const name = (each.childForFieldName('name') ?? each).text;
      const alias = each.childForFieldName('alias')?.text;
      if (from === undefined) {
        // `import aws_cdk.aws_sqs` binds the first word.
        const bound = alias ?? name.split('.')[0] ?? name;
        this.#out.imports.set(bound, { module: moduleOf(alias === undefined ? bound : name), name: '*' });
      } else if (from === 'aws_cdk' && (name.startsWith('aws_') || name === 'core')) {
        this.#out.imports.set(alias ?? name, { module: moduleOfPython(name), name: '*' });
      } else this.#out.imports.set(alias ?? name, { module: moduleOf(from), name });
    }
  }

  /** What becomes of the single items of a loop is not followed. */
  #items(node: SyntaxNode | null, scope: Scope): void {
    if (node) this.#out.returned.push(this.#expression(node, scope));
  }

  #class(node: SyntaxNode, scope: Scope): void {
    const own: Scope = { parent: scope, bindings: new Map(), fields: new Map() };
    const [extended] = parts(node.childForFieldName('superclasses'));
    const base = extended && isExpression(extended.type) ? this.#expression(extended, scope) : undefined;
    this.#out.outline.class(node.childForFieldName('name')?.text ?? '', own, base, () => this.#members(node, own));
  }

  #members(node: SyntaxNode, own: Scope): void {
    for (const member of parts(node.childForFieldName('body'))) {
      const assignment = member.type === 'expression_statement' ? parts(member)[0] : undefined;
      const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : undefined;
      const right = assignment?.childForFieldName('right');
      if (left?.type !== 'identifier') this.#statement(member, own);
      else if (right) bindField(own, left.text, this.#expression(right, own));
    }
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope);
    const list = node.childForFieldName('parameters');
    this.#parameters(list, own);
    const name = node.childForFieldName('name')?.text ?? '';
    this.#out.outline.function(name === '__init__' ? '' : name, own, plainParameters(list), () => {
      const body = node.childForFieldName('body');
      if (body) this.statements(body, own);
    });
  }

  #parameters(list: SyntaxNode | null, scope: Scope): void {
    for (const parameter of parts(list)) {
      const name = parameter.childForFieldName('name') ?? parameter.descendantsOfType('identifier')[0];
      const text = parameter.type === 'identifier' ? parameter.text : name?.text;
      if (text) bind(scope.bindings, text, undefined);
    }
  }

  /** Every name below gets a value we do not follow. */
  #pattern(node: SyntaxNode | null, scope: Scope): void {
    if (!node) return;
    const names = node.type === 'identifier' ? [node] : node.descendantsOfType('identifier');
    for (const name of names) if (name) bind(scope.bindings, name.text, undefined);
  }

  #expression(node: SyntaxNode, scope: Scope): Expression {
    const at = place(node);
    switch (node.type) {
      case 'parenthesized_expression': {
        const [child] = parts(node);
        return child ? this.#expression(child, scope) : opaque(node);
      }
      case 'string':
        return this.#string(node, scope);
      case 'concatenated_string':
        return { kind: 'text', parts: parts(node).map(part => this.#expression(part, scope)), ...at };
      case 'integer':
      case 'float':
        return numberOf(node);
      case 'true':
      case 'false':
        return { kind: 'literal', value: node.type === 'true', ...at };
      case 'none':
        return { kind: 'undefined', ...at };
      case 'identifier':
        return node.text === 'self' ? { kind: 'self', scope, ...at } : { kind: 'name', name: node.text, scope, ...at };
      case 'attribute':
        return this.#attribute(node, scope);
      case 'call':
        return this.#call(node, scope);
      case 'dictionary':
        return this.#dictionary(node, scope);
      case 'list':
      case 'tuple': {
        const items = parts(node);
        const open = node.hasError || items.some(item => item.type === 'list_splat');
        return { kind: 'list', items: items.map(item => this.#expression(item, scope)), open, ...at };
      }
      case 'conditional_expression': {
        const [first, condition, last] = parts(node);
        if (condition) this.#expression(condition, scope);
        const branches = [first, last].flatMap(branch => (branch ? [this.#expression(branch, scope)] : []));
        return { kind: 'choice', branches, ...at };
      }
      case 'binary_operator': {
        const left = node.childForFieldName('left');
        const right = node.childForFieldName('right');
        if (!left || !right) return opaque(node);
        const operator = node.childForFieldName('operator')?.text ?? '';
        const read = [this.#expression(left, scope), this.#expression(right, scope)] as const;
        return { kind: 'binary', operator, left: read[0], right: read[1], ...at };
      }
      case 'unary_operator': {
        const argument = node.childForFieldName('argument');
        const read = argument ? this.#expression(argument, scope) : opaque(node);
        return node.text.startsWith('-') ? negative(node, read) : opaque(node, [read]);
      }
      case 'assignment':
        return this.#assignment(node, scope);
      case 'augmented_assignment': {
        this.#pattern(node.childForFieldName('left'), scope);
        const right = node.childForFieldName('right');
        return opaque(node, right ? [this.#expression(right, scope)] : []);
      }
      case 'named_expression': {
        const value = node.childForFieldName('value');
        const name = node.childForFieldName('name')?.text;
        const read = value ? this.#expression(value, scope) : opaque(node);
        if (name) bind(scope.bindings, name, labelled(read, name));
        return read;
      }
      case 'lambda': {
        const own = inner(scope);
        this.#parameters(node.childForFieldName('parameters'), own);
        const body = node.childForFieldName('body');
        if (body) this.#out.returned.push(this.#expression(body, own));
        return opaque(node);
      }
      default:
        return this.#opaque(node, scope);
    }
  }

  /** Something we do not follow; what stands in it is read all the same. */
  #opaque(node: SyntaxNode, scope: Scope): Expression {
    const own = comprehensions.has(node.type) ? inner(scope) : scope;
    const read: Expression[] = [];
    for (const child of parts(node))
      if (child.type === 'for_in_clause') this.#pattern(child.childForFieldName('left'), own);
    for (const child of parts(node)) {
      if (isExpression(child.type)) read.push(this.#expression(child, own));
      else this.statements(child, own);
    }
    return opaque(node, read);
  }

  #attribute(node: SyntaxNode, scope: Scope): Expression {
    const object = node.childForFieldName('object');
    const attribute = node.childForFieldName('attribute');
    const name = attribute?.text ?? '';
    if (!object) return opaque(node);
    this.#out.member(node, object, attribute);
    const read = this.#expression(object, scope);
    // Fields are the program's own names, and `aws_sqs` is a package.
    const own = read.kind === 'self' || name.startsWith('aws_');
    return { kind: 'member', object: read, name: own ? name : camel(name), ...place(node) };
  }

  #string(node: SyntaxNode, scope: Scope): Expression {
    const prefix = parts(node)[0]?.text ?? '';
    const raw = /r/i.test(prefix);
    if (/b/i.test(prefix)) return opaque(node);
    const read: Expression[] = [];
    for (const child of parts(node)) {
      if (child.type === 'string_content') {
        const text = /f/i.test(prefix) ? child.text.replace(/\{\{|\}\}/g, pair => pair.charAt(0)) : child.text;
        read.push({ kind: 'literal', value: raw ? text : unescaped(text), ...place(child) });
      } else if (child.type === 'interpolation') {
        const inside = child.childForFieldName('expression');
        // A format may change what is printed.
        const plain = inside && parts(child).length === 1 ? this.#expression(inside, scope) : opaque(child);
        read.push(plain);
      }
    }
    if (read.every(part => part.kind === 'literal')) {
      return { kind: 'literal', value: read.map(part => String(part.value)).join(''), ...place(node) };
    }
    return { kind: 'text', parts: read, ...place(node) };
  }

  #call(node: SyntaxNode, scope: Scope): Expression {
    const callee = node.childForFieldName('function');
    const list = node.childForFieldName('arguments');
    const name = callee?.text.split('.').at(-1) ?? '';
    const children = list?.type === 'argument_list' ? parts(list) : [];
    const keywords = children.filter(isKeyword);
    const isClass = /^[A-Z]/.test(name);
    const root = /^\w+/.exec(callee?.text ?? '')?.[0] ?? '';
    const named = keywords.map(each => each.childForFieldName('name')?.text);
    const struct =
      isClass &&
      (keywords.length > 0 || /(?:Props|Property)$/.test(name)) &&
      keywords.length === children.length &&
      isCdk(this.#out.imports.get(root)) &&
      !isPiece(name) &&
      !named.includes('scope');
    if (struct && list) return { ...this.#keywords(keywords, scope), body: place(list), ...place(node) };

    const made = this.#out.call(node, list, isClass ? 'create' : 'call', scope);
    const base = callee?.text === 'super().__init__' ? this.#out.outline.currentClass?.base : undefined;
    if (callee) made.callee = base ?? this.#expression(callee, scope);
    if (made.callee.kind === 'member') this.#out.touch(made.callee.object);
    if (list?.type === 'generator_expression') made.args.push(this.#expression(list, scope));
    for (const child of children) if (!isKeyword(child)) made.args.push(this.#expression(child, scope));
    this.#out.handOver(made);
    const given = list && keywords.length > 0 ? { ...this.#keywords(keywords, scope), body: place(list) } : undefined;
    if (given && takesOnlyProperties(name)) made.args.push(given);
    else if (given) this.#addKeywords(made.args, given, isClass && isPiece(name));
    return made;
  }

  /** Puts arguments given by name to their positions, the rest into the property object. */
  #addKeywords(args: Expression[], given: ObjectExpression, piece: boolean): void {
    const members = [...given.members];
    const take = (fits: (key: string) => boolean) => {
      const index = members.findIndex(member => 'key' in member && fits(member.key));
      const [found] = index < 0 ? [] : members.splice(index, 1);
      if (found && 'key' in found) args.push(found.value);
    };
    if (piece && args.length === 0) take(key => pieceKeys.test(key));
    if (!piece && args.length === 0) take(key => key === 'scope');
    if (!piece && args.length === 1) take(key => key === 'id');
    if (members.length > 0) args.push({ ...given, members });
  }

  #keywords(keywords: readonly SyntaxNode[], scope: Scope): ObjectExpression {
    const members = keywords.map((child): ObjectExpression['members'][number] => {
      const key = child.childForFieldName('name');
      const value = child.childForFieldName('value');
      if (child.type === 'keyword_argument' && key && value) {
        return {
          key: camel(key.text),
          keyPlace: place(key),
          value: this.#expression(value, scope),
          shorthand: false,
          place: place(child),
        };
      }
      const [inside] = parts(child);
      return { spread: inside ? this.#expression(inside, scope) : opaque(child) };
    });
    const [first] = keywords;
    const last = keywords.at(-1);
    return { kind: 'object', members, start: first?.startIndex ?? 0, end: last?.endIndex ?? 0 };
  }

  #dictionary(node: SyntaxNode, scope: Scope): Expression {
    const members = parts(node).map((child): ObjectExpression['members'][number] => {
      const key = child.childForFieldName('key');
      const value = child.childForFieldName('value');
      if (child.type === 'pair' && key && value) {
        const name = this.#expression(key, scope);
        const read = this.#expression(value, scope);
        if (name.kind === 'literal' && typeof name.value === 'string') {
          return { key: camel(name.value), keyPlace: place(key), value: read, shorthand: false, place: place(child) };
        }
        return { spread: opaque(child, [read]) };
      }
      const [inside] = parts(child);
      return { spread: child.type === 'dictionary_splat' && inside ? this.#expression(inside, scope) : opaque(child) };
    });
    return { kind: 'object', members, ...place(node) };
  }

  #assignment(node: SyntaxNode, scope: Scope): Expression {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (!left) return opaque(node);
    if (!right) {
      if (left.type === 'identifier') declare(scope, left.text);
      return opaque(node);
    }
    const value = this.#expression(right, scope);
    if (left.type === 'identifier') bind(scope.bindings, left.text, labelled(value, left.text));
    else if (left.type === 'attribute') this.#out.assignMember(this.#expression(left, scope), value, scope);
    else {
      const changed = left.type === 'subscript' ? left.childForFieldName('value') : undefined;
      if (changed) this.#out.touch(this.#expression(changed, scope));
      else this.#pattern(left, scope);
      this.#out.returned.push(value);
    }
    return value;
  }
}

/** Names by position, the object itself left out; undefined for those that take the rest. */
function plainParameters(list: SyntaxNode | null): (string | undefined)[] {
  const names = parts(list).flatMap(parameter => {
    if (parameter.type === 'keyword_separator' || parameter.type === 'positional_separator') return [];
    if (parameter.type === 'list_splat_pattern' || parameter.type === 'dictionary_splat_pattern') return [undefined];
    const name = parameter.childForFieldName('name') ?? parameter.descendantsOfType('identifier')[0];
    return [parameter.type === 'identifier' ? parameter.text : name?.text];
  });
  return names[0] === 'self' || names[0] === 'cls' ? names.slice(1) : names;
}

function isKeyword(node: SyntaxNode): boolean {
  return node.type === 'keyword_argument' || node.type === 'dictionary_splat';
}

function moduleOf(path: string): string {
  const below = /^aws_cdk(?:\.([a-z0-9_]+))?$/.exec(path);
  return below ? moduleOfPython(below[1] ?? '') : path.replaceAll('_', '-');
}

function isExpression(type: string): boolean {
  return (
    type.endsWith('_comprehension') ||
    [
      'assignment',
      'attribute',
      'augmented_assignment',
      'await',
      'binary_operator',
      'boolean_operator',
      'call',
      'comparison_operator',
      'concatenated_string',
      'conditional_expression',
      'dictionary',
      'false',
      'float',
      'generator_expression',
      'identifier',
      'integer',
      'lambda',
      'list',
      'list_splat',
      'named_expression',
      'none',
      'not_operator',
      'parenthesized_expression',
      'set',
      'string',
      'subscript',
      'true',
      'tuple',
      'unary_operator',
      'yield',
    ].includes(type)
  );
}
