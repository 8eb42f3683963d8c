import '../../../webview/bodyField.ts';
import './payloadEditor.ts';
import { attributesBytes } from '../../../core/messageRules.ts';
import { count, formatBytes } from '../../../core/text.ts';
import '../../../webview/attributeEditor.ts';
import {
  type AttributeRow,
  attributesOfRows,
  joinArrayType,
  rowFaults,
  rowsOfAttributes,
} from '../../../webview/attributeRows.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type { OutgoingNotification } from '../../topic.ts';
import type { PublishCheck, PublishEvents, PublishMethods, PublishPage } from '../publishProtocol.ts';
import type { Payload } from './payloadEditor.ts';

interface Published {
  readonly messageId: string;
  readonly sequenceNumber?: string;
  readonly at: string;
}

/** Milliseconds of quiet before the host checks a draft. */
const pause = 200;
const attributeTypes = ['String', 'Number', 'Binary', 'String.Array'] as const;

class TopicPublishPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    topic: { state: true },
    subject: { state: true },
    body: { state: true },
    attributeRows: { state: true },
    payloads: { state: true },
    groupId: { state: true },
    deduplicationId: { state: true },
    check: { state: true },
    published: { state: true },
  };

  /** The topic was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected topic: PublishPage | undefined;
  declare protected subject: string;
  declare protected body: string;
  declare protected attributeRows: readonly AttributeRow[];
  declare protected payloads: readonly Payload[];
  declare protected groupId: string;
  declare protected deduplicationId: string;
  declare protected check: PublishCheck | undefined;
  declare protected published: readonly Published[];
  readonly #host = connectToHost<PublishMethods, PublishEvents>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.gone = false;
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.topic = undefined;
    this.check = undefined;
    this.published = [];
    this.#fill({});
    this.#host.on('draft', draft => {
      this.#fill(draft);
      this.#checkSoon();
    });
  }

  protected override get heading(): string {
    return this.topic ? `Publish to ${this.topic.name}` : 'Publish';
  }

  #fill(draft: Partial<OutgoingNotification>): void {
    this.subject = draft.subject ?? '';
    this.body = draft.body ?? '';
    this.attributeRows = rowsOfAttributes(draft.attributes ?? {}).map(joinArrayType);
    this.payloads = Object.entries(draft.perProtocol ?? {}).map(([protocol, text]) => ({ protocol, text }));
    this.groupId = draft.groupId ?? '';
    this.deduplicationId = draft.deduplicationId ?? '';
  }

  protected override async load(): Promise<void> {
    const first = this.topic === undefined;
    const topic = await this.#host.call('load', undefined);
    this.topic = topic;
    this.scope = topic.scope;
    if (first) this.#fill(topic.draft);
    this.check = await this.#host.call('check', this.#draft());
  }

  #draft(): OutgoingNotification {
    const attributes = attributesOfRows(this.attributeRows);
    return {
      body: this.body,
      ...(this.subject !== '' && { subject: this.subject }),
      ...(this.payloads.length > 0 && {
        perProtocol: Object.fromEntries(this.payloads.map(({ protocol, text }) => [protocol, text])),
      }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(this.groupId !== '' && { groupId: this.groupId }),
      ...(this.deduplicationId !== '' && { deduplicationId: this.deduplicationId }),
    };
  }

  #edit(change: () => void): void {
    change();
    this.#checkSoon();
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const draft = this.#draft();
      const check = await this.#host.call('check', draft).catch(() => undefined);
      if (check) this.check = check;
    }, pause);
  }

  async #publish(): Promise<void> {
    const sent = await this.run(
      'Publishing',
      signal => this.#host.call('publish', this.#draft(), signal),
      ({ messageId }) => `Published as ${messageId}`,
    );
    if (sent) this.published = [{ ...sent, at: new Date().toLocaleTimeString() }, ...this.published].slice(0, 20);
  }

  /** Why nothing can be published. */
  get #locked(): string | undefined {
    if (this.gone) return 'The topic does not exist any more: it was deleted';
    return this.scope?.readOnly ? 'The connection is read-only, so nothing can be published' : undefined;
  }

  protected override renderActions(): TemplateResult {
    const locked = this.#locked;
    const faulty = rowFaults(this.attributeRows).some(fault => fault !== undefined);
    const off = locked !== undefined || this.busy !== undefined || faulty || (this.check?.problems.length ?? 1) > 0;
    return html`<div class="row" role="toolbar" aria-label="Publish">
      <vscode-button id="publish" icon="send" ?disabled=${off} title=${locked ?? nothing} @click=${() => this.#publish()}>Publish</vscode-button>
      <vscode-button id="who-gets" secondary icon="filter" ?disabled=${this.gone || this.busy !== undefined}
        @click=${() => this.run('Opening', () => this.#host.call('whoGets', this.#draft()))}>Who gets this message?</vscode-button>
      <vscode-button secondary icon="info" @click=${() => this.run('Opening', () => this.#host.call('openTopic', undefined))}>Topic details</vscode-button>
    </div>`;
  }

  protected override renderContent(): TemplateResult {
    const { topic, check } = this;
    if (!topic) return html``;
    const locked = this.#locked;
    return html`
      ${locked ? html`<p class="notice warning">${locked}.</p>` : nothing}
      ${topic.subscriptions === 0 ? html`<p class="notice warning">The topic has no confirmed subscription: the message goes nowhere.</p>` : nothing}
      ${textField({
        id: 'subject',
        label: 'Subject',
        value: this.subject,
        hint: 'Optional; shown by e-mail programs and part of SNS’s JSON. 100 characters at most.',
        onChange: value => this.#edit(() => (this.subject = value)),
      })}
      <mw-body-field label=${this.payloads.length > 0 ? 'Message for every protocol without a payload of its own' : 'Message'}
        .value=${this.body} .limit=${topic.limit} .extraBytes=${attributesBytes(attributesOfRows(this.attributeRows))}
        @body-change=${(event: CustomEvent<string>) => this.#edit(() => (this.body = event.detail))}></mw-body-field>
      ${this.#renderFifo(topic)}
      <h2>Message attributes</h2>
      <p class="hint">Subscribers can filter by them. A String.Array is a JSON list such as ["a", "b"]; Binary is written as base64.</p>
      <mw-attribute-editor .rows=${this.attributeRows} .types=${attributeTypes}
        @rows-change=${(event: CustomEvent<readonly AttributeRow[]>) => this.#edit(() => (this.attributeRows = event.detail))}></mw-attribute-editor>
      <h2>Payload per protocol</h2>
      <mw-payload-editor .payloads=${this.payloads} .protocols=${topic.protocols}
        @payloads-change=${(event: CustomEvent<readonly Payload[]>) => this.#edit(() => (this.payloads = event.detail))}></mw-payload-editor>
      ${this.#renderCheck(topic, check)}
      ${this.#renderPublished()}`;
  }

  #renderFifo(topic: PublishPage): TemplateResult {
    return html`${textField({
      id: 'group-id',
      label: topic.fifo ? 'Message group id' : 'Message group id (optional)',
      value: this.groupId,
      hint: topic.fifo
        ? 'Messages of one group are delivered in order.'
        : 'Handed on to SQS queues, where it shares consumers fairly among groups.',
      onChange: value => this.#edit(() => (this.groupId = value)),
    })}
    ${
      topic.fifo
        ? textField({
            id: 'deduplication-id',
            label: 'Deduplication id',
            value: this.deduplicationId,
            hint: topic.contentBasedDeduplication
              ? 'Empty = made from the body. A second message with the same id within 5 minutes is accepted and not delivered.'
              : 'A second message with the same id within 5 minutes is accepted and not delivered.',
            onChange: value => this.#edit(() => (this.deduplicationId = value)),
          })
        : nothing
    }`;
  }

  #renderCheck(topic: PublishPage, check: PublishCheck | undefined): TemplateResult {
    if (!check) return html``;
    const size =
      this.payloads.length > 0 ? `With all payloads ${formatBytes(check.bytes)} of ${formatBytes(topic.limit)}` : '';
    return html`<div class="stack" data-testid="check">
      ${size ? html`<p class=${check.bytes > topic.limit ? 'error' : 'hint'}>${size}</p>` : nothing}
      ${check.problems.length > 0 ? html`<ul class="hint" aria-label="To do before publishing">${check.problems.map(problem => html`<li>${problem}</li>`)}</ul>` : nothing}
      ${check.warnings.map(warning => html`<p class="notice warning">${warning}</p>`)}
    </div>`;
  }

  #renderPublished(): TemplateResult | typeof nothing {
    if (this.published.length === 0) return nothing;
    return html`<h2>Published</h2><p class="hint">${count(this.published.length, 'message')} from this page, the newest first</p>
      <table><caption class="visually-hidden">Published messages</caption>
        <thead><tr><th scope="col">Time</th><th scope="col">Message id</th><th scope="col">Sequence number</th></tr></thead>
        <tbody>${this.published.map(
          entry =>
            html`<tr><td>${entry.at}</td><td class="mono">${entry.messageId}</td><td class="mono">${entry.sequenceNumber ?? '–'}</td></tr>`,
        )}</tbody></table>`;
  }
}

startPage('mw-topic-publish', TopicPublishPage);
