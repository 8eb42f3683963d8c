import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import type { AttributeCondition, MessageFilter } from '../../store/messageFilter.ts';
import type { KnownNames, SavedFilter } from '../viewerProtocol.ts';
import { fieldTime, timeOfField } from './cellText.ts';
import { changed, chipsOf, operators } from './filterWords.ts';

/** Milliseconds of rest after a key press before the filter is tried. */
const pause = 120;

/** Where an expression cannot be read; `at` counts characters from 0. */
export interface FilterFault {
  readonly reason: string;
  readonly at?: number;
}

/** A reason that names a place, and where that is: `… at character 12`, counted from 1. */
export function faultOf(reason: string): FilterFault {
  const at = /at character (\d+)/.exec(reason)?.[1];
  return at === undefined ? { reason } : { reason, at: Number(at) - 1 };
}

/**
 * The filter of a viewer: free text with case, regular expression and inversion, and below *Conditions* attributes, an
 * expression, times, receive count and group; what is in force stands as chips. Fires `filter-change` (detail: filter or
 * null), `save-filter` and `delete-filter` (detail: name), `names-wanted`.
 */
export class FilterBar extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .bar { gap: 6px; }
      .bar vscode-textfield { width: 260px; flex: 1 1 200px; max-width: 420px; }
      .toggle { min-width: 26px; height: 26px; padding: 0 5px; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 3px; background: none; color: inherit; font: inherit; font-family: var(--vscode-editor-font-family); cursor: pointer; }
      .toggle:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
      .toggle[aria-pressed='true'] { background: var(--vscode-inputOption-activeBackground); border-color: var(--vscode-inputOption-activeBorder, var(--vscode-contrastActiveBorder, transparent)); color: var(--vscode-inputOption-activeForeground, inherit); }
      .chips { margin-top: 6px; gap: 4px; }
      .chip { display: inline-flex; align-items: center; gap: 4px; max-width: 100%; padding: 1px 2px 1px 8px; border-radius: 10px; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); }
      .chip > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 460px; }
      .chip button { border: 0; background: none; color: inherit; cursor: pointer; padding: 0 4px; border-radius: 8px; font: inherit; line-height: 18px; min-width: 24px; min-height: 24px; }
      .chip button:hover { background: var(--vscode-toolbar-hoverBackground); }
      .panel { margin-top: 8px; padding: 8px 12px; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px 12px; align-items: center; }
      .panel vscode-textfield, .panel vscode-single-select { width: 180px; }
      .panel .wide { width: 100%; max-width: 640px; }
      .fault pre { display: inline-block; margin: 2px 0; padding: 2px 6px; max-width: 100%; white-space: pre; }
      .saved { gap: 4px; }
    `,
  ];

  static override properties = {
    filter: { attribute: false },
    fault: { attribute: false },
    saved: { attribute: false },
    names: { attribute: false },
    group: { attribute: false },
    noun: { type: String },
    text: { state: true },
    expression: { state: true },
    open: { state: true },
    draft: { state: true },
    name: { state: true },
  };

  /** What is in force. */
  declare filter: MessageFilter | undefined;
  declare fault: FilterFault | undefined;
  declare saved: readonly SavedFilter[];
  declare names: KnownNames | undefined;
  /** What a group is called; undefined where there is none, and so no condition on it. */
  declare group: string | undefined;
  /** What one of those is called that are filtered. */
  declare noun: string;
  declare private text: string;
  declare private expression: string;
  declare private open: boolean;
  declare private draft: AttributeCondition;
  declare private name: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.filter = undefined;
    this.fault = undefined;
    this.saved = [];
    this.names = undefined;
    this.group = undefined;
    this.noun = 'message';
    this.text = '';
    this.expression = '';
    this.open = false;
    this.draft = { name: '', operator: 'equals', value: '' };
    this.name = '';
  }

  protected override willUpdate(properties: PropertyValues): void {
    if (!properties.has('filter') || this.#timer !== undefined) return;
    this.text = this.filter?.text ?? '';
    this.expression = this.filter?.expression ?? '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #tell(event: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #set(filter: MessageFilter | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell('filter-change', filter);
  }

  #change(part: Parameters<typeof changed>[1]): void {
    this.#set(changed(this.filter, { text: this.text, expression: this.expression.trim(), ...part }));
  }

  /** Typing never waits for the host: the filter is tried once the keys rest. */
  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change({}), pause);
  }

  #toggle(part: 'regex' | 'matchCase' | 'invert', label: string, sign: string): TemplateResult {
    const pressed = this.filter?.[part] === true;
    return html`<button class="toggle" type="button" aria-pressed=${pressed} title=${label} aria-label=${label}
      @click=${() => this.#change({ [part]: !pressed })}>${sign}</button>`;
  }

  #toggleOpen(): void {
    this.open = !this.open;
    if (this.open) this.#tell('names-wanted');
  }

  protected override render(): TemplateResult {
    const chips = chipsOf(this.filter);
    return html`<div class="row bar" role="search" aria-label="Filter">
        <vscode-textfield id="filter" .label=${`Filter ${this.noun}s`} placeholder="Filter: body, id, group, attributes" .value=${this.text}
          ?invalid=${this.fault !== undefined && !this.filter?.expression}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLInputElement).value;
            this.#typed();
          }}></vscode-textfield>
        ${this.#toggle('matchCase', 'Match case', 'Aa')}
        ${this.#toggle('regex', 'Regular expression', '.*')}
        ${this.#toggle('invert', 'All others: show what does not match', '!')}
        <vscode-button id="conditions" secondary icon=${this.open ? 'chevron-up' : 'chevron-down'} aria-expanded=${this.open}
          @click=${() => this.#toggleOpen()}>Conditions</vscode-button>
        ${
          this.filter || this.text !== '' || this.expression !== ''
            ? html`<vscode-button id="clear-filter" secondary icon="clear-all" @click=${() => {
                this.text = '';
                this.expression = '';
                this.#set(undefined);
              }}>Clear filter</vscode-button>`
            : nothing
        }
      </div>
      ${this.#renderFault()}
      ${
        chips.length > 0
          ? html`<div class="row chips" role="list" aria-label="Conditions in force">${chips.map(
              chip => html`<span class="chip" role="listitem"><span title=${chip.words}>${chip.words}</span>
              <button type="button" aria-label=${`Remove: ${chip.words}`} title="Remove" @click=${() => {
                this.text = chip.without?.text ?? '';
                this.expression = chip.without?.expression ?? '';
                this.#set(chip.without);
              }}>×</button></span>`,
            )}</div>`
          : nothing
      }
      ${this.open ? this.#renderPanel() : nothing}`;
  }

  #renderFault(): TemplateResult | typeof nothing {
    const { fault } = this;
    if (!fault) return nothing;
    const written = this.expression.trim() === '' ? this.text : this.expression;
    const start = Math.max(0, (fault.at ?? 0) - 40);
    return html`<div class="fault error" role="alert" id="filter-fault">${fault.reason}${
      fault.at === undefined
        ? nothing
        : html`<br><pre aria-hidden="true">${`${written.slice(start, start + 80).replace(/\s/g, ' ')}\n${' '.repeat(fault.at - start)}^`}</pre>`
    }</div>`;
  }

  #renderPanel(): TemplateResult {
    const { filter } = this;
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    const valueNeeded = this.draft.operator !== 'exists' && this.draft.operator !== 'absent';
    return html`<div class="panel" role="group" aria-label="Conditions">
      <span class="label">Attribute</span>
      <div class="row">
        <vscode-textfield id="attribute-name" .label=${'Name of the attribute'} placeholder=${this.names?.attributes[0] ?? 'name'} .value=${this.draft.name}
          @input=${(event: Event) => {
            this.draft = { ...this.draft, name: read(event) };
          }}></vscode-textfield>
        <vscode-single-select id="attribute-operator" .label=${'Comparison'} @change=${(event: Event) => {
          this.draft = { ...this.draft, operator: read(event) as AttributeCondition['operator'] };
        }}>${operators.map(({ value, label }) => html`<vscode-option value=${value} ?selected=${value === this.draft.operator}>${label}</vscode-option>`)}</vscode-single-select>
        ${
          valueNeeded
            ? html`<vscode-textfield id="attribute-value" .label=${'Value of the attribute'} placeholder="value" .value=${this.draft.value ?? ''}
          @input=${(event: Event) => {
            this.draft = { ...this.draft, value: read(event) };
          }}></vscode-textfield>`
            : nothing
        }
        <vscode-button id="add-condition" secondary icon="add" ?disabled=${this.draft.name === ''} @click=${() => this.#addCondition(valueNeeded)}>Add</vscode-button>
        ${(this.names?.attributes ?? []).slice(0, 6).map(
          name =>
            html`<button type="button" class="toggle" title="Use this name" @click=${() => {
              this.draft = { ...this.draft, name };
            }}>${name}</button>`,
        )}
      </div>
      <span class="label">Expression</span>
      <div>
        <vscode-textfield id="expression" class="wide" .label=${'JMESPath expression'} placeholder="JMESPath, for example: body.total > \`100\`" .value=${this.expression}
          ?invalid=${this.fault !== undefined && this.expression !== ''}
          @input=${(event: Event) => {
            this.expression = read(event);
            this.#typed();
          }}></vscode-textfield>
        <p class="hint">JMESPath over body (the payload inside its envelopes), attributes, system, id, sentAt, receiveCount, groupId.</p>
      </div>
      <span class="label">Sent</span>
      <div class="row">
        ${this.#timeField('sent-after', 'Sent from', filter?.sentAfter, at => this.#change({ sentAfter: at }))}
        <span>to</span>
        ${this.#timeField('sent-before', 'Sent before', filter?.sentBefore, at => this.#change({ sentBefore: at }))}
      </div>
      <span class="label">Received</span>
      <div class="row">
        <vscode-textfield id="receives" type="number" min="0" .label=${'Receive count at least'} .value=${String(filter?.receiveCountAtLeast ?? '')}
          @change=${(event: Event) => {
            const value = read(event);
            this.#change({ receiveCountAtLeast: /^\d{1,6}$/.test(value) ? Number(value) : undefined });
          }}></vscode-textfield><span>times or more</span>
      </div>
      ${
        this.group
          ? html`<span class="label">${this.group}</span><vscode-textfield id="group" .label=${`${this.group} is`} .value=${filter?.groupId ?? ''}
          @change=${(event: Event) => this.#change({ groupId: read(event) })}></vscode-textfield>`
          : nothing
      }
      <span class="label">Saved</span>
      <div class="row saved">
        ${this.saved.map(
          saved =>
            html`<span class="chip"><button type="button" title="Use this filter" @click=${() => {
              this.text = saved.filter.text ?? '';
              this.expression = saved.filter.expression ?? '';
              this.#set(saved.filter);
            }}>${saved.name}</button><button type="button" aria-label=${`Delete the saved filter ${saved.name}`} title="Delete" @click=${() => this.#tell('delete-filter', saved.name)}>×</button></span>`,
        )}
        <vscode-textfield id="filter-name" .label=${'Name to save the filter under'} placeholder="Name" .value=${this.name}
          @input=${(event: Event) => {
            this.name = read(event);
          }}></vscode-textfield>
        <vscode-button id="save-filter" secondary icon="save" ?disabled=${!this.filter || this.name.trim() === ''} @click=${() => {
          this.#tell('save-filter', this.name.trim());
          this.name = '';
        }}>Save filter</vscode-button>
      </div>
    </div>`;
  }

  #timeField(
    id: string,
    label: string,
    value: number | undefined,
    set: (at: number | undefined) => void,
  ): TemplateResult {
    return html`<vscode-textfield id=${id} type="datetime-local" .step=${1} .label=${label} .value=${fieldTime(value)}
      @change=${(event: Event) => set(timeOfField((event.target as HTMLInputElement).value))}></vscode-textfield>`;
  }

  #addCondition(valueNeeded: boolean): void {
    const { name, operator, value = '' } = this.draft;
    const condition: AttributeCondition = valueNeeded ? { name, operator, value } : { name, operator };
    this.#change({ attributes: [...(this.filter?.attributes ?? []), condition] });
    this.draft = { name: '', operator: 'equals', value: '' };
  }
}

customElements.define('mw-filter-bar', FilterBar);
