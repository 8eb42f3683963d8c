import { canonicalModule } from './constructTable.ts';
import type { Draft } from './draft.ts';
import {
  type Binding,
  type CallExpression,
  type Expression,
  fieldsOf,
  lookUp,
  type ObjectExpression,
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
  | { readonly kind: 'unknown' };

const unknown: Folded = { kind: 'unknown' };
const maxDepth = 40;

/** Follows names, fields and constants of one source. */
export class Folder {
  readonly #syntax: SourceSyntax;
  readonly #drafts: ReadonlyMap<CallExpression, Draft>;

  constructor(syntax: SourceSyntax, drafts: ReadonlyMap<CallExpression, Draft>) {
    this.#syntax = syntax;
    this.#drafts = drafts;
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
    if (!imported) return unknown;
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
    const [value] = binding.values;
    return value && binding.values.length === 1 && !binding.opaque ? this.fold(value, depth + 1) : unknown;
  }

  #member(object: Expression, name: string, depth: number): Folded {
    if (object.kind === 'self') {
      const field = fieldsOf(object.scope)?.get(name);
      return field ? this.#binding(field, depth) : unknown;
    }
    const base = this.fold(object, depth + 1);
    if (base.kind === 'static') {
      return base.name === '' ? this.#exported(base.module, name) : { ...base, name: `${base.name}.${name}` };
    }
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
    const callee = this.static(call.callee, depth);
    if (!callee) return this.#methodOf(call, depth);
    if (call.kind === 'create') return { ...callee, kind: 'piece', call };
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
  #methodOf(call: CallExpression, depth: number): Folded {
    if (call.callee.kind !== 'member') return unknown;
    if (/^metric(?:[A-Z]\w*)?$/.test(call.callee.name)) return { kind: 'metric', call };
    const object = this.fold(call.callee.object, depth + 1);
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
