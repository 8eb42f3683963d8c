import '../../../webview/bodyField.ts';
import { formatBytes, utf8Length } from '../../../core/text.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, documentField, textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type { PutCheck, PutDraft, PutEvents, PutMethods, PutPage, PutResult } from '../putProtocol.ts';

interface Put extends PutResult {
  readonly at: string;
  readonly partitionKey: string;
}

/** Milliseconds of quiet before the host checks a draft. */
const pause = 150;

class StreamPutPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    stream: { state: true },
    body: { state: true },
    encoding: { state: true },
    partitionKey: { state: true },
    explicitHashKey: { state: true },
    check: { state: true },
    puts: { state: true },
  };

  /** The stream was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected stream: PutPage | undefined;
  declare protected body: string;
  declare protected encoding: 'text' | 'base64';
  declare protected partitionKey: string;
  declare protected explicitHashKey: string;
  declare protected check: PutCheck | undefined;
  declare protected puts: readonly Put[];
  readonly #host = connectToHost<PutMethods, PutEvents>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.gone = false;
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.stream = undefined;
    this.check = undefined;
    this.puts = [];
    this.#fill({});
    this.#host.on('draft', draft => this.#edit(() => this.#fill(draft)));
  }

  protected override get heading(): string {
    return this.stream ? `Put a record into ${this.stream.name}` : 'Put record';
  }

  #fill(draft: Partial<PutDraft>): void {
    this.body = draft.body ?? '';
    this.encoding = draft.encoding ?? 'text';
    this.partitionKey = draft.partitionKey ?? '';
    this.explicitHashKey = draft.explicitHashKey ?? '';
  }

  protected override async load(): Promise<void> {
    const first = this.stream === undefined;
    const stream = await this.#host.call('load', undefined);
    this.stream = stream;
    this.scope = stream.scope;
    if (first) this.#fill(stream.draft);
    this.check = await this.#host.call('check', this.#draft());
  }

  #draft(): PutDraft {
    return {
      body: this.body,
      encoding: this.encoding,
      partitionKey: this.partitionKey,
      ...(this.explicitHashKey !== '' && { explicitHashKey: this.explicitHashKey.trim() }),
    };
  }

  #edit(change: () => void): void {
    change();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const check = await this.#host.call('check', this.#draft()).catch(() => undefined);
      if (check) this.check = check;
    }, pause);
  }

  async #put(): Promise<void> {
    const { partitionKey } = this;
    const put = await this.run(
      'Putting the record',
      signal => this.#host.call('put', this.#draft(), signal),
      ({ shardId, sequenceNumber }) => `Put into ${shardId} as ${sequenceNumber}`,
    );
    if (!put) return;
    this.puts = [{ ...put, partitionKey, at: new Date().toLocaleTimeString() }, ...this.puts].slice(0, 20);
    if (put.expected !== put.shardId)
      this.check = await this.#host.call('check', this.#draft()).catch(() => this.check);
  }

  /** Why nothing can be put. */
  get #locked(): string | undefined {
    if (this.gone) return 'The stream does not exist any more: it was deleted';
    return this.scope?.readOnly ? 'The connection is read-only, so nothing can be put' : undefined;
  }

  protected override renderActions(): TemplateResult {
    const locked = this.#locked;
    const off = locked !== undefined || this.busy !== undefined || (this.check?.problems.length ?? 1) > 0;
    return html`<div class="row">
      <vscode-button id="put" icon="send" ?disabled=${off} title=${locked ?? nothing} @click=${() => this.#put()}>Put record</vscode-button>
    </div>`;
  }

  protected override renderContent(): TemplateResult {
    const { stream, check } = this;
    if (!stream) return html``;
    const locked = this.#locked;
    return html`
      ${locked ? html`<p class="notice warning">${locked}.</p>` : nothing}
      ${textField({
        id: 'partition-key',
        label: 'Partition key',
        value: this.partitionKey,
        hint: 'Up to 256 characters. Records with the same key land in the same shard, in order.',
        onChange: value => this.#edit(() => (this.partitionKey = value)),
      })}
      ${textField({
        id: 'explicit-hash-key',
        label: 'Explicit hash key (optional)',
        value: this.explicitHashKey,
        hint: 'A number from 0 to 2^128 - 1 that chooses the shard instead of the MD5 of the partition key.',
        onChange: value => this.#edit(() => (this.explicitHashKey = value)),
      })}
      ${this.#renderShard(stream, check)}
      ${choiceField({
        id: 'encoding',
        label: 'Data is written as',
        value: this.encoding,
        choices: [
          { value: 'text', label: 'Text (UTF-8)' },
          { value: 'base64', label: 'Base64' },
        ],
        onChange: value => this.#edit(() => (this.encoding = value === 'base64' ? 'base64' : 'text')),
      })}
      ${this.#renderData(stream, check)}
      ${check && check.problems.length > 0 ? html`<ul class="hint" aria-label="To do before putting">${check.problems.map(problem => html`<li>${problem}</li>`)}</ul>` : nothing}
      ${this.#renderPuts()}`;
  }

  #renderShard(stream: PutPage, check: PutCheck | undefined): TemplateResult {
    if (check?.hashKey === undefined)
      return html`<p class="hint" data-testid="shard">The shard is computed once there is a partition key.</p>`;
    const share =
      check.shard &&
      `${Number((check.shard.share * 100).toFixed(1))} % of the hash keys, ${stream.openShards} open shards`;
    return html`<p data-testid="shard">
      ${
        check.shard
          ? html`Lands in <strong class="mono">${check.shard.id}</strong> <span class="hint">(${share})</span>`
          : html`<span class="hint">No open shard is known for this hash key; Kinesis says afterwards where the record went.</span>`
      }
      <br><span class="hint mono">hash key ${check.hashKey}</span></p>`;
  }

  #renderData(stream: PutPage, check: PutCheck | undefined): TemplateResult {
    if (this.encoding === 'text') {
      return html`<mw-body-field label="Data" .value=${this.body} .limit=${stream.limit} .extraBytes=${utf8Length(this.partitionKey)}
        extraLabel="partition key" anyCharacter
        @body-change=${(event: CustomEvent<string>) => this.#edit(() => (this.body = event.detail))}></mw-body-field>`;
    }
    return documentField({
      id: 'data',
      label: 'Data in base64',
      value: this.body,
      rows: 10,
      hint: `${formatBytes(check?.bytes ?? 0)} of ${formatBytes(stream.limit)} with the partition key`,
      onChange: value => this.#edit(() => (this.body = value)),
    });
  }

  #renderPuts(): TemplateResult | typeof nothing {
    if (this.puts.length === 0) return nothing;
    return html`<h2>Put</h2><table>
      <caption class="visually-hidden">Records put from this page</caption>
      <thead><tr><th scope="col">Time</th><th scope="col">Partition key</th><th scope="col">Shard</th><th scope="col">Sequence number</th><th scope="col">Actions</th></tr></thead>
      <tbody>${this.puts.map(
        put => html`<tr>
          <td>${put.at}</td><td>${put.partitionKey}</td>
          <td>${put.shardId}${this.#renderExpectation(put)}</td>
          <td class="mono">${put.sequenceNumber}</td>
          <td><vscode-button secondary icon="inbox" aria-label=${`Read from record ${put.sequenceNumber}`}
            @click=${() => this.run('Opening', () => this.#host.call('read', { shardId: put.shardId, sequenceNumber: put.sequenceNumber }))}>Read from here</vscode-button></td>
        </tr>`,
      )}</tbody></table>`;
  }

  #renderExpectation(put: Put): TemplateResult | typeof nothing {
    if (put.expected === undefined) return nothing;
    return put.expected === put.shardId
      ? html` <span class="hint">as computed</span>`
      : html` <span class="warning">computed ${put.expected}; the shards have changed meanwhile</span>`;
  }
}

startPage('mw-stream-put', StreamPutPage);
