import type { CdkSource } from '../../graph/cdk/cdkReader.ts';
import type { PropertyRule, PropertyTable } from '../../graph/cdk/constructTable.ts';
import type { Draft } from '../../graph/cdk/draft.ts';
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
      if (change.kind !== 'set' && change.kind !== 'remove') throw new CouldNotWrite();
      const draft = this.#draftOf(change.resource);
      if (change.kind === 'set') edits.push(...this.#set(change, draft));
      else {
        const object = this.#propsOf(draft);
        const key = targetOf(draft.table, change.path).key;
        const index = object?.members.findIndex(member => 'key' in member && member.key === key) ?? -1;
        // A property that follows from another one (`fifo` from the name) has no text of its own.
        if (object && index >= 0) removals.set(object, new Set([...(removals.get(object) ?? []), index]));
      }
    }
    for (const [object, removed] of removals) {
      edits.push(...removeFromBrackets(this.#text, object, placesOf(object), removed));
    }
    return [...edits, ...this.#style.importEdits()];
  }

  #draftOf(resource: Resource): Draft {
    const draft = this.#source.drafts.get(resource.id);
    if (!draft || resource.external) throw new CouldNotWrite();
    return draft;
  }

  /** The property object of a call; undefined when there is none yet. */
  #propsOf({ call, propsAt }: Draft): ObjectExpression | undefined {
    const props = call.args[propsAt];
    if (props === undefined) {
      if (call.args.length !== propsAt || !call.list) throw new CouldNotWrite();
      return undefined;
    }
    if (props.kind !== 'object') throw new CouldNotWrite();
    return props;
  }

  #set(change: Extract<Change, { kind: 'set' }>, draft: Draft): readonly TextEdit[] {
    const object = this.#propsOf(draft);
    const [inside, table, path] = deepest(object, draft.table, change.path);
    const target = targetOf(table, path);
    const written = draft.lowLevel && !isJsonProperty(change.path[0]) ? smallKeys(change.value) : change.value;
    const existing = inside && memberOf(inside, target.key);
    if (existing) {
      const before = this.#text.slice(existing.value.start, existing.value.end);
      const indent = columnOf(this.#text, existing.place.start);
      const value = this.#write(written, target.rule, draft, indent, before);
      const place = existing.shorthand ? existing.place : existing.value;
      return [{ start: place.start, end: place.end, text: existing.shorthand ? `${target.key}: ${value}` : value }];
    }
    const entry = (indent: string | undefined) => `${target.key}: ${this.#write(written, target.rule, draft, indent)}`;
    if (inside && inside.members.length > 0) {
      if (inside.members.some(member => 'spread' in member)) throw new CouldNotWrite();
      const places = placesOf(inside);
      return insertInBrackets(this.#text, inside.start, places, places.length - 1, entry);
    }
    return this.#firstProperty(draft, inside, entry);
  }

  /** The property object itself, with its first entry; short ones stay on the line of their call. */
  #firstProperty(
    draft: Draft,
    object: ObjectExpression | undefined,
    entry: (indent: string | undefined) => string,
  ): readonly TextEdit[] {
    const { call, propsAt } = draft;
    const { eol, step } = this.#style;
    const short = entry(undefined);
    const indent = this.#style.indentOf(call.start);
    const written =
      short.length < 60 ? `{ ${short} }` : `{${eol}${indent}${step}${entry(indent + step)},${eol}${indent}}`;
    if (object) return [{ start: object.start, end: object.end, text: written }];
    const last = call.args[propsAt - 1];
    if (!last) throw new CouldNotWrite();
    return [{ start: last.end, end: last.end, text: `, ${written}` }];
  }

  #write(
    value: NewValue,
    rule: PropertyRule | undefined,
    near: Draft,
    indent: string | undefined,
    before?: string,
  ): string {
    switch (value.kind) {
      case 'scalar':
        if (rule?.as === 'seconds' && typeof value.value === 'number') return this.#style.duration(value.value, before);
        if (rule?.as === 'hours' && typeof value.value === 'number') {
          return this.#style.duration(value.value * 3_600, before);
        }
        if (rule?.as === 'days' && typeof value.value === 'number') {
          return this.#style.duration(value.value * 86_400, before);
        }
        if (rule?.as === 'enum') return this.#member(rule, value.value, near);
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
      case 'list': {
        if (rule?.as === 'flag' && isSame(value, rule.onTrue)) return 'true';
        if (rule && rule.as !== 'plain') throw new CouldNotWrite();
        return `[${value.items.map(item => this.#write(item, undefined, near, undefined)).join(', ')}]`;
      }
      case 'created': {
        const made = this.#create(value.resource, near, indent);
        return rule ? made : `${made}.attr${value.attribute}`;
      }
      default:
        throw new CouldNotWrite();
    }
  }

  /** A member of an enum-like class of the construct's own module: `sqs.DeduplicationScope.MESSAGE_GROUP`. */
  #member(rule: Extract<PropertyRule, { as: 'enum' }>, value: string | number | boolean, near: Draft): string {
    const name = Object.entries(rule.members).find(([, sets]) => sets[rule.cfn] === value)?.[0];
    if (name === undefined) throw new CouldNotWrite();
    const module = near.writtenType.slice(0, Math.max(0, near.writtenType.lastIndexOf('.')));
    if (module === '') throw new CouldNotWrite();
    return `${this.#style.named(module, rule.cfn)}.${name}`;
  }

  #object(entries: readonly ((indent: string | undefined) => string)[], indent: string | undefined): string {
    const { eol, step } = this.#style;
    if (indent === undefined) return `{ ${entries.map(entry => entry(undefined)).join(', ')} }`;
    const inner = indent + step;
    return `{${eol}${entries.map(entry => `${inner}${entry(inner)},${eol}`).join('')}${indent}}`;
  }

  /** `new sqs.Queue(this, 'OrdersDlq', {…})`, with the class as the resource beside it writes it. */
  #create(made: NewResource, near: Draft, _indent: string | undefined): string {
    const call = near.call;
    const scope = call.args[0];
    if (made.type !== near.type || !scope) throw new CouldNotWrite();
    const callee = this.#text.slice(call.callee.start, call.callee.end);
    const id = this.#idFor(made, near, call);
    const entries = [
      ...Object.entries(made.props).map(([name, value]) => {
        const target = targetOf(near.table, [name]);
        return `${target.key}: ${this.#write(value, target.rule, near, undefined)}`;
      }),
      ...this.#copied(made, near),
    ];
    const props = entries.length > 0 ? `, { ${entries.join(', ')} }` : '';
    return `new ${callee}(${this.#text.slice(scope.start, scope.end)}, ${id}${props})`;
  }

  #idFor(made: NewResource, near: Draft, call: CallExpression): string {
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
  #copied(made: NewResource, near: Draft): string[] {
    const object = this.#propsOf(near);
    const { table } = near;
    return (object?.members ?? []).flatMap(member => {
      if (!('key' in member)) return [];
      const rule = table?.[member.key];
      const names = rule ? [rule.cfn] : table ? [] : [member.key.charAt(0).toUpperCase() + member.key.slice(1)];
      if (!names.some(name => made.copied?.properties.includes(name))) return [];
      const written = this.#text.slice(member.place.start, member.place.end);
      if (/[\r\n]/.test(written)) throw new CouldNotWrite();
      return [written];
    });
  }
}

