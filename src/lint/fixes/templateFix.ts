import type { Resource } from '../../graph/graph.ts';
import {
  child,
  type DocEntry,
  type DocNode,
  entryOf,
  type ListNode,
  type MapNode,
  textOf,
} from '../../graph/template/docNode.ts';
import { parseTemplateText } from '../../graph/template/templateReader.ts';
import type { Change, Fix, NewResource, NewValue } from '../rule.ts';
import { EditedText } from './editedText.ts';
import { jsonInBlock } from './jsonInBlock.ts';
import { appendItems, insertEntries, removeEntries, replaceEntry, replaceScalar } from './mapEdit.ts';
import { samProperty, samSources } from './samNames.ts';
import { flowValue, type TemplateStyle, templateStyle, Unprintable, type WrittenValue } from './templateStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** The edits that carry a fix into a template; undefined when one of its changes cannot be written safely. */
export function printTemplateFix(fix: Fix, text: string): readonly TextEdit[] | undefined {
  const parsed = parseTemplateText(text);
  if (parsed.errors.length > 0) return undefined;
  try {
    const printer = new TemplatePrinter(text, parsed.root);
    const edits = printer.print(fix.changes);
    const after = new EditedText(text).with(edits).toString();
    return parseTemplateText(after).errors.length > 0 ? undefined : edits;
  } catch (error) {
    if (error instanceof Unprintable) return undefined;
    throw error;
  }
}

/** The one property that may hold JSON as a text which a fix reaches into. */
const definitionText = 'DefinitionString';

/** Entries on their way into a map, those of one place merged. */
type Additions = (readonly [string, WrittenValue])[];

class TemplatePrinter {
  readonly #text: string;
  readonly #root: DocNode | undefined;
  readonly #resources: MapNode;
  readonly #style: TemplateStyle;
  readonly #taken: Set<string>;
  readonly #names = new Map<NewResource, string>();
  readonly #replaced: TextEdit[] = [];
  readonly #added = new Map<MapNode, Additions>();
  readonly #removed = new Map<MapNode, string[]>();
  /** Lists in the JSON of a text. */
  readonly #inText = new Set<ListNode>();
  readonly #appended = new Map<ListNode, WrittenValue[]>();
  readonly #created = new Map<string, Additions>();

  constructor(text: string, root: DocNode | undefined) {
    this.#text = text;
    this.#root = root;
    this.#resources = plainMap(child(root, 'Resources'));
    this.#taken = new Set(this.#resources.entries.map(entry => entry.key));
    this.#style = templateStyle(text, this.#resources);
  }

