import type { Locator, Page } from 'playwright-core';
import type { QuickInput } from './quickInput.ts';

/** The text editor in front. */
export class Editor {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  get element(): Locator {
    return this.#page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  }

  /** Squiggles on screen. */
  get squiggles(): Locator {
    return this.element.locator('.squiggly-error, .squiggly-warning, .squiggly-info');
  }

  /** Opens a file of the workspace by its path, optionally at a line (from 1). */
  async open(file: string, line?: number, column?: number): Promise<void> {
    await this.#page.keyboard.press('Control+P');
    await this.#quickInput.type(file);
    const folders = file.split('/');
    const name = folders.pop() ?? file;
    // The files opened last stand in the list until the search has come back.
    await this.#quickInput
      .row(name)
      .filter({ hasText: folders.join('/') })
      .first()
      .click();
    await this.#page.locator('.part.editor .tab.active').filter({ hasText: name }).waitFor();
    await this.element.locator('.view-line').first().waitFor();
    if (line !== undefined) await this.goTo(line, column);
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#page.keyboard.press('Control+G');
    await this.#quickInput.answer(`:${line}:${column}`);
    await this.#quickInput.widget.waitFor({ state: 'hidden' });
  }

  async focus(): Promise<void> {
    await this.#page.keyboard.press('Control+1');
  }

  /** Types at the cursor, key by key. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async save(): Promise<void> {
    await this.#page.keyboard.press('Control+S');
    await this.#page.locator('.part.editor .tab.active:not(.dirty)').first().waitFor();
  }

  /** The lines on screen as text. */
  async visibleText(): Promise<string> {
    const lines = await this.element.locator('.view-line').evaluateAll(elements =>
      elements
        .map(element => ({
          top: Number.parseFloat((element as HTMLElement).style.top),
          text: element.textContent ?? '',
        }))
        .sort((one, other) => one.top - other.top)
        .map(line => line.text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Points at a piece of text and returns the hover that appears. */
  async hover(text: string): Promise<Locator> {
    await this.element.locator('.view-line span span').filter({ hasText: text }).first().hover();
    const hover = this.#page.locator('.monaco-hover:visible .hover-contents').first();
    await hover.waitFor();
    return this.#page.locator('.monaco-hover:visible').first();
  }

  /** The hover of what the cursor stands on, asked for from the keyboard. */
  async hoverAtCursor(): Promise<Locator> {
    await this.#page.keyboard.press('Control+K');
    await this.#page.keyboard.press('Control+I');
    const hover = this.#page.locator('.monaco-hover:visible').first();
    await hover.locator('.hover-contents').first().waitFor();
    return hover;
  }

  /** The quick fixes offered at the cursor; the menu stays open. */
  async quickFixes(): Promise<string[]> {
    await this.#page.keyboard.press('Control+.');
    const rows = this.#fixRows();
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map(text => text.trim());
  }

  /** Applies the quick fix at the cursor whose title contains `title`. */
  async applyQuickFix(title: string): Promise<void> {
    await this.quickFixes();
    await this.#fixRows().filter({ hasText: title }).first().click();
    await this.#page.locator('.action-widget').first().waitFor({ state: 'hidden' });
  }

  #fixRows(): Locator {
    return this.#page.locator('.action-widget .monaco-list-row.action');
  }
}
