import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, repeat, type TemplateResult } from '../../../webview/elements.ts';
import type { ShardRow } from '../streamDetailsProtocol.ts';

/** A stream's shards with the part of the hash space each covers. Fires `read` (CustomEvent<string>, the shard's id). */
export class ShardTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host { overflow-x: auto; }
      .range { font-family: var(--vscode-editor-font-family); font-size: 0.9em; color: var(--vscode-descriptionForeground); }
      .bar { position: relative; height: 6px; min-width: 120px; border: 1px solid var(--vscode-contrastBorder, transparent); background: var(--vscode-textCodeBlock-background); margin: 4px 0; }
      .bar > i { position: absolute; top: 0; bottom: 0; min-width: 2px; background: var(--vscode-charts-blue, var(--vscode-foreground)); }
      .closed .bar > i { background: var(--vscode-descriptionForeground); }
    `,
  ];

  static override properties = { rows: { attribute: false } };
  declare rows: readonly ShardRow[];

  constructor() {
    super();
    this.rows = [];
  }

  protected override render(): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">Shards</caption>
      <thead><tr>
        <th scope="col">Shard</th><th scope="col">State</th><th scope="col">Hash keys</th><th scope="col">Parents</th><th scope="col">Actions</th>
      </tr></thead>
      <tbody>${repeat(
        this.rows,
        row => row.id,
        row => this.#renderRow(row),
      )}</tbody>
    </table>`;
  }

  #renderRow(row: ShardRow): TemplateResult {
    const state = row.open ? 'Open' : 'Closed: takes no more records';
    return html`<tr data-shard=${row.id} class=${row.open ? 'open' : 'closed'}>
      <td>${row.id}</td>
      <td>${state}${row.endingSequenceNumber === undefined ? nothing : html`<div class="range">ends at ${row.endingSequenceNumber}</div>`}</td>
      <td>
        <div>${percent(row.share)} of the hash keys</div>
        <div class="bar" aria-hidden="true"><i .style=${`left: ${position(row.startingHashKey)}%; width: ${row.share * 100}%`}></i></div>
        <div class="range">${row.startingHashKey} – ${row.endingHashKey}</div>
      </td>
      <td>${row.parents.length === 0 ? html`<span class="hint">none</span>` : row.parents.join(', ')}</td>
      <td><vscode-button secondary icon="inbox" @click=${() => this.dispatchEvent(new CustomEvent<string>('read', { detail: row.id }))}
        aria-label=${`Read ${row.id}`}>Read…</vscode-button></td>
    </tr>`;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.01 ? 3 : 1))} %`;
}

/** Where in the hash space a key stands, in percent; a picture needs no 128 bits. */
function position(hashKey: string): number {
  return (Number(hashKey) / 2 ** 128) * 100;
}

customElements.define('mw-shard-table', ShardTable);
