import { type AttributeRow, rowFaults } from './attributeRows.ts';
import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from './elements.ts';

/**
 * Message attributes as rows of name, type, label and value. Fires `rows-change` (CustomEvent<AttributeRow[]>);
 * the page keeps the rows and hands them back.
 */
export class AttributeEditor extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .grid { display: grid; grid-template-columns: minmax(8em, 2fr) 7.5em minmax(5em, 1fr) minmax(10em, 3fr) auto; gap: 4px 6px; align-items: center; }
      .grid > .whole { grid-column: 1 / -1; }
      vscode-textfield, vscode-single-select { width: 100%; min-width: 0; max-width: none; }
    `,
  ];

  static override properties = {
    rows: { attribute: false },
    types: { attribute: false },
    max: { type: Number },
    disabled: { type: Boolean },
  };

  declare rows: readonly AttributeRow[];
  /** What can be chosen as type, the first one being what a new row starts with. */
  declare types: readonly string[];
  /** How many attributes there can be. */
  declare max: number;
  declare disabled: boolean;

  constructor() {
    super();
    this.rows = [];
    this.types = ['String', 'Number', 'Binary'];
    this.max = Number.POSITIVE_INFINITY;
    this.disabled = false;
  }

  #change(rows: readonly AttributeRow[]): void {
    this.rows = rows;
    this.dispatchEvent(new CustomEvent<readonly AttributeRow[]>('rows-change', { detail: rows }));
  }

  #set(index: number, part: Partial<AttributeRow>): void {
    this.#change(this.rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  }

  async #add(): Promise<void> {
    this.#change([...this.rows, { name: '', type: this.types[0] ?? 'String', label: '', value: '' }]);
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
    const faults = rowFaults(this.rows);
    return html`<div class="stack">
      ${this.rows.length > 0 ? this.#renderRows(faults) : nothing}
      <div class="row">
        <vscode-button id="add" secondary icon="add" ?disabled=${this.disabled || this.rows.length >= this.max}
          @click=${() => this.#add()}>Add attribute</vscode-button>
        ${this.rows.length >= this.max ? html`<span class="hint">${this.max} attributes at most</span>` : nothing}
      </div>
    </div>`;
  }

  #renderRows(faults: readonly (string | undefined)[]): TemplateResult {
    return html`<div class="grid" role="group" aria-label="Message attributes">
      ${['Name', 'Type', 'Label', 'Value'].map(head => html`<span class="label" aria-hidden="true">${head}</span>`)}<span></span>
      ${this.rows.map((row, index) => this.#renderRow(row, index, faults[index]))}
    </div>`;
  }

  #renderRow(row: AttributeRow, index: number, fault: string | undefined): TemplateResult {
    const nth = `of attribute ${index + 1}`;
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`
      <vscode-textfield data-row=${index} .label=${`Name ${nth}`} .value=${row.name} ?disabled=${this.disabled}
        @input=${(event: Event) => this.#set(index, { name: read(event) })}></vscode-textfield>
      <vscode-single-select .label=${`Type ${nth}`} .value=${row.type} ?disabled=${this.disabled}
        @change=${(event: Event) => this.#set(index, { type: read(event) })}>
        ${this.types.map(type => html`<vscode-option value=${type} ?selected=${type === row.type}>${type}</vscode-option>`)}
      </vscode-single-select>
      <vscode-textfield .label=${`Label ${nth}, optional`} placeholder="none" .value=${row.label} ?disabled=${this.disabled}
        @input=${(event: Event) => this.#set(index, { label: read(event) })}></vscode-textfield>
      <vscode-textfield .label=${`Value ${nth}`} placeholder=${row.type === 'Binary' ? 'base64' : ''} .value=${row.value}
        ?disabled=${this.disabled} ?invalid=${fault !== undefined}
        @input=${(event: Event) => this.#set(index, { value: read(event) })}></vscode-textfield>
      <vscode-button secondary icon="trash" icon-only aria-label=${`Remove attribute ${index + 1}`} title="Remove"
        ?disabled=${this.disabled} @click=${() => this.#remove(index)}></vscode-button>
      ${fault === undefined ? nothing : html`<div class="whole error" role="alert">${fault}</div>`}
    `;
  }
}

customElements.define('mw-attribute-editor', AttributeEditor);
