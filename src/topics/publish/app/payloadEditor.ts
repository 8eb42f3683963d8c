import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, type TemplateResult } from '../../../webview/elements.ts';
import { documentField } from '../../../webview/formFields.ts';

export interface Payload {
  readonly protocol: string;
  readonly text: string;
}

/** Payloads for single protocols beside the message for all others. Fires `payloads-change` (CustomEvent<Payload[]>). */
export class PayloadEditor extends LitElement {
  static override styles = [baseStyles, css`vscode-single-select { width: 160px; }`];
  static override properties = {
    payloads: { attribute: false },
    protocols: { attribute: false },
    next: { state: true },
  };

  declare payloads: readonly Payload[];
  declare protocols: readonly string[];
  declare protected next: string;

  constructor() {
    super();
    this.payloads = [];
    this.protocols = [];
    this.next = '';
  }

  #change(payloads: readonly Payload[]): void {
    this.payloads = payloads;
    this.dispatchEvent(new CustomEvent<readonly Payload[]>('payloads-change', { detail: payloads }));
  }

  async #add(protocol: string): Promise<void> {
    this.next = '';
    this.#change([...this.payloads, { protocol, text: '' }]);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#payload-${CSS.escape(protocol)}`)?.focus();
  }

  protected override render(): TemplateResult {
    const used = new Set(this.payloads.map(payload => payload.protocol));
    const free = this.protocols.filter(protocol => !used.has(protocol));
    const next = free.includes(this.next) ? this.next : (free[0] ?? '');
    return html`<p class="hint">Subscribers of a protocol named here get its text instead of the message.</p>
      ${this.payloads.map(
        (payload, index) => html`${documentField({
          id: `payload-${payload.protocol}`,
          label: `Payload for ${payload.protocol}`,
          value: payload.text,
          rows: 4,
          onChange: text => this.#change(this.payloads.map((other, at) => (at === index ? { ...other, text } : other))),
        })}
        <vscode-button secondary icon="trash" @click=${() => this.#change(this.payloads.filter((_, at) => at !== index))}>Remove payload for ${payload.protocol}</vscode-button>`,
      )}
      <div class="row">
        <vscode-single-select .label=${'Protocol of the next payload'}
          @change=${(event: Event) => {
            this.next = (event.target as HTMLInputElement).value;
          }}>${free.map(protocol => html`<vscode-option value=${protocol} ?selected=${protocol === next}>${protocol}</vscode-option>`)}</vscode-single-select>
        <vscode-button id="add-payload" secondary icon="add" ?disabled=${free.length === 0} @click=${() => this.#add(next)}>Add payload</vscode-button>
      </div>`;
  }
}

customElements.define('mw-payload-editor', PayloadEditor);
