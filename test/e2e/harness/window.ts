import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launch } from '../../../scripts/host/chromium.ts';
import { isolatedAws } from '../../../scripts/host/isolatedAws.ts';
import { quietSettings } from '../../../scripts/host/quietSettings.ts';
import { startVsCodeServer, type VsCodeServer } from '../../../scripts/host/vsCodeServer.ts';
import { Workbench } from './workbench.ts';

export interface WindowOptions {
  /** Whether the package is installed, as a user does, or its unpacked files are copied, which saves two seconds. */
  extension?: 'installed' | 'unpacked' | 'none';
  /** With `unpacked`: another unpacked extension than the run's own. */
  extensionFolder?: string;
  /** A folder whose copy the window opens; an empty one unless given. */
  folder?: string;
  settings?: Record<string, unknown>;
  /** Settings of scope `machine`: connections, guards, tools. */
  machineSettings?: Record<string, unknown>;
  /** Workspace Trust on; the window then asks as it asks a person. */
  trust?: boolean;
  env?: NodeJS.ProcessEnv;
  width?: number;
  height?: number;
}

/** A VS Code window on a user data folder, a workspace and an AWS configuration of its own. */
export class TestWindow implements AsyncDisposable {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The workspace's folder on disk. */
  readonly folder: string;
  /** Where the window looks for `config` and `credentials`. */
  readonly awsFolder: string;
  readonly #server: VsCodeServer;
  readonly #browser: Browser;
  readonly #temporary: string;
  readonly #consoleLines: string[] = [];

  private constructor(page: Page, server: VsCodeServer, browser: Browser, temporary: string) {
    this.page = page;
    this.#server = server;
    this.#browser = browser;
    this.#temporary = temporary;
    this.folder = path.join(temporary, 'workspace');
    this.awsFolder = path.join(temporary, 'aws');
    this.workbench = new Workbench(page, this.folder, server.settingsFile);
    page.on('console', message => this.#consoleLines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => this.#consoleLines.push(`uncaught: ${error.message}`));
  }

  /** Starts the server and the browser and resolves once the workbench stands. */
  static async open(options: WindowOptions = {}): Promise<TestWindow> {
    const { extension = 'unpacked' } = options;
    const temporary = await mkdtemp(path.join(tmpdir(), 'window-'));
    const folder = path.join(temporary, 'workspace');
    await mkdir(path.join(temporary, 'aws'));
    if (options.folder) await cp(options.folder, folder, { recursive: true });
    else await mkdir(folder);
    let server: VsCodeServer | undefined;
    let browser: Browser | undefined;
    try {
      server = await startVsCodeServer({
        folder,
        trust: options.trust ?? false,
        settings: { ...quietSettings, ...options.settings },
        machineSettings: options.machineSettings ?? {},
        env: { ...isolatedAws(path.join(temporary, 'aws')), ...options.env },
        vsix: extension === 'installed' ? [inject('vsix')] : [],
        extensionFolders: extension === 'unpacked' ? [options.extensionFolder ?? inject('stage')] : [],
      });
      browser = await launch(inject('chromium'));
      const { width = 1400, height = 900 } = options;
      const context = await browser.newContext({
        viewport: { width, height },
        locale: 'en-US',
        reducedMotion: 'reduce',
      });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      const window = new TestWindow(page, server, browser, temporary);
      await page.goto(server.url);
      await window.workbench.ready();
      return window;
    } catch (error) {
      await browser?.close();
      await server?.stop();
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  /** The last lines of the page's console and of the server, for a failed test. */
  lastLines(count = 30): string {
    return [...this.#consoleLines.slice(-count), ...this.#server.log().split('\n').slice(-count)].join('\n');
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    await rm(this.#temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
