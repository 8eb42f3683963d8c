import { type ArrangeBy, type Arrangement, arrange } from './arrange.ts';
import { type ExplorerNode, FolderNode, GroupNode, type RegionNode, RowNode } from './explorerNodes.ts';
import type { Folder } from './folder.ts';
import { type QueueRow, type Row, rowKindOf } from './row.ts';

/** A folder's part of the tree: its rows as they stand now, and a node for each that VS Code has been shown. */
export class Branch {
  readonly node: FolderNode;
  readonly #by: () => ArrangeBy;
  #arrangement: Arrangement | undefined;
  #parents = new Map<string, FolderNode | GroupNode>();
  #groups = new Map<string, GroupNode>();
  #rows = new Map<string, RowNode>();

  constructor(parent: RegionNode, folder: Folder, by: () => ArrangeBy) {
    this.node = new FolderNode(parent, folder);
    this.#by = by;
  }

  get folder(): Folder {
    return this.node.folder;
  }

  /** To be called when rows, filter, grouping, favourites or marks have changed. */
  invalidate(): void {
    this.#arrangement = undefined;
  }

  get arrangement(): Arrangement {
    this.#arrangement ??= this.#arrange();
    return this.#arrangement;
  }

  get groups(): readonly GroupNode[] {
    return this.arrangement.groups.flatMap(group => this.#groups.get(group.key) ?? []);
  }

  /** Favourites first, then groups, then what belongs to none. */
  children(): ExplorerNode[] {
    const { favourites, rest } = this.arrangement;
    return [
      ...favourites.map(row => this.#nodeAt(this.node, row)),
      ...this.groups,
      ...rest.map(row => this.#nodeAt(this.node, row)),
    ];
  }

  rowsOf(group: GroupNode): RowNode[] {
    return group.rows.map(row => this.#nodeAt(group, row));
  }

  /** The rows that stand directly in the folder. */
  ownRows(): readonly Row[] {
    const { favourites, rest } = this.arrangement;
    return favourites.length === 0 ? rest : [...favourites, ...rest];
  }

  /** The node of an ARN if it passes the filter; made when VS Code has not been shown it yet. */
  find(arn: string): RowNode | undefined {
    const row = this.folder.listing.find(arn);
    const parent = row && this.arrangement && this.#parents.get(arn);
    return parent && this.#nodeAt(parent, row);
  }

  /** The node of an ARN if VS Code has been shown it. */
  shown(arn: string): RowNode | undefined {
    const parent = this.#parents.get(arn);
    return parent && this.#rows.get(`${parent.id}/${arn}`);
  }

  #nodeAt(parent: FolderNode | GroupNode, row: Row): RowNode {
    const key = `${parent.id}/${row.arn}`;
    const node = this.#rows.get(key) ?? new RowNode(parent, row);
    node.row = row;
    this.#rows.set(key, node);
    return node;
  }

  #arrange(): Arrangement {
    const arrangement = arrange(this.folder.listing.rows, this.#by());
    const groups = new Map<string, GroupNode>();
    this.#parents = new Map();
    for (const row of arrangement.favourites) this.#parents.set(row.arn, this.node);
    for (const row of arrangement.rest) this.#parents.set(row.arn, this.node);
    for (const group of arrangement.groups) {
      const node = this.#groups.get(group.key) ?? new GroupNode(this.node, group.key, group.label);
      node.rows = group.items;
      groups.set(group.key, node);
      for (const row of group.items) this.#parents.set(row.arn, node);
    }
    this.#groups = groups;
    this.#rows = new Map([...this.#rows].filter(([, node]) => this.#parents.get(node.row.arn) === node.parent));
    return arrangement;
  }

  get noun(): string {
    return rowKindOf(this.folder.kind);
  }
}

export function queueRows(rows: readonly Row[]): QueueRow[] {
  return rows.filter((row): row is QueueRow => row.kind === 'queue');
}
