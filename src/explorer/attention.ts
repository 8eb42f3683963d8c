import type * as vscode from 'vscode';
import type { Disposable } from '../core/disposable.ts';
import { badgeOf } from './badge.ts';
import { type Branch, queueRows } from './branch.ts';
import { ConnectionNode, type ExplorerNode, type GroupNode, RegionNode } from './explorerNodes.ts';
import type { ExplorerTree } from './explorerTree.ts';
import { dueRows, planRound } from './figurePlan.ts';
import { Rounds } from './rounds.ts';
import { type QueueRow, rowKey } from './row.ts';

/** Rows that were pointed at or selected stay in the rounds until this many others were. */
const remembered = 50;

/** A round that also lists open folders anew, so that what others make and delete shows up. */
const listEvery = 10;

/** Rows are painted before their figures are asked for. */
const afterPaintMs = 300;

export interface AttentionOptions {
  readonly refreshSeconds: () => number;
  readonly showBadge: (badge: vscode.ViewBadge | undefined) => void;
}

/** Knows what a person is looking at, and has the figures of just that read. */
export class Attention implements Disposable {
  readonly #tree: ExplorerTree;
  readonly #options: AttentionOptions;
  readonly #rounds: Rounds;
  readonly #open = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #askedFor = new Map<string, QueueRow>();
  #roundsRun = 0;

  constructor(tree: ExplorerTree, options: AttentionOptions) {
    this.#tree = tree;
    this.#options = options;
    this.#rounds = new Rounds({
      round: signal => this.#round(signal),
      intervalSeconds: options.refreshSeconds,
      nudgeMs: afterPaintMs,
    });
    tree.onRowsShown = node => {
      this.#open.add(node.id);
      this.#rounds.nudge();
    };
    tree.onFiguresChanged = () => options.showBadge(badgeOf(tree.figures.summary()));
  }

  setVisible(visible: boolean): void {
    this.#rounds.setVisible(visible);
  }

  expanded(node: ExplorerNode): void {
    this.#closed.delete(node.id);
    this.#open.add(node.id);
    this.#branchOf(node)?.folder.listing.resume();
    this.#rounds.nudge();
  }

  /** Leaves a listing whose folder was closed. */
  collapsed(node: ExplorerNode): void {
    this.#open.delete(node.id);
    this.#closed.add(node.id);
    for (const branch of this.#tree.branches()) {
      if (branch.node === node) branch.folder.stop();
    }
  }

  /** Has rows looked at with the next rounds although they may be far down. */
  askFor(rows: readonly QueueRow[]): void {
    for (const row of rows) {
      const key = rowKey(row.ref, row.arn);
      this.#askedFor.delete(key);
      this.#askedFor.set(key, row);
    }
    for (const key of [...this.#askedFor.keys()].slice(0, Math.max(0, this.#askedFor.size - remembered))) {
      this.#askedFor.delete(key);
    }
    if (rows.length > 0) this.#rounds.nudge();
  }

  dispose(): void {
    this.#rounds.dispose();
  }

  #branchOf(node: ExplorerNode): Branch | undefined {
    return this.#tree.branches().find(branch => branch.node === node);
  }

  #isSeen(node: ExplorerNode): boolean {
    const standing = node instanceof ConnectionNode || node instanceof RegionNode;
    const open = standing ? !this.#closed.has(node.id) : this.#open.has(node.id);
    return open && (node.parent === undefined || this.#isSeen(node.parent));
  }

  async #round(signal: AbortSignal): Promise<void> {
    if (++this.#roundsRun % listEvery === 0 && this.#options.refreshSeconds() > 0) {
      for (const { folder } of this.#seen()) if (folder.listing.state === 'complete') void folder.listing.refresh();
    }
    const { figures } = this.#tree;
    const planned = this.#plan();
    const readable = planned.filter(row => figures.problemOf(row.ref) === undefined);
    const due = dueRows(readable, row => figures.of(row), this.#options.refreshSeconds(), Date.now());
    await figures.read(due, signal);
    // A policy read in this round may have named queues that were not planned.
    const known = new Set(planned);
    if (this.#plan().some(row => !known.has(row) && figures.of(row) === undefined)) this.#rounds.nudge();
  }

  #seen(): Branch[] {
    return this.#tree.branches().filter(branch => this.#isSeen(branch.node));
  }

  #plan(): QueueRow[] {
    const seen = this.#seen();
    const { figures } = this.#tree;
    return planRound({
      askedFor: [...this.#askedFor.values()].reverse(),
      containers: seen.flatMap(branch => this.#containers(branch)),
      named: seen.flatMap(({ folder }) =>
        queueRows(folder.listing.rows).filter(row => figures.markOf(row) === 'named'),
      ),
    });
  }

  #containers(branch: Branch): QueueRow[][] {
    if (branch.folder.kind !== 'queues') return [];
    const groups = branch.groups.filter((group: GroupNode) => this.#open.has(group.id));
    return [queueRows(branch.ownRows()), ...groups.map(group => queueRows(group.rows))];
  }
}
