import { baseStyles } from '../../../webview/baseStyles.ts';
import { html, LitElement, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, documentField, switchField, textField } from '../../../webview/formFields.ts';
import type { TopicDetailsRow } from '../topicDetailsProtocol.ts';

/** The editable attributes of a topic as a form. Fires `save` (CustomEvent of what differs) and `leave`. */
export class TopicForm extends LitElement {
  static override styles = [baseStyles];
  static override properties = { rows: { attribute: false }, disabled: { type: Boolean }, edited: { state: true } };

  declare rows: readonly TopicDetailsRow[];
  declare disabled: boolean;
  declare protected edited: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.rows = [];
    this.disabled = false;
    this.edited = {};
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-textfield')?.focus();
  }

  #changes(): Record<string, string> {
    const shown = new Map(this.rows.map(row => [row.name, shownValue(row)]));
    return Object.fromEntries(Object.entries(this.edited).filter(([name, value]) => shown.get(name) !== value));
  }

  protected override render(): TemplateResult {
    const changes = Object.keys(this.#changes());
    return html`<div role="form" aria-label="Edit attributes">
      ${this.rows.filter(row => row.editable).map(row => this.#renderField(row))}
      <div class="row">
        <vscode-button id="save" ?disabled=${this.disabled || changes.length === 0}
          @click=${() => this.dispatchEvent(new CustomEvent('save', { detail: this.#changes() }))}>Save</vscode-button>
        <vscode-button id="leave" secondary @click=${() => this.dispatchEvent(new CustomEvent('leave'))}>Cancel</vscode-button>
        <span class="hint">${changes.length === 0 ? 'Nothing changed yet' : `Changed: ${changes.join(', ')}`}</span>
      </div>
    </div>`;
  }

  #renderField(row: TopicDetailsRow): TemplateResult {
    const options = {
      id: row.name,
      label: row.label,
      hint: row.explanation,
      value: this.edited[row.name] ?? shownValue(row),
      disabled: this.disabled,
      onChange: (value: string) => {
        this.edited = { ...this.edited, [row.name]: value };
      },
    };
    if (row.kind === 'json') return documentField({ ...options, rows: row.name === 'Policy' ? 14 : 6 });
    if (row.kind === 'switch') return switchField(options);
    if (row.kind === 'choice') return choiceField({ ...options, choices: row.choices ?? [] });
    return textField({ ...options, type: row.kind === 'bytes' ? 'number' : 'text' });
  }
}

/** JSON is edited as it is laid out for reading, everything else as SNS has it. */
function shownValue(row: TopicDetailsRow): string {
  return row.kind === 'json' ? row.value : row.raw;
}

customElements.define('mw-topic-form', TopicForm);
