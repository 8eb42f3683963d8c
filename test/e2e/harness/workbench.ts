import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { Editor } from './editor.ts';
import { picturePath } from './pictures.ts';
import { QuickInput } from './quickInput.ts';
import { TreeView } from './treeView.ts';

export type Theme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** The label in the list of themes and the class the window then has. */
const themes: Record<Theme, { label: string; cssClass: string }> = {
  light: { label: 'Light Modern', cssClass: 'vs' },
  dark: { label: 'Dark Modern', cssClass: 'vs-dark' },
  highContrast: { label: 'Dark High Contrast', cssClass: 'hc-black' },
  highContrastLight: { label: 'Light High Contrast', cssClass: 'hc-light' },
};

/** What a person does in a VS Code window, in a person's terms. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly editor: Editor;
  /** The workspace's folder on disk. */
  readonly folder: string;
  readonly #settingsFile: string;

  constructor(page: Page, folder: string, settingsFile: string) {
    this.page = page;
    this.folder = folder;
    this.#settingsFile = settingsFile;
    this.quickInput = new QuickInput(page);
    this.editor = new Editor(page, this.quickInput);
  }

  /** Resolves once the window can be used: parts drawn, the connection to the extension host made. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .part.activitybar .action-item').first().waitFor();
    await this.page.getByText('Opening Remote...').waitFor({ state: 'detached' });
  }

  /** Runs a command by its full palette title, for example `View: Show Explorer`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    await this.quickInput.pick(title);
  }

  /** Whether the palette offers a command of exactly this title now. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    const offered = (await this.quickInput.labels()).includes(title);
    await this.quickInput.cancel();
    return offered;
  }

  /** The activity bar's entry of a view container. */
  activity(title: string): Locator {
    return this.page.locator('.part.activitybar .action-item').filter({
      has: this.page.locator(`[aria-label^=${JSON.stringify(title)}]`),
    });
  }

  /**
   * Shows a view container by the title of its activity bar entry. After a reload VS Code opens the container of before
   * by itself, and a click just then would close it again.
   */
  async openContainer(title: string): Promise<void> {
    const entry = this.activity(title);
    const isOpen = async (): Promise<boolean> =>
      (await entry.getAttribute('class'))?.split(' ').includes('checked') === true;
    for (let tries = 0; tries < 5; tries++) {
      if (!(await isOpen())) await entry.click();
      await this.page.waitForTimeout(250);
      if (await isOpen()) return;
    }
    throw new Error(`The view container does not open: ${title}`);
  }

  /** The tree of a view in the side bar, by the view's name. */
  tree(name: string): TreeView {
    return new TreeView(this.page, name);
  }

  /** The page inside the webview that is on screen; with `title`, the one of the active editor tab so named. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The editor tab of this title. */
  tab(title: string | RegExp): Locator {
    return this.page.locator('.part.editor .tab').filter({ hasText: title });
  }

  async openTab(title: string | RegExp): Promise<void> {
    await this.tab(title).first().click();
  }

  async closeAllEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
  }

  /** The status bar's entries that contain this text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** Notifications on screen whose text contains `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text });
  }

  /** Presses a button of a notification. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).first().getByRole('button', { name: button, exact: true }).click();
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** The modal question on screen. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal question and waits until it is gone. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog().getByRole('button', { name: button, exact: true }).click();
    await this.dialog().waitFor({ state: 'detached' });
  }

  /** Chooses an entry of the context menu that is open. */
  async chooseMenuItem(label: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-menu-item').filter({
      has: this.page.getByText(label, { exact: true }),
    });
    // A menu takes no click in its first tenth of a second.
    await item.first().click({ delay: 150 });
  }

  /** The labels of the context menu that is open. */
  async menuLabels(): Promise<string[]> {
    const labels = this.page.locator('.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)');
    await labels.first().waitFor();
    return (await labels.allInnerTexts()).map(text => text.trim()).filter(text => text !== '');
  }

  /** Changes user settings and loads the window again, since VS Code's server does not watch that file. */
  async changeSettings(changes: Record<string, unknown>): Promise<void> {
    const current = JSON.parse(await readFile(this.#settingsFile, 'utf8').catch(() => '{}'));
    await writeFile(this.#settingsFile, JSON.stringify({ ...current, ...changes }, undefined, 2));
    await this.reload();
  }

  /** Loads the window again: a new extension host on the same data. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Switches the colour theme as a person does and waits until the window wears it. */
  async useTheme(theme: Theme): Promise<void> {
    const { label, cssClass } = themes[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.type(label);
    await this.quickInput.pick(label);
    await this.page.locator(`.monaco-workbench.${cssClass}`).waitFor();
  }

  /** The text of a file of the workspace, as saved. */
  readFile(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'utf8');
  }

  /** Where a picture of this name goes. */
  picture(name: string): Promise<string> {
    return picturePath(name);
  }

  /** Saves a picture of the window: below docs/pictures/ when pictures are wanted, else below .vscode-test/pictures/. */
  async screenshot(name: string): Promise<string> {
    const file = await picturePath(name);
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    return file;
  }
}
