import { formatNumber } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import type { MessageView } from '../queuePollProtocol.ts';

type Which = 'raw' | 'text';

/**
 * One message in full. Everything in it is somebody else's text and is only ever bound as text. Fires `copy-body` and
 * `show-all` (detail: `raw` or `text`).
 */
export class MessageDetail extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .path { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 6px 0; }
      .path > span.layer { padding: 0 6px; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); border-radius: 3px; }
      table { margin: 4px 0 10px; }
      th { width: 30%; max-width: 260px; font-weight: 400; color: var(--vscode-descriptionForeground); }
      details { margin: 8px 0; }
      summary { cursor: pointer; font-weight: 600; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      .bar { justify-content: space-between; margin: 6px 0; }
    `,
  ];

  static override properties = { view: { attribute: false }, full: { attribute: false } };

  declare view: MessageView | undefined;
  /** Whole texts that were asked for, by `raw` and `text`. */
  declare full: Readonly<Partial<Record<Which, string>>>;

  constructor() {
    super();
    this.view = undefined;
    this.full = {};
  }

  protected override render(): TemplateResult {
    const { view } = this;
    if (!view) return html`<p class="hint">Choose a message to read it.</p>`;
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
        <div class="path" aria-label="Layers taken off the body">
          ${(view.layers.length > 0 ? view.layers : ['Plain text']).map((layer, index) => html`${index > 0 ? html`<vscode-icon name="chevron-right" aria-hidden="true"></vscode-icon>` : nothing}<span class="layer">${layer}</span>`)}
        </div>
        <vscode-button secondary icon="copy" @click=${() => this.#tell('copy-body', 'text')}>Copy body</vscode-button>
      </div>
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
      ${table(
        'System attributes',
        Object.entries(view.systemAttributes).map(([name, value]) => [name, readable(name, value)]),
      )}
      <details>
        <summary>Raw body</summary>
        <p><vscode-button secondary icon="copy" @click=${() => this.#tell('copy-body', 'raw')}>Copy raw body</vscode-button></p>
        ${this.#renderText('raw', view.raw, view.rawLength)}
      </details>
    </section>`;
  }

  #renderText(which: Which, start: string, length: number): TemplateResult {
    const whole = this.full[which];
    const cut = whole === undefined && length > start.length;
    return html`<pre tabindex="0" aria-label=${which === 'raw' ? 'Raw body' : 'Body'}>${whole ?? start}</pre>
      ${
        cut
          ? html`<p class="row"><span class="hint">The first ${formatNumber(start.length)} of ${formatNumber(length)} characters.</span>
          <vscode-button secondary @click=${() => this.#tell('show-all', which)}>Show all</vscode-button></p>`
          : nothing
      }`;
  }

  #renderAttempts(view: MessageView): TemplateResult {
    if (view.attempts.length === 0) return html``;
    const innermost = view.layers.length > 0 ? 'Inside that it' : 'It';
    return html`<p class="hint">${innermost} is shown as text. ${view.attempts.map(attempt => html`${attempt.decoder}: ${attempt.reason}. `)}</p>`;
  }

  #tell(event: string, which: Which): void {
    this.dispatchEvent(new CustomEvent<Which>(event, { detail: which }));
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
  return name.endsWith('Timestamp') && /^\d{13}$/.test(value)
    ? `${new Date(Number(value)).toLocaleString()} (${value})`
    : value;
}

customElements.define('mw-message-detail', MessageDetail);
