import { isCancelled } from '../../../core/errors.ts';
import type { RpcClient } from '../../../core/rpc.ts';
import { count } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { type EntryFormat, entryFormats } from '../../compose/entryFile.ts';
import '../../triage/app/triageList.ts';
import type { GroupAct } from '../../triage/app/triageList.ts';
import type { TriageView } from '../../triage/triageProtocol.ts';
import type { ViewerFigures } from '../../viewer/viewerProtocol.ts';
import {
  type Conversion,
  conversions,
  type ExportScope,
  type ExportSummary,
  scopes,
  type ToolEvents,
  type ToolMethods,
} from '../toolsProtocol.ts';

/** A page's line to its host, as far as the tools use it. */
export type ToolLine = Pick<RpcClient<ToolMethods, ToolEvents>, 'call' | 'on'>;

const scopeWords: Readonly<Record<ExportScope, string>> = {
  all: 'All',
  matching: 'Shown by the filter',
  selected: 'Selected',
};
const formatWords: Readonly<Record<EntryFormat, string>> = { ndjson: 'NDJSON', json: 'JSON', csv: 'CSV' };
const conversionWords: Readonly<Record<Conversion, string>> = {
  sqsEvent: 'Lambda event (SQS)',
  snsEvent: 'Lambda event (SNS)',
  fixture: 'Fixture file',
  cli: 'AWS CLI call',
  sdk: 'SDK v3 call',
};

/**
 * What a page of messages offers beside the viewer: exports, conversions, and the groups by cause. Fires `cause-change`
 * (detail: the key of the group to be shown, or null for all).
 */
