import { html, nothing, type TemplateResult } from './elements.ts';

/** What all fields of a form have: an id unique on the page, words above, words below, and what is wrong. */
export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onChange: (value: string) => void;
}

function frame(
  options: Pick<FieldOptions, 'id' | 'label' | 'hint' | 'fault'>,
  control: TemplateResult,
): TemplateResult {
  return html`<div class="field">
    <label for=${options.id}>${options.label}</label>
    ${control}
    ${options.hint ? html`<span class="hint">${options.hint}</span>` : nothing}
    ${options.fault ? html`<span class="error" role="alert">${options.fault}</span>` : nothing}
  </div>`;
}

/** The name a screen reader hears: label, hint and fault, since the control sits behind a shadow root. */
function spoken(options: Pick<FieldOptions, 'label' | 'hint' | 'fault'>): string {
  return [options.label, options.hint, options.fault].filter(part => part).join('. ');
}

const read = (event: Event): string => (event.target as HTMLInputElement).value;

export function textField(
  options: FieldOptions & {
    readonly type?: 'text' | 'number' | 'datetime-local';
    readonly placeholder?: string;
    readonly step?: number;
  },
): TemplateResult {
  return frame(
    options,
    html`<vscode-textfield id=${options.id} .label=${spoken(options)} .type=${options.type ?? 'text'}
      .step=${options.step} .value=${options.value} placeholder=${options.placeholder ?? nothing}
      ?invalid=${Boolean(options.fault)} ?disabled=${options.disabled ?? false}
      @input=${(event: Event) => options.onChange(read(event))}></vscode-textfield>`,
  );
}

/** Several lines in the editor's font, for JSON and payloads. */
export function documentField(options: FieldOptions & { readonly rows?: number }): TemplateResult {
  return frame(
    options,
    html`<vscode-textarea id=${options.id} monospace resize="vertical" rows=${options.rows ?? 6} .label=${spoken(options)}
      .spellcheck=${false} .value=${options.value} ?invalid=${Boolean(options.fault)} ?disabled=${options.disabled ?? false}
      @input=${(event: Event) => options.onChange(read(event))}></vscode-textarea>`,
  );
}

export function choiceField(
  options: FieldOptions & {
    readonly choices: readonly (string | { readonly value: string; readonly label: string })[];
  },
): TemplateResult {
  const choices = options.choices.map(choice =>
    typeof choice === 'string' ? { value: choice, label: choice } : choice,
  );
  return frame(
    options,
    html`<vscode-single-select id=${options.id} .label=${spoken(options)} ?disabled=${options.disabled ?? false}
      @change=${(event: Event) => options.onChange(read(event))}>
      ${choices.map(
        choice =>
          html`<vscode-option value=${choice.value} ?selected=${choice.value === options.value}>${choice.label}</vscode-option>`,
      )}
    </vscode-single-select>`,
  );
}

/** On or off, as `true` and `false`. */
export function switchField(options: FieldOptions): TemplateResult {
  return html`<div class="field">
    <vscode-checkbox id=${options.id} .label=${options.label} ?checked=${options.value === 'true'}
      ?disabled=${options.disabled ?? false}
      @change=${(event: Event) => options.onChange(String((event.target as HTMLInputElement).checked))}></vscode-checkbox>
    ${options.hint ? html`<span class="hint">${options.hint}</span>` : nothing}
    ${options.fault ? html`<span class="error" role="alert">${options.fault}</span>` : nothing}
  </div>`;
}
