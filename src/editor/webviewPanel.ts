import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../core/disposable.ts';
import { AwsError, type AwsErrorKind, logWords } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import {
  type Channel,
  type Events,
  emit,
  type Handlers,
  type Methods,
  type ParamsParsers,
  serve,
} from '../core/rpc.ts';
import type { Scope, ScopeDirectory } from '../core/scope.ts';
import { showWaysOut } from './registerCommand.ts';

/** What a page cannot mend by itself: the ways out are offered beside it. */
const signInKinds: ReadonlySet<AwsErrorKind> = new Set(['expired-credentials', 'no-credentials', 'unknown-profile']);

export interface PanelOptions<M extends Methods> {
  /** One of `panels` in contributions.ts. */
  readonly viewType: string;
  readonly title: string;
  /** A codicon's name. */
  readonly icon: string;
  /** The bundle below dist/webview, without `.js`; also the tag of its root element's page, for styling. */
  readonly app: string;
  /** Panels with the same view type and key are one; opening it again reveals it. */
  readonly key: string;
  /** Where the page acts; it is told when the connection changes. */
  readonly scope: Scope;
  readonly parsers: ParamsParsers<M>;
  readonly handlers: Handlers<M>;
  /** Opens a second panel although one with this key stands, beside what is open. */
  readonly another?: boolean;
  /** The panel that VS Code restored after a reload of the window, to be filled instead of a new one. */
  readonly restored?: vscode.WebviewPanel | undefined;
  /** Opens the same once more, beside it. */
  readonly duplicate?: () => void;
}

export interface PanelHandle<E extends Events> extends Disposable {
  reveal(): void;
  emit<K extends keyof E & string>(event: K, payload: E[K]): void;
  setTitle(title: string): void;
  readonly visible: boolean;
  onDidChangeVisibility(listener: (visible: boolean) => void): Disposable;
  /** Fires once, when the person closes the panel or the window goes. */
  onDidDispose(listener: () => void): Disposable;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly handle: PanelHandle<Events>;
  readonly scope: Scope;
  readonly duplicate?: (() => void) | undefined;
}

/** Opens pages and keeps track of them; what a page asks is parsed and answered by the handlers it was opened with. */
export class PanelHost implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #logger: Logger;
  readonly #open = new Map<string, OpenPanel>();
  #tellings = 0;
  #seconds = 0;

  constructor(extensionUri: vscode.Uri, logger: Logger) {
    this.#extensionUri = extensionUri;
    this.#logger = logger;
  }

  /** The handle of an open panel, so that a command can hand it something new. */
  find<E extends Events>(viewType: string, key: string): PanelHandle<E> | undefined {
    return this.#open.get(`${viewType} ${key}`)?.handle as PanelHandle<E> | undefined;
  }

  /** Tells every open page anew where it acts: account, endpoint and guards of its connection may have changed. */
  async tellScopes(scopes: ScopeDirectory): Promise<void> {
    const telling = ++this.#tellings;
    const tell = async ({ handle, scope }: { handle: PanelHandle<Events>; scope: Scope }): Promise<void> => {
      const info = await scopes.describe(scope).catch(() => undefined);
      if (info && telling === this.#tellings) handle.emit('scope', info);
    };
    await Promise.all([...this.#open.values()].map(tell));
  }

  /** How to duplicate the page in front; undefined when it cannot be. */
  get duplicateActive(): (() => void) | undefined {
    return [...this.#open.values()].find(({ panel }) => panel.active)?.duplicate;
  }

  /**
   * Pages of this type come back after a reload of the window: `restore` gets the panel, to be passed to {@link open},
   * and what its page had kept. When it throws, the panel is closed.
   */
  restorable(
    viewType: string,
    restore: (panel: vscode.WebviewPanel, state: unknown) => Promise<void> | void,
  ): Disposable {
    return vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        try {
          await restore(panel, state);
        } catch (error) {
          this.#logger.warn(`${viewType} could not be restored: ${logWords(error)}`);
          panel.dispose();
        }
      },
    });
  }

  open<M extends Methods, E extends Events>(options: PanelOptions<M>): PanelHandle<E> {
    const first = `${options.viewType} ${options.key}`;
    const standing = this.#open.get(first);
    if (standing && options.another !== true && !options.restored) {
      standing.handle.reveal();
      return standing.handle as PanelHandle<E>;
    }
    const key = standing ? `${first} ${++this.#seconds}` : first;
    const root = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    const column = options.another ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const rights = { enableScripts: true, enableForms: false, localResourceRoots: [root] };
    const panel =
      options.restored ??
      vscode.window.createWebviewPanel(options.viewType, options.title, column, {
        ...rights,
        retainContextWhenHidden: true,
      });
    panel.webview.options = rights;
    // Typed since a later version than our floor; hosts that do not know it show their own icon.
    panel.iconPath = new vscode.ThemeIcon(options.icon) as unknown as vscode.Uri;
    let closed = false;
    const channel: Channel = {
      // A handler may close its own page: the answer has nobody to go to then.
      post: message => void (closed || panel.webview.postMessage(message)),
      listen: listener => panel.webview.onDidReceiveMessage(listener),
    };
    const serving = serve<M>(channel, options.parsers, options.handlers, (method, error) => {
      this.#logger.warn(`${options.viewType} ${method}: ${logWords(error)}`);
      if (error instanceof AwsError && signInKinds.has(error.kind)) showWaysOut(error);
    });
    const handle: PanelHandle<E> = {
      reveal: () => panel.reveal(),
      emit: (event, payload) => emit<E, typeof event>(channel, event, payload),
      setTitle: title => {
        panel.title = title;
      },
      get visible() {
        return panel.visible;
      },
      onDidChangeVisibility: listener => panel.onDidChangeViewState(() => listener(panel.visible)),
      onDidDispose: listener => panel.onDidDispose(listener),
      dispose: () => panel.dispose(),
    };
    const { scope, duplicate } = options;
    this.#open.set(key, { panel, handle: handle as PanelHandle<Events>, scope, duplicate });
    panel.onDidDispose(() => {
      closed = true;
      serving.dispose();
      if (this.#open.get(key)?.panel === panel) this.#open.delete(key);
    });
    panel.webview.html = pageHtml(panel.webview, root, options.app, options.title);
    return handle;
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }
}

/** The page around a bundle. Nothing from a message or a resource goes into this text but the escaped title. */
function pageHtml(webview: vscode.Webview, root: vscode.Uri, app: string, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src ${webview.cspSource} 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${uri('codicon.css')}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<title>${escapeHtml(title)}</title>
</head>
<body data-app="${escapeHtml(app)}">
<script type="module" nonce="${nonce}" src="${uri(`${app}.js`)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
