import { sqs } from '../../../core/limits.ts';
import { count, formatNumber } from '../../../core/text.ts';
import type { MessageRow } from '../../../messages/message.ts';
import { css, html, nothing, styleMap, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, switchField, textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import { consequences, defaultPlan, type PollPlan, wantedChoices } from '../pollPlan.ts';
import type { HoldState } from '../pollSession.ts';
import type { MessageView, PollSummary, PollView, QueuePollEvents, QueuePollMethods } from '../queuePollProtocol.ts';
import './messageDetail.ts';
import { type GridRow, gridHeight, type MessageGrid } from './messageGrid.ts';
import { figuresWords, outcomeWords, summaryWords } from './pollWords.ts';

const host = connectToHost<QueuePollMethods, QueuePollEvents>();

/** The page that receives messages, shows them, and gives them back or deletes them. */
class QueuePollApp extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      main { max-width: none; }
      .form { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 0 20px; max-width: 1000px; }
      .form vscode-textfield, .form vscode-single-select { max-width: none; }
      .consequences { max-width: 1000px; }
      .consequences ul { margin: 4px 0; padding-left: 20px; }
      .panes { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 14px; align-items: start; }
      mw-message-grid { max-height: 60vh; }
      @media (max-width: 1200px) {
        .panes { grid-template-columns: minmax(0, 1fr); }
        mw-message-grid { max-height: 36vh; }
      }
      .bar { margin: 14px 0 8px; justify-content: space-between; }
      .bar vscode-textfield { width: 260px; }
      details { margin: 8px 0; }
      details > summary { cursor: pointer; font-weight: 600; }
      details > summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    plan: { state: true },
    keepHeld: { state: true },
    polling: { state: true },
    stopping: { state: true },
    rows: { state: true },
    states: { state: true },
    filter: { state: true },
    found: { state: true },
    selected: { state: true },
    detail: { state: true },
    full: { state: true },
    summary: { state: true },
    receives: { state: true },
    deadline: { state: true },
  };

  declare private view: PollView | undefined;
  declare private plan: Readonly<Record<keyof PollPlan, string>>;
  declare private keepHeld: boolean;
  declare private polling: boolean;
  declare private stopping: boolean;
  declare private rows: readonly MessageRow[];
  declare private states: ReadonlyMap<string, HoldState>;
  declare private filter: string;
  declare private found: ReadonlySet<string> | undefined;
  declare private selected: readonly string[];
  declare private detail: MessageView | undefined;
  declare private full: Readonly<Partial<Record<'raw' | 'text', string>>>;
  declare private summary: PollSummary | undefined;
  declare private receives: number;
  declare private deadline: number;
  #searching: AbortController | undefined;

  constructor() {
    super();
    this.view = undefined;
    this.plan = {
      waitSeconds: String(defaultPlan.waitSeconds),
      holdSeconds: String(defaultPlan.holdSeconds),
      want: String(defaultPlan.want),
      emptyReceives: String(defaultPlan.emptyReceives),
    };
    this.keepHeld = false;
    this.polling = false;
    this.stopping = false;
    this.rows = [];
    this.states = new Map();
    this.filter = '';
    this.found = undefined;
    this.selected = [];
    this.detail = undefined;
    this.full = {};
    this.summary = undefined;
    this.receives = 0;
    this.deadline = 0;
    host.on('batch', batch => {
      this.rows = [...this.rows, ...batch.rows];
      this.receives = batch.receives;
      this.deadline = batch.deadline;
      if (this.filter !== '') void this.#search();
    });
    host.on('states', states => {
      this.states = new Map(states.map(({ id, state }) => [id, state]));
    });
    host.on('shown', () => {
      if (!this.polling && this.busy === undefined) void this.run('Reading the figures', () => this.load());
    });
    host.on('lapsed', ({ count: held }) => {
      this.status = `The hold has ended: ${count(held, 'message')} can be received by consumers again.`;
    });
  }

  protected override get heading(): string {
    return `Poll ${this.view?.name ?? 'messages'}`;
  }

  protected override async load(): Promise<void> {
    this.view = await host.call('load', undefined);
    this.scope = this.view.scope;
  }

  get #numbers(): PollPlan {
    return {
      waitSeconds: Number(this.plan.waitSeconds),
      holdSeconds: Number(this.plan.holdSeconds),
      want: Number(this.plan.want),
      emptyReceives: Number(this.plan.emptyReceives),
    };
  }

  #fault(key: keyof PollPlan, min: number, max: number): string | undefined {
    const value = this.plan[key];
    return /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `A whole number from ${min} to ${formatNumber(max)}`;
  }

  get #faulty(): boolean {
    return (
      this.#fault('waitSeconds', 0, sqs.maxWaitSeconds) !== undefined ||
      this.#fault('holdSeconds', 5, sqs.maxVisibilitySeconds) !== undefined ||
      this.#fault('emptyReceives', 1, 20) !== undefined
    );
  }

  get #needsAllowance(): boolean {
    return this.scope?.readOnly === true && !this.scope.peekAllowed;
  }

  async #poll(go: 'anew' | 'on' | 'pastBudget'): Promise<void> {
    if (this.polling || this.#faulty) return;
    if (go === 'anew') {
      this.rows = [];
      this.states = new Map();
      this.found = undefined;
      this.filter = '';
      this.detail = undefined;
      this.receives = 0;
      this.deadline = 0;
      this.renderRoot.querySelector<MessageGrid>('mw-message-grid')?.clear();
    }
    this.summary = undefined;
    this.polling = true;
    this.stopping = false;
    this.failure = undefined;
    this.status = 'Polling';
    const plan = this.#numbers;
    const want = go === 'on' ? this.rows.length + plan.want : plan.want;
    try {
      this.summary = await host.call('poll', {
        plan: { ...plan, want: Math.min(want, 5_000) },
        keepHeld: this.keepHeld,
        go,
      });
      this.status = '';
    } catch (error) {
      this.status = '';
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.polling = false;
    }
  }

  #stop(): void {
    this.stopping = true;
    void host.call('stop', undefined);
  }

  async #search(): Promise<void> {
    this.#searching?.abort();
    const searching = new AbortController();
    this.#searching = searching;
    if (this.filter === '') {
      this.found = undefined;
      return;
    }
    try {
      const ids = await host.call('search', { text: this.filter }, searching.signal);
      if (this.#searching === searching) this.found = new Set(ids);
    } catch (error) {
      if (this.#searching === searching) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  async #open(id: string): Promise<void> {
    const view = await this.run('Reading', () => host.call('message', { id }));
    if (!view) return;
    this.detail = view;
    this.full = {};
  }

  async #act(method: 'delete' | 'release', what: string): Promise<void> {
    const ids = this.selected;
    await this.run(
      what,
      signal => host.call(method, { ids }, signal),
      outcome => outcomeWords(method, outcome),
    );
  }

  get #shown(): readonly GridRow[] {
    const { found } = this;
    const rows = found === undefined ? this.rows : this.rows.filter(row => found.has(row.id));
    return rows.map(row => ({ ...row, state: this.states.get(row.id) ?? 'held' }));
  }

  protected override renderContent(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    return html`
      <p>${figuresWords(view)}</p>
      ${this.#renderForm(view)}
      ${this.#renderActions()}
      ${this.summary ? this.#renderSummary(this.summary) : nothing}
      ${this.rows.length > 0 ? this.#renderMessages(view) : nothing}
    `;
  }

  #renderForm(view: PollView): TemplateResult {
    const set = (key: keyof PollPlan) => (value: string) => {
      this.plan = { ...this.plan, [key]: value.trim() };
    };
    return html`<details ?open=${this.rows.length === 0}><summary>Choices, and what a poll does</summary>
      <div class="form">
        ${choiceField({ id: 'want', label: 'How many', value: this.plan.want, disabled: this.polling, hint: 'Distinct messages at most', choices: wantedChoices.map(choice => ({ value: String(choice), label: formatNumber(choice) })), onChange: set('want') })}
        ${textField({ id: 'hold', label: 'Hold for, in seconds', value: this.plan.holdSeconds, disabled: this.polling, hint: 'Each receive asks for what is left of it as visibility timeout', fault: this.#fault('holdSeconds', 5, sqs.maxVisibilitySeconds), onChange: set('holdSeconds') })}
        ${textField({ id: 'wait', label: 'Wait time, in seconds', value: this.plan.waitSeconds, disabled: this.polling, hint: 'Of each receive; from 1 on every server is asked', fault: this.#fault('waitSeconds', 0, sqs.maxWaitSeconds), onChange: set('waitSeconds') })}
        ${textField({ id: 'empty', label: 'Stop after empty receives', value: this.plan.emptyReceives, disabled: this.polling, hint: 'In a row', fault: this.#fault('emptyReceives', 1, 20), onChange: set('emptyReceives') })}
      </div>
      ${switchField({
        id: 'keep',
        label: 'Keep messages held afterwards, to delete some',
        value: String(this.keepHeld),
        disabled: this.polling,
        onChange: value => {
          this.keepHeld = value === 'true';
        },
      })}
      <div class="notice warning consequences" id="consequences">
        <strong>What this poll does</strong>
        <ul>${(this.#faulty ? [] : consequences(view.figures, this.#numbers)).map(line => html`<li>${line}</li>`)}</ul>
      </div></details>`;
  }

  #renderActions(): TemplateResult {
    if (this.#needsAllowance) {
      return html`<p class="notice">This connection is read-only, and receiving changes counts and visibility. It needs an allowance of its own.</p>
        <p><vscode-button id="allow" icon="unlock" @click=${() => this.#allowPeek()}>Allow receiving on this connection</vscode-button></p>`;
    }
    return html`<div class="row">
      ${
        this.polling
          ? html`<vscode-button id="stop" icon="debug-stop" ?disabled=${this.stopping} @click=${() => this.#stop()}>Stop</vscode-button>
          <vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
          <span aria-live="polite">${count(this.rows.length, 'message')} in ${count(this.receives, 'receive')}</span>`
          : html`<vscode-button id="poll" icon="inbox" ?disabled=${this.busy !== undefined || this.#faulty} @click=${() => this.#poll('anew')}>${this.rows.length > 0 ? 'Poll again' : 'Poll messages'}</vscode-button>
          ${this.summary && !this.summary.released && this.summary.reason !== 'budget' ? html`<vscode-button secondary id="further" @click=${() => this.#poll('on')}>Poll further</vscode-button>` : nothing}`
      }
    </div>`;
  }

  #renderSummary(summary: PollSummary): TemplateResult {
    const words = this.view ? summaryWords(summary, this.view, this.deadline) : '';
    if (summary.reason !== 'budget') return html`<p class="notice">${words}</p>`;
    return html`<div class="notice warning">
      <p>${words}</p>
      <p>A message is close to its last receive. Going on raises the count of more messages like it by 1; one that has used all of them up goes to the dead-letter queue instead of being shown.</p>
      <p class="row"><vscode-button secondary id="go-on" ?disabled=${this.polling} @click=${() => this.#poll('pastBudget')}>Go on all the same</vscode-button>
      <vscode-button id="release-all" @click=${() => this.#releaseAll()}>Release all</vscode-button></p>
    </div>`;
  }

  async #releaseAll(): Promise<void> {
    const ids = this.rows.map(row => row.id);
    const done = await this.run(
      'Releasing',
      () => host.call('release', { ids }),
      outcome => outcomeWords('release', outcome),
    );
    if (done) this.summary = undefined;
  }

  #renderMessages(view: PollView): TemplateResult {
    const shown = this.#shown;
    const held = this.selected.filter(id => (this.states.get(id) ?? 'held') === 'held').length;
    const deletable = this.selected.filter(id => {
      const state = this.states.get(id) ?? 'held';
      return state !== 'released' && state !== 'deleted';
    }).length;
    const busy = this.busy !== undefined || this.polling;
    return html`
      <div class="row bar">
        <div class="row">
          <vscode-textfield id="filter" .label=${'Filter messages'} placeholder="Filter: body, id, group, attributes" .value=${this.filter}
            @input=${(event: Event) => {
              this.filter = (event.target as HTMLInputElement).value;
              void this.#search();
            }}></vscode-textfield>
          <span class="hint" aria-live="polite">${this.found === undefined ? count(shown.length, 'message') : `${formatNumber(shown.length)} of ${count(this.rows.length, 'message')}`}${this.selected.length > 0 ? `, ${formatNumber(this.selected.length)} selected` : ''}</span>
        </div>
        <div class="row">
          <vscode-button secondary id="release" icon="eye" ?disabled=${busy || held === 0} @click=${() => this.#act('release', 'Releasing')}>Release selected</vscode-button>
          <vscode-button secondary id="delete" icon="trash" ?disabled=${busy || deletable === 0 || this.scope?.readOnly} @click=${() => this.#act('delete', 'Deleting')}>Delete selected</vscode-button>
        </div>
      </div>
      ${this.selected.some(id => this.states.get(id) === 'released') ? html`<p class="hint">Released messages cannot be deleted from here. Poll again with “Keep messages held afterwards”.</p>` : nothing}
      <div class="panes">
        <mw-message-grid style=${styleMap({ height: `${gridHeight(shown.length)}px` })} .rows=${shown} .fifo=${view.figures.fifo}
          @open-row=${(event: CustomEvent<string>) => this.#open(event.detail)}
          @selection-change=${(event: CustomEvent<readonly string[]>) => {
            this.selected = event.detail;
          }}></mw-message-grid>
        <mw-message-detail .view=${this.detail} .full=${this.full}
          @copy-body=${(event: CustomEvent<'raw' | 'text'>) => this.#copy(event.detail)}
          @show-all=${(event: CustomEvent<'raw' | 'text'>) => this.#showAll(event.detail)}></mw-message-detail>
      </div>`;
  }

  async #copy(which: 'raw' | 'text'): Promise<void> {
    const id = this.detail?.id;
    if (id === undefined) return;
    await this.run(
      'Copying',
      () => host.call('copy', { id, which }),
      () => 'Copied',
    );
  }

  async #showAll(which: 'raw' | 'text'): Promise<void> {
    const id = this.detail?.id;
    if (id === undefined) return;
    const text = await this.run('Reading', () => host.call('body', { id, which }));
    if (text !== undefined && this.detail?.id === id) this.full = { ...this.full, [which]: text };
  }

  async #allowPeek(): Promise<void> {
    const scope = await this.run('Asking', () => host.call('allowPeek', undefined));
    if (scope) this.scope = scope;
  }
}

startPage('mw-queue-poll', QueuePollApp);
