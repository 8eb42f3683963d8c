import * as vscode from 'vscode';
import type { Connection } from '../connections/connection.ts';
import type { Disposable } from '../core/disposable.ts';
import { AwsError, messageOf } from '../core/errors.ts';
import { type Scope, scopeKey } from '../core/scope.ts';
import { signalOf } from '../editor/progress.ts';
import type { ArrangeBy } from './arrange.ts';
import { Branch, queueRows } from './branch.ts';
import type { ExplorerDeps } from './explorerDeps.ts';
import {
  ConnectionNode,
  type ExplorerNode,
  FolderNode,
  GroupNode,
  type MessageNode,
  type NodeLooks,
  RegionNode,
  RowNode,
} from './explorerNodes.ts';
import { Favourites } from './favourites.ts';
import { FigureBook } from './figures.ts';
import type { Filter } from './filter.ts';
import { Folder } from './folder.ts';
import { type GroupBy, noGrouping, tagKeyOf } from './grouping.ts';
import { Identities } from './identities.ts';
import {
  connectionLook,
  folderLook,
  folderTooltip,
  groupLook,
  type Look,
  type RowState,
  regionLook,
  rowLook,
} from './looks.ts';
import { messagesOf } from './messageNodes.ts';
import { folderKinds, type Row } from './row.ts';

/** Redraws of several rows and pages are put together; VS Code itself waits about as long. */
const redrawMs = 150;

/** The tree as VS Code asks for it. It lists and remembers; figures are read by whoever calls {@link FigureBook.read}. */
export class ExplorerTree implements vscode.TreeDataProvider<ExplorerNode>, NodeLooks, Disposable {
  readonly #deps: ExplorerDeps;
  readonly #redraw = new vscode.EventEmitter<ExplorerNode[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly favourites: Favourites;
  readonly figures: FigureBook;
  #connections: readonly ConnectionNode[] = [];
  readonly #regions = new Map<string, readonly RegionNode[]>();
  readonly #branches = new Map<string, readonly Branch[]>();
  readonly #identities: Identities;
  readonly #problems = new Map<string, { branch: Branch; error: unknown }>();
  readonly #dirty = new Set<ExplorerNode>();
  #all = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #filter: Filter | undefined;
  #groupBy: GroupBy = noGrouping;
  // Set by whoever reads figures: rows are being shown, a row's tooltip is wanted, figures have changed.
  onRowsShown: (parent: ExplorerNode) => void = () => undefined;
  onPointedAt: (row: Row, signal: AbortSignal) => Promise<string> = async row => row.name;
  onFiguresChanged: () => void = () => undefined;

  constructor(deps: ExplorerDeps) {
    this.#deps = deps;
    this.favourites = new Favourites(deps.memento);
    this.#identities = new Identities(deps.host.scopes, deps.host.logger, id =>
      this.markDirty(this.#connections.find(({ connection }) => connection.id === id)),
    );
    this.figures = new FigureBook(deps.queues, {
      changed: keys => this.#figuresChanged(keys),
      gone: row => this.branchOf(row.ref, 'queues')?.folder.remove(row.arn),
    });
    this.syncConnections();
  }

  get filter(): Filter | undefined {
    return this.#filter;
  }

  get groupBy(): GroupBy {
    return this.#groupBy;
  }

  setFilter(filter: Filter | undefined): void {
    this.#filter = filter;
    for (const branch of this.branches()) branch.folder.narrow(filter?.prefix);
    this.#rearrange();
  }

  setGroupBy(groupBy: GroupBy): void {
    this.#groupBy = groupBy;
    this.#rearrange();
  }

  async setFavourite(arn: string, favourite: boolean): Promise<void> {
    await this.favourites.set(arn, favourite);
    this.#rearrange();
  }

