import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { explicitSetting, setting } from '../../editor/settings.ts';
import { catalogue } from '../catalogue.ts';
import { ConfigError, ConfigFinder, configName, type FoundConfig } from '../config.ts';
import type { LintSettings } from '../lintProtocol.ts';
import { diagnosticSource } from './diagnostics.ts';

/**
 * The `msglint.json` files of the workspace as they were saved last. One that cannot be used is underlined where it is
 * wrong and written to the log; linting goes on with what it said before, or without it.
 */
export class TeamConfigs implements Disposable {
  readonly #logger: Logger;
  readonly #watcher = vscode.workspace.createFileSystemWatcher(`**/${configName}`);
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('msglint.json');
  /** One for each file system. */
  readonly #finders = new Map<string, ConfigFinder>();
  /** By URI: what holds while the file is wrong. */
  readonly #lastGood = new Map<string, FoundConfig>();

  constructor(logger: Logger, changed: () => void) {
    this.#logger = logger;
    const forget = () => {
      this.#finders.clear();
      this.#diagnostics.clear();
      changed();
    };
    this.#watcher.onDidChange(forget);
    this.#watcher.onDidCreate(forget);
    this.#watcher.onDidDelete(uri => {
      this.#lastGood.delete(uri.toString());
      forget();
    });
  }

  /** What holds for a document: the person's settings over the team's file; undefined when the file leaves it alone. */
  async settings(uri: vscode.Uri): Promise<LintSettings | undefined> {
    const finder = this.#finder(uri);
    const found = await this.#find(finder, uri);
    if (found && finder.excludes(found, uri.path)) return undefined;
    return {
      severities: { ...found?.config.severity, ...setting('lint.severity') },
      useParameterDefaults: explicitSetting('lint.useParameterDefaults') ?? found?.config.useParameterDefaults ?? false,
    };
  }

  /** The `msglint.json` that holds for a document, or would if it were right. */
  async file(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    const path = await this.#finder(uri)
      .find(uri.path)
      .then(found => found?.path)
      .catch(error => {
        if (error instanceof ConfigError) return error.path;
        throw error;
      });
    return path === undefined ? undefined : uri.with({ path, query: '', fragment: '' });
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#diagnostics.dispose();
  }

  #finder(uri: vscode.Uri): ConfigFinder {
    const system = `${uri.scheme}://${uri.authority}`;
    let finder = this.#finders.get(system);
    if (!finder) {
      finder = new ConfigFinder(
        path => textOf(uri.with({ path, query: '', fragment: '' })),
        catalogue.map(rule => rule.id),
      );
      this.#finders.set(system, finder);
    }
    return finder;
  }

  async #find(finder: ConfigFinder, uri: vscode.Uri): Promise<FoundConfig | undefined> {
    try {
      const found = await finder.find(uri.path);
      if (found) this.#lastGood.set(uri.with({ path: found.path }).toString(), found);
      return found;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const file = uri.with({ path: error.path, query: '', fragment: '' });
      this.#show(file, error);
      return this.#lastGood.get(file.toString());
    }
  }

  #show(file: vscode.Uri, error: ConfigError): void {
    if (this.#diagnostics.has(file)) return;
    this.#logger.warn(`lint: ${messageOf(error)}`);
    const { line, column, length } = error;
    const range = new vscode.Range(line, column, line, column + Math.max(length, 1));
    const diagnostic = new vscode.Diagnostic(range, error.reason, vscode.DiagnosticSeverity.Error);
    diagnostic.source = diagnosticSource;
    this.#diagnostics.set(file, [diagnostic]);
  }
}

/** Undefined for what is not there, or in a file system that cannot tell. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
