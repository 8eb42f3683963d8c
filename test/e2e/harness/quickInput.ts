import type { Locator, Page } from 'playwright-core';

/** VS Code's quick pick and input box, which share one widget. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-box input');
  }

  get rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Waits until the widget is open. */
  async opened(): Promise<void> {
    await this.widget.waitFor();
  }

  /** The title above the box, empty if it has none. */
  async title(): Promise<string> {
    await this.opened();
    return ((await this.widget.locator('.quick-input-title').textContent()) ?? '').trim();
  }

  /** The line below the box: the prompt, or why the input was refused. */
  async message(): Promise<string> {
    await this.opened();
    return ((await this.widget.locator('.quick-input-message').textContent()) ?? '').trim();
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.opened();
    await this.input.fill(text);
  }

  /** Types into the box and confirms. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.confirm();
  }

  async confirm(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** The labels of the rows on screen, without descriptions. */
  async labels(): Promise<string[]> {
    await this.rows.first().waitFor();
    return this.rows.locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** Chooses the row with exactly this label. */
  async pick(label: string): Promise<void> {
    await this.opened();
    await this.row(label).first().click();
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    return this.rows.filter({ has: this.#page.locator('.label-name').getByText(label, { exact: true }) });
  }

  /** Ticks or unticks the rows with these labels in a list of many choices. */
  async toggle(...labels: string[]): Promise<void> {
    for (const label of labels) await this.row(label).first().click();
  }
}
