import { sqs } from '../../../core/limits.ts';
import { count, formatNumber } from '../../../core/text.ts';
import type { ColumnField } from '../../../messages/store/columns.ts';
import type { MessageViewer } from '../../../messages/viewer/app/messageViewer.ts';
import type { StateLooks } from '../../../messages/viewer/app/viewerLine.ts';
import type { ViewerFigures, ViewerSettings } from '../../../messages/viewer/viewerProtocol.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, switchField, textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { afterFirstPaint, PageElement, startPage } from '../../../webview/pageElement.ts';
import type { CheckOutcome } from '../checkUnconfirmed.ts';
import { consequences, defaultPlan, type PollPlan, wantedChoices } from '../pollPlan.ts';
import type { HoldState } from '../pollSession.ts';
import type { PollPageState, PollSummary, PollView, QueuePollEvents, QueuePollMethods } from '../queuePollProtocol.ts';
import { checkWords, figuresWords, outcomeWords, summaryWords } from './pollWords.ts';

const host = connectToHost<QueuePollMethods, QueuePollEvents>();

// The page's frame is painted first.
afterFirstPaint(() => {
  void import('../../../messages/viewer/app/messageViewer.ts');
  void import('../../../messages/export/app/viewerTools.ts');
});

const stateLooks: StateLooks = {
  held: { icon: 'eye-closed', words: 'held' },
  released: { icon: 'eye', words: 'released' },
  lapsed: { icon: 'watch', words: 'hold ended' },
  deleted: { icon: 'trash', words: 'deleted' },
  unconfirmed: { icon: 'question', words: 'delete unconfirmed' },
  copy: { icon: 'files', words: 'received by another viewer' },
} satisfies Record<HoldState | 'copy', unknown>;

const words = { cause: 'Cause' };

