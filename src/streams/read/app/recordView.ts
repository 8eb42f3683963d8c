import { formatBytes } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import type { RecordDetail } from '../readProtocol.ts';

/** One record, decoded. Fires `open-record` when all of it should open in an editor. */
export class RecordView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
      dt { color: var(--vscode-descriptionForeground); }
      dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
      .binary { white-space: pre; overflow-wrap: normal; }
    `,
  ];

  static override properties = { detail: { attribute: false } };
  declare detail: RecordDetail;

  protected override render(): TemplateResult {
    const { detail } = this;
    const decoded = detail.binary ? 'Bytes' : detail.layers.length === 0 ? 'Text' : detail.layers.join(' → ');
    return html`<section aria-label="Record">
      <h2>Record</h2>
      <dl>
        <dt>Partition key</dt><dd>${detail.partitionKey}</dd>
        <dt>Sequence number</dt><dd class="mono">${detail.sequenceNumber}</dd>
        <dt>Arrived</dt><dd>${detail.arrivedAt === undefined ? 'unknown' : new Date(detail.arrivedAt).toISOString()}</dd>
        <dt>Size</dt><dd>${formatBytes(detail.bytes)}</dd>
        ${detail.encryption === undefined ? nothing : html`<dt>Encryption</dt><dd>${detail.encryption}</dd>`}
        <dt>Shown as</dt><dd data-testid="layers">${decoded}</dd>
        ${detail.facts.map(fact => html`<dt>${fact.label}</dt><dd>${fact.value}</dd>`)}
      </dl>
      <pre tabindex="0" aria-label="Data" class=${detail.binary ? 'binary' : ''} data-testid="data">${detail.text}</pre>
      ${detail.cut ? html`<p class="hint">The start of it only; open it in an editor to see all.</p>` : nothing}
      ${detail.notes.map(note => html`<p class="hint">${note}</p>`)}
      <p class="row">
        <vscode-button id="open-record" secondary icon="go-to-file" @click=${() => this.dispatchEvent(new CustomEvent('open-record'))}>Open in editor</vscode-button>
      </p>
    </section>`;
  }
}

customElements.define('mw-record-view', RecordView);