  branches(): Branch[] {
    return [...this.#branches.values()].flat();
  }

  branchOf(scope: Scope, kind: Folder['kind']): Branch | undefined {
    return this.#branches.get(scopeKey(scope))?.find(branch => branch.folder.kind === kind);
  }

  /** The error behind a message row, and the folder it stands in. */
  problem(key: string): { branch: Branch; error: unknown } | undefined {
    return this.#problems.get(key);
  }

  /** Lists the folders that have been listed before anew, all of them or those of one scope. */
  refresh(scope?: Partial<Scope>): void {
    for (const branch of this.branches()) {
      const at = branch.folder.scope;
      if (scope?.connectionId !== undefined && scope.connectionId !== at.connectionId) continue;
      if (scope?.region !== undefined && scope.region !== at.region) continue;
      this.figures.retry(at);
      this.#identities.expire(at.connectionId);
      if (branch.folder.listing.state !== 'idle') void branch.folder.refresh();
    }
    this.markDirty(undefined);
  }

  /** Brings the first two levels in step with the configured connections. */
  syncConnections(): void {
    const before = new Map(this.#connections.map(node => [node.connection.id, node]));
    this.#connections = this.#deps.connections.list().map(connection => {
      const node = before.get(connection.id);
      before.delete(connection.id);
      if (node && sameAccess(node.connection, connection)) {
        node.connection = connection;
        this.#identities.expire(connection.id);
        return node;
      }
      if (node) this.#drop(node);
      return this.#add(connection);
    });
    for (const node of before.values()) this.#drop(node);
    this.markDirty(undefined);
  }

  #add(connection: Connection): ConnectionNode {
    const node = new ConnectionNode(connection);
    const regions = [...new Set(connection.regions)].map(region => new RegionNode(node, region));
    this.#regions.set(node.id, regions);
    for (const region of regions) {
      const branches = folderKinds.map(kind => {
        const branch: Branch = new Branch(
          region,
          new Folder(kind, region.scope, this.#deps, () => this.#folderChanged(branch)),
          () => this.#arrangeBy(branch),
        );
        return branch;
      });
      this.#branches.set(region.id, branches);
    }
    return node;
  }

  #drop(node: ConnectionNode): void {
    for (const region of this.#regions.get(node.id) ?? []) {
      for (const branch of this.#branches.get(region.id) ?? []) branch.folder.stop();
      this.#branches.delete(region.id);
    }
    this.#regions.delete(node.id);
    this.#identities.forget(node.id);
    this.figures.forgetConnection(node.connection.id);
  }