/** What messages of a queue have; a group only in FIFO and fair queues. */
const fields: readonly ColumnField[] = [
  'state',
  'sentAt',
  'receivedAt',
  'id',
  'receiveCount',
  'groupId',
  'bytes',
  'preview',
  'cause',
];

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
      .bar { margin: 14px 0 8px; }
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
    distinct: { state: true },
    viewer: { state: true },
    restored: { state: true },
    summary: { state: true },
    receives: { state: true },
    deadline: { state: true },
    cause: { state: true },
    unconfirmed: { state: true },
  };

  declare private view: PollView | undefined;
  declare private plan: Readonly<Record<keyof PollPlan, string>>;
  declare private keepHeld: boolean;
  declare private polling: boolean;
  declare private stopping: boolean;
  declare private distinct: number;
  declare private viewer: ViewerFigures | undefined;
  /** The page came back after a reload of the window, without messages. */
  declare private restored: boolean;
  declare private summary: PollSummary | undefined;
  declare private receives: number;
  declare private deadline: number;
  /** The group of failures that the viewer shows. */
  declare private cause: string | undefined;
  /** Deletes that were not confirmed and not found to have failed. */
  declare private unconfirmed: number;

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
    this.distinct = 0;
    this.viewer = undefined;
    this.restored = false;
    this.summary = undefined;
    this.receives = 0;
    this.deadline = 0;
    this.cause = undefined;
    this.unconfirmed = 0;
    host.on('progress', progress => {
      this.distinct = progress.distinct;
      this.receives = progress.receives;
      this.deadline = progress.deadline;
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
      this.distinct = 0;
      this.restored = false;
      this.unconfirmed = 0;
      this.receives = 0;
      this.deadline = 0;
    }
    this.summary = undefined;
    this.polling = true;
    this.stopping = false;
    this.failure = undefined;
    this.status = 'Polling';
    const plan = this.#numbers;
    const want = go === 'on' ? this.distinct + plan.want : plan.want;
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

  async #act(method: 'delete' | 'release', what: string): Promise<void> {
    await this.run(
      what,
      signal =>
        method === 'delete' ? host.call('delete', undefined, signal) : host.call('release', { all: false }, signal),
      outcome => {
        if (method === 'delete') this.unconfirmed += outcome.unconfirmed;
        return outcomeWords(method, outcome);
      },
    );
  }

  async #check(): Promise<void> {
    const check = (signal: AbortSignal): Promise<CheckOutcome> => host.call('checkUnconfirmed', undefined, signal);
    const outcome = await this.run('Receiving again', check, checkWords);
    if (outcome) this.unconfirmed = outcome.notSeen.length + outcome.hidden.length;
  }

  /** Shows the messages of one cause, or of every one. */
  #showCause(cause: string | undefined): void {
    void this.renderRoot.querySelector<MessageViewer>('mw-message-viewer')?.filterByCause(cause);
  }

  /** Written down for a reload of the window: which queue, and how its list is set. No messages. */
  #remember(settings: ViewerSettings): void {
    this.cause = settings.filter?.cause;
    if (this.view) host.state.write({ queue: this.view.queue, settings } satisfies PollPageState);
  }

  protected override renderContent(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    return html`
      <p>${figuresWords(view)}</p>
      ${view.problems.map(problem => html`<p class="warning" role="status">${problem}</p>`)}
      ${this.#renderForm(view)}
      ${this.#renderActions()}
      ${this.summary ? this.#renderSummary(this.summary) : nothing}
      ${this.#renderMessages()}
    `;
  }

  #renderForm(view: PollView): TemplateResult {
    const set = (key: keyof PollPlan) => (value: string) => {
      this.plan = { ...this.plan, [key]: value.trim() };
    };
    return html`<details ?open=${this.#empty}><summary>Choices, and what a poll does</summary>
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
          <span aria-live="polite">${count(this.distinct, 'message')} in ${count(this.receives, 'receive')}</span>`
          : html`<vscode-button id="poll" icon="inbox" ?disabled=${this.busy !== undefined || this.#faulty} @click=${() => this.#poll('anew')}>${!this.#empty ? 'Poll again' : 'Poll messages'}</vscode-button>
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
    const done = await this.run(
      'Releasing',
      () => host.call('release', { all: true }),
      outcome => outcomeWords('release', outcome),
    );
    if (done) this.summary = undefined;
  }

  get #empty(): boolean {
    return (this.viewer?.size ?? 0) + (this.viewer?.waiting ?? 0) === 0;
  }

  /** The list stands from the start, so that it is there with its settings; it is shown once it has something. */
  #renderMessages(): TemplateResult {
    const states = this.viewer?.selectedStates ?? {};
    const held = states['held'] ?? 0;
    const deletable = held + (states['lapsed'] ?? 0) + (states['unconfirmed'] ?? 0);
    const busy = this.busy !== undefined || this.polling;
    return html`
      ${this.restored && this.#empty ? html`<p class="notice" id="restored">This page came back with its filter, columns and order. Messages are never kept on disk, so it holds none: poll to see them.</p>` : nothing}
      <div ?hidden=${this.#empty}>
        <div class="row bar">
          <vscode-button secondary id="release" icon="eye" ?disabled=${busy || held === 0} @click=${() => this.#act('release', 'Releasing')}>Release selected</vscode-button>
          <vscode-button secondary id="delete" icon="trash" ?disabled=${busy || deletable === 0 || this.scope?.readOnly} @click=${() => this.#act('delete', 'Deleting')}>Delete selected</vscode-button>
          ${this.unconfirmed > 0 ? html`<vscode-button secondary id="check" icon="question" ?disabled=${busy} title="Receives for a minute at most; each message that comes has its receive count raised by 1" @click=${() => this.#check()}>Check ${count(this.unconfirmed, 'unconfirmed delete')}</vscode-button>` : nothing}
          ${states['released'] ? html`<span class="hint">Released messages cannot be deleted from here. Poll again with “Keep messages held afterwards”.</span>` : nothing}
        </div>
        <mw-viewer-tools .line=${host} .figures=${this.viewer} .cause=${this.cause} @cause-change=${(event: CustomEvent<string | null>) => this.#showCause(event.detail ?? undefined)}></mw-viewer-tools>
        <mw-message-viewer .line=${host} .states=${stateLooks} .fields=${fields} .words=${words}
          @figures-change=${(event: CustomEvent<ViewerFigures>) => {
            this.viewer = event.detail;
          }}
          @settings-change=${(event: CustomEvent<ViewerSettings>) => this.#remember(event.detail)}
          @restored=${() => {
            this.restored = true;
          }}></mw-message-viewer>
      </div>`;
  }

  async #allowPeek(): Promise<void> {
    const scope = await this.run('Asking', () => host.call('allowPeek', undefined));
    if (scope) this.scope = scope;
  }
}

startPage('mw-queue-poll', QueuePollApp);
