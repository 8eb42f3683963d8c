import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { messageOf } from '../../core/errors.ts';
import { Emitter } from '../../core/event.ts';
import type { Logger } from '../../core/logger.ts';
import { setting } from '../../editor/settings.ts';
import { type DocumentLanguage, isTemplateLanguage } from '../../graph/document.ts';
import type { DefaultHint } from '../defaultHints.ts';
import type { Suppression } from '../fixes/suppressing.ts';
import type { FixedText, Report } from '../linter.ts';
import type { LintSettings } from '../lintProtocol.ts';
import { toDiagnostic } from './diagnostics.ts';
import { lintLanguage } from './documentLanguage.ts';
import { LintThread } from './lintThread.ts';
import type { CdkApp } from './synthApp.ts';
import { SynthOverlay, type SynthState } from './synthOverlay.ts';
import { TeamConfigs } from './teamConfigs.ts';
import { WorkspaceIndex } from './workspaceIndex.ts';

/** What was last published for a document. */
export interface Published {
  readonly version: number;
  readonly reports: readonly Report[];
  /** It is a template or CDK source after all. */
  readonly isRead: boolean;
  /** False when a part could not be read. */
  readonly complete: boolean;
  /** The first thing the parser stumbled over; from 0. */
  readonly problemLine?: number;
  /** Undefined where the team's configuration leaves the document alone. */
  readonly settings: LintSettings | undefined;
  /** The `msglint.json` that holds. */
  readonly config: vscode.Uri | undefined;
  readonly synth: SynthState | undefined;
}

