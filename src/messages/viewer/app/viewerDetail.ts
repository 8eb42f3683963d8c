import { formatNumber } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { pageCharacters } from '../viewerLimits.ts';
import type { BodyChoice, MessageDetail } from '../viewerProtocol.ts';
import { timeText } from './cellText.ts';

/**
 * One message in full. Everything in it is somebody else's text and is only ever bound as text. Fires `copy-body`,
 * `show-all` and `edit-body` (detail: `raw` or `text`), and `fetch-body`.
 */
export class ViewerDetail extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .path { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 6px 0; }
      .path > span.layer { padding: 0 6px; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); border-radius: 3px; }
      h2 { margin-top: 0; font-size: 1em; }
      table { margin: 4px 0 10px; }
      th { width: 30%; max-width: 260px; font-weight: 400; color: var(--vscode-descriptionForeground); }
      details { margin: 8px 0; }
      summary { cursor: pointer; font-weight: 600; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      .bar { justify-content: space-between; margin: 6px 0; }
      pre { max-height: 44vh; }
      pre.binary { white-space: pre; overflow-wrap: normal; }
    `,
  ];

  static override properties = { view: { attribute: false }, full: { attribute: false } };

  declare view: MessageDetail | undefined;
  /** Whole texts that were asked for. */
  declare full: Readonly<Partial<Record<BodyChoice, string>>>;

  constructor() {
    super();
    this.view = undefined;
    this.full = {};
  }

  protected override render(): TemplateResult {
    const { view } = this;
    if (!view) return html`<p class="hint">Choose a message to read it.</p>`;
    const layers = view.layers.length > 0 ? view.layers : [view.binary ? 'Bytes' : 'Plain text'];
    return html`<section aria-label="Message ${view.id}">
      <h2 class="mono">${view.id}</h2>
      ${
        view.facts.length > 0
          ? table(
              'What the envelope says',
              view.facts.map(fact => [fact.label, fact.value]),
            )
          : nothing
      }
      <div class="row bar">
        <div class="path" aria-label="Layers taken off the body" role="group">
          ${layers.map((layer, index) => html`${index > 0 ? html`<vscode-icon name="chevron-right" aria-hidden="true"></vscode-icon>` : nothing}<span class="layer">${layer}</span>`)}
        </div>
        <div class="row">
          <vscode-button secondary icon="copy" @click=${() => this.#tell('copy-body', 'text')}>Copy body</vscode-button>
          <vscode-button secondary icon="go-to-file" @click=${() => this.#tell('edit-body', 'text')}>Open in editor</vscode-button>
        </div>
      </div>
      ${
        view.fetchable
          ? html`<p class="row"><vscode-button secondary icon="cloud-download" @click=${() => this.dispatchEvent(new CustomEvent('fetch-body'))}>Fetch body from S3</vscode-button></p>`
          : nothing
      }
      ${this.#renderText('text', view.text, view.textLength)}
      ${this.#renderAttempts(view)}
      ${
        Object.keys(view.attributes).length > 0
          ? table(
              'Message attributes',
              Object.entries(view.attributes).map(([name, { type, value }]) => [`${name} (${type})`, value]),
            )
          : nothing
      }
      ${
        Object.keys(view.systemAttributes).length > 0
          ? table(
              'System attributes',
              Object.entries(view.systemAttributes).map(([name, value]) => [name, readable(name, value)]),
            )
          : nothing
      }
      <details>
        <summary>Raw body</summary>
        <p class="row"><vscode-button secondary icon="copy" @click=${() => this.#tell('copy-body', 'raw')}>Copy raw body</vscode-button>
        <vscode-button secondary icon="go-to-file" @click=${() => this.#tell('edit-body', 'raw')}>Open raw body in editor</vscode-button></p>
        ${this.#renderText('raw', view.raw, view.rawLength)}
      </details>
    </section>`;
  }

  #renderText(which: BodyChoice, start: string, length: number): TemplateResult {
    const shown = this.full[which] ?? start;
    const more = this.full[which] === undefined && length <= pageCharacters;
    return html`<pre tabindex="0" class=${this.view?.binary && which === 'text' ? 'binary' : ''} data-testid=${which === 'raw' ? 'raw' : 'body'} aria-label=${which === 'raw' ? 'Raw body' : 'Body'}>${shown}</pre>
      ${
        length > shown.length
          ? html`<p class="row"><span class="hint">The first ${formatNumber(shown.length)} of ${formatNumber(length)} characters.</span>
          ${more ? html`<vscode-button secondary @click=${() => this.#tell('show-all', which)}>Show all</vscode-button>` : nothing}
          <vscode-button secondary @click=${() => this.#tell('edit-body', which)}>Open all in editor</vscode-button></p>`
          : nothing
      }`;
  }

  #renderAttempts(view: MessageDetail): TemplateResult | typeof nothing {
    if (view.attempts.length === 0) return nothing;
    const innermost = view.layers.length > 0 ? 'Inside that it' : 'It';
    const how = view.binary ? 'bytes' : 'text';
    return html`<p class="hint">${innermost} is shown as ${how}. ${view.attempts.map(attempt => html`${attempt.decoder}: ${attempt.reason}. `)}</p>`;
  }

  #tell(event: string, which: BodyChoice): void {
    this.dispatchEvent(new CustomEvent<BodyChoice>(event, { detail: which }));
  }
}

function table(caption: string, rows: readonly (readonly [string, string])[]): TemplateResult {
  return html`<details open>
    <summary>${caption}</summary>
    <table><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`)}</tbody></table>
  </details>`;
}

/** Times come as milliseconds; the person wants the moment. */
function readable(name: string, value: string): string {
  return name.endsWith('Timestamp') && /^\d{13}$/.test(value) ? `${timeText(Number(value))} (${value})` : value;
}

customElements.define('mw-viewer-detail', ViewerDetail);
