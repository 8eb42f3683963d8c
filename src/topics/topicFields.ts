import { readJsonObject, sameJson, tidyJson } from '../core/json.ts';
import { sns } from '../core/limits.ts';
import { formatBytes, formatNumber } from '../core/text.ts';
import type { TopicAttributes } from './topic.ts';

/** How a value is entered and shown. */
export type FieldKind = 'text' | 'json' | 'switch' | 'choice' | 'bytes';

/** One attribute of a topic: what it is called, what it means and whether it can be changed. */
export interface TopicField {
  /** SNS's own name. */
  readonly name: string;
  readonly label: string;
  readonly explanation: string;
  readonly kind: FieldKind;
  readonly editable: boolean;
  /** Absent = for all topics. */
  readonly only?: 'fifo' | 'standard';
  readonly choices?: readonly string[];
  /** What holds while SNS returns nothing. */
  readonly fallback?: string;
}

/** sns/latest/api/API_GetTopicAttributes.html and API_SetTopicAttributes.html, in the order a person reads them. */
export const topicFields: readonly TopicField[] = [
  field('TopicArn', 'ARN', 'The name that policies, subscriptions and publishers use.'),
  field('Owner', 'Owner', 'The account that owns the topic.'),
  editable('DisplayName', 'Display name', 'text', 'The sender that e-mail and SMS subscribers see.'),
  field('FifoTopic', 'FIFO', 'Messages of one group arrive in order and once. Chosen at creation, for good.', {
    kind: 'switch',
    fallback: 'false',
  }),
  editable(
    'ContentBasedDeduplication',
    'Content-based deduplication',
    'switch',
    'A message without a deduplication id gets one from the SHA-256 of its body; attributes do not count.',
    { only: 'fifo', fallback: 'false' },
  ),
  editable(
    'FifoThroughputScope',
    'Deduplication scope',
    'choice',
    'MessageGroup looks for duplicates within one group only, which lets more messages through; Topic looks in all of them.',
    { only: 'fifo', choices: ['Topic', 'MessageGroup'], fallback: 'Topic' },
  ),
  field('SubscriptionsConfirmed', 'Confirmed subscriptions', 'Subscriptions that receive messages.'),
  field(
    'SubscriptionsPending',
    'Pending subscriptions',
    'Waiting for their owner to confirm; they receive nothing until then and end after a while unconfirmed.',
  ),
  field('SubscriptionsDeleted', 'Deleted subscriptions', 'Ended subscriptions that SNS still lists for some days.'),
  editable(
    'MaximumMessageSize',
    'Maximum message size',
    'bytes',
    `From ${formatNumber(sns.minMessageSizeSetting)} to ${formatNumber(sns.maxMessageBytes)} bytes. Above ${formatBytes(sns.defaultMessageBytes)} the topic may have ${sns.maxLargeSubscriptions} subscriptions at most, and only SQS, Lambda and Firehose.`,
    { fallback: String(sns.defaultMessageBytes) },
  ),
  editable(
    'KmsMasterKeyId',
    'KMS key',
    'text',
    'Messages are encrypted at rest with this key (id, ARN or alias). Publishers need kms:GenerateDataKey and kms:Decrypt on it. Empty = not encrypted with KMS.',
  ),
  editable('Policy', 'Access policy', 'json', 'Who may publish, subscribe and manage the topic.'),
  editable(
    'DeliveryPolicy',
    'Delivery policy',
    'json',
    'How often and how fast failed deliveries to HTTP and HTTPS endpoints are repeated. Empty = SNS’s own.',
  ),
  field('EffectiveDeliveryPolicy', 'Effective delivery policy', 'The delivery policy with SNS’s defaults filled in.', {
    kind: 'json',
  }),
  editable(
    'SignatureVersion',
    'Signature version',
    'choice',
    'How notifications are signed: 1 with SHA-1, 2 with SHA-256.',
    { choices: ['1', '2'], fallback: '1' },
  ),
  editable(
    'TracingConfig',
    'X-Ray tracing',
    'choice',
    'PassThrough hands the publisher’s trace header on; Active also records a segment of its own.',
    { only: 'standard', choices: ['PassThrough', 'Active'], fallback: 'PassThrough' },
  ),
  editable(
    'ArchivePolicy',
    'Archive policy',
    'json',
    'Keeps messages for replay, such as {"MessageRetentionPeriod": "30"} for 30 days. Costs storage.',
    { only: 'fifo' },
  ),
  field('BeginningArchiveTime', 'Archive begins', 'The earliest moment a replay can start from.', { only: 'fifo' }),
];

function field(name: string, label: string, explanation: string, more: Partial<TopicField> = {}): TopicField {
  return { name, label, explanation, kind: 'text', editable: false, ...more };
}

function editable(
  name: string,
  label: string,
  kind: FieldKind,
  explanation: string,
  more: Partial<TopicField> = {},
): TopicField {
  return { name, label, explanation, kind, editable: true, ...more };
}

const feedback = /^([A-Za-z]+?)(Success|Failure)Feedback(RoleArn|SampleRate)$/;

