import { describeForbidden, type ForbiddenCharacter, firstForbiddenCharacter } from '../core/messageRules.ts';
import { count, formatBytes, utf8Length } from '../core/text.ts';
import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, live, nothing, type PropertyValues, type TemplateResult } from './elements.ts';
import { checkJson, formatJson, type JsonCheck } from './jsonCheck.ts';

/** Above this many characters the checks wait until typing pauses. */
const eagerLimit = 50_000;
const pauseMilliseconds = 200;

/**
 * The body of a message: a plain text area with its size in bytes against a limit, the first character that cannot be
 * sent, and a JSON hint that never stands in the way. Fires `body-change` (CustomEvent<string>) while typing.
 */
export class BodyField extends LitElement {
  static override styles = [
    baseStyles,
    css`
      textarea {
        box-sizing: border-box; width: 100%; min-height: 12em; resize: vertical; padding: 6px 8px;
        color: var(--vscode-input-foreground); background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)));
        font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); line-height: 1.4;
        tab-size: 2; white-space: pre-wrap; overflow-wrap: anywhere;
      }
      textarea:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      textarea[aria-invalid='true'] { border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)); }
      .facts { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; min-height: 1.6em; }
      .push { margin-left: auto; }
    `,
  ];

  static override properties = {
    value: { attribute: false },
    limit: { type: Number },
    extraBytes: { type: Number },
    extraLabel: { type: String },
    anyCharacter: { type: Boolean },
    label: { type: String },
    disabled: { type: Boolean },
    json: { state: true },
    bad: { state: true },
    bytes: { state: true },
  };

  declare value: string;
  /** The most bytes a message may have, attributes included. */
  declare limit: number;
  /** Bytes that are counted besides the body. */
  declare extraBytes: number;
  /** What those bytes are. */
  declare extraLabel: string;
  /** The service takes control characters too, as Kinesis does. */
  declare anyCharacter: boolean;
  declare label: string;
  declare disabled: boolean;
  declare protected json: JsonCheck;
  declare protected bad: ForbiddenCharacter | undefined;
  declare protected bytes: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.value = '';
    this.limit = Number.POSITIVE_INFINITY;
    this.extraBytes = 0;
    this.extraLabel = 'attributes';
    this.anyCharacter = false;
    this.label = 'Body';
    this.disabled = false;
    this.json = { kind: 'empty' };
    this.bad = undefined;
    this.bytes = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('value')) return;
    clearTimeout(this.#timer);
    if (this.value.length <= eagerLimit || !this.hasUpdated) this.#check();
    else this.#timer = setTimeout(() => this.#check(), pauseMilliseconds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override focus(): void {
    this.#area?.focus();
  }

  get #area(): HTMLTextAreaElement | undefined {
    return this.renderRoot.querySelector('textarea') ?? undefined;
  }

  #check(): void {
    this.bytes = utf8Length(this.value);
    this.bad = this.anyCharacter ? undefined : firstForbiddenCharacter(this.value);
    this.json = checkJson(this.value);
  }

  #change(value: string): void {
    this.value = value;
    this.dispatchEvent(new CustomEvent<string>('body-change', { detail: value }));
  }

  #goTo(index: number): void {
    const area = this.#area;
    if (!area) return;
    area.focus();
    area.setSelectionRange(index, index + 1);
  }

  protected override render(): TemplateResult {
    const over = this.bytes + this.extraBytes > this.limit;
    return html`<div class="field">
      <label for="body">${this.label}</label>
      <textarea id="body" spellcheck="false" autocapitalize="off" autocomplete="off"
        aria-describedby="facts" aria-invalid=${over || this.bad ? 'true' : 'false'}
        .value=${live(this.value)} ?disabled=${this.disabled}
        @input=${(event: InputEvent) => this.#change((event.target as HTMLTextAreaElement).value)}></textarea>
      <div id="facts" class="facts">
        <span class=${over ? 'error' : 'hint'} data-testid="size">${this.#sizeWords(over)}</span>
        <span data-testid="json">${this.#renderJson()}</span>
        <vscode-button class="push" secondary ?disabled=${this.disabled || this.json.kind !== 'json'}
          @click=${() => this.#change(formatJson(this.value))}>Format JSON</vscode-button>
      </div>
      ${this.bad ? this.#renderBad(this.bad) : nothing}
    </div>`;
  }

  #sizeWords(over: boolean): string {
    const total = this.bytes + this.extraBytes;
    const of = Number.isFinite(this.limit) ? ` of ${formatBytes(this.limit)}` : '';
    const parts = this.extraBytes > 0 ? `, ${formatBytes(this.extraBytes)} of them ${this.extraLabel}` : '';
    const excess = over ? `: ${count(total - this.limit, 'byte')} too many` : '';
    return `${formatBytes(total)}${of}${parts}${excess}`;
  }

  #renderJson(): TemplateResult | typeof nothing {
    const { json } = this;
    if (json.kind === 'empty') return nothing;
    if (json.kind === 'json') return html`<span class="hint">Valid JSON</span>`;
    if (json.kind === 'text') return html`<span class="hint">Plain text</span>`;
    return html`<span class="warning">Not valid JSON: ${json.problem} at
      <a href="#" @click=${(event: Event) => this.#follow(event, json.index)}>line ${json.line}, column ${json.column}</a></span>`;
  }

  #renderBad(bad: ForbiddenCharacter): TemplateResult {
    return html`<div class="error" role="alert" data-testid="forbidden">${describeForbidden(bad)}.
      <a href="#" @click=${(event: Event) => this.#follow(event, bad.index)}>Go there</a></div>`;
  }

  #follow(event: Event, index: number): void {
    event.preventDefault();
    this.#goTo(index);
  }
}

customElements.define('mw-body-field', BodyField);
