import { rowsOfTags, type TagRow, tagChange, tagFaults, tagsOfRows } from '../core/tags.ts';
import { baseStyles } from './baseStyles.ts';
import { html, LitElement, type PropertyValues, type TemplateResult } from './elements.ts';
import './tagEditor.ts';

/** What *Save tags* asks for. */
export interface TagChange {
  readonly set: Record<string, string>;
  readonly remove: string[];
}

/** The tags of a resource with their editor and a save button. Fires `save-tags` (CustomEvent<TagChange>). */
export class TagSection extends LitElement {
  static override styles = baseStyles;

  static override properties = {
    tags: { attribute: false },
    failure: { attribute: false },
    disabled: { type: Boolean },
    rows: { state: true },
  };

  /** As the service has them; new ones replace what is being edited. */
  declare tags: Readonly<Record<string, string>>;
  /** Why they could not be read. */
  declare failure: string | undefined;
  declare disabled: boolean;
  declare private rows: readonly TagRow[];

  constructor() {
    super();
    this.tags = {};
    this.failure = undefined;
    this.disabled = false;
    this.rows = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('tags')) this.rows = rowsOfTags(this.tags);
  }

  protected override render(): TemplateResult {
    if (this.failure !== undefined) {
      return html`<p class="notice warning">The tags could not be read: ${this.failure}</p>`;
    }
    const change: TagChange = tagChange(this.tags, tagsOfRows(this.rows));
    const idle = Object.keys(change.set).length === 0 && change.remove.length === 0;
    const faulty = tagFaults(this.rows).some(fault => fault !== undefined);
    const save = () => this.dispatchEvent(new CustomEvent<TagChange>('save-tags', { detail: change }));
    return html`<mw-tag-editor .rows=${this.rows} ?disabled=${this.disabled}
        @rows-change=${(event: CustomEvent<readonly TagRow[]>) => {
          this.rows = event.detail;
        }}></mw-tag-editor>
      <p><vscode-button id="save-tags" ?disabled=${this.disabled || idle || faulty} @click=${save}>Save tags</vscode-button></p>`;
  }
}

customElements.define('mw-tag-section', TagSection);
