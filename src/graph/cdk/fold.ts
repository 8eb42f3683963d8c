import { canonicalModule } from './constructTable.ts';
import type { Draft } from './draft.ts';
import { camel, isCdk, lowerFirst } from './naming.ts';
import {
  type Binding,
  type CallExpression,
  type Declaration,
  type Expression,
  fieldsOf,
  type ImportedName,
  lookUp,
  type ObjectExpression,
  type Parameter,
  type SourceSyntax,
} from './syntax.ts';

/** What an expression comes to, as far as it can be told without running the program. */
export type Folded =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'absent' }
  | { readonly kind: 'seconds'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: number }
  | { readonly kind: 'construct'; readonly draft: Draft; readonly lowLevel: boolean }
  | { readonly kind: 'attribute'; readonly draft: Draft; readonly name: string }
  | { readonly kind: 'object'; readonly expression: ObjectExpression }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly open: boolean }
  /** An instance of a library class that is no resource: an event source, a target. */
  | { readonly kind: 'piece'; readonly module: string; readonly name: string; readonly call: CallExpression }
  /** A metric of what the method is called on: `queue.metricNumberOfMessagesSent()`. */
  | { readonly kind: 'metric'; readonly call: CallExpression }
  /** A module (`name` empty), a class or a static member (`QueueEncryption.KMS`). */
  | { readonly kind: 'static'; readonly module: string; readonly name: string }
  | { readonly kind: 'choice'; readonly branches: readonly Expression[] }
  | { readonly kind: 'text'; readonly parts: readonly Expression[] }
  /** A class or function of the program's own, with the folder of its file. */
  | { readonly kind: 'declared'; readonly declaration: Declaration; readonly folder: Folder }
  /** An object of such a class. */
  | { readonly kind: 'instance'; readonly declaration: Declaration; readonly folder: Folder }
  /** A file or package of the program's own. */
  | { readonly kind: 'space'; readonly member: (name: string) => Folded | undefined }
  /** Property objects that stand elsewhere, one for each call. */
  | { readonly kind: 'record'; readonly places: readonly Elsewhere[] }
  | { readonly kind: 'unknown' };

/** An expression and the folder of the file it stands in; undefined where a call passes nothing. */
export interface Elsewhere {
  readonly expression: Expression | undefined;
  readonly folder: Folder;
}

/** What lies beyond one file: declarations of its own and of other files, and what calls pass for parameters. */
export interface Beyond {
  named(name: string): Folded | undefined;
  imported(imported: ImportedName): Folded | undefined;
  /** Undefined when no call is in sight. */
  parameter(parameter: Parameter, agree: (places: readonly Elsewhere[]) => Folded): Folded | undefined;
}

interface Owned {
  readonly declaration: Declaration;
  readonly folder: Folder;
}

/** What a call calls, and what it calls it on. */
interface Callee {
  readonly object: Folded;
  readonly folded: Folded;
}

const unknown: Folded = { kind: 'unknown' };
const absent: Folded = { kind: 'absent' };
const maxDepth = 40;

/** Follows names, fields and constants of one source, and of others where it is told what lies beyond. */
export class Folder {
  readonly #syntax: SourceSyntax;
  readonly #drafts: ReadonlyMap<CallExpression, Draft>;

  readonly #beyond: Beyond | undefined;

  constructor(syntax: SourceSyntax, drafts: ReadonlyMap<CallExpression, Draft>, beyond?: Beyond) {
    this.#syntax = syntax;
    this.#drafts = drafts;
    this.#beyond = beyond;
  }

  /** A constant of the file's outermost level. */
  constant(name: string): Folded {
    const binding = this.#syntax.top.bindings.get(name);
    return binding ? this.#portable(this.#binding(binding, 0)) : unknown;
  }

