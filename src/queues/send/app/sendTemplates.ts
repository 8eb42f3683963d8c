import { templateNameFault } from '../../../messages/compose/templateName.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { textField } from '../../../webview/formFields.ts';
import type { TemplateChoice, TemplateList } from '../queueSendProtocol.ts';

/**
 * Messages kept under a name. Fires `template-load`, `template-save` and `template-delete` (CustomEvent<TemplateChoice>);
 * the page does what they say and hands the list back.
 */
export class SendTemplates extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .line { display: flex; flex-wrap: wrap; gap: 6px; align-items: end; }
      .line .field { flex: 0 1 16em; }
      ul { list-style: none; margin: 0 0 8px; padding: 0; }
      li { display: flex; gap: 6px; align-items: center; padding: 2px 0; }
      .name { flex: 1; overflow-wrap: anywhere; }
    `,
  ];

  static override properties = {
    list: { attribute: false },
    disabled: { type: Boolean },
    name: { state: true },
    place: { state: true },
  };

  declare list: TemplateList;
  declare disabled: boolean;
  declare private name: string;
  declare private place: TemplateChoice['place'] | undefined;

  constructor() {
    super();
    this.list = { templates: [], places: ['user'] };
    this.disabled = false;
    this.name = '';
    this.place = undefined;
  }

  get #place(): TemplateChoice['place'] {
    return this.place ?? this.list.places[0] ?? 'user';
  }

  #fire(type: 'template-load' | 'template-save' | 'template-delete', detail: TemplateChoice): void {
    this.dispatchEvent(new CustomEvent<TemplateChoice>(type, { detail }));
  }

  protected override render(): TemplateResult {
    const { templates, places } = this.list;
    const fault = this.name === '' ? undefined : templateNameFault(this.name);
    const standing = templates.some(({ name, place }) => name === this.name && place === this.#place);
    return html`
      ${
        templates.length === 0
          ? html`<p class="hint">No template yet. A template keeps everything above but the queue.</p>`
          : html`<ul aria-label="Templates">${templates.map(template => this.#renderTemplate(template))}</ul>`
      }
      <div class="line">
        ${textField({
          id: 'template-name',
          label: 'Save as',
          value: this.name,
          fault,
          disabled: this.disabled,
          onChange: name => {
            this.name = name;
          },
        })}
        ${
          places.length > 1
            ? html`<div class="field"><vscode-checkbox label="Share it in this workspace" ?checked=${this.#place === 'workspace'} ?disabled=${this.disabled}
                @change=${(event: Event) => {
                  this.place = (event.target as HTMLInputElement).checked ? 'workspace' : 'user';
                }}></vscode-checkbox></div>`
            : nothing
        }
        <div class="field"><vscode-button secondary icon="save" ?disabled=${this.disabled || this.name === '' || fault !== undefined}
          @click=${() => this.#fire('template-save', { name: this.name, place: this.#place })}>${standing ? 'Replace template' : 'Save template'}</vscode-button></div>
      </div>`;
  }

  #renderTemplate(template: TemplateChoice): TemplateResult {
    return html`<li>
      <span class="name">${template.name} <span class="hint">${template.place === 'workspace' ? 'workspace' : ''}</span></span>
      <vscode-button secondary ?disabled=${this.disabled} aria-label=${`Load the template ${template.name}`}
        @click=${() => this.#fire('template-load', template)}>Load</vscode-button>
      <vscode-button secondary icon="trash" icon-only title="Delete" ?disabled=${this.disabled} aria-label=${`Delete the template ${template.name}`}
        @click=${() => this.#fire('template-delete', template)}></vscode-button>
    </li>`;
  }
}

customElements.define('mw-send-templates', SendTemplates);
