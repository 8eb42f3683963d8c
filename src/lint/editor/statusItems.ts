import * as vscode from 'vscode';
import type { CommandId } from '../../contributions.ts';
import { type Disposable, disposeAll } from '../../core/disposable.ts';
import { count } from '../../core/text.ts';
import { catalogue } from '../catalogue.ts';
import { isActive } from '../rule.ts';
import type { LintController, Published } from './lintController.ts';

/** What an entry of the language status says. */
interface Entry {
  readonly text: string;
  readonly detail: string;
  readonly warning?: boolean;
  readonly command?: vscode.Command;
}

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
    show(this.#config, document, configEntry(published, document.uri));
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

function findingsEntry({ reports, settings }: Published): Entry {
  const command = to('messagingWorkbench.lint.checkWorkspace', 'Check Workspace');
  if (!settings) return { text: 'Messaging: not linted', detail: 'left out by msglint.json', command };
  const active = catalogue.filter(rule => isActive(rule, settings.severities[rule.id])).length;
  const text = `Messaging: ${reports.length === 0 ? 'no findings' : count(reports.length, 'finding')}`;
  return { text, detail: `${active} of ${count(catalogue.length, 'rule')} active`, command };
}

/** While a part cannot be read, findings about absence are held back. */
function incompleteEntry({ complete, problemLine }: Published): Entry | undefined {
  if (complete) return undefined;
  const cause = problemLine === undefined ? 'not everything can be known' : `syntax error in line ${problemLine + 1}`;
  return { text: `Incomplete: ${cause}`, detail: 'nothing is called missing', warning: true };
}

function configEntry({ config }: Published, uri: vscode.Uri): Entry {
  const title = config ? 'Open' : 'Create';
  const command = to('messagingWorkbench.lint.openConfig', title, { uri: uri.toString() });
  const text = config ? vscode.workspace.asRelativePath(config) : 'No msglint.json';
  return { text, detail: 'configuration of the linter', command };
}

function synthEntry({ synth }: Published): Entry | undefined {
  if (!synth) return undefined;
  const command = to('messagingWorkbench.lint.synth', 'Synth and Lint');
  if (synth.kind === 'none') return { text: 'Synth: none yet', detail: 'findings are from the source alone', command };
  const made = `last synth ${new Date(synth.madeAt).toLocaleString()}`;
  if (synth.kind === 'nothing') return { text: 'Synth: up to date', detail: `findings confirmed, ${made}`, command };
  const where = synth.kind === 'here' ? 'this file' : 'another source';
  return { text: 'Synth: stale', detail: `${where} has changed since, ${made}`, warning: true, command };
}

function to(command: CommandId, title: string, argument: object = {}): vscode.Command {
  return { command, title, arguments: [argument] };
}