  /** What every call in sight passes for a parameter, where it is the same. */
  parameter(parameter: Parameter, depth = 0): Folded {
    const agree = (places: readonly Elsewhere[]): Folded => {
      const all = places.map(({ expression, folder }) =>
        expression ? folder.seenFromAfar(expression, depth) : absent,
      );
      if (all.every(each => each.kind === 'record')) {
        return { kind: 'record', places: all.flatMap(each => (each.kind === 'record' ? each.places : [])) };
      }
      // What differs from one program to the next is no property of the source.
      return agreed(all.map(each => (each.kind === 'scalar' || each.kind === 'seconds' ? unknown : each)));
    };
    return this.#beyond?.parameter(parameter, agree) ?? unknown;
  }

  /** The class or function a call goes to, where it is one of the program's own. */
  declarationOf(call: CallExpression): Owned | undefined {
    return this.#beyond ? this.#target(this.#callee(call, 0), call) : undefined;
  }

  #target({ object, folded }: Callee, { callee }: CallExpression): Owned | undefined {
    if (folded.kind === 'declared') return folded;
    if (callee.kind !== 'member' || object.kind !== 'instance') return undefined;
    const method = named(object.declaration.methods, callee.name);
    return method && { declaration: method, folder: object.folder };
  }

  /** What is called, and on what: each is folded once, so that chains of calls stay linear. */
  #callee({ callee }: CallExpression, depth: number): Callee {
    if (callee.kind === 'name') return { object: unknown, folded: this.fold(callee, depth + 1) };
    if (callee.kind !== 'member') return { object: unknown, folded: unknown };
    if (callee.object.kind === 'self') return { object: unknown, folded: this.fold(callee, depth + 1) };
    const object = this.fold(callee.object, depth + 1);
    return { object, folded: this.#memberOf(object, callee.name, depth + 1) };
  }

  /** An expression's value in terms that mean the same in every file. */
  seenFromAfar(expression: Expression, depth: number): Folded {
    return this.#portable(this.fold(expression, depth + 1));
  }

  #portable(folded: Folded): Folded {
    switch (folded.kind) {
      case 'object':
        return { kind: 'record', places: [{ expression: folded.expression, folder: this }] };
      case 'list':
      case 'choice':
      case 'text':
      case 'piece':
      case 'metric':
        return unknown;
      default:
        return folded;
    }
  }

  /** A field of an object of a class that this file declares; or what a method without parameters returns. */
  field(declaration: Declaration, name: string, depth: number): Folded {
    if (depth > maxDepth) return unknown;
    const binding = named(declaration.fields, name);
    if (binding) return this.#portable(this.#binding(binding, depth));
    const getter = named(declaration.methods, name) ?? named(declaration.methods, `get${capital(name)}`);
    if (getter) return getter.parameters.length === 0 ? this.#returned(getter, depth) : unknown;
    const base = declaration.base && this.fold(declaration.base, depth + 1);
    return base?.kind === 'declared' ? base.folder.field(base.declaration, name, depth + 1) : unknown;
  }

  #returned({ returns }: Declaration, depth: number): Folded {
    const [only] = returns;
    return only && returns.length === 1 ? this.seenFromAfar(only, depth) : unknown;
  }

  fold(expression: Expression, depth = 0): Folded {
    if (depth > maxDepth) return unknown;
    switch (expression.kind) {
      case 'literal':
        return expression.value === null
          ? { kind: 'scalar', value: null }
          : { kind: 'scalar', value: expression.value };
      case 'undefined':
        return { kind: 'absent' };
      case 'object':
        return { kind: 'object', expression };
      case 'list':
        return { kind: 'list', items: expression.items, open: expression.open };
      case 'choice':
        return { kind: 'choice', branches: expression.branches };
      case 'text':
        return this.#text(expression.parts, depth);
      case 'name':
        return this.#name(expression.name, lookUp(expression.scope, expression.name), depth);
      case 'member':
        return this.#member(expression.object, expression.name, depth);
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right, depth);
      case 'create':
      case 'call':
        return this.#call(expression, depth);
      default:
        return unknown;
    }
  }

  /** Module and class a callee names: `sqs.Queue`, `Queue`, `cdk.aws_sqs.Queue`. */
  static(expression: Expression, depth = 0): { readonly module: string; readonly name: string } | undefined {
    const folded =
      expression.kind === 'name' || expression.kind === 'member' ? this.fold(expression, depth + 1) : unknown;
    return folded.kind === 'static' ? folded : undefined;
  }

  #name(name: string, binding: Binding | undefined, depth: number): Folded {
    if (binding) return this.#binding(binding, depth);
    const imported = this.#syntax.imports.get(name);
    if (!imported) return this.#beyond?.named(name) ?? unknown;
    const own = isCdk(imported) ? undefined : this.#beyond?.imported(imported);
    if (own) return own;
    return this.#exported(canonicalModule(imported.module), imported.name === '*' ? '' : imported.name);
  }

  #exported(module: string, name: string): Folded {
    // `aws_sqs` of the main module is the module of the service.
    if (module === 'aws-cdk-lib' && /^aws_[a-z0-9_]+$/.test(name)) {
      return { kind: 'static', module: `aws-cdk-lib/${name.replaceAll('_', '-')}`, name: '' };
    }
    return { kind: 'static', module, name };
  }

  #binding(binding: Binding, depth: number): Folded {
    if (binding.parameter && binding.values.length === 0) return this.parameter(binding.parameter, depth + 1);
    const [value] = binding.values;
    return value && binding.values.length === 1 && !binding.opaque ? this.fold(value, depth + 1) : unknown;
  }

  #member(object: Expression, name: string, depth: number): Folded {
    if (object.kind === 'self') {
      const field = fieldsOf(object.scope)?.get(name);
      return field ? this.#binding(field, depth) : unknown;
    }
    return this.#memberOf(this.fold(object, depth + 1), name, depth);
  }

  #memberOf(base: Folded, name: string, depth: number): Folded {
    if (base.kind === 'static') {
      return base.name === '' ? this.#exported(base.module, name) : { ...base, name: `${base.name}.${name}` };
    }
    if (base.kind === 'instance') return base.folder.field(base.declaration, name, depth + 1);
    if (base.kind === 'space') return base.member(name) ?? unknown;
    if (base.kind === 'record') return memberNamed(base, name, depth + 1);
    if (base.kind === 'construct') return { kind: 'attribute', draft: base.draft, name };
    if (base.kind === 'attribute' && base.name === 'node' && name === 'defaultChild') {
      return { kind: 'construct', draft: base.draft, lowLevel: true };
    }
    if (base.kind === 'attribute' && base.name === 'taskDefinition' && name === 'taskRole') return { ...base, name };
    if (base.kind === 'object') {
      const entry = base.expression.members.findLast(member => 'key' in member && member.key === name);
      const spread = base.expression.members.some(member => 'spread' in member);
      return entry && 'key' in entry && !spread ? this.fold(entry.value, depth + 1) : unknown;
    }
    return unknown;
  }

  #call(call: CallExpression, depth: number): Folded {
    const draft = this.#drafts.get(call);
    if (draft) return { kind: 'construct', draft, lowLevel: false };
    const called = this.#callee(call, depth);
    const own = this.#beyond && this.#target(called, call);
    if (own?.declaration.kind === 'class') return call.kind === 'create' ? { ...own, kind: 'instance' } : unknown;
    if (own) return own.folder.#returned(own.declaration, depth + 1);
    const callee = called.folded;
    if (callee.kind !== 'static') return this.#methodOf(call, called.object);
    if (call.kind === 'create') return { module: callee.module, name: callee.name, kind: 'piece', call };
    const unit = durationSeconds[callee.name] ?? sizeBytes[callee.name];
    const argument = call.args[0] && this.fold(call.args[0], depth + 1);
    if (unit !== undefined && argument?.kind === 'scalar' && typeof argument.value === 'number') {
      return callee.name in durationSeconds
        ? { kind: 'seconds', value: argument.value * unit }
        : { kind: 'bytes', value: argument.value * unit };
    }
    return unknown;
  }

  /** A few methods whose result is plain: `duration.toSeconds()`, `stream.addX` is unknown. */
  #methodOf(call: CallExpression, object: Folded): Folded {
    if (call.callee.kind !== 'member') return unknown;
    if (/^metric(?:[A-Z]\w*)?$/.test(call.callee.name)) return { kind: 'metric', call };
    // Another statistic or period of the same metric.
    if (object.kind === 'metric' && (call.callee.name === 'with' || call.callee.name === 'attachTo')) return object;
    if (object.kind === 'seconds' && call.callee.name === 'toSeconds') return { kind: 'scalar', value: object.value };
    if (object.kind === 'seconds' && call.callee.name === 'toMinutes')
      return { kind: 'scalar', value: object.value / 60 };
    return unknown;
  }

  #text(parts: readonly Expression[], depth: number): Folded {
    const folded = parts.map(part => this.fold(part, depth + 1));
    if (folded.every(part => part.kind === 'scalar')) {
      return { kind: 'scalar', value: folded.map(part => (part.kind === 'scalar' ? String(part.value) : '')).join('') };
    }
    return { kind: 'text', parts };
  }

  #binary(operator: string, left: Expression, right: Expression, depth: number): Folded {
    const a = this.fold(left, depth + 1);
    const b = this.fold(right, depth + 1);
    if (a.kind !== 'scalar' || b.kind !== 'scalar')
      return operator === '+' ? this.#concatenation(left, right, a, b) : unknown;
    if (typeof a.value === 'number' && typeof b.value === 'number') {
      const value = arithmetic(operator, a.value, b.value);
      return value === undefined || !Number.isFinite(value) ? unknown : { kind: 'scalar', value };
    }
    if (operator === '+' && a.value !== null && b.value !== null)
      return { kind: 'scalar', value: `${a.value}${b.value}` };
    return unknown;
  }

  #concatenation(left: Expression, right: Expression, a: Folded, b: Folded): Folded {
    const textual = (folded: Folded) =>
      folded.kind === 'text' || (folded.kind === 'scalar' && typeof folded.value === 'string');
    return textual(a) || textual(b) ? { kind: 'text', parts: [left, right] } : unknown;
  }
}

