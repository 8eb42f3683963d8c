import type { Locator, Page } from 'playwright-core';

/** What extensions say about the language of the editor in front: the braces in the status bar. */
export class LanguageStatus {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Points at the braces and returns what appears above them. */
  async open(): Promise<Locator> {
    const braces = this.#page.locator('[id="status.languageStatus"]');
    await braces.waitFor();
    await braces.hover();
    const entries = this.#page.locator('.hover-language-status').first();
    await entries.waitFor();
    return this.#page.locator('.monaco-hover:visible').filter({ has: entries }).first();
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#page.mouse.move(0, 0);
    await this.#page.locator('.hover-language-status').first().waitFor({ state: 'hidden' });
  }
}