function placesOf(object: ObjectExpression): { readonly start: number; readonly end: number }[] {
  return object.members.map(member => ('key' in member ? member.place : member.spread));
}

function memberOf(object: ObjectExpression, key: string): ObjectEntry | undefined {
  return object.members.findLast((member): member is ObjectEntry => 'key' in member && member.key === key);
}

/** Follows a path into objects that are there, as far as they go. */
function deepest(
  object: ObjectExpression | undefined,
  table: PropertyTable | undefined,
  path: readonly string[],
): [ObjectExpression | undefined, PropertyTable | undefined, readonly string[]] {
  if (!object || path.length < 2 || (table && isInTable(table, path))) return [object, table, path];
  const target = targetOf(table, path.slice(0, 1));
  const inner = memberOf(object, target.key)?.value;
  if (inner?.kind !== 'object' || (table && target.rule?.as !== 'map')) throw new CouldNotWrite();
  // Below an L1 property the keys are those of the JSON itself.
  const keys = target.rule?.as === 'map' ? target.rule.keys : jsonKeys(inner);
  return deepest(inner, keys, path.slice(1));
}

/** L1 properties that are written as JSON, with CloudFormation's keys. */
function isJsonProperty(name: string | undefined): boolean {
  return name !== undefined && /^(?:PolicyDocument|FilterPolicy|EventPattern)$/.test(name);
}

/** A value with the keys of L1 structures, which start small. */
function smallKeys(value: NewValue): NewValue {
  if (value.kind === 'list') return { kind: 'list', items: value.items.map(smallKeys) };
  if (value.kind !== 'map') return value;
  const entries = Object.entries(value.entries).map(([key, each]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    smallKeys(each),
  ]);
  return { kind: 'map', entries: Object.fromEntries(entries) };
}

/** A table that takes every key as it is. */
function jsonKeys(object: ObjectExpression): PropertyTable {
  const keys = object.members.flatMap(member => ('key' in member ? [member.key] : []));
  return Object.fromEntries(keys.map(key => [key, { cfn: key, as: 'plain' }]));
}

function isInTable(table: PropertyTable, path: readonly string[]): boolean {
  return Object.values(table).some(rule => rule.cfn === path.join('.'));
}

function targetOf(table: PropertyTable | undefined, path: readonly string[]): Target {
  if (table) return inTable(table, path.join('.'));
  const [name = '', ...rest] = path;
  if (rest.length > 0) throw new CouldNotWrite();
  return { key: name.charAt(0).toLowerCase() + name.slice(1), rule: undefined };
}

/** True when a list to write is what a boolean property stands for. */
function isSame(list: Extract<NewValue, { kind: 'list' }>, onTrue: unknown): boolean {
  const items = list.items.map(item => (item.kind === 'scalar' ? item.value : undefined));
  return (
    Array.isArray(onTrue) && onTrue.length === items.length && onTrue.every((value, index) => value === items[index])
  );
}

function inTable(table: PropertyTable, cfn: string): Target {
  const found = Object.entries(table).find(([, rule]) => rule.cfn === cfn);
  if (!found) throw new CouldNotWrite();
  return { key: found[0], rule: found[1] };
}