  // What VS Code asks.

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return node.toItem(this);
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (!node) return [...this.#connections];
    if (node instanceof ConnectionNode) return [...(this.#regions.get(node.id) ?? [])];
    if (node instanceof RegionNode) return (this.#branches.get(node.id) ?? []).map(branch => branch.node);
    const branch = this.#branchOfNode(node);
    if (!branch) return [];
    if (node instanceof GroupNode) {
      this.onRowsShown(node);
      return branch.rowsOf(node);
    }
    if (!(node instanceof FolderNode)) return [];
    branch.folder.listing.resume();
    await branch.folder.listing.ready();
    const children = branch.children();
    this.#readTags(branch);
    this.onRowsShown(node);
    return [...this.#messages(branch), ...children];
  }

  /** Tooltips are made when somebody points at an item: a row's needs a call, a folder's counts what was read so far. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: ExplorerNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node instanceof FolderNode) item.tooltip = folderTooltip(node.look(this), this.#looked(node));
    else if (node instanceof RowNode) item.tooltip = await this.onPointedAt(node.row, signalOf(token));
    return item;
  }

  #looked({ folder }: FolderNode): number | undefined {
    if (folder.kind !== 'queues' || folder.listing.state === 'idle') return undefined;
    return queueRows(folder.listing.rows).filter(row => this.figures.of(row)).length;
  }

  #readTags({ node, folder }: Branch): void {
    if (tagKeyOf(this.#groupBy) === undefined || folder.listing.state !== 'complete') return;
    const before = folder.tagState;
    void folder.readTags();
    if (before !== 'reading' && folder.tagState === 'reading') this.markDirty(node);
  }

  #messages(branch: Branch): readonly MessageNode[] {
    const { nodes, problems } = messagesOf(branch, this.#filter, this.figures.problemOf(branch.folder.scope));
    for (const key of [...this.#problems.keys()]) {
      if (this.#problems.get(key)?.branch === branch) this.#problems.delete(key);
    }
    for (const { key, error } of problems) this.#problems.set(key, { branch, error });
    return nodes;
  }

  // How things look.

  connection(node: ConnectionNode): Look {
    const { connection } = node;
    const info = this.#identities.of(connection.id);
    const peek = this.#deps.connections.peekAllowed(connection.id);
    return connectionLook(connection, peek, info);
  }

  region(node: RegionNode): Look {
    return regionLook(node.scope.region);
  }

  folder(node: FolderNode): Look {
    const { folder } = node;
    const branch = this.branchOf(folder.scope, folder.kind);
    const total = folder.listing.rows.length;
    return folderLook(folder.kind, {
      state: folder.listing.state,
      total,
      shown: this.#filter && branch ? branch.arrangement.shown : total,
      filtered: this.#filter !== undefined,
      readingTags: tagKeyOf(this.#groupBy) !== undefined && folder.tagState === 'reading',
    });
  }

  group(node: GroupNode): Look {
    return groupLook(node.label, node.rows.length, this.#branchOfNode(node)?.noun ?? 'item');
  }

  row(node: RowNode): Look {
    return rowLook(node.row, this.stateOf(node.row));
  }

  stateOf(row: Row): RowState {
    const favourite = this.favourites.has(row.arn);
    if (row.kind !== 'queue') return { favourite };
    return { favourite, figures: this.figures.of(row), mark: this.figures.markOf(row) };
  }

  // What changes.

  /** Has a node drawn again soon, with everything below it; undefined = the whole tree. */
  markDirty(node: ExplorerNode | undefined): void {
    if (node) this.#dirty.add(node);
    else this.#all = true;
    this.#timer ??= setTimeout(() => this.#flush(), redrawMs);
  }

  /** Settles once no redraw is waiting. */
  async drawn(): Promise<void> {
    while (this.#timer !== undefined) await new Promise(resolve => setTimeout(resolve, redrawMs));
  }

  #flush(): void {
    this.#timer = undefined;
    const nodes = this.#all ? undefined : [...this.#dirty];
    this.#dirty.clear();
    this.#all = false;
    this.#redraw.fire(nodes);
  }

  #folderChanged(branch: Branch): void {
    branch.invalidate();
    const { listing, kind, scope } = branch.folder;
    if (listing.state === 'complete') this.#identities.ask(scope);
    if (listing.state === 'failed') {
      const { error } = listing;
      const code = error instanceof AwsError ? `${error.kind} ${error.code}` : messageOf(error);
      this.#deps.host.logger.warn(`The ${kind} of ${scopeKey(scope)} could not be listed: ${code}`);
    }
    this.markDirty(branch.node);
  }

  #figuresChanged(keys: ReadonlySet<string>): void {
    for (const branch of this.branches()) {
      if (branch.folder.kind !== 'queues') continue;
      const start = `${branch.node.parent.id}/`;
      const arns = [...keys].filter(key => key.startsWith(start)).map(key => key.slice(start.length));
      const problem = this.figures.problemOf(branch.folder.scope);
      const shownProblem = this.#problems.get(`${branch.node.id}/figures`)?.error;
      const refiltered = arns.length > 0 && (this.#filter?.deadLetters ?? 'any') !== 'any';
      if (refiltered) branch.invalidate();
      if (refiltered || problem !== shownProblem) this.markDirty(branch.node);
      for (const arn of arns) {
        const node = branch.shown(arn);
        if (node) this.markDirty(node);
      }
    }
    this.onFiguresChanged();
  }

  #rearrange(): void {
    for (const branch of this.branches()) branch.invalidate();
    this.markDirty(undefined);
  }

  #arrangeBy(branch: Branch): ArrangeBy {
    return {
      filter: this.#filter,
      groupBy: this.#groupBy,
      isFavourite: arn => this.favourites.has(arn),
      tagOf: (arn, key) => branch.folder.tagOf(arn, key),
      isDeadLetters: row => row.kind === 'queue' && this.figures.markOf(row) !== undefined,
      messagesOf: row => (row.kind === 'queue' ? this.figures.of(row)?.messages : undefined),
    };
  }

  #branchOfNode(node: ExplorerNode): Branch | undefined {
    const folder =
      node instanceof GroupNode ? node.parent.folder : node instanceof FolderNode ? node.folder : undefined;
    return folder && this.branchOf(folder.scope, folder.kind);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const branch of this.branches()) branch.folder.stop();
    this.#redraw.dispose();
  }
}

/** True when rows listed with one are still right for the other. */
function sameAccess(a: Connection, b: Connection): boolean {
  const access = ({ credentials, profile, endpoint, regions }: Connection): string =>
    JSON.stringify([credentials, profile, endpoint, regions]);
  return access(a) === access(b);
}
