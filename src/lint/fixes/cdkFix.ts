import type { CdkSource } from '../../graph/cdk/cdkReader.ts';
import { constructs, type PropertyRule, type PropertyTable } from '../../graph/cdk/constructTable.ts';
import type { CallExpression, ObjectEntry, ObjectExpression } from '../../graph/cdk/syntax.ts';
import type { Resource } from '../../graph/graph.ts';
import type { Change, Fix, NewResource, NewValue } from '../rule.ts';
import { insertInBrackets, removeFromBrackets } from './flowEdit.ts';
import type { TextEdit } from './textEdit.ts';
import { CouldNotWrite, columnOf, TypeScriptStyle } from './typescriptStyle.ts';

/** The edits that carry a fix into CDK TypeScript; undefined when one of its changes cannot be written safely. */
export function printCdkFix(fix: Fix, source: CdkSource, text: string): readonly TextEdit[] | undefined {
  if (!source.document.complete) return undefined;
  try {
    return new CdkPrinter(source, text).print(fix.changes);
  } catch (error) {
    if (error instanceof CouldNotWrite) return undefined;
    throw error;
  }
}

/** A property as the class at hand calls it, with what its value has to look like. */
interface Target {
  readonly key: string;
  readonly rule: PropertyRule | undefined;
}

class CdkPrinter {
  readonly #source: CdkSource;
  readonly #text: string;
  readonly #style: TypeScriptStyle;
  readonly #taken: Set<string>;

  constructor(source: CdkSource, text: string) {
    this.#source = source;
    this.#text = text;
    this.#style = new TypeScriptStyle(source.syntax, text);
    this.#taken = new Set(source.resources.map(resource => resource.name));
  }

