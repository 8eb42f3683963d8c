import type { CdkSource } from '../../graph/cdk/cdkReader.ts';
import type { Draft } from '../../graph/cdk/draft.ts';
import type { ObjectEntry, ObjectExpression } from '../../graph/cdk/syntax.ts';
import type { Resource } from '../../graph/graph.ts';
import type { Change, Fix, NewResource, NewValue } from '../rule.ts';
import { isWhole, type Keys, keysOf, propsTypeOf, targetOf } from './cdkNames.ts';
import { CdkStatements } from './cdkStatements.ts';
import { CdkValues } from './cdkValues.ts';
import { insertInBrackets } from './flowEdit.ts';
import { CouldNotWrite, type PropsHolder, type SourceStyle, type WrittenEntry } from './sourceStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** The edits that carry a fix into CDK source; undefined when one of its changes cannot be written safely. */
export function printCdkFix(
  fix: Fix,
  source: CdkSource,
  text: string,
  style: SourceStyle,
): readonly TextEdit[] | undefined {
  if (!source.document.complete) return undefined;
  try {
    return new CdkPrinter(source, text, style).print(fix.changes);
  } catch (error) {
    if (error instanceof CouldNotWrite) return undefined;
    throw error;
  }
}

/** Finds the places in the source that a change concerns; values and language are for others. */
class CdkPrinter {
  readonly #source: CdkSource;
  readonly #text: string;
  readonly #style: SourceStyle;
  readonly #values: CdkValues;
  readonly #statements: CdkStatements;

  constructor(source: CdkSource, text: string, style: SourceStyle) {
    this.#source = source;
    this.#text = text;
    this.#style = style;
    this.#values = new CdkValues(source, text, style);
    this.#statements = new CdkStatements(text, style, this.#values);
  }

