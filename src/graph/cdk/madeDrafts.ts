import type { Entry, Value } from '../value.ts';
import type { PropertyTable } from './constructTable.ts';
import type { Converter } from './convert.ts';
import type { Draft } from './draft.ts';
import type { Folder } from './fold.ts';
import type { CallExpression } from './syntax.ts';

/** Resources that calls bring about without being constructs themselves: subscriptions, mappings, policies. */
export class MadeDrafts {
  readonly #folder: Folder;
  readonly #converter: Converter;
  readonly all: Draft[] = [];

  constructor(folder: Folder, converter: Converter) {
    this.#folder = folder;
    this.#converter = converter;
  }

  /** The resource that a call makes, with what its argument at `propsAt` says, by the names of the table. */
  make(call: CallExpression, type: string, name: string, table: PropertyTable, propsAt: number): Draft {
    const props = this.#converter.props(call.args[propsAt]);
    const span = this.#converter.span(call);
    const made = this.#folder.static(call.callee);
    const draft: Draft = {
      id: `${span.uri}#${name}@${call.start}.${this.all.length}`,
      name,
      otherNames: [],
      type,
      writtenType: made ? `${made.module}.${made.name}` : name,
      call,
      span,
      nameSpan: this.#converter.span(call.callee),
      entries: this.#converter.byTable(props, table),
      table,
      propsAt,
      lowLevel: false,
      virtual: true,
      external: false,
      open: call.broken || props.open,
      escapes: false,
      suppressions: [],
    };
    this.all.push(draft);
    return draft;
  }
}

/** Adds an item to a list below a path of keys, which are made where they are missing. */
export function append(entries: Map<string, Entry>, path: readonly string[], item: Value): void {
  const [key = '', ...rest] = path;
  const span = item.kind === 'absent' || !item.span ? { uri: '', start: 0, end: 0 } : item.span;
  const known = entries.get(key)?.value;
  if (rest.length === 0) {
    const items = known?.kind === 'list' ? [...known.items, item] : [item];
    const open = known?.kind === 'list' ? known.open : known !== undefined;
    entries.set(key, { key, keySpan: span, value: { kind: 'list', items, open, span } });
    return;
  }
  const inner = new Map(known?.kind === 'map' ? known.entries : []);
  append(inner, rest, item);
  const open = known?.kind === 'map' ? known.open : known !== undefined;
  entries.set(key, { key, keySpan: span, value: { kind: 'map', entries: inner, open, span } });
}

/** Gives a property a value; none where the value is absent. */
export function set(draft: Draft, key: string, value: Value | undefined): void {
  if (value && value.kind !== 'absent') draft.entries.set(key, { key, keySpan: draft.nameSpan, value });
}
