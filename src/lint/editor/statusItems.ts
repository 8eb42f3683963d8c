import * as vscode from 'vscode';
import { type Disposable, disposeAll } from '../../core/disposable.ts';
import type { LintController } from './lintController.ts';
import { configEntry, type Entry, findingsEntry, incompleteEntry, synthEntry } from './statusWords.ts';

/** The linter in the language status of the document in front, as long as that one is linted. */
export class StatusItems implements Disposable {
  readonly #controller: LintController;
  readonly #findings = item('msglint.findings', 'Messaging lint');
  readonly #incomplete = item('msglint.incomplete', 'Messaging lint, unread parts');
  readonly #config = item('msglint.config', 'Messaging lint configuration');
  readonly #synth = item('msglint.synth', 'Messaging synth');
  readonly #items = [this.#findings, this.#incomplete, this.#config, this.#synth];
  readonly #listeners: Disposable;

  constructor(controller: LintController) {
    this.#controller = controller;
    this.#listeners = disposeAll(
      controller.onDidPublish(uri => {
        if (uri.toString() === vscode.window.activeTextEditor?.document.uri.toString()) this.#update();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#update()),
    );
    this.#update();
  }

  #update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const published = document && this.#controller.latest(document.uri);
    // Text that is neither a template nor CDK source has nothing to say about.
    if (!document || !published || (published.settings && !published.isRead)) {
      for (const each of this.#items) each.selector = [];
      return;
    }
    show(this.#findings, document, findingsEntry(published));
    show(this.#incomplete, document, incompleteEntry(published));
    show(
      this.#config,
      document,
      configEntry(published.config && vscode.workspace.asRelativePath(published.config), document.uri.toString()),
    );
    show(this.#synth, document, synthEntry(published));
  }

  dispose(): void {
    for (const each of [this.#listeners, ...this.#items]) each.dispose();
  }
}

function item(id: string, name: string): vscode.LanguageStatusItem {
  const made = vscode.languages.createLanguageStatusItem(id, []);
  made.name = name;
  return made;
}

/** An entry is shown where its selector matches: one of no document is hidden. */
function show(status: vscode.LanguageStatusItem, document: vscode.TextDocument, entry: Entry | undefined): void {
  if (!entry) {
    status.selector = [];
    return;
  }
  const { Warning, Information } = vscode.LanguageStatusSeverity;
  status.text = entry.text;
  status.detail = entry.detail;
  status.severity = entry.warning ? Warning : Information;
  status.command = entry.command;
  status.selector = [{ language: document.languageId, scheme: document.uri.scheme }];
}
