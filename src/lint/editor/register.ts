import * as vscode from 'vscode';
import { type Disposable, disposeAll } from '../../core/disposable.ts';
import type { Host } from '../../editor/host.ts';
import { onSettingChange, setting } from '../../editor/settings.ts';
import { languageIds, lintLanguage } from './documentLanguage.ts';
import type { LintController } from './lintController.ts';

export interface LintDeps {
  readonly host: Host;
  readonly extensionUri: vscode.Uri;
  /** Of the workspace: which synth commands were agreed to. */
  readonly memento: vscode.Memento;
}

/** Linting while typing. Nothing is loaded before a document looks like a template or CDK source. */
export function register(deps: LintDeps): Disposable {
  const linting = new Linting(deps);
  const synthOutput = new SynthOutput();
  const { commands } = deps.host;
  const selector = languageIds.map(language => ({ language }));
  return disposeAll(
    linting,
    synthOutput,
    vscode.workspace.onDidOpenTextDocument(document => linting.changed(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => linting.changed(document)),
    vscode.workspace.onDidCloseTextDocument(document => linting.closed(document)),
    ...(['lint.enabled', 'lint.severity', 'lint.useParameterDefaults'] as const).map(key =>
      onSettingChange(key, () => linting.restart()),
    ),
    vscode.languages.registerCodeActionsProvider(
      selector,
      {
        provideCodeActions: async (document, range, context) => {
          if (!lintLanguage(document)) return [];
          const { codeActions } = await import('./codeActions.ts');
          return codeActions(await linting.controller(), document, range, context);
        },
      },
      {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.SourceFixAll.append('msglint')],
      },
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: async (document, position) => {
        if (!lintLanguage(document)) return undefined;
        const { hover } = await import('./hover.ts');
        return hover(await linting.controller(), document, position);
      },
    }),
    new DefaultHints(linting, selector),
    commands.registerLazy('messagingWorkbench.lint.openConfig', async () =>
      (await import('./openConfigCommand.ts')).openConfigCommand(await linting.controller()),
    ),
    commands.registerLazy('messagingWorkbench.lint.checkWorkspace', async () =>
      (await import('./checkWorkspaceCommand.ts')).checkWorkspaceCommand(await linting.controller()),
    ),
    commands.registerLazy('messagingWorkbench.lint.fixAll', async () =>
      (await import('./fixAllCommand.ts')).fixAllCommand(await linting.controller()),
    ),
    commands.registerLazy('messagingWorkbench.lint.synth', async () => {
      const { synthCommand } = await import('./synthCommand.ts');
      return synthCommand(await linting.controller(), deps.memento, () => synthOutput.open());
    }),
    commands.registerLazy('messagingWorkbench.lint.showRules', async () =>
      (await import('./ruleCommand.ts')).showRulesCommand(),
    ),
    commands.registerLazy('messagingWorkbench.lint.openRule', async () =>
      (await import('./ruleCommand.ts')).openRuleCommand(deps.extensionUri),
    ),
  );
}

/** Hints of defaults, as long as the setting asks for them. */
class DefaultHints implements Disposable {
  readonly #linting: Linting;
  readonly #selector: vscode.DocumentSelector;
  readonly #listener: Disposable;
  #provider: Disposable | undefined;

  constructor(linting: Linting, selector: vscode.DocumentSelector) {
    this.#linting = linting;
    this.#selector = selector;
    this.#listener = onSettingChange('lint.inlayHints', () => this.#follow());
    this.#follow();
  }

  #follow(): void {
    this.#provider?.dispose();
    this.#provider = setting('lint.inlayHints')
      ? vscode.languages.registerInlayHintsProvider(this.#selector, {
          provideInlayHints: async (document, range) => {
            if (!setting('lint.enabled') || !lintLanguage(document)) return [];
            const { inlayHints } = await import('./defaultHintsProvider.ts');
            return inlayHints(await this.#linting.controller(), document, range);
          },
        })
      : undefined;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#provider?.dispose();
  }
}

/** What a synth prints; the channel is made with the first one. */
class SynthOutput implements Disposable {
  #channel: vscode.OutputChannel | undefined;

  open(): vscode.OutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Messaging Workbench: Synth');
    return this.#channel;
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}

/** Stands in for the controller until there is something for it to do. */
class Linting implements Disposable {
  readonly #deps: LintDeps;
  #controller: Promise<LintController> | undefined;
  #status: Disposable | undefined;
  #disposed = false;

  constructor(deps: LintDeps) {
    this.#deps = deps;
    for (const document of vscode.workspace.textDocuments) this.changed(document);
  }

  controller(): Promise<LintController> {
    this.#controller ??= this.#load();
    return this.#controller;
  }

  async #load(): Promise<LintController> {
    const [{ LintController }, { StatusItems }] = await Promise.all([
      import('./lintController.ts'),
      import('./statusItems.ts'),
    ]);
    const controller = new LintController(this.#deps.extensionUri, this.#deps.host.logger);
    if (!this.#disposed) this.#status = new StatusItems(controller);
    return controller;
  }

  changed(document: vscode.TextDocument): void {
    if (this.#controller || lintLanguage(document)) this.#with(controller => controller.changed(document));
  }

  closed(document: vscode.TextDocument): void {
    if (this.#controller) this.#with(controller => controller.closed(document.uri));
  }

  restart(): void {
    if (this.#controller) this.#with(controller => controller.restart());
  }

  dispose(): void {
    this.#disposed = true;
    this.#status?.dispose();
    void this.#controller?.then(controller => controller.dispose());
  }

  #with(act: (controller: LintController) => void): void {
    void this.controller().then(
      controller => {
        if (this.#disposed) controller.dispose();
        else act(controller);
      },
      error => this.#deps.host.logger.error('lint', error),
    );
  }
}