  print(changes: readonly Change[]): readonly TextEdit[] {
    for (const change of changes) this.#change(change);
    const edits = [...this.#replaced];
    for (const [map, keys] of this.#removed) edits.push(...this.#remove(map, keys));
    for (const [map, added] of this.#added) edits.push(...this.#insert(map, undefined, added));
    for (const [list, items] of this.#appended)
      edits.push(...appendItems(this.#text, list, items, this.#listStyle(list)));
    // New resources come last: one of them may start where a changed resource ends.
    for (const [after, added] of this.#created) edits.push(...this.#insert(this.#resources, after, added));
    return edits;
  }

  #change(change: Change): void {
    switch (change.kind) {
      case 'create':
        this.#create(change.resource, change.near);
        return;
      case 'depend':
        this.#depend(change.resource, this.#create(change.on, change.resource));
        return;
      case 'remove': {
        const { path } = this.#property(change.resource, change.path, undefined);
        const parent = this.#find(path.slice(0, -1));
        const key = path.at(-1);
        if (!parent || key === undefined || !entryOf(parent, key)) return;
        const map = plainMap(parent);
        this.#removed.set(map, [...(this.#removed.get(map) ?? []), key]);
        return;
      }
      default: {
        const { path, value } = this.#property(change.resource, change.path, change.value);
        if (!value) throw new Unprintable();
        const written = this.#write(value, change.resource);
        // In a text there are no references.
        if (path.indexOf(definitionText) < path.length - 1 && path.includes(definitionText) && !isLiteral(value)) {
          throw new Unprintable();
        }
        if (change.kind === 'set') this.#set(path, written);
        else this.#append(path, written);
      }
    }
  }

  /** The property from the document's root on, by the name it has in the file. */
  #property(resource: Resource, path: readonly string[], value: NewValue | undefined) {
    const eventType = resource.virtual ? textOf(child(this.#root, ...resource.path.slice(0, -1), 'Type')) : undefined;
    const own = samProperty(resource, eventType, path, value);
    return { path: [...resource.path, ...own.path], value: own.value };
  }

  #set(path: readonly string[], value: WrittenValue): void {
    const existing = this.#find(path);
    if (!existing) {
      this.#add(path, value);
      return;
    }
    if (existing.shared) throw new Unprintable();
    if (existing.kind === 'map' && value.kind === 'map' && existing.tag === undefined) {
      for (const [key, each] of value.entries) this.#set([...path, key], each);
      return;
    }
    this.#replaced.push(this.#replacement(existing, value));
  }

  /** A scalar in place of another one, a reference in place of a reference or of a scalar. */
  #replacement(existing: DocNode, value: WrittenValue): TextEdit {
    if (value.kind === 'text') {
      if (existing.tag !== undefined || existing.kind !== 'scalar' || existing.value === null) throw new Unprintable();
      return replaceScalar(this.#text, existing, value.text, value.string);
    }
    if (value.kind !== 'getAtt' && value.kind !== 'ref') throw new Unprintable();
    const { end } = existing;
    const tag = /!(?:GetAtt|Ref)[ \t]+$/.exec(this.#text.slice(0, existing.start).slice(-20));
    const start = existing.start - (tag?.[0].length ?? 0);
    const before = this.#text.slice(start, end);
    if (/[\r\n#]|^[|>]/.test(before) || !isReference(existing, tag !== null)) throw new Unprintable();
    return { start, end, text: flowValue(value, undefined, this.#style) };
  }

  #append(path: readonly string[], item: WrittenValue): void {
    const list = this.#find(path);
    if (!list) this.#add(path, { kind: 'list', items: [item] });
    else {
      if (list.kind !== 'list' || list.tag !== undefined || list.shared) throw new Unprintable();
      if (path.includes(definitionText)) this.#inText.add(list);
      this.#appended.set(list, [...(this.#appended.get(list) ?? []), item]);
    }
  }

  /** Puts a value where nothing is: the deepest map that is there takes the rest of the path as nested maps. */
  #add(path: readonly string[], value: WrittenValue): void {
    for (let depth = path.length - 1; depth > 0; depth--) {
      const parent = this.#find(path.slice(0, depth));
      if (!parent) continue;
      const key = path[depth];
      if (key === undefined) break;
      const rest = path
        .slice(depth + 1)
        .reduceRight<WrittenValue>((inner, name) => ({ kind: 'map', entries: [[name, inner]] }), value);
      const map = plainMap(parent);
      this.#added.set(map, merged(this.#added.get(map) ?? [], key, rest));
      return;
    }
    throw new Unprintable();
  }

  #find(path: readonly string[]): DocNode | undefined {
    let node = this.#root;
    for (const [depth, key] of path.entries()) {
      if (node?.shared || (node?.kind === 'map' && node.tag !== undefined)) throw new Unprintable();
      if (node?.kind === 'list') node = node.tag === undefined ? itemOf(node, key) : undefined;
      else node = child(path[depth - 1] === definitionText && node ? jsonInBlock(this.#text, node) : node, key);
    }
    return node;
  }

  #write(value: NewValue, near: Resource): WrittenValue {
    switch (value.kind) {
      case 'scalar':
        return { kind: 'text', text: String(value.value), string: typeof value.value === 'string' };
      case 'map':
        return {
          kind: 'map',
          entries: Object.entries(value.entries).map(([key, each]) => [key, this.#write(each, near)]),
        };
      case 'list':
        return { kind: 'list', items: value.items.map(item => this.#write(item, near)) };
      case 'pseudo':
        return { kind: 'ref', name: value.name };
      case 'reference':
        return attributeOf(this.#idOf(value.resource, near), value.attribute);
      case 'created':
        return attributeOf(this.#create(value.resource, near), value.attribute);
      case 'copied': {
        const path = value.from.virtual ? value.path.map(key => samSources[key] ?? key) : value.path;
        const holder = this.#find([...value.from.path, ...path.slice(0, -1)]);
        const text = this.#textAt(entryOf(holder, path.at(-1) ?? ''));
        if (text === undefined) throw new Unprintable();
        return { kind: 'raw', text };
      }
    }
  }

  /** A resource that a condition leaves out cannot be referred to from where the condition does not hold. */
  #idOf(resource: Resource, near: Resource): string {
    const id = resource.path[1];
    if (id === undefined || resource.virtual) throw new Unprintable();
    const condition = this.#conditionOf(id);
    if (condition !== undefined && condition !== this.#conditionOf(near.path[1])) throw new Unprintable();
    return id;
  }

  #conditionOf(id: string | undefined): string | undefined {
    return id === undefined ? undefined : textOf(child(this.#resources, id, 'Condition'));
  }

  #create(made: NewResource, near: Resource): string {
    const known = this.#names.get(made);
    if (known !== undefined) return known;
    const wanted = made.name.replace(/[^A-Za-z0-9]/g, '');
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}${count}`;
    this.#taken.add(name);
    this.#names.set(made, name);
    const props: [string, WrittenValue][] = Object.entries(made.props).map(([key, each]) => [
      key,
      this.#write(each, near),
    ]);
    const { copied } = made;
    for (const key of copied?.properties ?? []) {
      const written = copied && this.#writtenAs(copied.from, key);
      if (written !== undefined) props.push([key, { kind: 'raw', text: written }]);
    }
    const entries: [string, WrittenValue][] = [['Type', { kind: 'text', text: made.type, string: true }]];
    const after = near.path[1];
    const condition = this.#conditionOf(after);
    if (condition !== undefined) entries.push(['Condition', { kind: 'text', text: condition, string: true }]);
    if (props.length > 0) entries.push(['Properties', { kind: 'map', entries: props }]);
    if (after === undefined) throw new Unprintable();
    this.#created.set(after, [...(this.#created.get(after) ?? []), [name, { kind: 'map', entries }]]);
    return name;
  }

  #depend(resource: Resource, id: string): void {
    const path = [...resource.path.slice(0, 2), 'DependsOn'];
    const existing = this.#find(path);
    const written: WrittenValue = { kind: 'text', text: id, string: true };
    if (!existing) this.#add(path, written);
    else if (existing.kind === 'list') this.#append(path, written);
    else throw new Unprintable();
  }

  #writtenAs(resource: Resource, key: string): string | undefined {
    return this.#textAt(entryOf(this.#find(resource.path), key));
  }

  /** The text of a value with its tag; one line only. */
  #textAt(entry: DocEntry | undefined): string | undefined {
    if (!entry) return undefined;
    const colon = this.#text.indexOf(':', entry.keyEnd);
    const written = this.#text.slice(colon + 1, entry.value.end).trim();
    if (/[\r\n*&|>]/.test(written) || entry.value.shared) throw new Unprintable();
    return written;
  }

  #insert(map: MapNode, after: string | undefined, added: Additions): readonly TextEdit[] {
    return insertEntries(this.#text, map, after, added, this.#styleOf(map));
  }

  /** JSON stands in YAML too: in the text of a definition, or in brackets with keys in quotes. */
  #styleOf(map: MapNode): TemplateStyle {
    const [first] = map.entries;
    const json = this.#text[map.start] === '{' && first !== undefined && this.#text[first.keyStart] === '"';
    return json && !this.#style.quoted ? { ...this.#style, quoted: true, longForm: true } : this.#style;
  }

  #listStyle(list: ListNode): TemplateStyle {
    const [first] = list.items;
    if (this.#inText.has(list)) return { ...this.#style, quoted: true, longForm: true };
    return this.#text[list.start] === '[' && first?.kind === 'map' ? this.#styleOf(first) : this.#style;
  }

  /** What goes from a map that also gets something new makes room for it. */
  #remove(map: MapNode, keys: readonly string[]): readonly TextEdit[] {
    const added = this.#added.get(map);
    const [first = '', ...rest] = keys;
    const replaced = entryOf(map, first);
    if (!added || !replaced) return removeEntries(this.#text, map, keys);
    this.#added.delete(map);
    return [
      replaceEntry(this.#text, map, replaced, added, this.#styleOf(map)),
      ...(rest.length > 0 ? removeEntries(this.#text, map, rest) : []),
    ];
  }
}

function isLiteral(value: NewValue): boolean {
  if (value.kind === 'list') return value.items.every(isLiteral);
  return value.kind === 'map' ? Object.values(value.entries).every(isLiteral) : value.kind === 'scalar';
}

function plainMap(node: DocNode | undefined): MapNode {
  if (node?.kind !== 'map' || node.tag !== undefined || node.shared) throw new Unprintable();
  return node;
}

function attributeOf(logicalId: string, attribute: string): WrittenValue {
  return attribute === 'Ref' ? { kind: 'ref', name: logicalId } : { kind: 'getAtt', logicalId, attribute };
}

/** An item by its position, or by the offset of its start. */
function itemOf(list: ListNode, key: string): DocNode | undefined {
  return key.startsWith('@') ? list.items.find(item => item.start === Number(key.slice(1))) : list.items[Number(key)];
}

/** True for a plain scalar, or for a reference in any of its forms. */
function isReference(node: DocNode, tagged: boolean): boolean {
  if (node.tag !== undefined) return tagged && node.kind !== 'map';
  if (node.kind === 'scalar') return node.value !== null;
  const [only, ...others] = node.kind === 'map' ? node.entries : [];
  return others.length === 0 && (only?.key === 'Fn::GetAtt' || only?.key === 'Ref');
}

/** The additions with one more; maps and lists of the same place become one. */
function merged(entries: Additions, key: string, value: WrittenValue): Additions {
  const known = entries.find(([name]) => name === key)?.[1];
  if (!known) return [...entries, [key, value]];
  return entries.map(entry => (entry[0] === key ? [key, mergedValue(known, value)] : entry));
}

function mergedValue(one: WrittenValue, other: WrittenValue): WrittenValue {
  if (one.kind === 'list' && other.kind === 'list') return { kind: 'list', items: [...one.items, ...other.items] };
  if (one.kind !== 'map' || other.kind !== 'map') throw new Unprintable();
  let entries: Additions = [...one.entries];
  for (const [key, value] of other.entries) entries = merged(entries, key, value);
  return { kind: 'map', entries };
}
