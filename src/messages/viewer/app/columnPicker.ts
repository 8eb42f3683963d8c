import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, type TemplateResult } from '../../../webview/elements.ts';
import { type ColumnField, type ColumnSpec, columnFields } from '../../store/columns.ts';
import { columnOf } from '../viewerColumns.ts';
import type { KnownNames, ViewerColumn } from '../viewerProtocol.ts';
import { type FieldWords, headOf, keyOf } from './cellText.ts';

/** Which columns the list has, and in which order. Fires `columns-change` (detail: columns) and `close`. */
export class ColumnPicker extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .panel { margin-top: 8px; padding: 8px 12px; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 4px 24px; }
      ol, ul { list-style: none; margin: 4px 0; padding: 0; max-height: 220px; overflow: auto; }
      li { display: flex; align-items: center; gap: 4px; min-height: 26px; }
      li > .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .kind { color: var(--vscode-descriptionForeground); }
      h3 { margin: 4px 0; font-size: 1em; }
      vscode-textfield { width: 220px; }
    `,
  ];

  static override properties = {
    columns: { attribute: false },
    fields: { attribute: false },
    names: { attribute: false },
    words: { attribute: false },
    path: { state: true },
  };

  declare columns: readonly ViewerColumn[];
  /** Fields that this feature's messages have. */
  declare fields: readonly ColumnField[];
  declare names: KnownNames | undefined;
  declare words: FieldWords;
  declare private path: string;

  constructor() {
    super();
    this.columns = [];
    this.fields = columnFields;
    this.names = undefined;
    this.words = {};
    this.path = '';
  }

  #tell(columns: readonly ViewerColumn[]): void {
    this.dispatchEvent(new CustomEvent('columns-change', { detail: columns }));
  }

  #add(spec: ColumnSpec): void {
    const column = columnOf(spec);
    const preview = this.columns.findIndex(({ spec: known }) => known.kind === 'field' && known.field === 'preview');
    // The body takes what room is left, so it stays the last one.
    const at = preview === this.columns.length - 1 && preview >= 0 ? preview : this.columns.length;
    this.#tell(this.columns.toSpliced(at, 0, column));
  }

  #move(index: number, step: number): void {
    const column = this.columns[index];
    const to = index + step;
    if (column && to >= 0 && to < this.columns.length)
      this.#tell(this.columns.toSpliced(index, 1).toSpliced(to, 0, column));
  }

  protected override render(): TemplateResult {
    const shown = new Set(this.columns.map(column => keyOf(column.spec)));
    const offered: ColumnSpec[] = [
      ...this.fields.map((field): ColumnSpec => ({ kind: 'field', field })),
      ...(this.names?.attributes ?? []).map((name): ColumnSpec => ({ kind: 'attribute', name })),
      ...(this.names?.paths ?? []).map((name): ColumnSpec => ({ kind: 'path', path: name })),
      ...(this.names?.system ?? []).map((name): ColumnSpec => ({ kind: 'system', name })),
    ].filter(spec => !shown.has(keyOf(spec)));
    return html`<div class="panel" role="group" aria-label="Columns">
      <div>
        <h3 id="shown-columns">Shown</h3>
        <ol aria-labelledby="shown-columns">${this.columns.map((column, index) => this.#renderShown(column, index))}</ol>
      </div>
      <div>
        <h3 id="other-columns">To add</h3>
        <ul aria-labelledby="other-columns">${offered.map(spec => {
          const name = headOf(spec, this.words);
          return html`<li><span class="name">${name} <span class="kind">${kindWords(spec)}</span></span>
          <vscode-button secondary icon="add" icon-only aria-label=${`Add the column ${name}`} title="Add" @click=${() => this.#add(spec)}></vscode-button></li>`;
        })}</ul>
        <div class="row">
          <vscode-textfield id="column-path" .label=${'Path in the payload, JMESPath'} placeholder="JSON path: order.items[0].sku" .value=${this.path}
            @input=${(event: Event) => {
              this.path = (event.target as HTMLInputElement).value;
            }}></vscode-textfield>
          <vscode-button id="add-path" secondary icon="add" ?disabled=${this.path.trim() === '' || shown.has(`path ${this.path.trim()}`)} @click=${() => {
            this.#add({ kind: 'path', path: this.path.trim() });
            this.path = '';
          }}>Add path</vscode-button>
        </div>
      </div>
    </div>`;
  }

  #renderShown({ spec }: ViewerColumn, index: number): TemplateResult {
    const name = headOf(spec, this.words);
    const last = this.columns.length - 1;
    return html`<li><span class="name">${name} <span class="kind">${kindWords(spec)}</span></span>
      <vscode-button secondary icon="arrow-up" icon-only aria-label=${`Move the column ${name} to the left`} title="To the left" ?disabled=${index === 0} @click=${() => this.#move(index, -1)}></vscode-button>
      <vscode-button secondary icon="arrow-down" icon-only aria-label=${`Move the column ${name} to the right`} title="To the right" ?disabled=${index === last} @click=${() => this.#move(index, 1)}></vscode-button>
      <vscode-button secondary icon="trash" icon-only aria-label=${`Hide the column ${name}`} title="Hide" ?disabled=${last === 0} @click=${() => this.#tell(this.columns.toSpliced(index, 1))}></vscode-button></li>`;
  }
}

function kindWords(spec: ColumnSpec): string {
  return spec.kind === 'field'
    ? ''
    : spec.kind === 'path'
      ? 'in the payload'
      : spec.kind === 'system'
        ? 'system attribute'
        : 'attribute';
}

customElements.define('mw-column-picker', ColumnPicker);
