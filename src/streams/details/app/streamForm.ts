import { baseStyles } from '../../../webview/baseStyles.ts';
import { html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, textField } from '../../../webview/formFields.ts';
import type { StreamChangeInput, StreamDetails } from '../streamDetailsProtocol.ts';

type Mode = 'PROVISIONED' | 'ON_DEMAND';

/**
 * Retention, mode and encryption of a stream as a form. Fires `save` (CustomEvent<StreamChangeInput>), `leave`, and
 * `retention` (CustomEvent<number>) so that its page can say what that many hours cost.
 */
export class StreamForm extends LitElement {
  static override styles = [baseStyles];
  static override properties = {
    details: { attribute: false },
    disabled: { type: Boolean },
    cost: { type: String },
    hours: { state: true },
    mode: { state: true },
    encrypted: { state: true },
    key: { state: true },
  };

  declare details: StreamDetails;
  declare disabled: boolean;
  declare cost: string;
  declare protected hours: string;
  declare protected mode: Mode;
  declare protected encrypted: boolean;
  declare protected key: string;

  constructor() {
    super();
    this.disabled = false;
    this.cost = '';
    this.hours = '24';
    this.mode = 'PROVISIONED';
    this.encrypted = false;
    this.key = '';
  }

  override willUpdate(): void {
    if (this.hasUpdated) return;
    this.hours = String(this.details.retentionHours);
    this.mode = this.details.mode;
    this.encrypted = this.details.kmsKeyId !== '';
    this.key = this.details.kmsKeyId || 'alias/aws/kinesis';
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-textfield')?.focus();
    this.#tellRetention();
  }

  #tellRetention(): void {
    const hours = Number(this.hours);
    if (Number.isInteger(hours)) this.dispatchEvent(new CustomEvent<number>('retention', { detail: hours }));
  }

  #fault(): string | undefined {
    const hours = Number(this.hours);
    return /^\d+$/.test(this.hours) && hours >= 24 && hours <= 8_760
      ? undefined
      : 'A whole number from 24 to 8,760 hours';
  }

  #change(): StreamChangeInput {
    const { details } = this;
    const kmsKeyId = this.encrypted ? this.key.trim() : '';
    return {
      ...(Number(this.hours) !== details.retentionHours && { retentionHours: Number(this.hours) }),
      ...(this.mode !== details.mode && { mode: this.mode }),
      ...(kmsKeyId !== details.kmsKeyId && { kmsKeyId }),
    };
  }

  protected override render(): TemplateResult {
    const fault = this.#fault();
    const change = this.#change();
    const lower = fault === undefined && Number(this.hours) < this.details.retentionHours;
    const idle = Object.keys(change).length === 0;
    const keyMissing = this.encrypted && this.key.trim() === '';
    return html`<div role="form" aria-label="Edit stream">
      ${textField({
        id: 'retention',
        label: 'Retention in hours',
        value: this.hours,
        type: 'number',
        hint: `24 to 8,760 (365 days). ${this.cost}`,
        fault,
        disabled: this.disabled,
        onChange: value => {
          this.hours = value;
          this.#tellRetention();
        },
      })}
      ${lower ? html`<p class="notice warning">Records older than ${this.hours} hours can no longer be read once this is saved. You are asked again.</p>` : nothing}
      ${choiceField({
        id: 'mode',
        label: 'Capacity mode',
        value: this.mode,
        choices: [
          { value: 'PROVISIONED', label: 'Provisioned' },
          { value: 'ON_DEMAND', label: 'On-demand' },
        ],
        hint: 'Can be changed twice in 24 hours. The shards stay as they are at first.',
        disabled: this.disabled,
        onChange: value => {
          this.mode = value === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED';
        },
      })}
      ${choiceField({
        id: 'encryption',
        label: 'Encryption at rest',
        value: this.encrypted ? 'KMS' : 'NONE',
        choices: [
          { value: 'NONE', label: 'None' },
          { value: 'KMS', label: 'KMS key' },
        ],
        hint: 'Holds for records put from then on. Producers need kms:GenerateDataKey on the key, consumers kms:Decrypt.',
        disabled: this.disabled,
        onChange: value => {
          this.encrypted = value === 'KMS';
        },
      })}
      ${
        this.encrypted
          ? textField({
              id: 'kms-key',
              label: 'KMS key',
              value: this.key,
              hint: 'Id, ARN or alias; alias/aws/kinesis is the key that AWS manages.',
              fault: keyMissing ? 'Name a key' : undefined,
              disabled: this.disabled,
              onChange: value => {
                this.key = value;
              },
            })
          : nothing
      }
      <div class="row">
        <vscode-button id="save" ?disabled=${this.disabled || idle || fault !== undefined || keyMissing}
          @click=${() => this.dispatchEvent(new CustomEvent<StreamChangeInput>('save', { detail: change }))}>Save</vscode-button>
        <vscode-button id="leave" secondary @click=${() => this.dispatchEvent(new CustomEvent('leave'))}>Cancel</vscode-button>
        ${idle ? html`<span class="hint">Nothing changed yet</span>` : nothing}
      </div>
    </div>`;
  }
}

customElements.define('mw-stream-form', StreamForm);
