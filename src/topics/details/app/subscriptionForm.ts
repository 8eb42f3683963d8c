import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, documentField, switchField, textField } from '../../../webview/formFields.ts';
import { filterPolicyProblem } from '../../subscriptions/subscriptionRules.ts';
import type { SubscriptionInput, SubscriptionSettings } from '../topicDetailsProtocol.ts';

const protocols = ['sqs', 'lambda', 'firehose', 'https', 'http', 'email', 'email-json', 'sms', 'application'];
const endpointHints: Readonly<Record<string, string>> = {
  sqs: 'ARN of a queue. Its access policy has to let this topic send.',
  lambda: 'ARN of a function, a version or an alias.',
  firehose: 'ARN of a delivery stream.',
  https: 'Address; the endpoint has to confirm.',
  http: 'Address; the endpoint has to confirm.',
  email: 'E-mail address; its owner has to confirm.',
  'email-json': 'E-mail address; its owner has to confirm.',
  sms: 'Phone number in international form.',
  application: 'ARN of a mobile app’s endpoint.',
};

/** A new subscription, or the settings of one that stands. Fires `submit-subscription` (SubscriptionInput) and `leave`. */
export class SubscriptionForm extends LitElement {
  static override styles = [baseStyles, css`:host { margin-bottom: 16px; } ul.notice { padding-left: 28px; }`];
  static override properties = {
    fifo: { type: Boolean },
    disabled: { type: Boolean },
    standing: { attribute: false },
    problems: { attribute: false },
    draft: { state: true },
  };

  declare fifo: boolean;
  declare disabled: boolean;
  /** Present when the settings of a subscription are edited: protocol and endpoint stay as they are. */
  declare standing: { protocol: string; endpoint: string; settings: SubscriptionSettings } | undefined;
  declare problems: readonly string[];
  declare protected draft: SubscriptionInput;

  constructor() {
    super();
    this.fifo = false;
    this.disabled = false;
    this.standing = undefined;
    this.problems = [];
    this.draft = { protocol: 'sqs', endpoint: '', attributes: {} };
  }

  override willUpdate(): void {
    if (this.hasUpdated || !this.standing) return;
    const { protocol, endpoint, settings } = this.standing;
    const names = [
      'FilterPolicy',
      'FilterPolicyScope',
      'RawMessageDelivery',
      'RedrivePolicy',
      'SubscriptionRoleArn',
      'DeliveryPolicy',
    ];
    const attributes = names.flatMap(name => (settings[name] === undefined ? [] : [[name, settings[name]] as const]));
    this.draft = { protocol, endpoint, attributes: Object.fromEntries(attributes) };
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-textfield, vscode-textarea')?.focus();
  }

  #attribute(name: string): string {
    return this.draft.attributes[name] ?? '';
  }

  #setAttribute(name: string, value: string): void {
    this.draft = { ...this.draft, attributes: { ...this.draft.attributes, [name]: value } };
  }

  #submit(): void {
    this.dispatchEvent(new CustomEvent<SubscriptionInput>('submit-subscription', { detail: this.draft }));
  }

  protected override render(): TemplateResult {
    const { protocol } = this.draft;
    const hasRaw = ['sqs', 'http', 'https', 'firehose'].includes(protocol);
    return html`<div role="form" aria-label=${this.standing ? 'Edit subscription' : 'New subscription'}>
      ${this.standing ? nothing : this.#renderTarget()}
      ${documentField({
        ...this.#field('FilterPolicy', 'Filter policy'),
        rows: 5,
        fault: this.#policyFault(),
        hint: 'JSON: only messages it accepts are delivered, such as {"kind": ["order"]}. Empty = all of them. A change takes up to 15 minutes.',
      })}
      ${choiceField({
        ...this.#field('FilterPolicyScope', 'Filter policy reads'),
        value: this.#attribute('FilterPolicyScope') || 'MessageAttributes',
        choices: [
          { value: 'MessageAttributes', label: 'Message attributes' },
          { value: 'MessageBody', label: 'Message body (JSON)' },
        ],
      })}
      ${
        hasRaw
          ? switchField({
              ...this.#field('RawMessageDelivery', 'Raw message delivery'),
              hint: 'The subscriber gets the body as it was published, not wrapped in SNS’s JSON.',
            })
          : nothing
      }
      ${textField({
        ...this.#field('RedrivePolicy', 'Dead-letter queue'),
        value: deadLetterArn(this.#attribute('RedrivePolicy')),
        hint: 'ARN of an SQS queue in the same account and region; it gets what could not be delivered.',
        onChange: arn =>
          this.#setAttribute(
            'RedrivePolicy',
            arn.trim() === '' ? '' : JSON.stringify({ deadLetterTargetArn: arn.trim() }),
          ),
      })}
      ${
        protocol === 'firehose'
          ? textField({
              ...this.#field('SubscriptionRoleArn', 'Role'),
              hint: 'ARN of the IAM role that SNS writes to the delivery stream with.',
            })
          : nothing
      }
      ${
        protocol === 'http' || protocol === 'https'
          ? documentField({
              ...this.#field('DeliveryPolicy', 'Delivery policy'),
              rows: 4,
              hint: 'JSON: how failed deliveries are repeated. Empty = the topic’s.',
            })
          : nothing
      }
      <div role="alert">${this.problems.length > 0 ? html`<ul class="notice error">${this.problems.map(problem => html`<li>${problem}</li>`)}</ul>` : nothing}</div>
      <div class="row">
        <vscode-button id="submit-subscription" ?disabled=${this.disabled} @click=${() => this.#submit()}>${this.standing ? 'Save' : 'Subscribe'}</vscode-button>
        <vscode-button secondary @click=${() => this.dispatchEvent(new CustomEvent('leave'))}>Cancel</vscode-button>
      </div>
    </div>`;
  }

  /** What is wrong with the policy as it is typed, with its place. */
  #policyFault(): string | undefined {
    const scope = this.#attribute('FilterPolicyScope');
    return filterPolicyProblem(this.#attribute('FilterPolicy'), scope === 'MessageBody');
  }

  #field(name: string, label: string) {
    return {
      id: name,
      label,
      value: this.#attribute(name),
      disabled: this.disabled,
      onChange: (value: string) => this.#setAttribute(name, value),
    };
  }

  #renderTarget(): TemplateResult {
    const { protocol, endpoint } = this.draft;
    return html`${choiceField({
      id: 'protocol',
      label: 'Protocol',
      value: protocol,
      choices: this.fifo ? ['sqs'] : protocols,
      ...(this.fifo && { hint: 'A FIFO topic delivers to SQS queues only.' }),
      disabled: this.disabled,
      onChange: value => {
        this.draft = { ...this.draft, protocol: value };
      },
    })}
    ${textField({
      id: 'endpoint',
      label: 'Endpoint',
      value: endpoint,
      hint: endpointHints[protocol],
      disabled: this.disabled,
      onChange: value => {
        this.draft = { ...this.draft, endpoint: value };
      },
    })}`;
  }
}

function deadLetterArn(policy: string): string {
  try {
    const value: unknown = JSON.parse(policy);
    const arn =
      typeof value === 'object' && value !== null && 'deadLetterTargetArn' in value ? value.deadLetterTargetArn : '';
    return typeof arn === 'string' ? arn : '';
  } catch {
    return '';
  }
}

customElements.define('mw-subscription-form', SubscriptionForm);
