import { sqs } from '../../../core/limits.ts';
import { fifoIdFault } from '../../../core/messageRules.ts';
import { html, type TemplateResult } from '../../../webview/elements.ts';
import { textField } from '../../../webview/formFields.ts';
import type { SendRules } from '../sendMessage.ts';

/** What a person types besides body and attributes. */
export interface DeliveryFields {
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly delay: string;
  readonly traceHeader: string;
}

/** What is wrong with the delay as it is typed, or undefined. */
export function delayFault(delay: string): string | undefined {
  return delay === '' || (/^\d+$/.test(delay) && Number(delay) <= sqs.maxDelaySeconds)
    ? undefined
    : `A whole number of seconds from 0 to ${sqs.maxDelaySeconds}`;
}

/** Group, deduplication or delay, and trace header: whichever this kind of queue takes. */
export function deliveryFields(
  fields: DeliveryFields,
  rules: SendRules,
  placeholders: boolean,
  set: (part: Partial<DeliveryFields>) => void,
): TemplateResult {
  return html`<div class="two">
    ${group(fields.groupId, rules.fifo, placeholders, set)}
    ${
      rules.fifo
        ? deduplication(fields.deduplicationId, rules.contentBasedDeduplication, placeholders, set)
        : delay(fields.delay, set)
    }
    ${textField({
      id: 'trace',
      label: 'X-Ray trace header (optional)',
      value: fields.traceHeader,
      placeholder: 'Root=1-…;Parent=…;Sampled=1',
      hint: 'Sent as AWSTraceHeader, so that the message shows up in the trace. It does not count as size.',
      onChange: value => set({ traceHeader: value.trim() }),
    })}
  </div>`;
}

type Setter = (part: Partial<DeliveryFields>) => void;

/** An id with placeholders is judged once they are filled in. */
function idFault(what: string, id: string, placeholders: boolean): string | undefined {
  return id === '' || (placeholders && id.includes('{{')) ? undefined : fifoIdFault(what, id);
}

function group(value: string, fifo: boolean, placeholders: boolean, set: Setter): TemplateResult {
  const fault = idFault('The message group id', value, placeholders);
  return html`<div class="field">
    <label for="group">Message group id${fifo ? '' : ' (optional)'}</label>
    <vscode-textfield id="group" .label=${'Message group id'} .value=${value} ?invalid=${fault !== undefined}
      @input=${(event: Event) => set({ groupId: read(event) })}></vscode-textfield>
    <span class=${fault ? 'error' : 'hint'}>${
      fault ??
      (fifo
        ? 'Messages of one group are delivered in order.'
        : 'Standard queues share fairly between groups: one busy tenant does not hold up the others.')
    }</span>
  </div>`;
}

function deduplication(value: string, contentBased: boolean, placeholders: boolean, set: Setter): TemplateResult {
  const fault = idFault('The deduplication id', value, placeholders);
  return html`<div class="field">
    <label for="deduplication">Deduplication id${contentBased ? ' (optional)' : ''}</label>
    <div class="with-button">
      <vscode-textfield id="deduplication" .label=${'Deduplication id'} .value=${value} ?invalid=${fault !== undefined}
        @input=${(event: Event) => set({ deduplicationId: read(event) })}></vscode-textfield>
      <vscode-button secondary @click=${() => set({ deduplicationId: crypto.randomUUID() })}>Generate</vscode-button>
    </div>
    <span class=${fault ? 'error' : 'hint'}>${
      fault ??
      `A second message with the same id within 5 minutes is accepted and dropped.${contentBased ? ' Empty = the SHA-256 of the body.' : ''}`
    }</span>
  </div>`;
}

function delay(value: string, set: Setter): TemplateResult {
  const fault = delayFault(value);
  return html`<div class="field">
    <label for="delay">Delay in seconds (optional)</label>
    <vscode-textfield id="delay" .label=${'Delay in seconds'} .value=${value} ?invalid=${fault !== undefined}
      @input=${(event: Event) => set({ delay: read(event).trim() })}></vscode-textfield>
    <span class=${fault ? 'error' : 'hint'}>${fault ?? `0 to ${sqs.maxDelaySeconds}. Empty = the queue's own delay.`}</span>
  </div>`;
}

function read(event: Event): string {
  return (event.target as HTMLInputElement).value;
}
