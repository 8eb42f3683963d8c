import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { setting } from '../../editor/settings.ts';
import type { FixedText, Report } from '../linter.ts';
import { toDiagnostic } from './diagnostics.ts';
import { lintLanguage } from './documentLanguage.ts';
import { LintThread } from './lintThread.ts';

/** What was last published for a document. */
interface Published {
  readonly version: number;
  readonly reports: readonly Report[];
}

/** Lints open documents after each pause in typing, and keeps what it found for hovers and fixes. */
export class LintController implements Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('msglint');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #published = new Map<string, Published>();
  readonly #extensionUri: vscode.Uri;
  readonly #logger: Logger;
  #thread: LintThread;

  constructor(extensionUri: vscode.Uri, logger: Logger) {
    this.#extensionUri = extensionUri;
    this.#logger = logger;
    this.#thread = this.#makeThread();
  }

  /** The document was opened or changed: lints it after the pause that the settings ask for. */
  changed(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    if (!setting('lint.enabled') || !lintLanguage(document)) {
      this.closed(document.uri);
      return;
    }
    const delay = this.#published.has(key) ? setting('lint.debounceMilliseconds') : 0;
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.lint(document);
      }, delay),
    );
  }

  closed(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#published.delete(key);
    this.#diagnostics.delete(uri);
    this.#thread.forget(key);
  }

  /** Settings changed: everything is linted anew by a thread that knows them. */
  restart(): void {
    this.#thread.dispose();
    this.#thread = this.#makeThread();
    for (const document of vscode.workspace.textDocuments) this.changed(document);
  }

  /** Lints a document now and publishes what is found, unless it changed meanwhile. */
  async lint(document: vscode.TextDocument): Promise<readonly Report[]> {
    const language = lintLanguage(document);
    const { version } = document;
    const uri = document.uri.toString();
    if (!language) return [];
    try {
      const result = await this.#thread.lint({ uri, language, version, text: document.getText(), keep: true });
      if (document.isClosed || document.version !== version) return [];
      const before = this.#published.get(uri);
      // A half-typed document keeps what was found last: its squiggles move with the text.
      if (result && !result.complete && before && before.reports.length > 0) return before.reports;
      const reports = result?.reports ?? [];
      this.#published.set(uri, { version, reports });
      this.#diagnostics.set(document.uri, reports.map(toDiagnostic));
      return reports;
    } catch (error) {
      this.#logger.warn(`lint: ${messageOf(error)}`);
      return [];
    }
  }

  /** Lints a file that is not open in an editor, and publishes what is found. */
  async lintText(
    uri: vscode.Uri,
    language: Parameters<LintThread['lint']>[0]['language'],
    text: string,
  ): Promise<number> {
    const result = await this.#thread.lint({ uri: uri.toString(), language, version: 0, text, keep: false });
    const reports = result?.reports ?? [];
    this.#diagnostics.set(uri, reports.map(toDiagnostic));
    return reports.length;
  }

  /** Reports of the document's present text; linted first when they are older. */
  async reports(document: vscode.TextDocument): Promise<readonly Report[]> {
    const known = this.#published.get(document.uri.toString());
    return known?.version === document.version ? known.reports : this.lint(document);
  }

  /** What is known without waiting. */
  published(document: vscode.TextDocument): readonly Report[] {
    const known = this.#published.get(document.uri.toString());
    return known?.version === document.version ? known.reports : [];
  }

  /** The edit that fixes a report; undefined when the document changed meanwhile or nothing safe can be written. */
  async fix(document: vscode.TextDocument, report: Report): Promise<vscode.WorkspaceEdit | undefined> {
    const { version } = document;
    const uri = document.uri.toString();
    const fix = await this.#thread.fix({ uri, version, ruleId: report.ruleId, start: report.start });
    return fix && document.version === version ? toWorkspaceEdit(document, fix.edits) : undefined;
  }

  /** One edit with every fix of the document, or of one rule in it; undefined when there is nothing to fix. */
  async fixAll(document: vscode.TextDocument, ruleId?: string): Promise<vscode.WorkspaceEdit | undefined> {
    const language = lintLanguage(document);
    if (!language) return undefined;
    const { version } = document;
    const request = { uri: document.uri.toString(), language, text: document.getText() };
    const fixed: FixedText = await this.#thread.fixAll(ruleId === undefined ? request : { ...request, ruleId });
    return fixed.fixed > 0 && document.version === version ? toWorkspaceEdit(document, fixed.edits) : undefined;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#thread.dispose();
    this.#diagnostics.dispose();
  }

  #makeThread(): LintThread {
    const file = (...path: string[]) => vscode.Uri.joinPath(this.#extensionUri, 'dist', ...path).fsPath;
    return new LintThread(file('lintWorker.js'), {
      grammars: file('grammars'),
      // A settings object is a proxy, which cannot be handed to a thread.
      settings: {
        severities: { ...setting('lint.severity') },
        useParameterDefaults: setting('lint.useParameterDefaults'),
      },
    });
  }
}

function toWorkspaceEdit(document: vscode.TextDocument, edits: FixedText['edits']): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) {
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  }
  return edit;
}