/** Lints open documents after each pause in typing, and keeps what it found for hovers and fixes. */
export class LintController implements Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('msglint');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #published = new Map<string, Published>();
  readonly #logger: Logger;
  readonly #configs: TeamConfigs;
  readonly #thread: LintThread;
  readonly #synth: SynthOverlay;
  readonly #index: WorkspaceIndex;
  readonly #onDidPublish = new Emitter<vscode.Uri>();
  /** A document was linted, or is no longer. */
  readonly onDidPublish = this.#onDidPublish.event;

  constructor(extensionUri: vscode.Uri, logger: Logger) {
    this.#logger = logger;
    this.#configs = new TeamConfigs(logger, () => this.restart());
    const file = (...path: string[]) => vscode.Uri.joinPath(extensionUri, 'dist', ...path).fsPath;
    this.#thread = new LintThread(file('lintWorker.js'), { grammars: file('grammars') });
    this.#index = new WorkspaceIndex(this.#thread, () => {
      for (const document of vscode.workspace.textDocuments) {
        if (this.#published.has(document.uri.toString())) void this.lint(document);
      }
    });
    this.#synth = new SynthOverlay({
      thread: this.#thread,
      logger,
      settings: uri => this.#configs.settings(uri),
      changed: () => this.#again(),
    });
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
    this.#synth.closed(uri);
    this.#onDidPublish.fire(uri);
    if (this.#published.size === 0 && this.#timers.size === 0) this.#index.rest();
  }

  /** Settings or the team's configuration changed: everything is linted anew. */
  restart(): void {
    this.#synth.reset();
    this.#again();
  }

  /** Reads what a synth has left; resolves to its findings and templates, undefined when it left nothing. */
  refreshSynth(app: CdkApp): ReturnType<SynthOverlay['refresh']> {
    return this.#synth.refresh(app);
  }

  #again(): void {
    this.#published.clear();
    for (const document of vscode.workspace.textDocuments) this.changed(document);
  }

  /** Lints a document now and publishes what is found, unless it changed meanwhile. */
  async lint(document: vscode.TextDocument): Promise<readonly Report[]> {
    const language = lintLanguage(document);
    const { version } = document;
    const uri = document.uri.toString();
    if (!language) return [];
    const text = document.getText();
    try {
      const settings = await this.#configs.settings(document.uri);
      const config = await this.#configs.file(document.uri);
      if (document.isClosed || document.version !== version) return [];
      const seen = !isTemplateLanguage(language);
      const question = { uri, language, version, text, keep: true, seen };
      const result = settings && (await this.#thread.lint({ ...question, settings }));
      if (document.isClosed || document.version !== version) return [];
      const reports = result ? await this.#synth.merge(document.uri, text, document.isDirty, result) : [];
      if (document.isClosed || document.version !== version) return [];
      const problem = result?.problem;
      this.#published.set(uri, {
        version,
        reports,
        isRead: result !== undefined,
        complete: result?.complete ?? true,
        ...(problem ? { problemLine: problem.line } : {}),
        settings,
        config,
        synth: this.#synth.state(document.uri),
      });
      this.#diagnostics.set(document.uri, reports.map(toDiagnostic));
      this.#onDidPublish.fire(document.uri);
      if (result) this.#follow(language, result.affected ?? []);
      return reports;
    } catch (error) {
      this.#logger.warn(`lint: ${messageOf(error)}`);
      return [];
    }
  }

  /** Documents whose findings hang on one that has changed, and the files that a first document may name. */
  #follow(language: DocumentLanguage, affected: readonly string[]): void {
    for (const document of vscode.workspace.textDocuments) {
      if (affected.includes(document.uri.toString())) void this.lint(document);
    }
    void this.#index.need(language).catch(error => this.#logger.warn(`lint index: ${messageOf(error)}`));
  }

  /** Lints a file that is not open in an editor, unless the team's configuration leaves it alone; publishes what is found. */
  async lintText(
    uri: vscode.Uri,
    language: Parameters<LintThread['lint']>[0]['language'],
    text: string,
  ): Promise<number | undefined> {
    const settings = await this.#configs.settings(uri);
    const seen = !isTemplateLanguage(language);
    const question = { uri: uri.toString(), language, version: 0, text, keep: false, seen };
    const result = settings && (await this.#thread.lint({ ...question, settings }));
    if (result && seen) await this.#synth.ready(uri);
    const reports = result ? await this.#synth.merge(uri, text, false, result) : [];
    this.#diagnostics.set(uri, reports.map(toDiagnostic));
    return settings && reports.length;
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

  /** What was published last, also for an older text. */
  latest(uri: vscode.Uri): Published | undefined {
    return this.#published.get(uri.toString());
  }

  /** The `msglint.json` that holds for a document. */
  configFile(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    return this.#configs.file(uri);
  }

  /** What AWS takes for what the document's present text leaves out. */
  async defaults(document: vscode.TextDocument): Promise<readonly DefaultHint[]> {
    const { version } = document;
    await this.reports(document);
    const hints = await this.#thread.defaults(document.uri.toString(), version);
    return document.version === version ? hints : [];
  }

  /** Ways to switch the rule of a report off for it; undefined when the document changed meanwhile. */
  async suppression(document: vscode.TextDocument, report: Report, reason: string): Promise<Suppression | undefined> {
    const { version } = document;
    const { ruleId, start } = report;
    const found = await this.#thread.suppress({ uri: document.uri.toString(), version, ruleId, start, reason });
    return document.version === version ? found : undefined;
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
    const text = document.getText();
    const settings = await this.#configs.settings(document.uri);
    if (!settings) return undefined;
    const except = this.#synth
      .withdrawn(document.uri)
      .map(({ ruleId: rule, resource }) => ({ ruleId: rule, resource }));
    const request = { uri: document.uri.toString(), language, text, settings, except };
    const fixed: FixedText = await this.#thread.fixAll(ruleId === undefined ? request : { ...request, ruleId });
    return fixed.fixed > 0 && document.version === version ? toWorkspaceEdit(document, fixed.edits) : undefined;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#synth.dispose();
    this.#index.dispose();
    this.#thread.dispose();
    this.#configs.dispose();
    this.#diagnostics.dispose();
    this.#onDidPublish.dispose();
  }
}

/** Edits of a document's present text. */
export function toWorkspaceEdit(document: vscode.TextDocument, edits: FixedText['edits']): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) {
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  }
  return edit;
}
