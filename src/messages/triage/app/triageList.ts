import { count, formatNumber } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { timeText } from '../../viewer/app/cellText.ts';
import type { CauseGroup } from '../triage.ts';
import type { TriageView } from '../triageProtocol.ts';

/** What a press on a button of a group asks for. */
export interface GroupAct {
  readonly act: 'show' | 'select' | 'export';
  readonly group: CauseGroup;
}

/**
 * Messages grouped by why they failed: how many, since when, what they say. Fires `group-act` (detail: GroupAct) and
 * `show-all` when the group that is shown is left.
 */
export class TriageList extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .frame { margin-bottom: 10px; max-height: 40vh; overflow: auto; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
      table { width: 100%; border-collapse: collapse; }
      th { text-align: start; font-weight: 600; position: sticky; top: 0; background: var(--vscode-editor-background); z-index: 1; }
      th, td { padding: 4px 10px; vertical-align: top; }
      tbody th { font-weight: normal; }
      td.number, th.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
      td.time { white-space: nowrap; }
      tbody tr { border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
      tbody tr[aria-current] { background: var(--vscode-list-inactiveSelectionBackground); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
      .title { overflow-wrap: anywhere; font-weight: 600; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; margin: 2px 0 0; }
      dt { color: var(--vscode-descriptionForeground); }
      dd { margin: 0; overflow-wrap: anywhere; }
      .acts .row { flex-wrap: nowrap; }
    `,
  ];

  static override properties = {
    view: { attribute: false },
    shown: { attribute: false },
  };

  declare view: TriageView | undefined;
  /** Key of the group that the viewer shows. */
  declare shown: string | undefined;

  constructor() {
    super();
    this.view = undefined;
    this.shown = undefined;
  }

  #tell(event: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  protected override render(): TemplateResult {
    const { view } = this;
    if (!view) return html`<p class="hint" role="status">Sorting…</p>`;
    const { groups, sorted, total, more } = view;
    const words = `${count(groups.length + more, 'cause')} of ${count(sorted, 'message')}${sorted < total ? `, ${formatNumber(total - sorted)} to go` : ''}`;
    return html`<div class="row"><p class="hint" role="status" data-testid="triage-figures">${words}</p>
        ${this.shown !== undefined ? html`<vscode-button secondary id="show-all" icon="clear-all" @click=${() => this.#tell('show-all')}>Show all messages</vscode-button>` : nothing}</div>
      ${
        groups.length === 0
          ? nothing
          : html`<div class="frame" tabindex="0" role="region" aria-label="Causes"><table>
        <caption class="visually-hidden">Messages grouped by cause</caption>
        <thead><tr><th scope="col" class="number">Messages</th><th scope="col">Cause</th><th scope="col">First sent</th><th scope="col">Last sent</th><th scope="col">Actions</th></tr></thead>
        <tbody>${groups.map(group => this.#renderGroup(group))}</tbody>
      </table></div>`
      }
      ${more > 0 ? html`<p class="hint">${count(more, 'smaller group')} not shown.</p>` : nothing}`;
  }

  #renderGroup(group: CauseGroup): TemplateResult {
    const act = (name: GroupAct['act'], icon: string, label: string): TemplateResult =>
      html`<vscode-button secondary icon=${icon} title=${`${label}: ${group.title}`} aria-label=${`${label}: ${group.title}`} data-act=${name}
        @click=${() => this.#tell('group-act', { act: name, group } satisfies GroupAct)}>${label}</vscode-button>`;
    const facts = group.facts.filter(({ value }) => !group.title.includes(value));
    return html`<tr aria-current=${this.shown === group.key ? 'true' : nothing}>
      <td class="number">${formatNumber(group.count)}</td>
      <th scope="row"><div class="title">${group.title}</div>
        ${group.layers.length > 1 ? html`<div class="hint">${group.layers.join(' → ')}</div>` : nothing}
        ${facts.length > 0 ? html`<dl>${facts.slice(0, 6).map(({ label, value }) => html`<dt>${label}</dt><dd>${value.slice(0, 300)}</dd>`)}</dl>` : nothing}
        ${group.samples[0] === undefined ? nothing : html`<div class="hint">For example ${group.samples[0]}</div>`}</th>
      <td class="time">${timeOf(group.firstSent)}</td>
      <td class="time">${timeOf(group.lastSent)}</td>
      <td class="acts"><div class="row">${act('show', 'filter', 'Show')}${act('select', 'list-selection', 'Select')}${act('export', 'save-as', 'Export')}</div></td>
    </tr>`;
  }
}

/** To the second: the list shows the rest. */
function timeOf(ms: number | undefined): string {
  return ms === undefined || Number.isNaN(new Date(ms).getTime()) ? '' : timeText(ms).slice(0, 19);
}

customElements.define('mw-triage-list', TriageList);
