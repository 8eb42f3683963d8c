import type { Message, MessageValue } from '../message.ts';

/**
 * One message as it stands in an exported file: what is needed to send it again, and what is known of it besides. Texts
 * are exact; binary attributes are base64.
 */
export interface ExportEntry {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageValue>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** What the service added, by its own names; of these only the trace header can be sent again. */
  readonly systemAttributes: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly sentAt?: string;
  readonly receiveCount?: number;
  /** What it came out of, where several were shown together. */
  readonly source?: string;
  readonly sequence?: string;
}

export function entryOf(message: Message): ExportEntry {
  const { id, body, attributes, systemAttributes, sentAt, receiveCount, source, sequence } = message;
  const groupId = message.groupId ?? systemAttributes['MessageGroupId'];
  const deduplicationId = systemAttributes['MessageDeduplicationId'];
  return {
    id,
    body,
    attributes,
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    systemAttributes,
    ...(sentAt !== undefined && { sentAt: isoTime(sentAt) }),
    ...(receiveCount !== undefined && { receiveCount }),
    ...(source !== undefined && { source }),
    ...(sequence !== undefined && { sequence }),
  };
}

/** A time that a hostile server made up is no reason to fail. */
function isoTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
