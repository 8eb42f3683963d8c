import { type TagRow, tagFaults } from '../core/tags.ts';
import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from './elements.ts';

/** Tags as rows of key and value. Fires `rows-change` (CustomEvent<TagRow[]>). */
export class TagEditor extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .grid { display: grid; grid-template-columns: minmax(8em, 1fr) minmax(8em, 2fr) auto; gap: 4px 6px; align-items: center; max-width: 640px; }
      .grid > .whole { grid-column: 1 / -1; }
      vscode-textfield { width: 100%; min-width: 0; max-width: none; }
    `,
  ];

  static override properties = {
    rows: { attribute: false },
    max: { type: Number },
    disabled: { type: Boolean },
  };

  declare rows: readonly TagRow[];
  declare max: number;
  declare disabled: boolean;

  constructor() {
    super();
    this.rows = [];
    this.max = 50;
    this.disabled = false;
  }

  #change(rows: readonly TagRow[]): void {
    this.rows = rows;
    this.dispatchEvent(new CustomEvent<readonly TagRow[]>('rows-change', { detail: rows }));
  }

  #set(index: number, part: Partial<TagRow>): void {
    this.#change(this.rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  }

  async #add(): Promise<void> {
    this.#change([...this.rows, { key: '', value: '' }]);
    await this.updateComplete;
    this.#focus(`[data-row="${this.rows.length - 1}"]`);
  }

  async #remove(index: number): Promise<void> {
    this.#change(this.rows.filter((_, at) => at !== index));
    await this.updateComplete;
    this.#focus(this.rows.length > 0 ? `[data-row="${Math.min(index, this.rows.length - 1)}"]` : '#add');
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  protected override render(): TemplateResult {
    const faults = tagFaults(this.rows);
    return html`<div class="stack">
      ${
        this.rows.length > 0
          ? html`<div class="grid" role="group" aria-label="Tags">
        <span class="label" aria-hidden="true">Key</span><span class="label" aria-hidden="true">Value</span><span></span>
        ${this.rows.map((row, index) => this.#renderRow(row, index, faults[index]))}
      </div>`
          : nothing
      }
      <div class="row">
        <vscode-button id="add" secondary icon="add" ?disabled=${this.disabled || this.rows.length >= this.max}
          @click=${() => this.#add()}>Add tag</vscode-button>
      </div>
    </div>`;
  }

  #renderRow(row: TagRow, index: number, fault: string | undefined): TemplateResult {
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`
      <vscode-textfield data-row=${index} .label=${`Key of tag ${index + 1}`} .value=${row.key} ?disabled=${this.disabled}
        ?invalid=${fault !== undefined} @input=${(event: Event) => this.#set(index, { key: read(event) })}></vscode-textfield>
      <vscode-textfield .label=${`Value of tag ${index + 1}`} .value=${row.value} ?disabled=${this.disabled}
        @input=${(event: Event) => this.#set(index, { value: read(event) })}></vscode-textfield>
      <vscode-button secondary icon="trash" icon-only aria-label=${`Remove tag ${index + 1}`} title="Remove"
        ?disabled=${this.disabled} @click=${() => this.#remove(index)}></vscode-button>
      ${fault === undefined ? nothing : html`<div class="whole error" role="alert">${fault}</div>`}
    `;
  }
}

customElements.define('mw-tag-editor', TagEditor);
