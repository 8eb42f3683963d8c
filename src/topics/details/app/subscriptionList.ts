import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, repeat, type TemplateResult } from '../../../webview/elements.ts';
import type { SubscriptionRow, SubscriptionSettings } from '../topicDetailsProtocol.ts';

/** What a row asks its page to do. */
export interface SubscriptionAct {
  readonly act: 'show' | 'edit' | 'unsubscribe' | 'open-queue';
  readonly row: SubscriptionRow;
}

const known: readonly (readonly [name: string, label: string, fallback: string])[] = [
  ['FilterPolicy', 'Filter policy', 'none: every message is delivered'],
  ['FilterPolicyScope', 'Filter policy reads', 'MessageAttributes'],
  ['RawMessageDelivery', 'Raw message delivery', 'false'],
  ['RedrivePolicy', 'Dead-letter queue', 'none: what cannot be delivered is lost'],
];

/** A topic's subscriptions. Fires `act` (CustomEvent<SubscriptionAct>). */
export class SubscriptionList extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host { overflow-x: auto; }
      .actions { white-space: nowrap; }
      .settings { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; padding: 4px 0 8px 16px; }
      .settings dt { color: var(--vscode-descriptionForeground); }
      .settings dd { margin: 0; min-width: 0; }
      pre { max-height: 20em; }
      .endpoint { min-width: 18em; }
    `,
  ];

  static override properties = {
    rows: { attribute: false },
    settings: { attribute: false },
    locked: { type: String },
  };

  declare rows: readonly SubscriptionRow[];
  /** Settings that were asked for, by row id. */
  declare settings: ReadonlyMap<number, SubscriptionSettings>;
  /** Why nothing can be changed; undefined = it can. */
  declare locked: string | undefined;

  constructor() {
    super();
    this.rows = [];
    this.settings = new Map();
    this.locked = undefined;
  }

  #act(act: SubscriptionAct['act'], row: SubscriptionRow): void {
    this.dispatchEvent(new CustomEvent<SubscriptionAct>('act', { detail: { act, row } }));
  }

  protected override render(): TemplateResult {
    if (this.rows.length === 0)
      return html`<p class="hint">No subscriptions. Whatever is published is delivered to nobody.</p>`;
    return html`<table>
      <caption class="visually-hidden">Subscriptions</caption>
      <thead><tr><th scope="col">Protocol</th><th scope="col">Endpoint</th><th scope="col">Status</th><th scope="col">Actions</th></tr></thead>
      <tbody>${repeat(
        this.rows,
        row => row.id,
        row => html`${this.#renderRow(row)}${this.#renderSettings(row)}`,
      )}</tbody>
    </table>`;
  }

  #renderRow(row: SubscriptionRow): TemplateResult {
    const status = row.deleted ? 'Deleted' : row.pending ? 'Waiting for confirmation' : 'Confirmed';
    const open = this.settings.has(row.id);
    const dead = row.pending || row.deleted;
    return html`<tr data-endpoint=${row.endpoint}>
      <td>${row.protocol}</td>
      <td class="endpoint">${row.endpoint}${row.owner && !row.endpoint.includes(row.owner) ? html` <span class="hint">owner ${row.owner}</span>` : nothing}</td>
      <td class=${row.pending ? 'warning' : ''}>${status}</td>
      <td class="actions"><span class="row">
        ${row.protocol === 'sqs' ? html`<vscode-button secondary icon="go-to-file" icon-only title="Open queue" aria-label=${`Open queue ${row.endpoint}`} @click=${() => this.#act('open-queue', row)}></vscode-button>` : nothing}
        ${
          dead
            ? nothing
            : html`<vscode-button secondary icon=${open ? 'chevron-up' : 'chevron-down'} icon-only title=${open ? 'Hide settings' : 'Show settings'}
            aria-expanded=${open} aria-label=${`Settings of ${row.endpoint}`} @click=${() => this.#act('show', row)}></vscode-button>
          <vscode-button secondary icon="edit" icon-only title=${this.locked ?? 'Edit settings'} aria-label=${`Edit settings of ${row.endpoint}`}
            ?disabled=${this.locked !== undefined} @click=${() => this.#act('edit', row)}></vscode-button>
          <vscode-button secondary icon="trash" icon-only title=${this.locked ?? 'Unsubscribe'} aria-label=${`Unsubscribe ${row.endpoint}`}
            ?disabled=${this.locked !== undefined} @click=${() => this.#act('unsubscribe', row)}></vscode-button>`
        }
      </span></td>
    </tr>`;
  }

  #renderSettings(row: SubscriptionRow): TemplateResult | typeof nothing {
    const settings = this.settings.get(row.id);
    if (!settings) return nothing;
    const named = new Set([...known.map(([name]) => name), 'Protocol', 'Endpoint', 'TopicArn']);
    const others = Object.entries(settings).filter(([name]) => !named.has(name));
    return html`<tr><td colspan="4"><dl class="settings" data-testid="settings">
      ${known.map(([name, label, fallback]) => this.#renderSetting(label, settings[name], fallback))}
      ${others.map(([name, value]) => this.#renderSetting(name, value, ''))}
    </dl></td></tr>`;
  }

  #renderSetting(label: string, value: string | undefined, fallback: string): TemplateResult {
    return html`<dt>${label}</dt><dd>${
      value === undefined || value === ''
        ? html`<span class="hint">${fallback}</span>`
        : value.startsWith('{')
          ? html`<pre>${value}</pre>`
          : value
    }</dd>`;
  }
}

customElements.define('mw-subscription-list', SubscriptionList);