  print(changes: readonly Change[]): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    const removals = new Map<ObjectExpression, Set<number>>();
    for (const change of changes) {
      const call = this.#callOf(change.resource);
      if (change.kind === 'set') edits.push(...this.#set(change, call));
      else {
        const object = this.#propsOf(call);
        const key = targetOf(change.resource, change.path).key;
        const index = object?.members.findIndex(member => 'key' in member && member.key === key) ?? -1;
        // A property that follows from another one (`fifo` from the name) has no text of its own.
        if (object && index >= 0) removals.set(object, new Set([...(removals.get(object) ?? []), index]));
      }
    }
    for (const [object, removed] of removals) {
      const places = object.members.map(member => ('key' in member ? member.place : member.spread));
      edits.push(...removeFromBrackets(this.#text, object, places, removed));
    }
    return [...edits, ...this.#style.importEdits()];
  }

  #callOf(resource: Resource): CallExpression {
    const call = this.#source.calls.get(resource.id);
    if (!call || resource.virtual || resource.external) throw new CouldNotWrite();
    return call;
  }

  /** The property object of a call; undefined when there is none yet. */
  #propsOf(call: CallExpression): ObjectExpression | undefined {
    const props = call.args[2];
    if (props === undefined) {
      if (call.args.length !== 2 || !call.list) throw new CouldNotWrite();
      return undefined;
    }
    if (props.kind !== 'object') throw new CouldNotWrite();
    return props;
  }

  #set(change: Extract<Change, { kind: 'set' }>, call: CallExpression): readonly TextEdit[] {
    const target = targetOf(change.resource, change.path);
    const object = this.#propsOf(call);
    const existing = object?.members.findLast(
      (member): member is ObjectEntry => 'key' in member && member.key === target.key,
    );
    if (existing) {
      const before = this.#text.slice(existing.value.start, existing.value.end);
      const value = this.#write(
        change.value,
        target.rule,
        change.resource,
        columnOf(this.#text, existing.place.start),
        before,
      );
      const place = existing.shorthand ? existing.place : existing.value;
      return [{ start: place.start, end: place.end, text: existing.shorthand ? `${target.key}: ${value}` : value }];
    }
    const entry = (indent: string | undefined) =>
      `${target.key}: ${this.#write(change.value, target.rule, change.resource, indent)}`;
    if (object && object.members.length > 0) {
      if (object.members.some(member => 'spread' in member)) throw new CouldNotWrite();
      const places = object.members.map(member => ('key' in member ? member.place : member.spread));
      return insertInBrackets(this.#text, object.start, places, places.length - 1, entry);
    }
    const indent = this.#style.indentOf(call.start);
    const inner = indent + this.#style.step;
    const { eol } = this.#style;
    const written = `{${eol}${inner}${entry(inner)},${eol}${indent}}`;
    if (object) return [{ start: object.start, end: object.end, text: written }];
    const last = call.args[1];
    if (!last) throw new CouldNotWrite();
    return [{ start: last.end, end: last.end, text: `, ${written}` }];
  }

  #write(
    value: NewValue,
    rule: PropertyRule | undefined,
    near: Resource,
    indent: string | undefined,
    before?: string,
  ): string {
    switch (value.kind) {
      case 'scalar':
        if (rule?.as === 'seconds' && typeof value.value === 'number') return this.#style.duration(value.value, before);
        if (rule && rule.as !== 'plain') throw new CouldNotWrite();
        return typeof value.value === 'string' ? this.#style.string(value.value) : String(value.value);
      case 'map': {
        if (rule && rule.as !== 'map') throw new CouldNotWrite();
        const keys = rule?.as === 'map' ? rule.keys : undefined;
        return this.#object(
          Object.entries(value.entries).map(([name, each]) => {
            const target = keys ? inTable(keys, name) : { key: name, rule: undefined };
            return (inner: string | undefined) => `${target.key}: ${this.#write(each, target.rule, near, inner)}`;
          }),
          indent,
        );
      }
      case 'created': {
        const made = this.#create(value.resource, near, indent);
        return rule ? made : `${made}.attr${value.attribute}`;
      }
      default:
        throw new CouldNotWrite();
    }
  }

  #object(entries: readonly ((indent: string | undefined) => string)[], indent: string | undefined): string {
    const { eol, step } = this.#style;
    if (indent === undefined) return `{ ${entries.map(entry => entry(undefined)).join(', ')} }`;
    const inner = indent + step;
    return `{${eol}${entries.map(entry => `${inner}${entry(inner)},${eol}`).join('')}${indent}}`;
  }

  /** `new sqs.Queue(this, 'OrdersDlq', {…})`, with the class as the resource beside it writes it. */
  #create(made: NewResource, near: Resource, _indent: string | undefined): string {
    const call = this.#callOf(near);
    const scope = call.args[0];
    if (made.type !== near.type || !scope) throw new CouldNotWrite();
    const callee = this.#text.slice(call.callee.start, call.callee.end);
    const id = this.#idFor(made, near, call);
    const entries = [
      ...Object.entries(made.props).map(([name, value]) => {
        const target = targetOf(near, [name]);
        return `${target.key}: ${this.#write(value, target.rule, near, undefined)}`;
      }),
      ...this.#copied(made, call, near),
    ];
    const props = entries.length > 0 ? `, { ${entries.join(', ')} }` : '';
    return `new ${callee}(${this.#text.slice(scope.start, scope.end)}, ${id}${props})`;
  }

  #idFor(made: NewResource, near: Resource, call: CallExpression): string {
    const id = call.args[1];
    const suffix = made.name.slice(near.name.length);
    if (id?.kind === 'literal') {
      let name = made.name;
      for (let count = 2; this.#taken.has(name); count++) name = `${made.name}${count}`;
      this.#taken.add(name);
      return this.#style.string(name);
    }
    const written = id && this.#text.slice(id.start, id.end);
    if (id?.kind === 'name') return `\`\${${written}}${suffix}\``;
    if (id?.kind === 'text' && written?.startsWith('`')) return `${written.slice(0, -1)}${suffix}\``;
    throw new CouldNotWrite();
  }

  /** The texts of the properties to take over from the neighbour. */
  #copied(made: NewResource, call: CallExpression, near: Resource): string[] {
    const object = this.#propsOf(call);
    const table = tableOf(near);
    return (object?.members ?? []).flatMap(member => {
      if (!('key' in member)) return [];
      const rule = table?.[member.key];
      const names = rule ? [rule.cfn] : table ? [] : [member.key.charAt(0).toUpperCase() + member.key.slice(1)];
      if (!names.some(name => made.copied.properties.includes(name))) return [];
      const written = this.#text.slice(member.place.start, member.place.end);
      if (/[\r\n]/.test(written)) throw new CouldNotWrite();
      return [written];
    });
  }
}

/** The table of an L2 class; undefined for L1, whose names are CloudFormation's. */
function tableOf(resource: Resource): PropertyTable | undefined {
  const dot = resource.writtenType.lastIndexOf('.');
  return constructs[resource.writtenType.slice(0, dot)]?.[resource.writtenType.slice(dot + 1)]?.props;
}

function targetOf(resource: Resource, path: readonly string[]): Target {
  const table = tableOf(resource);
  if (table) return inTable(table, path.join('.'));
  const [name = '', ...rest] = path;
  if (rest.length > 0) throw new CouldNotWrite();
  return { key: name.charAt(0).toLowerCase() + name.slice(1), rule: undefined };
}

function inTable(table: PropertyTable, cfn: string): Target {
  const found = Object.entries(table).find(([, rule]) => rule.cfn === cfn);
  if (!found) throw new CouldNotWrite();
  return { key: found[0], rule: found[1] };
}
