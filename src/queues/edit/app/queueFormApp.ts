import { rowsOfTags, type TagRow, tagFaults, tagsOfRows } from '../../../core/tags.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import '../../../webview/bodyField.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import '../../../webview/tagEditor.ts';
import type { QueueAttributeFact } from '../../queueAttributes.ts';
import { type FormFaults, fieldsOf, formChanges, formFaults, newQueueForm, type QueueForm } from '../queueForm.ts';
import type { FormView, QueueFormEvents, QueueFormMethods } from '../queueFormProtocol.ts';
import { hintOrFault, rangeWords, renderChanges, unitOf } from './formParts.ts';

const host = connectToHost<QueueFormMethods, QueueFormEvents>();

/** The form that makes a queue or changes one. */
class QueueFormApp extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 0 28px; }
      .fields .wide { grid-column: 1 / -1; }
      .fields vscode-textfield, .fields vscode-single-select { max-width: none; }
      .with-button { display: flex; gap: 6px; align-items: center; }
      .with-button vscode-textfield { flex: 1; max-width: 640px; }
      fieldset { border: 0; padding: 0; margin: 10px 0; min-width: 0; }
      legend { font-weight: 600; padding: 0; }
      .indent { padding-left: 24px; }
      .changes { max-height: 30vh; overflow: auto; margin-bottom: 8px; }
      td.mono { white-space: pre-wrap; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    form: { state: true },
    tagRows: { state: true },
    tried: { state: true },
  };

  declare private view: FormView | undefined;
  declare private form: QueueForm | undefined;
  declare private tagRows: readonly TagRow[];
  /** Saving was tried: faults of untouched fields are shown from then on. */
  declare private tried: boolean;

  constructor() {
    super();
    this.view = undefined;
    this.form = undefined;
    this.tagRows = [];
    this.tried = false;
    this.addEventListener('keydown', event => this.#onKey(event));
  }

  protected override get heading(): string {
    return this.view?.mode === 'edit' ? `Edit ${this.view.before.name}` : 'Create a queue';
  }

  protected override async load(): Promise<void> {
    const view = await host.call('load', undefined);
    this.view = view;
    this.scope = view.scope;
    this.form = view.before;
    this.tagRows = rowsOfTags(view.before.tags);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#save();
  }

  #set(part: Partial<QueueForm>): void {
    if (!this.form) return;
    this.form = { ...this.form, ...part };
    this.failure = undefined;
  }

  #setValue(name: string, value: string): void {
    if (this.form) this.#set({ values: { ...this.form.values, [name]: value } });
  }

  /** Keeps the suffix of names in step with the kind of queue. */
  #setFifo(fifo: boolean): void {
    const { form } = this;
    if (!form) return;
    const suffixed = (name: string): string => {
      const stem = name.replace(/\.fifo$/, '');
      return fifo && stem !== '' ? `${stem}.fifo` : stem;
    };
    this.#set({ fifo, name: suffixed(form.name), deadLetterName: suffixed(form.deadLetterName) });
  }

  #setDeadLetters(deadLetters: QueueForm['deadLetters']): void {
    const { form } = this;
    if (!form) return;
    const suggested = form.name === '' ? '' : `${form.name.replace(/\.fifo$/, '')}-dlq${form.fifo ? '.fifo' : ''}`;
    const deadLetterName = deadLetters === 'new' && form.deadLetterName === '' ? suggested : form.deadLetterName;
    this.#set({ deadLetters, deadLetterName });
  }

  async #choose(): Promise<void> {
    const { form } = this;
    if (!form) return;
    try {
      const chosen = await host.call('chooseDeadLetterQueue', { fifo: form.fifo });
      if (chosen) this.#set({ deadLetterArn: chosen.arn });
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  get #finished(): QueueForm | undefined {
    return this.form && { ...this.form, tags: tagsOfRows(this.tagRows) };
  }

  async #save(): Promise<void> {
    const form = this.#finished;
    if (!form || this.busy !== undefined || this.scope?.readOnly) return;
    this.tried = true;
    const faults = Object.values({
      ...formFaults(form),
      ...(tagFaults(this.tagRows).some(Boolean) && { tags: 'A tag is not right' }),
    });
    if (faults.length > 0) {
      this.status = '';
      this.failure = `Not saved. ${faults.map(fault => `${fault}.`).join(' ')}`;
      return;
    }
    const creating = this.view?.mode === 'create';
    const done = await this.run(
      creating ? `Creating ${form.name}` : 'Saving',
      async signal => {
        await host.call('save', form, signal);
        return true;
      },
      () => (creating ? 'Created' : 'Saved'),
    );
    if (!done && this.failure === undefined) this.status = 'Cancelled. It may have been done all the same.';
  }

  protected override renderContent(): TemplateResult {
    const form = this.#finished;
    const { view } = this;
    if (!form || !view) return html``;
    const faults = this.#shownFaults(form, view);
    return html`
      ${view.mode === 'create' ? this.#renderName(form, faults) : nothing}
      <h2>Attributes</h2>
      <div class="fields">${fieldsOf(form)
        .filter(fact => !fact.name.startsWith('Kms') && fact.name !== 'Policy')
        .map(fact => this.#renderField(fact, form, faults[fact.name]))}</div>
      <h2>Dead letters</h2>
      ${this.#renderDeadLetters(form, faults['deadLetters'])}
      ${this.#renderAllow(form, faults['allow'])}
      <h2>Encryption</h2>
      ${this.#renderEncryption(form, faults)}
      <h2>Access policy</h2>
      ${this.#renderPolicy(form, faults['Policy'])}
      <h2>Tags</h2>
      ${
        view.tagsProblem === undefined
          ? html`<mw-tag-editor .rows=${this.tagRows} @rows-change=${(event: CustomEvent<readonly TagRow[]>) => {
              this.tagRows = event.detail;
            }}></mw-tag-editor>`
          : html`<p class="notice warning">${view.tagsProblem}</p>`
      }
    `;
  }

  /** Before saving was tried, an empty name is no fault yet. */
  #shownFaults(form: QueueForm, view: FormView): FormFaults {
    const faults = formFaults(form);
    if (this.tried) return faults;
    const untouched = new Set<string>();
    if (form.name === view.before.name) untouched.add('name');
    if (form.deadLetterArn === '' && form.deadLetters === 'existing') untouched.add('deadLetters');
    if (form.allowedSources === '') untouched.add('allow');
    if (!form.values['KmsMasterKeyId']) untouched.add('KmsMasterKeyId');
    return Object.fromEntries(Object.entries(faults).filter(([place]) => !untouched.has(place)));
  }

  #renderName(form: QueueForm, faults: FormFaults): TemplateResult {
    return html`<div class="field">
        <label for="name">Name</label>
        <vscode-textfield id="name" .label=${'Name'} autofocus .value=${form.name} ?invalid=${faults['name'] !== undefined}
          @input=${(event: Event) => this.#set({ name: read(event).trim() })}></vscode-textfield>
        ${hintOrFault(faults['name'], 'Letters, digits, hyphens and underscores, 80 at most.')}
      </div>
      <div class="field">
        <vscode-checkbox id="fifo" label="FIFO queue" ?checked=${form.fifo}
          @change=${(event: Event) => this.#setFifo((event.target as HTMLInputElement).checked)}></vscode-checkbox>
        <span class="hint">Messages of a group arrive in order and once. Chosen at creation, for good; the name ends in .fifo.</span>
      </div>`;
  }

  #renderField(fact: QueueAttributeFact, form: QueueForm, fault: string | undefined): TemplateResult {
    const value = form.values[fact.name] ?? '';
    if (fact.format === 'yesNo') {
      return html`<div class="field">
        <vscode-checkbox id=${fact.name} label=${fact.label} ?checked=${value === 'true'}
          @change=${(event: Event) => this.#setValue(fact.name, String((event.target as HTMLInputElement).checked))}></vscode-checkbox>
        ${hintOrFault(fault, fact.explanation)}
      </div>`;
    }
    return html`<div class="field">
      <label for=${fact.name}>${fact.label}${unitOf(fact)}</label>
      ${
        fact.choices
          ? html`<vscode-single-select id=${fact.name} .label=${fact.label} .value=${value}
              @change=${(event: Event) => this.#setValue(fact.name, read(event))}>
              ${fact.choices.map(choice => html`<vscode-option value=${choice} ?selected=${choice === value}>${choice}</vscode-option>`)}
            </vscode-single-select>`
          : html`<vscode-textfield id=${fact.name} .label=${`${fact.label}${unitOf(fact)}`} .value=${value} ?invalid=${fault !== undefined}
              @input=${(event: Event) => this.#setValue(fact.name, read(event))}></vscode-textfield>`
      }
      ${hintOrFault(fault, `${rangeWords(fact, value)}${fact.explanation}`)}
    </div>`;
  }

  #renderDeadLetters(form: QueueForm, fault: string | undefined): TemplateResult {
    const choice = (value: QueueForm['deadLetters'], label: string): TemplateResult =>
      html`<vscode-radio name="dead-letters" value=${value} label=${label} ?checked=${form.deadLetters === value}
        @change=${() => this.#setDeadLetters(value)}></vscode-radio>`;
    return html`<fieldset>
      <legend class="visually-hidden">Where messages go that keep failing</legend>
      <vscode-radio-group variant="vertical" aria-label="Dead-letter queue">
        ${choice('none', 'No dead-letter queue')}${choice('existing', 'An existing queue')}${choice('new', 'A new queue')}
      </vscode-radio-group>
      ${form.deadLetters === 'none' ? nothing : this.#renderTarget(form, fault)}
    </fieldset>`;
  }

  #renderTarget(form: QueueForm, fault: string | undefined): TemplateResult {
    return html`<div class="indent">
      ${
        form.deadLetters === 'existing'
          ? html`<div class="field"><label for="dlq-arn">ARN of the dead-letter queue</label>
              <div class="with-button">
                <vscode-textfield id="dlq-arn" .label=${'ARN of the dead-letter queue'} .value=${form.deadLetterArn}
                  @input=${(event: Event) => this.#set({ deadLetterArn: read(event) })}></vscode-textfield>
                <vscode-button secondary @click=${() => this.#choose()}>Choose…</vscode-button>
              </div></div>`
          : html`<div class="field"><label for="dlq-name">Name of the new dead-letter queue</label>
              <vscode-textfield id="dlq-name" .label=${'Name of the new dead-letter queue'} .value=${form.deadLetterName}
                @input=${(event: Event) => this.#set({ deadLetterName: read(event).trim() })}></vscode-textfield>
              <span class="hint">It is created first, keeps messages 14 days and gets the same tags.</span></div>`
      }
      <div class="field"><label for="receives">Maximum receives</label>
        <vscode-textfield id="receives" .label=${'Maximum receives'} .value=${form.maxReceiveCount}
          @input=${(event: Event) => this.#set({ maxReceiveCount: read(event).trim() })}></vscode-textfield>
        <span class="hint">A message moves after this many receives without a delete. Looking at messages counts too.</span>
      </div>
      ${fault === undefined ? nothing : html`<p class="error" role="alert">${fault}</p>`}
    </div>`;
  }

  #renderAllow(form: QueueForm, fault: string | undefined): TemplateResult {
    return html`<div class="field">
      <label for="allow">Who may use this queue as their dead-letter queue</label>
      <vscode-single-select id="allow" .label=${'Who may use this queue as their dead-letter queue'} .value=${form.allow}
        @change=${(event: Event) => this.#set({ allow: read(event) as QueueForm['allow'] })}>
        <vscode-option value="all" ?selected=${form.allow === 'all'}>All queues of the account</vscode-option>
        <vscode-option value="none" ?selected=${form.allow === 'none'}>No queue</vscode-option>
        <vscode-option value="byQueue" ?selected=${form.allow === 'byQueue'}>These queues only</vscode-option>
      </vscode-single-select>
      ${
        form.allow === 'byQueue'
          ? html`<vscode-textarea .label=${'ARNs of the queues, one in a line'} rows="3" .value=${form.allowedSources}
              placeholder="arn:aws:sqs:eu-west-1:123456789012:orders"
              @input=${(event: Event) => this.#set({ allowedSources: read(event) })}></vscode-textarea>
            ${hintOrFault(fault, 'ARNs of 1 to 10 queues, one in a line.')}`
          : nothing
      }
    </div>`;
  }

  #renderEncryption(form: QueueForm, faults: FormFaults): TemplateResult {
    const kms = fieldsOf(form).filter(fact => fact.name.startsWith('Kms'));
    return html`<div class="field">
        <label for="encryption">Encryption at rest</label>
        <vscode-single-select id="encryption" .label=${'Encryption at rest'} .value=${form.encryption}
          @change=${(event: Event) => this.#set({ encryption: read(event) as QueueForm['encryption'] })}>
          <vscode-option value="sqs" ?selected=${form.encryption === 'sqs'}>Keys that SQS manages (SSE-SQS)</vscode-option>
          <vscode-option value="kms" ?selected=${form.encryption === 'kms'}>A KMS key (SSE-KMS)</vscode-option>
          <vscode-option value="none" ?selected=${form.encryption === 'none'}>None</vscode-option>
        </vscode-single-select>
      </div>
      <div class="fields">${kms.map(fact => this.#renderField(fact, form, faults[fact.name]))}</div>`;
  }

  #renderPolicy(form: QueueForm, fault: string | undefined): TemplateResult {
    return html`<mw-body-field label="Policy as JSON; empty = none" .value=${form.values['Policy'] ?? ''}
        @body-change=${(event: CustomEvent<string>) => this.#setValue('Policy', event.detail)}></mw-body-field>
      ${fault === undefined ? nothing : html`<p class="error">${fault}</p>`}`;
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    const form = this.#finished;
    const { view } = this;
    if (!form || !view) return nothing;
    const creating = view.mode === 'create';
    const before = creating ? newQueueForm(form.name, {}) : view.before;
    const changes = formChanges(before, form);
    const nothingToSave =
      !creating &&
      Object.keys(changes).length === 0 &&
      form.deadLetters !== 'new' &&
      JSON.stringify(form.tags) === JSON.stringify(view.before.tags);
    const reason = this.scope?.readOnly ? 'This connection is read-only. Allow changes to it first.' : undefined;
    return html`
      ${creating ? nothing : renderChanges(view.before, form, changes)}
      ${this.scope?.production ? html`<p class="notice warning">Production: the change takes effect for its users within a minute.</p>` : nothing}
      <div class="row">
        <vscode-button id="save" ?disabled=${this.busy !== undefined || reason !== undefined || nothingToSave}
          @click=${() => this.#save()}>${creating ? 'Create queue' : 'Save changes'}</vscode-button>
        <vscode-button secondary @click=${() => void host.call('close', undefined)}>Cancel</vscode-button>
        ${reason === undefined ? nothing : html`<span class="warning">${reason}</span>`}
        ${nothingToSave && reason === undefined ? html`<span class="hint">Nothing is changed yet</span>` : nothing}
      </div>`;
  }
}

function read(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

startPage('mw-queue-form', QueueFormApp);
