import { isCancelled } from '../core/errors.ts';
import { type ScopeInfo, scopeLabel } from '../core/scope.ts';
import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from './elements.ts';

/**
 * The frame of every page: loading, failed and ready states, the place things happen in (account, region, endpoint,
 * guards), one live region for a screen reader, and one way to run something that may fail.
 */
export abstract class PageElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      /* The page behind is transparent; a checker of contrasts must not take it for white. */
      :host { min-height: 100vh; background: var(--vscode-editor-background); }
      header { display: flex; flex-direction: column; gap: 4px; margin-bottom: 12px; padding-bottom: 10px; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
      .scope { color: var(--vscode-descriptionForeground); overflow-wrap: anywhere; }
      .guard { display: inline-flex; gap: 4px; align-items: center; padding: 0 6px; border: 1px solid currentColor; border-radius: 3px; }
      .production { color: var(--vscode-errorForeground); }
      .status { min-height: 1.4em; margin-top: 10px; }
      footer.pinned { position: sticky; bottom: 0; z-index: 1; padding: 10px 0; background: var(--vscode-editor-background); border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
    `,
  ];

  static override properties = {
    loading: { state: true },
    busy: { state: true },
    failure: { state: true },
    status: { state: true },
    scope: { state: true },
  };

  declare protected loading: boolean;
  /** What is being done right now, in words; the buttons that would start it again are disabled meanwhile. */
  declare protected busy: string | undefined;
  declare protected failure: string | undefined;
  declare protected status: string;
  declare protected scope: ScopeInfo | undefined;
  #controller: AbortController | undefined;

  constructor() {
    super();
    this.loading = true;
    this.busy = undefined;
    this.failure = undefined;
    this.status = '';
    this.scope = undefined;
  }

  protected abstract readonly heading: string;
  /** Asks the host for what the page shows; runs once at the start and on *Try again*. */
  protected abstract load(): Promise<void>;
  protected abstract renderContent(): TemplateResult;

  /** The main buttons of a long form: they stay at the bottom of the window, with how the last thing went below them. */
  protected renderActions(): TemplateResult | typeof nothing {
    return nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('message', this.#heed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('message', this.#heed);
  }

  /** The host tells every page when its connection has changed: another account, another endpoint, a guard. */
  readonly #heed = ({ data }: MessageEvent<{ event?: unknown; payload?: unknown } | undefined>): void => {
    if (data?.event === 'scope' && this.scope !== undefined) this.scope = data.payload as ScopeInfo;
  };

  override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    void this.reload();
  }

  protected async reload(): Promise<void> {
    this.loading = true;
    await this.run('Loading', () => this.load());
    this.loading = false;
  }

  /**
   * Runs something that may fail or be cancelled: sets `busy`, clears the last failure, and says how it ended in the
   * live region when `done` gives words. Returns undefined when it failed.
   */
  protected async run<T>(
    busy: string,
    task: (signal: AbortSignal) => Promise<T>,
    done?: (value: T) => string,
  ): Promise<T | undefined> {
    const controller = new AbortController();
    this.#controller = controller;
    this.busy = busy;
    this.failure = undefined;
    this.status = '';
    try {
      const value = await task(controller.signal);
      if (done) this.status = done(value);
      return value;
    } catch (error) {
      if (isCancelled(error)) this.status = 'Cancelled';
      else this.failure = error instanceof Error ? error.message : String(error);
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  /** Cancels what {@link run} is doing. */
  protected cancel(): void {
    this.#controller?.abort();
  }

  protected override render(): TemplateResult {
    const actions = this.loading || this.scope === undefined ? nothing : this.renderActions();
    return html`<main>
      <header>
        <h1>${this.heading}</h1>
        ${this.scope ? this.#renderScope(this.scope) : nothing}
      </header>
      ${this.loading ? html`<p class="row"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>Loading…</p>` : this.#renderLoaded()}
      <footer class=${actions === nothing ? '' : 'pinned'}>
        ${actions}
      <div class="status" role="status" aria-live="polite">
        ${
          this.busy && !this.loading
            ? html`<span class="row"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>${this.busy}…
          <vscode-button secondary @click=${() => this.cancel()}>Cancel</vscode-button></span>`
            : this.status
        }
      </div>
      <div role="alert">${this.failure !== undefined && !this.loading ? html`<p class="notice error">${this.failure}</p>` : nothing}</div>
      </footer>
    </main>`;
  }

  #renderLoaded(): TemplateResult {
    return this.scope === undefined && this.failure !== undefined
      ? html`<p><vscode-button @click=${() => this.reload()}>Try again</vscode-button></p>`
      : this.renderContent();
  }

  #renderScope(scope: ScopeInfo): TemplateResult {
    return html`<div class="row scope">
      <span>${scopeLabel(scope)}</span>
      ${scope.production ? html`<span class="guard production"><vscode-icon name="shield" aria-hidden="true"></vscode-icon>Production</span>` : nothing}
      ${scope.readOnly ? html`<span class="guard"><vscode-icon name="lock" aria-hidden="true"></vscode-icon>Read-only${scope.peekAllowed ? ', peek allowed' : ''}</span>` : nothing}
    </div>`;
  }
}

/** Starts a page: defines its root element and puts it into the document. */
export function startPage(tag: string, element: CustomElementConstructor): void {
  customElements.define(tag, element);
  document.body.append(document.createElement(tag));
}

/** Runs something once the page has been painted for the first time: what it shows later need not be loaded before. */
export function afterFirstPaint(task: () => void): void {
  requestAnimationFrame(() => setTimeout(task));
}
