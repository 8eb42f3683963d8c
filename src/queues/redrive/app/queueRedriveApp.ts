import { sqs } from '../../../core/limits.ts';
import { count, formatNumber } from '../../../core/text.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  NamedQueue,
  QueueRedriveEvents,
  QueueRedriveMethods,
  RedriveRequest,
  RedriveView,
  RunReport,
  TaskRow,
  UnfinishedRow,
} from '../queueRedriveProtocol.ts';
import { backFault, effects, managedFault, type Way, warningOf } from '../redrivePlan.ts';
import { renderReport, renderTasks } from './redriveReport.ts';

const host = connectToHost<QueueRedriveMethods, QueueRedriveEvents>();
/** Milliseconds between two looks at a running move task, while the page is visible. */
const taskInterval = 2_000;

/** The page that moves the messages of a dead-letter queue. */
class QueueRedriveApp extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      fieldset { border: none; margin: 12px 0; padding: 0; }
      legend { font-weight: 600; padding: 0; }
      label.choice { display: flex; gap: 8px; align-items: center; min-height: 28px; }
      label.choice input { accent-color: var(--vscode-focusBorder); margin: 0; width: 16px; height: 16px; flex: none; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin: 10px 0; }
      dt { font-weight: 600; }
      dd { margin: 0; }
      progress { width: 120px; vertical-align: middle; accent-color: var(--vscode-progressBar-background); }
      details { margin: 8px 0; }
      summary { cursor: pointer; font-weight: 600; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    back: { state: true },
    destination: { state: true },
    way: { state: true },
    rate: { state: true },
    tasks: { state: true },
    progress: { state: true },
    moving: { state: true },
    stopping: { state: true },
    report: { state: true },
  };

  declare private view: RedriveView | undefined;
  declare private back: boolean;
  declare private destination: NamedQueue | undefined;
  declare private way: Way;
  declare private rate: string;
  declare private tasks: readonly TaskRow[];
  declare private progress: QueueRedriveEvents['progress'] | undefined;
  declare private moving: boolean;
  declare private stopping: boolean;
  declare private report: RunReport | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.view = undefined;
    this.back = true;
    this.destination = undefined;
    this.way = 'managed';
    this.rate = '';
    this.tasks = [];
    this.progress = undefined;
    this.moving = false;
    this.stopping = false;
    this.report = undefined;
    host.on('progress', progress => {
      this.progress = progress;
    });
    host.on('shown', () => {
      if (!this.moving && this.busy === undefined) void this.reload();
    });
  }

  protected override get heading(): string {
    return `Redrive ${this.view?.name ?? 'messages'}`;
  }

  protected override async load(): Promise<void> {
    const first = this.view === undefined;
    const view = await host.call('load', undefined);
    this.view = view;
    this.scope = view.scope;
    this.tasks = view.tasks;
    if (first) {
      this.back = view.sources.length > 0;
      this.way = managedFault(this.#facts(view)) === undefined ? 'managed' : 'ours';
    }
    this.#watchTasks();
  }

  #facts(view: RedriveView): { offered: boolean; sources: number } {
    return { offered: view.offered, sources: view.sources.length };
  }

  get #rateFault(): string | undefined {
    const rate = Number(this.rate);
    return this.rate === '' || (/^\d+$/.test(this.rate) && rate >= 1 && rate <= sqs.maxMoveVelocity)
      ? undefined
      : `A whole number from 1 to ${sqs.maxMoveVelocity}`;
  }

  get #mayNotStart(): string | undefined {
    if (this.scope?.readOnly) return 'This connection is read-only.';
    if (this.view?.unfinished.length)
      return 'An earlier redrive of this queue is not finished: resume or discard it first.';
    if (this.tasks.some(task => task.status === 'RUNNING' || task.status === 'CANCELLING')) {
      return 'A move task of this queue is running.';
    }
    return this.back || this.destination ? undefined : 'Choose a destination first.';
  }

  /** Looks at a running task again and again, but only while somebody can see it. */
  #watchTasks(): void {
    clearTimeout(this.#timer);
    if (!this.tasks.some(task => task.status === 'RUNNING' || task.status === 'CANCELLING')) return;
    this.#timer = setTimeout(async () => {
      if (document.visibilityState === 'visible') await this.#refreshTasks();
      this.#watchTasks();
    }, taskInterval);
  }

  async #refreshTasks(): Promise<void> {
    try {
      const before = this.tasks.find(task => task.status === 'RUNNING');
      this.tasks = await host.call('tasks', undefined);
      const now = this.tasks.find(task => task.startedAt === before?.startedAt);
      if (before && now && now.status !== 'RUNNING' && now.status !== 'CANCELLING') {
        this.status = `The move task ended (${now.status.toLowerCase()}): ${count(now.moved, 'message')} moved.`;
        this.view = await host.call('load', undefined);
      }
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  async #start(): Promise<void> {
    if (this.#rateFault !== undefined || this.#mayNotStart !== undefined) return;
    const request: RedriveRequest = {
      way: this.way,
      ...(!this.back && this.destination && { destinationArn: this.destination.arn }),
      ...(this.rate !== '' && { messagesPerSecond: Number(this.rate) }),
    };
    if (this.way === 'ours') return this.#move(async () => (await host.call('start', request)).ours);
    await this.run(
      'Starting the move task',
      signal => host.call('start', request, signal),
      () => 'SQS has started to move the messages.',
    );
    if (this.failure === undefined) await this.#refreshTasks();
    this.#watchTasks();
  }

  async #move(run: () => Promise<RunReport | undefined>): Promise<void> {
    this.moving = true;
    this.stopping = false;
    this.report = undefined;
    this.progress = undefined;
    this.failure = undefined;
    this.status = '';
    try {
      this.report = await run();
      if (this.report) this.status = 'The run has ended.';
      this.view = await host.call('load', undefined);
    } catch (error) {
      if (error instanceof Error && error.name !== 'CancelledError') this.failure = error.message;
    } finally {
      this.moving = false;
    }
  }

  #stop(): void {
    this.stopping = true;
    void host.call('stop', undefined);
  }

  async #choose(): Promise<void> {
    const chosen = await this.run('Choosing', signal => host.call('chooseDestination', undefined, signal));
    if (!chosen) return;
    this.destination = chosen;
    this.back = false;
  }

  protected override renderContent(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    return html`
      <p>${depthWords(view)}</p>
      ${view.unfinished.map(run => this.#renderUnfinished(run))}
      ${this.moving ? this.#renderProgress(view) : this.#renderForm(view)}
      ${this.report ? renderReport(this.report, view.name) : nothing}
      ${this.tasks.length > 0 ? html`<h2>Move tasks</h2>${renderTasks(this.tasks, this.busy !== undefined, handle => this.#cancelTask(handle))}` : nothing}
    `;
  }

  #renderUnfinished(run: UnfinishedRow): TemplateResult {
    const disabled = this.moving || this.busy !== undefined || this.scope?.readOnly === true;
    return html`<div class="notice warning">
      <p>A redrive${run.to ? ` to ${run.to}` : ''}${run.startedAt ? ` of ${new Date(run.startedAt).toLocaleString()}` : ''} ${run.running ? 'is running, perhaps in another window' : 'did not finish'}. ${run.sentence}</p>
      ${
        run.running
          ? nothing
          : html`<p class="row">
        ${run.to ? html`<vscode-button ?disabled=${disabled} @click=${() => this.#move(() => host.call('resume', { run: run.run }))}>Resume</vscode-button>` : nothing}
        <vscode-button secondary ?disabled=${disabled} @click=${() => this.#discard(run.run)}>Discard</vscode-button></p>`
      }
    </div>`;
  }

  async #discard(run: string): Promise<void> {
    await this.run('Discarding', signal => host.call('discard', { run }, signal));
    await this.reload();
  }

  #renderForm(view: RedriveView): TemplateResult {
    const back = backFault(this.#facts(view));
    const managed = managedFault(this.#facts(view));
    const reason = this.#mayNotStart;
    const effect = effects(this.way, view.fifo);
    return html`
      <fieldset>
        <legend>Destination</legend>
        <label class="choice"><input type="radio" name="to" .checked=${this.back} ?disabled=${back !== undefined} @change=${() => {
          this.back = true;
        }}>
          <span>Back to ${view.sources.length === 1 ? html`its source, ${this.#link(view.sources[0])}` : 'the queue each message came from'}${back ? html` <span class="hint">${back}</span>` : nothing}</span></label>
        ${view.sources.length > 1 ? html`<p class="hint">Sources: ${view.sources.map((source, index) => html`${index > 0 ? ', ' : ''}${this.#link(source)}`)}</p>` : nothing}
        <label class="choice"><input type="radio" name="to" .checked=${!this.back} @change=${() => {
          this.back = false;
        }}>
          <span>Another queue${this.destination ? html`: ${this.#link(this.destination)}` : ''}</span></label>
        ${this.back ? nothing : html`<p><vscode-button secondary id="choose" @click=${() => this.#choose()}>${this.destination ? 'Choose another' : 'Choose a queue'}</vscode-button></p>`}
      </fieldset>
      <fieldset>
        <legend>How</legend>
        <label class="choice"><input type="radio" name="way" .checked=${this.way === 'managed'} ?disabled=${managed !== undefined} @change=${() => {
          this.way = 'managed';
        }}>
          <span>Managed by SQS (message move task)${managed ? html` <span class="hint">${managed}</span>` : nothing}</span></label>
        <label class="choice"><input type="radio" name="way" .checked=${this.way === 'ours'} @change=${() => {
          this.way = 'ours';
        }}>
          <span>By this window, message by message</span></label>
        <p>${effect.how}</p>
      </fieldset>
      ${textField({
        id: 'rate',
        label: 'Messages a second (optional)',
        value: this.rate,
        hint: `1 to ${sqs.maxMoveVelocity}. Empty = ${this.way === 'managed' ? 'SQS chooses' : 'as fast as the answers come'}.`,
        fault: this.#rateFault,
        onChange: value => {
          this.rate = value.trim();
        },
      })}
      <dl>
        <dt>Kept</dt><dd>${effect.kept}</dd>
        <dt>Not kept</dt><dd>${effect.lost}</dd>
      </dl>
      ${view.messages === 0 ? html`<p class="notice">There seems to be nothing to move. Counts are approximate and lag behind by up to a minute.</p>` : html`<p class="notice warning">${warningOf(this.back, view.messages)}</p>`}
      <div class="row">
        <vscode-button id="start" icon="debug-restart" ?disabled=${reason !== undefined || this.busy !== undefined || this.#rateFault !== undefined} @click=${() => this.#start()}>Move messages</vscode-button>
        <vscode-button secondary id="refresh" ?disabled=${this.busy !== undefined} @click=${() => this.reload()}>Refresh</vscode-button>
        ${reason ? html`<span class="hint">${reason}</span>` : nothing}
      </div>`;
  }

  #link(queue: NamedQueue | undefined): TemplateResult {
    if (!queue) return html``;
    const open = (event: Event): void => {
      event.preventDefault();
      void this.run('Opening', () => host.call('openQueue', { arn: queue.arn }));
    };
    return html`<a href="#" @click=${open}>${queue.name}</a>`;
  }

  #renderProgress(view: RedriveView): TemplateResult {
    const { progress } = this;
    const moved = progress?.moved ?? 0;
    const total = progress?.total ?? view.messages;
    return html`<section aria-label="Progress">
      <h2>Moving</h2>
      <p class="row">
        ${total ? html`<progress max=${Math.max(total, moved)} value=${moved} aria-label="Moved"></progress>` : html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`}
        <span aria-live="polite">${formatNumber(moved)}${total ? ` of about ${formatNumber(total)}` : ''} moved${progress?.failed ? `, ${formatNumber(progress.failed)} failed` : ''}${progress?.skipped ? `, ${formatNumber(progress.skipped)} skipped` : ''}${progress?.possibleDuplicates ? `, ${formatNumber(progress.possibleDuplicates)} perhaps twice` : ''}</span>
      </p>
      <p><vscode-button id="stop" icon="debug-stop" ?disabled=${this.stopping} @click=${() => this.#stop()}>${this.stopping ? 'Stopping after this batch' : 'Stop'}</vscode-button></p>
    </section>`;
  }

  async #cancelTask(taskHandle: string): Promise<void> {
    await this.run(
      'Cancelling the task',
      signal => host.call('cancelTask', { taskHandle }, signal),
      ({ moved }) => `Cancelled after about ${count(moved, 'message')}.`,
    );
    await this.#refreshTasks();
    this.#watchTasks();
  }
}

function depthWords(view: RedriveView): string {
  if (view.messages === undefined) return '';
  const hidden = view.messagesNotVisible ? `, ${formatNumber(view.messagesNotVisible)} more in flight` : '';
  return `About ${count(view.messages, 'message')} to move${hidden}.${view.fifo ? ' FIFO.' : ''}`;
}

startPage('mw-queue-redrive', QueueRedriveApp);
