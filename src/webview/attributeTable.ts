import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from './elements.ts';

/** One attribute of a resource, explained. */
export interface ExplainedAttribute {
  /** In people's words: `Visibility timeout`. */
  readonly label: string;
  /** In the service's words: `VisibilityTimeout`. */
  readonly name: string;
  /** Formatted with its unit; empty = not set. */
  readonly value: string;
  /** What it means; empty when we do not know the attribute. */
  readonly explanation: string;
}

/** Attributes of a resource as a table of name, value and meaning. */
export class AttributeTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host { overflow-x: auto; }
      table { table-layout: fixed; min-width: 560px; }
      col.name { width: 31%; }
      col.value { width: 25%; }
      tbody th { font-weight: normal; }
      .service { font-family: var(--vscode-editor-font-family); font-size: 0.9em; color: var(--vscode-descriptionForeground); }
      .value { white-space: pre-wrap; }
    `,
  ];

  static override properties = { rows: { attribute: false }, caption: { type: String } };

  declare rows: readonly ExplainedAttribute[];
  /** Read out, not shown: the heading above the table is there for the eye. */
  declare caption: string;

  constructor() {
    super();
    this.rows = [];
    this.caption = 'Attributes';
  }

  protected override render(): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">${this.caption}</caption>
      <colgroup><col class="name"><col class="value"><col></colgroup>
      <thead><tr><th scope="col">Attribute</th><th scope="col">Value</th><th scope="col">What it means</th></tr></thead>
      <tbody>${this.rows.map(
        row => html`<tr data-attribute=${row.name}>
          <th scope="row"><div>${row.label}</div>${row.label === row.name ? nothing : html`<div class="service">${row.name}</div>`}</th>
          <td class="value">${row.value === '' ? html`<span class="hint">not set</span>` : row.value}</td>
          <td class="hint">${row.explanation}</td>
        </tr>`,
      )}</tbody>
    </table>`;
  }
}

customElements.define('mw-attribute-table', AttributeTable);