/** What an attribute without an entry of its own means. */
export function explainOther(name: string): { label: string; explanation: string } {
  const match = feedback.exec(name);
  if (!match) return { label: name, explanation: 'An attribute this version of the extension has no words for.' };
  const [, protocol = '', outcome = '', what = ''] = match;
  return {
    label: `${protocol} ${outcome.toLowerCase()} ${what === 'RoleArn' ? 'log role' : 'sample rate'}`,
    explanation:
      what === 'RoleArn'
        ? `The role SNS logs ${outcome === 'Success' ? 'successful' : 'failed'} deliveries to ${protocol} with, in CloudWatch Logs.`
        : `The percentage of successful deliveries to ${protocol} that are logged.`,
  };
}

/** A line of the details page. `value` is laid out for reading; `raw` is what SNS said, or the default. */
export interface TopicRow {
  readonly name: string;
  readonly label: string;
  readonly explanation: string;
  readonly kind: FieldKind;
  readonly value: string;
  readonly raw: string;
  readonly editable: boolean;
  readonly choices?: readonly string[];
  /** SNS returned nothing; `value` is its default. */
  readonly isDefault: boolean;
}

/** Every attribute that SNS returned or that could be set, known ones first, then the rest by name. */
export function topicRows(attributes: TopicAttributes): TopicRow[] {
  const known = new Set(topicFields.map(entry => entry.name));
  const rows = topicFields
    .filter(entry => isOffered(entry, attributes.fifo))
    .filter(entry => entry.editable || entry.fallback !== undefined || attributes.raw[entry.name] !== undefined)
    .map(entry => rowFor(entry, attributes.raw[entry.name]));
  const others = Object.keys(attributes.raw)
    .filter(name => !known.has(name))
    .sort();
  return [
    ...rows,
    ...others.map(name => rowFor({ name, ...explainOther(name), kind: 'text', editable: false }, attributes.raw[name])),
  ];
}

function isOffered(entry: TopicField, fifo: boolean): boolean {
  return entry.only === undefined || (entry.only === 'fifo') === fifo;
}

function rowFor(entry: TopicField, given: string | undefined): TopicRow {
  const raw = given ?? entry.fallback ?? '';
  return {
    name: entry.name,
    label: entry.label,
    explanation: entry.explanation,
    kind: entry.kind,
    editable: entry.editable,
    ...(entry.choices && { choices: entry.choices }),
    raw,
    value: readable(entry.kind, raw),
    isDefault: given === undefined,
  };
}

function readable(kind: FieldKind, raw: string): string {
  if (kind === 'json') return tidyJson(raw);
  if (kind === 'switch') return raw === 'true' ? 'Yes' : 'No';
  if (kind === 'bytes' && /^\d+$/.test(raw)) return formatBytes(Number(raw));
  return raw;
}

/** What is wrong with a new value, or undefined. */
export function fieldProblem(name: string, value: string, fifo: boolean): string | undefined {
  const entry = topicFields.find(candidate => candidate.name === name);
  if (entry === undefined) return feedback.test(name) ? undefined : `${name} is no attribute that can be set`;
  if (!entry.editable) return `${entry.label} cannot be changed`;
  if (!isOffered(entry, fifo))
    return `${entry.label} is for ${entry.only === 'fifo' ? 'FIFO' : 'standard'} topics only`;
  if (entry.kind === 'json') return jsonProblem(entry, value);
  if (entry.kind === 'switch' && value !== 'true' && value !== 'false') return `${entry.label} is true or false`;
  if (entry.choices && !entry.choices.includes(value)) return `${entry.label} is one of ${entry.choices.join(', ')}`;
  if (entry.kind === 'bytes') return sizeProblem(entry, value);
  if (name === 'DisplayName' && value.length > sns.maxDisplayNameLength) {
    return `A display name has ${sns.maxDisplayNameLength} characters at most; this one has ${value.length}`;
  }
  return undefined;
}

function jsonProblem(entry: TopicField, value: string): string | undefined {
  if (value.trim() === '') return entry.name === 'Policy' ? 'A topic always has an access policy' : undefined;
  const read = readJsonObject(value);
  return 'problem' in read ? `${entry.label}: ${read.problem}` : undefined;
}

function sizeProblem(entry: TopicField, value: string): string | undefined {
  const size = Number(value);
  return /^\d+$/.test(value) && size >= sns.minMessageSizeSetting && size <= sns.maxMessageBytes
    ? undefined
    : `${entry.label} is a whole number from ${sns.minMessageSizeSetting} to ${sns.maxMessageBytes}`;
}

/** Only those of the wanted values that differ from what the topic has; JSON in another layout does not differ. */
export function changedValues(
  attributes: TopicAttributes,
  wanted: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(wanted)) {
    const entry = topicFields.find(candidate => candidate.name === name);
    const current = attributes.raw[name] ?? entry?.fallback ?? '';
    const same = entry?.kind === 'json' ? sameJson(current.trim(), value.trim()) : current === value;
    if (!same) changed[name] = value;
  }
  return changed;
}
