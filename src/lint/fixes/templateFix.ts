import type { Resource } from '../../graph/graph.ts';
import { child, type DocNode, entryOf, type MapNode } from '../../graph/template/docNode.ts';
import { parseTemplateText } from '../../graph/template/templateReader.ts';
import type { Change, Fix, NewResource, NewValue } from '../rule.ts';
import { insertEntry, removeEntries, replaceScalar } from './mapEdit.ts';
import { type TemplateStyle, templateStyle, type WrittenValue } from './templateStyle.ts';
import type { TextEdit } from './textEdit.ts';

/** Thrown inside the printer where a change cannot be written safely. */
class Unprintable extends Error {}

/** The edits that carry a fix into a template; undefined when one of its changes cannot be written safely. */
export function printTemplateFix(fix: Fix, text: string): readonly TextEdit[] | undefined {
  const parsed = parseTemplateText(text);
  if (parsed.errors.length > 0) return undefined;
  const printer = new TemplatePrinter(text, parsed.root);
  try {
    printer.print(fix.changes);
  } catch (error) {
    if (error instanceof Unprintable) return undefined;
    throw error;
  }
  return printer.edits;
}

class TemplatePrinter {
  readonly #changes: TextEdit[] = [];
  readonly #creations: TextEdit[] = [];
  readonly #text: string;
  readonly #resources: MapNode;
  readonly #style: TemplateStyle;
  readonly #taken: Set<string>;
  readonly #root: DocNode | undefined;

  constructor(text: string, root: DocNode | undefined) {
    this.#text = text;
    this.#root = root;
    const resources = child(root, 'Resources');
    this.#resources = plainMap(resources);
    this.#taken = new Set(this.#resources.entries.map(entry => entry.key));
    this.#style = templateStyle(text, this.#resources);
  }

  /** New resources come last: one of them may start where a changed resource ends. */
  get edits(): readonly TextEdit[] {
    return [...this.#changes, ...this.#creations];
  }

  print(changes: readonly Change[]): void {
    const removals = new Map<MapNode, string[]>();
    for (const change of changes) {
      if (change.kind === 'create') {
        this.#create(change.resource, change.near);
        continue;
      }
      const path = propertyPath(change.resource, change.path);
      if (change.kind === 'set') this.#set(path, this.#write(change.value, change.resource));
      else {
        const parent = plainMap(this.#find(path.slice(0, -1)));
        removals.set(parent, [...(removals.get(parent) ?? []), path.at(-1) ?? '']);
      }
    }
    for (const [map, keys] of removals) this.#changes.push(...removeEntries(this.#text, map, keys));
  }

  #set(path: readonly string[], value: WrittenValue): void {
    const existing = this.#find(path);
    if (existing) {
      if (existing.tag !== undefined || existing.shared || existing.kind !== 'scalar') throw new Unprintable();
      if (existing.value === null || value.kind !== 'text') throw new Unprintable();
      this.#changes.push(replaceScalar(this.#text, existing, value.text, value.string));
      return;
    }
    // The deepest map that is there takes the rest of the path as nested maps.
    for (let depth = path.length - 1; depth > 0; depth--) {
      const parent = this.#find(path.slice(0, depth));
      if (!parent) continue;
      const key = path[depth];
      if (key === undefined) break;
      const rest = path
        .slice(depth + 1)
        .reduceRight<WrittenValue>((inner, name) => ({ kind: 'map', entries: [[name, inner]] }), value);
      this.#changes.push(...insertEntry(this.#text, plainMap(parent), undefined, key, rest, this.#style));
      return;
    }
    throw new Unprintable();
  }

  #find(path: readonly string[]): DocNode | undefined {
    let node = this.#root;
    for (const key of path) {
      if (node?.shared || (node?.kind === 'map' && node.tag !== undefined)) throw new Unprintable();
      // A number names an item of a list.
      node = node?.kind === 'list' ? (node.tag === undefined ? node.items[Number(key)] : undefined) : child(node, key);
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
      case 'reference':
        return { kind: 'getAtt', logicalId: logicalIdOf(value.resource), attribute: value.attribute };
      case 'pseudo':
        throw new Unprintable();
      case 'created':
        return { kind: 'getAtt', logicalId: this.#create(value.resource, near), attribute: value.attribute };
    }
  }

  #create(made: NewResource, near: Resource): string {
    let name = made.name.replace(/[^A-Za-z0-9]/g, '');
    for (let count = 2; this.#taken.has(name); count++) name = `${made.name}${count}`;
    this.#taken.add(name);
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
    if (props.length > 0) entries.push(['Properties', { kind: 'map', entries: props }]);
    const after = near.path[1];
    this.#creations.push(
      ...insertEntry(this.#text, this.#resources, after, name, { kind: 'map', entries }, this.#style),
    );
    return name;
  }

  /** The text of a property with its tag; one line only. */
  #writtenAs(resource: Resource, key: string): string | undefined {
    const entry = entryOf(this.#find(resource.path), key);
    if (!entry) return undefined;
    const colon = this.#text.indexOf(':', entry.keyEnd);
    const written = this.#text.slice(colon + 1, entry.value.end).trim();
    if (/[\r\n*&|>]/.test(written) || entry.value.shared) throw new Unprintable();
    return written;
  }
}

function plainMap(node: DocNode | undefined): MapNode {
  if (node?.kind !== 'map' || node.tag !== undefined || node.shared) throw new Unprintable();
  return node;
}

function logicalIdOf(resource: Resource): string {
  const id = resource.path[1];
  if (id === undefined) throw new Unprintable();
  return id;
}

/** SAM keeps some properties of a function under other names than CloudFormation. */
function propertyPath(resource: Resource, path: readonly string[]): readonly string[] {
  if (resource.writtenType === 'AWS::Serverless::Function' && !resource.virtual && path[0] === 'DeadLetterConfig') {
    throw new Unprintable();
  }
  const [first = '', ...rest] = path;
  const renamed = resource.writtenType === 'AWS::Serverless::StateMachine' ? stateMachineNames[first] : undefined;
  return [...resource.path, renamed ?? first, ...rest];
}

const stateMachineNames: Readonly<Record<string, string>> = {
  StateMachineType: 'Type',
  LoggingConfiguration: 'Logging',
};
