import type { Locator, Page } from 'playwright-core';

/** One row of a tree as a person reads it. */
export interface TreeRow {
  index: number;
  /** From 1. */
  level: number;
  label: string;
  description: string;
  /** What a screen reader says. */
  spoken: string;
  /** Undefined for a leaf. */
  expanded: boolean | undefined;
}

/** A tree in the side bar. Rows are named by the labels on the way to them, from the root. */
export class TreeView {
  readonly #page: Page;
  readonly #pane: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.#pane = page
      .locator('.pane')
      .filter({ has: page.locator(`.pane-header[aria-label^=${JSON.stringify(name)}]`) });
  }

  get pane(): Locator {
    return this.#pane;
  }

  get list(): Locator {
    return this.#pane.locator('.monaco-list').first();
  }

  /** The welcome view shown instead of rows. */
  get welcome(): Locator {
    return this.#pane.locator('.welcome-view-content');
  }

  /** An action in the view's title bar. */
  titleAction(label: string): Locator {
    return this.#pane.locator('.pane-header').getByRole('button', { name: label });
  }

  /** All rows of the tree, scrolled through from the top. */
  async rows(): Promise<TreeRow[]> {
    return (await this.list.evaluate(readRows, { scroll: true })).map(toRow);
  }

  /** The rows on screen. */
  async visibleRows(): Promise<TreeRow[]> {
    return (await this.list.evaluate(readRows, { scroll: false })).map(toRow);
  }

  /** Waits for the row at the end of a path of labels, brings it on screen and returns it. */
  async row(...path: string[]): Promise<Locator> {
    const end = Date.now() + 20_000;
    for (;;) {
      const found = findPath(await this.visibleRows(), path) ?? findPath(await this.rows(), path);
      if (found) return this.#show(found.index);
      if (Date.now() > end) {
        const seen = (await this.rows()).map(row => `${'  '.repeat(row.level)}${row.label}`).join('\n');
        throw new Error(`No row ${path.join(' > ')} in the tree:\n${seen}`);
      }
      await this.#page.waitForTimeout(150);
    }
  }

  /** Unfolds every row on the way and the last one. What is below may still be loading. */
  async expand(...path: string[]): Promise<void> {
    for (let length = 1; length <= path.length; length++) await this.#fold(path.slice(0, length), true);
  }

  async collapse(...path: string[]): Promise<void> {
    await this.#fold(path, false);
  }

  /** Label and description of a row. */
  async text(...path: string[]): Promise<{ label: string; description: string }> {
    const row = await this.row(...path);
    const index = Number(await row.getAttribute('data-index'));
    const found = (await this.visibleRows()).find(one => one.index === index);
    return { label: found?.label ?? '', description: found?.description ?? '' };
  }

  /** The labels directly below a row (or the roots), which must be unfolded. */
  async children(...path: string[]): Promise<string[]> {
    const rows = await this.rows();
    const parent = path.length === 0 ? undefined : findPath(rows, path);
    if (path.length > 0 && !parent) return [];
    const level = (parent?.level ?? 0) + 1;
    const labels: string[] = [];
    for (const row of rows) {
      if (parent && row.index <= parent.index) continue;
      if (row.level < level) break;
      if (row.level === level) labels.push(row.label);
    }
    return labels;
  }

  async click(...path: string[]): Promise<void> {
    await (await this.row(...path)).locator('.monaco-icon-label, .label-name').first().click();
  }

  /** Opens a row's context menu and returns once its entries are there. */
  async openMenu(...path: string[]): Promise<void> {
    const row = await this.row(...path);
    await row.locator('.label-name').first().click({ button: 'right' });
    await this.#page.locator('.monaco-menu .action-menu-item').first().waitFor();
  }

  /** An inline action of a row; hovers so that it shows. */
  async inlineAction(label: string, ...path: string[]): Promise<Locator> {
    const row = await this.row(...path);
    await row.hover();
    return row.locator('.actions').getByRole('button', { name: label });
  }

  /** Rows move while others load, so the row is looked for anew at each try. */
  async #fold(path: readonly string[], expanded: boolean): Promise<void> {
    const end = Date.now() + 20_000;
    const isDone = async () => (await (await this.row(...path)).getAttribute('aria-expanded')) === String(expanded);
    while (!(await isDone())) {
      if (Date.now() > end) throw new Error(`${path.join(' > ')} does not ${expanded ? 'unfold' : 'fold'}`);
      const row = await this.row(...path);
      await row
        .locator('.monaco-tl-twistie')
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      for (let tries = 0; tries < 10 && !(await isDone()); tries++) await this.#page.waitForTimeout(100);
    }
  }

  async #show(index: number): Promise<Locator> {
    await this.list.evaluate(scrollToRow, index);
    return this.list.locator(`.monaco-list-rows > .monaco-list-row[data-index="${index}"]`);
  }
}