  print(changes: readonly Change[]): readonly TextEdit[] {
    // Written in place, a second use would make it a second time.
    const made = changes.flatMap(madeBy);
    if (new Set(made).size < made.length) throw new CouldNotWrite();
    const edits: TextEdit[] = [];
    const removals = new Map<ObjectExpression, { readonly holder: PropsHolder; readonly indices: Set<number> }>();
    for (const change of changes) {
      switch (change.kind) {
        case 'set':
          edits.push(...this.#set(change, this.#draftOf(change.resource)));
          break;
        case 'append':
          edits.push(...this.#append(change, this.#draftOf(change.resource)));
          break;
        case 'create':
          edits.push(...this.#statements.declare(change.resource, this.#draftOf(change.near)));
          break;
        case 'remove': {
          const draft = this.#draftOf(change.resource);
          const object = this.#propsOf(draft);
          const [inside, keys, path] = deepest(object, keysOf(draft), change.path);
          const key = targetOf(keys, path).key;
          const index = inside?.members.findIndex(member => 'key' in member && member.key === key) ?? -1;
          // A property that follows from another one (`fifo` from the name) has no text of its own.
          if (!inside || index < 0) break;
          const known = removals.get(inside) ?? { holder: holderOf(draft), indices: new Set<number>() };
          removals.set(inside, known);
          known.indices.add(index);
          break;
        }
        default:
          // The CDK finds out by itself what waits for what.
          throw new CouldNotWrite();
      }
    }
    for (const [object, { holder, indices }] of removals) edits.push(...this.#style.remove(object, holder, indices));
    return [...edits, ...this.#style.importEdits()];
  }

  #draftOf(resource: Resource): Draft {
    const draft = this.#source.drafts.get(resource.id);
    if (!draft || resource.external) throw new CouldNotWrite();
    this.#values.learn(draft);
    return draft;
  }

  /** The property object of a call; undefined when there is none yet. */
  #propsOf({ call, propsAt }: Draft): ObjectExpression | undefined {
    const props = call.args[propsAt];
    const unpacks = call.args.some(arg => /^(?:\*|\.\.\.)/.test(this.#text.slice(arg.start, arg.end)));
    if (unpacks) throw new CouldNotWrite();
    if (props === undefined || props.kind === 'undefined') {
      if (call.args.length < propsAt || !call.list) throw new CouldNotWrite();
      return undefined;
    }
    if (props.kind !== 'object') throw new CouldNotWrite();
    // An object that a variable holds is shared with who knows whom.
    if (props.start < call.start || props.end > call.end) throw new CouldNotWrite();
    return props;
  }

  #set({ path: whole, value }: Extract<Change, { kind: 'set' }>, draft: Draft): readonly TextEdit[] {
    const object = this.#propsOf(draft);
    const [inside, keys, path] = deepest(object, keysOf(draft), whole);
    const target = targetOf(keys, path);
    const property = path[0] ?? '';
    const existing = inside && memberOf(inside, target.key);
    if (existing) {
      const write = (indent: string | undefined, before: string) =>
        this.#values.write(value, target, property, draft, indent, before);
      return this.#style.replace(existing, write);
    }
    const entry = {
      key: target.key,
      value: (indent: string | undefined) => this.#values.write(value, target, property, draft, indent),
    };
    return this.#add(inside, object, draft, entry);
  }

  #add(
    inside: ObjectExpression | undefined,
    whole: ObjectExpression | undefined,
    draft: Draft,
    entry: WrittenEntry,
  ): readonly TextEdit[] {
    const holder = holderOf(draft);
    if (inside && inside.members.length > 0) {
      if (inside.members.some(member => 'spread' in member)) throw new CouldNotWrite();
      return this.#style.insert(inside, holder, entry);
    }
    if (inside !== whole) throw new CouldNotWrite();
    return this.#style.first(holder, inside ?? draft.call.args[draft.propsAt], entry);
  }

  /** Another item behind the last one of a list that is written out; a list of one where there is none. */
  #append(change: Extract<Change, { kind: 'append' }>, draft: Draft): readonly TextEdit[] {
    const { resource, path: whole } = change;
    const [inside, keys, path] = deepest(this.#propsOf(draft), keysOf(draft), whole);
    const target = targetOf(keys, path);
    const existing = inside && memberOf(inside, target.key);
    if (!existing) {
      const value = { kind: 'list', items: [change.value] } as const;
      return this.#set({ kind: 'set', resource, path: whole, value }, draft);
    }
    const { value: list } = existing;
    const last = list.kind === 'list' ? list.items.at(-1) : undefined;
    if (list.kind !== 'list' || list.open || !last || target.rule) throw new CouldNotWrite();
    if (!/^[[(]/.test(this.#text.slice(list.start, list.start + 1))) throw new CouldNotWrite();
    const item = { key: '', rule: undefined, below: target.below };
    return insertInBrackets(this.#text, list.start, list.items, list.items.length - 1, indent =>
      this.#values.write(change.value, item, path[0] ?? '', draft, indent),
    );
  }
}

function holderOf(draft: Draft): PropsHolder {
  return { call: draft.call, propsAt: draft.propsAt, type: () => propsTypeOf(draft) };
}

/** Every mention of a resource that comes into being with a change. */
function madeBy(change: Change): readonly NewResource[] {
  if (change.kind === 'create') return [change.resource, ...Object.values(change.resource.props).flatMap(madeIn)];
  return 'value' in change ? madeIn(change.value) : [];
}

function madeIn(value: NewValue): readonly NewResource[] {
  if (value.kind === 'created') return [value.resource, ...Object.values(value.resource.props).flatMap(madeIn)];
  if (value.kind === 'map') return Object.values(value.entries).flatMap(madeIn);
  return value.kind === 'list' ? value.items.flatMap(madeIn) : [];
}

function memberOf(object: ObjectExpression, key: string): ObjectEntry | undefined {
  return object.members.findLast((member): member is ObjectEntry => 'key' in member && member.key === key);
}

/** Follows a path into objects that are there, as far as they go. */
function deepest(
  object: ObjectExpression | undefined,
  keys: Keys,
  path: readonly string[],
): [ObjectExpression | undefined, Keys, readonly string[]] {
  if (!object || isWhole(keys, path)) return [object, keys, path];
  const target = targetOf(keys, path.slice(0, 1));
  const inner = memberOf(object, target.key)?.value;
  if (inner?.kind !== 'object' || (keys.kind === 'table' && target.rule?.as !== 'map')) throw new CouldNotWrite();
  return deepest(inner, target.below, path.slice(1));
}
