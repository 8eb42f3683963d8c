import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import type { DocumentLanguage } from '../../graph/document.ts';
import type { LintThread } from './lintThread.ts';

/** Endings of the files that a document's language can name. */
const families: Partial<Record<DocumentLanguage, string>> = {
  typescript: 'ts,tsx,mts,cts,js,jsx,mjs,cjs',
  tsx: 'ts,tsx,mts,cts,js,jsx,mjs,cjs',
  javascript: 'ts,tsx,mts,cts,js,jsx,mjs,cjs',
  python: 'py',
  java: 'java',
  csharp: 'cs',
  go: 'go',
  yaml: 'yaml,yml,template,json',
  json: 'yaml,yml,template,json',
};

const left = '{**/node_modules/**,**/site-packages/**,**/cdk.out/**,**/.venv/**,**/.git/**,**/dist/**,**/*.d.ts}';

/** More files of a workspace are not looked at. */
const maxFiles = 4_000;
/** Files in one question to the thread, so that typing never waits for the whole workspace. */
const portion = 40;
const settleMilliseconds = 200;

/**
 * Tells the lint thread which files of the workspace there are, in the languages of the documents that are open:
 * begins with the first of them, follows the files on disk, and ends when none is open any more.
 */
export class WorkspaceIndex implements Disposable {
  readonly #thread: LintThread;
  readonly #indexed: () => void;
  readonly #watchers = new Map<string, vscode.FileSystemWatcher>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #generation = 0;

  /** @param indexed what to do when files were read that open documents may name */
  constructor(thread: LintThread, indexed: () => void) {
    this.#thread = thread;
    this.#indexed = indexed;
  }

  /** A document of the language is being linted. */
  async need(language: DocumentLanguage): Promise<void> {
    const endings = families[language];
    if (endings === undefined || !vscode.workspace.workspaceFolders) return;
    if (this.#generation !== this.#thread.generation) this.#stop();
    this.#generation = this.#thread.generation;
    if (this.#watchers.has(endings)) return;
    const glob = `**/*.{${endings}}`;
    const watcher = vscode.workspace.createFileSystemWatcher(glob);
    this.#watchers.set(endings, watcher);
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      event(uri => this.#note(uri.toString()));
    }
    const files = await vscode.workspace.findFiles(glob, left, maxFiles);
    await this.#send(files.map(uri => uri.toString()));
  }

  /** No document of ours is open any more. */
  rest(): void {
    if (this.#watchers.size === 0) return;
    this.#stop();
    this.#thread.clear();
  }

  dispose(): void {
    this.#stop();
  }

  #note(uri: string): void {
    if (/\/(?:node_modules|site-packages|cdk\.out|\.venv|\.git|dist)\//.test(uri)) return;
    this.#changed.add(uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const uris = [...this.#changed];
      this.#changed.clear();
      void this.#send(uris).catch(() => undefined);
    }, settleMilliseconds);
  }

  async #send(uris: readonly string[]): Promise<void> {
    for (let from = 0; from < uris.length && this.#watchers.size > 0; from += portion) {
      await this.#thread.index(uris.slice(from, from + portion));
    }
    if (uris.length > 0 && this.#watchers.size > 0) this.#indexed();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#changed.clear();
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }
}