interface RawRow {
  index: number;
  level: number;
  label: string;
  description: string;
  spoken: string;
  expanded: string | null;
}

function toRow(raw: RawRow): TreeRow {
  return { ...raw, expanded: raw.expanded === null ? undefined : raw.expanded === 'true' };
}

/** Runs in the page. A list keeps only the rows on screen in the document, so it is scrolled through to read all. */
async function readRows(list: Element, { scroll }: { scroll: boolean }): Promise<RawRow[]> {
  const found = new Map<number, RawRow>();
  const read = () => {
    for (const element of list.querySelectorAll('.monaco-list-rows > .monaco-list-row')) {
      const index = Number(element.getAttribute('data-index'));
      found.set(index, {
        index,
        level: Number(element.getAttribute('aria-level')),
        label: element.querySelector('.label-name')?.textContent?.trim() ?? '',
        description: element.querySelector('.label-description')?.textContent?.trim() ?? '',
        spoken: element.getAttribute('aria-label') ?? '',
        expanded: element.getAttribute('aria-expanded'),
      });
    }
  };
  if (scroll) {
    const wheel = async (deltaY: number) => {
      const target = list.querySelector('.monaco-list-rows') ?? list;
      target.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
      await new Promise(resolve => setTimeout(resolve, 20));
    };
    await wheel(-1e7);
    for (let idle = 0; idle < 3; ) {
      const before = found.size;
      read();
      idle = found.size === before ? idle + 1 : 0;
      await wheel(300);
    }
  } else {
    read();
  }
  return [...found.values()].sort((one, other) => one.index - other.index);
}

/** Runs in the page: brings the row of this index on screen. */
async function scrollToRow(list: Element, index: number): Promise<void> {
  const onScreen = () => {
    const row = list.querySelector(`.monaco-list-rows > .monaco-list-row[data-index="${index}"]`);
    if (!row) return false;
    const box = row.getBoundingClientRect();
    const frame = list.getBoundingClientRect();
    return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
  };
  const wheel = async (deltaY: number) => {
    const target = list.querySelector('.monaco-list-rows') ?? list;
    target.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
    await new Promise(resolve => setTimeout(resolve, 20));
  };
  if (onScreen()) return;
  await wheel(-1e7);
  for (let tries = 0; tries < 2_000 && !onScreen(); tries++) await wheel(100);
}

/** Follows a path of labels through rows in tree order. */
export function findPath(rows: readonly TreeRow[], path: readonly string[]): TreeRow | undefined {
  let parent: TreeRow | undefined;
  let from = 0;
  for (const [depth, label] of path.entries()) {
    const level = depth + 1;
    const at = rows.findIndex((row, index) => index >= from && row.level === level && row.label === label);
    const found = rows[at];
    if (!found) return undefined;
    const leaves = rows.findIndex((row, index) => index >= from && row.level < level);
    if (parent && leaves >= 0 && leaves < at) return undefined;
    parent = found;
    from = at + 1;
  }
  return parent;
}
