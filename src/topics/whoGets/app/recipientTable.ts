import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import type { Recipient } from '../whoGets.ts';

const fates: Readonly<Record<Recipient['fate'], { readonly icon: string; readonly words: string }>> = {
  gets: { icon: 'pass', words: 'Gets it' },
  refused: { icon: 'circle-slash', words: 'Does not get it' },
  waiting: { icon: 'watch', words: 'Not confirmed' },
  deleted: { icon: 'trash', words: 'Deleted' },
  unknown: { icon: 'question', words: 'Unknown' },
};

/** Subscriptions with what becomes of a message there, and why. */
export class RecipientTable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host { display: block; overflow-x: auto; }
      .fate, .short { white-space: nowrap; }
      .fate vscode-icon { vertical-align: text-bottom; margin-right: 4px; }
      .endpoint { min-width: 16em; overflow-wrap: anywhere; }
      ul { margin: 0; padding-left: 18px; }
      td { vertical-align: top; }
      .why { min-width: 20em; overflow-wrap: anywhere; }
    `,
  ];
  static override properties = { recipients: { attribute: false } };

  declare recipients: readonly Recipient[];

  constructor() {
    super();
    this.recipients = [];
  }

  protected override render(): TemplateResult {
    return html`<table>
      <caption class="visually-hidden">Who gets the message</caption>
      <thead><tr><th scope="col">Message</th><th scope="col">Endpoint</th><th scope="col">Why</th><th scope="col" class="short">Policy reads</th><th scope="col" class="short">Delivery</th></tr></thead>
      <tbody>${this.recipients.map(recipient => this.#renderRow(recipient))}</tbody>
    </table>`;
  }

  #renderRow({ protocol, endpoint, fate, reasons, raw, scope }: Recipient): TemplateResult {
    const { icon, words } = fates[fate];
    const reads = scope === 'MessageBody' ? 'Body' : scope === 'MessageAttributes' ? 'Attributes' : '–';
    return html`<tr data-endpoint=${endpoint} data-fate=${fate}>
      <td class="fate"><vscode-icon name=${icon} aria-hidden="true"></vscode-icon>${words}</td>
      <td class="endpoint">${protocol} <span class="mono">${endpoint}</span></td>
      <td class="why">${
        reasons.length > 1 ? html`<ul>${reasons.map(reason => html`<li>${reason}</li>`)}</ul>` : (reasons[0] ?? nothing)
      }</td>
      <td class="short">${reads}</td>
      <td class="short">${raw ? 'Raw' : 'SNS JSON'}</td>
    </tr>`;
  }
}

customElements.define('mw-recipient-table', RecipientTable);