export class ViewerTools extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .bar { margin: 8px 0; gap: 6px 8px; }
      .pair { display: inline-flex; align-items: center; gap: 6px; }
      vscode-single-select { width: 160px; }
      .format { width: 100px; }
      #convert-to { width: 190px; }
    `,
  ];

  static override properties = {
    line: { attribute: false },
    figures: { attribute: false },
    cause: { attribute: false },
    open: { state: true },
    view: { state: true },
    which: { state: true },
    format: { state: true },
    to: { state: true },
    busy: { state: true },
    notice: { state: true },
    failure: { state: true },
  };

  declare line: ToolLine;
  declare figures: ViewerFigures | undefined;
  /** The group that the viewer shows. */
  declare cause: string | undefined;
  declare private open: boolean;
  declare private view: TriageView | undefined;
  declare private which: ExportScope;
  declare private format: EntryFormat;
  declare private to: Conversion;
  declare private busy: boolean;
  declare private notice: string;
  declare private failure: string;
  #asking = false;

  constructor() {
    super();
    this.figures = undefined;
    this.cause = undefined;
    this.open = false;
    this.view = undefined;
    this.which = 'matching';
    this.format = 'ndjson';
    this.to = 'sqsEvent';
    this.busy = false;
    this.notice = '';
    this.failure = '';
  }

  override firstUpdated(): void {
    this.line.on('triage.changed', () => void this.#readGroups());
    const look = (): void => {
      if (this.open) void this.line.call('triage.show', { shown: document.visibilityState === 'visible' });
    };
    document.addEventListener('visibilitychange', look);
  }

  async #run<T>(task: () => Promise<T>, done?: (value: T) => string): Promise<T | undefined> {
    this.failure = '';
    this.notice = '';
    this.busy = true;
    try {
      const value = await task();
      if (done) this.notice = done(value);
      return value;
    } catch (error) {
      if (!isCancelled(error)) this.failure = error instanceof Error ? error.message : String(error);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  async #readGroups(): Promise<void> {
    if (!this.open || this.#asking) return;
    this.#asking = true;
    try {
      this.view = await this.line.call('triage.groups', undefined);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asking = false;
    }
  }

  #toggle(): void {
    this.open = !this.open;
    void this.line.call('triage.show', { shown: this.open });
    void this.#readGroups();
  }

  #export(which: ExportScope): Promise<unknown> {
    const { format } = this;
    return this.#run(() => this.line.call('tools.export', { which, format }), exportWords);
  }

  #convert(): void {
    const { to } = this;
    void this.#run(
      () => this.line.call('tools.convert', { to }),
      ({ converted, masked }) =>
        `${to === 'fixture' ? 'Saved' : 'Copied'} ${count(converted, 'message')} as ${conversionWords[to]}.${masked ? maskedWords : ''}`,
    );
  }

  async #act({ act, group }: GroupAct): Promise<void> {
    if (act === 'show') {
      this.dispatchEvent(new CustomEvent('cause-change', { detail: group.key }));
      return;
    }
    const done = await this.#run(
      () => this.line.call('triage.select', { key: group.key }),
      ({ selected }) => `Selected ${count(selected, 'message')}.`,
    );
    if (done && act === 'export') await this.#export('selected');
  }

  protected override render(): TemplateResult {
    const { figures } = this;
    const amounts: Record<ExportScope, number> = {
      all: figures?.size ?? 0,
      matching: figures?.matched ?? 0,
      selected: figures?.selected ?? 0,
    };
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`<div class="row bar" role="toolbar" aria-label="Messages">
        <vscode-button id="causes" secondary icon="group-by-ref-type" aria-expanded=${this.open} @click=${() => this.#toggle()}>Causes</vscode-button>
        <span class="pair"><vscode-single-select id="export-scope" .label=${'Which messages to export'} @change=${(
          event: Event,
        ) => {
          this.which = scopes.find(each => each === read(event)) ?? 'all';
        }}>${scopes.map(each => html`<vscode-option value=${each} ?selected=${each === this.which}>${scopeWords[each]}</vscode-option>`)}</vscode-single-select>
        <vscode-single-select id="export-format" class="format" .label=${'Format of the export'} @change=${(
          event: Event,
        ) => {
          this.format = entryFormats.find(each => each === read(event)) ?? 'ndjson';
        }}>${entryFormats.map(each => html`<vscode-option value=${each} ?selected=${each === this.format}>${formatWords[each]}</vscode-option>`)}</vscode-single-select>
        <vscode-button id="export" secondary icon="save-as" ?disabled=${this.busy || amounts[this.which] === 0} @click=${() => this.#export(this.which)}>Export</vscode-button></span>
        <span class="pair"><vscode-single-select id="convert-to" .label=${'What to make of the selected messages'} @change=${(
          event: Event,
        ) => {
          this.to = conversions.find(each => each === read(event)) ?? 'sqsEvent';
        }}>${conversions.map(each => html`<vscode-option value=${each} ?selected=${each === this.to}>${conversionWords[each]}</vscode-option>`)}</vscode-single-select>
        <vscode-button id="convert" secondary icon=${this.to === 'fixture' ? 'save' : 'copy'} title="Of the selected messages" ?disabled=${this.busy || amounts.selected === 0} @click=${() => this.#convert()}>${this.to === 'fixture' ? 'Save as' : 'Copy as'}</vscode-button></span>
      </div>
      <div role="status" aria-live="polite" data-testid="tools-notice">${this.notice}</div>
      <div role="alert">${this.failure ? html`<p class="notice error">${this.failure}</p>` : nothing}</div>
      ${
        this.open
          ? html`<mw-triage-list .view=${this.view} .shown=${this.cause} @group-act=${(event: CustomEvent<GroupAct>) => this.#act(event.detail)}
        @show-all=${() => this.dispatchEvent(new CustomEvent('cause-change', { detail: null }))}></mw-triage-list>`
          : nothing
      }`;
  }
}

const maskedWords = ' Values that your rules hide are hidden in it.';

/** What became of an export, in one line. */
export function exportWords({ exported, file, damaged, masked }: ExportSummary): string {
  const half =
    damaged > 0 ? ` ${count(damaged, 'message')} had half a character, which CSV cannot carry: export as NDJSON.` : '';
  return `Exported ${count(exported, 'message')} to ${file}.${masked ? maskedWords : ''}${half}`;
}

customElements.define('mw-viewer-tools', ViewerTools);