/** A member of property objects that stand elsewhere, where all of them agree; of anything else unknown. */
export function memberNamed(record: Folded, name: string, depth = 0): Folded {
  if (record.kind !== 'record' || depth > maxDepth) return unknown;
  return agreed(
    record.places.map(({ expression, folder }) => {
      if (expression?.kind !== 'object' || expression.members.some(member => 'spread' in member)) return unknown;
      const found = expression.members.findLast(
        member => 'key' in member && (member.key === name || camel(name) === member.key),
      );
      return found && 'key' in found ? folder.seenFromAfar(found.value, depth) : absent;
    }),
  );
}

/** The one value that all of them are; unknown where they differ. */
function agreed(values: readonly Folded[]): Folded {
  const [first] = values;
  const same = (a: Folded, b: Folded): boolean => {
    if (a.kind === 'construct') return b.kind === 'construct' && a.draft === b.draft && a.lowLevel === b.lowLevel;
    if (a.kind === 'attribute') return b.kind === 'attribute' && a.draft === b.draft && a.name === b.name;
    if (a.kind === 'instance') return b.kind === 'instance' && a.declaration === b.declaration;
    if (a.kind === 'record') return a === b;
    return a.kind === b.kind && a.kind === 'absent';
  };
  if (!first || first.kind === 'scalar' || first.kind === 'seconds' || first.kind === 'bytes') return unknown;
  return values.every(each => same(first, each)) ? first : unknown;
}

/** The one entry a name means in the spelling of any language. */
function named<T>(entries: ReadonlyMap<string, T>, name: string): T | undefined {
  const found = [...entries].filter(([key]) => key === name || lowerFirst(key) === name || camel(key) === name);
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const durationSeconds: Readonly<Record<string, number>> = {
  'Duration.millis': 0.001,
  'Duration.seconds': 1,
  'Duration.minutes': 60,
  'Duration.hours': 3_600,
  'Duration.days': 86_400,
};

const sizeBytes: Readonly<Record<string, number>> = {
  'Size.bytes': 1,
  'Size.kibibytes': 1_024,
  'Size.mebibytes': 1_048_576,
};

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '**':
      return a ** b;
    default:
      return undefined;
  }
}
