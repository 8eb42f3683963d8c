import { sns } from '../../core/limits.ts';
import {
  attributeFault,
  attributesBytes,
  describeForbidden,
  fifoIdFault,
  firstForbiddenCharacter,
} from '../../core/messageRules.ts';
import { formatBytes, utf8Length } from '../../core/text.ts';
import type { OutgoingNotification, TopicMessageAttribute } from '../topic.ts';

/** What of a topic decides whether a message can be published to it. */
export interface PublishLimits {
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly maximumMessageBytes: number;
}

/** What a draft amounts to: problems keep it from being published, warnings do not. */
export interface NotificationCheck {
  readonly bytes: number;
  readonly limit: number;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Keys of a MessageStructure=json payload, sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html. */
export const payloadProtocols = [
  'sqs',
  'lambda',
  'firehose',
  'http',
  'https',
  'email',
  'email-json',
  'sms',
  'APNS',
  'APNS_SANDBOX',
  'GCM',
  'ADM',
  'BAIDU',
  'WNS',
] as const;

/** The text SNS receives as `Message`: the body, or the JSON that holds it as `default` beside the other payloads. */
export function messageText(draft: Pick<OutgoingNotification, 'body' | 'perProtocol'>): string {
  return draft.perProtocol === undefined ? draft.body : JSON.stringify({ default: draft.body, ...draft.perProtocol });
}

/** Bytes as SNS counts them against the topic's limit: the message text and its attributes. */
export function notificationBytes(draft: OutgoingNotification): number {
  return utf8Length(messageText(draft)) + attributesBytes(draft.attributes ?? {});
}

/** Everything that is wrong with a draft, in the order of the form. sns/latest/api/API_Publish.html */
export function checkNotification(draft: OutgoingNotification, topic: PublishLimits): NotificationCheck {
  const bytes = notificationBytes(draft);
  const limit = topic.maximumMessageBytes;
  const problems = [
    draft.body === '' ? 'The message is empty' : characterProblem('The message', draft.body),
    subjectProblem(draft.subject),
    ...Object.entries(draft.perProtocol ?? {}).map(([key, text]) => payloadProblem(key, text)),
    ...Object.entries(draft.attributes ?? {}).map(([name, value]) => notificationAttributeProblem(name, value)),
    ...fifoProblems(draft, topic),
    bytes > limit ? `The message has ${formatBytes(bytes)}; the topic takes ${formatBytes(limit)} at most` : undefined,
  ].filter(problem => problem !== undefined);
  return { bytes, limit, problems, warnings: warningsFor(draft) };
}

function characterProblem(what: string, text: string): string | undefined {
  const found = firstForbiddenCharacter(text);
  return found && `${what}: ${describeForbidden(found)}`;
}

function subjectProblem(subject: string | undefined): string | undefined {
  if (subject === undefined || subject === '') return undefined;
  if (subject.length > sns.maxSubjectLength) {
    return `A subject has ${sns.maxSubjectLength} characters at most; this one has ${subject.length}`;
  }
  if (/[\u0000-\u001f\u007f-\u009f]/.test(subject)) return 'A subject has no line breaks or control characters';
  return /^\s/.test(subject) ? 'A subject starts with a letter, a digit or a punctuation mark' : undefined;
}

function payloadProblem(key: string, text: string): string | undefined {
  if (!payloadProtocols.some(protocol => protocol === key)) return `SNS knows no protocol of this name: ${key}`;
  return characterProblem(`The payload for ${key}`, text);
}

/** What is wrong with one message attribute, or undefined: SQS's rules, and SNS's own `String.Array`. */
export function notificationAttributeProblem(name: string, attribute: TopicMessageAttribute): string | undefined {
  const isArray = attribute.type === 'String.Array';
  const fault = attributeFault(name, attribute) ?? (isArray ? arrayFault(attribute.value) : undefined);
  return fault && `Attribute ${name === '' ? 'without a name' : name}: ${fault}`;
}

function arrayFault(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  return Array.isArray(value) && value.every(item => item === null || typeof item !== 'object')
    ? undefined
    : 'A String.Array is a JSON list of texts, numbers, true, false or null';
}

function fifoProblems(draft: OutgoingNotification, topic: PublishLimits): (string | undefined)[] {
  const { groupId, deduplicationId } = draft;
  const problems: (string | undefined)[] = [];
  if (groupId !== undefined) problems.push(fifoIdFault('The message group id', groupId));
  else if (topic.fifo) problems.push('A FIFO topic needs a message group id');
  if (deduplicationId !== undefined) {
    problems.push(
      topic.fifo ? fifoIdFault('The deduplication id', deduplicationId) : 'A deduplication id is for FIFO topics only',
    );
  } else if (topic.fifo && !topic.contentBasedDeduplication) {
    problems.push('The topic does not deduplicate by content, so the message needs a deduplication id');
  }
  return problems;
}

function warningsFor(draft: OutgoingNotification): string[] {
  const warnings: string[] = [];
  const attributes = Object.keys(draft.attributes ?? {}).length;
  if (draft.subject !== undefined && /[^\x20-\x7e]/.test(draft.subject)) {
    warnings.push(
      'The subject has characters outside ASCII. Older endpoints refuse them and some mail programs garble them.',
    );
  }
  if (attributes > sns.maxRawAttributes) {
    warnings.push(
      `Subscriptions with raw delivery discard a message with more than ${sns.maxRawAttributes} attributes.`,
    );
  }
  return warnings;
}
