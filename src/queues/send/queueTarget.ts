import { sqs } from '../../core/limits.ts';
import type { BodyCheck } from '../../messages/compose/bodySchema.ts';
import type { OutgoingEntry } from '../../messages/compose/outgoingEntry.ts';
import type { RunTarget } from '../../messages/compose/sendRun.ts';
import type { OutgoingMessage, QueueRef } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { messageFaults, type SendRules } from './sendMessage.ts';

/** A message of a file as SQS's. */
export function messageOfEntry({ systemAttributes, ...rest }: OutgoingEntry): OutgoingMessage {
  const traceHeader = systemAttributes?.AWSTraceHeader;
  return { ...rest, ...(traceHeader !== undefined && { traceHeader }) };
}

/** A message as files hold it. */
export function entryOfMessage({ traceHeader, ...rest }: OutgoingMessage): OutgoingEntry {
  return { ...rest, ...(traceHeader !== undefined && { systemAttributes: { AWSTraceHeader: traceHeader } }) };
}

/** A queue as a run of sends sees it; with a check, bodies that do not pass it are refused. */
export function queueTarget(client: QueueClient, queue: QueueRef, rules: SendRules, check?: BodyCheck): RunTarget {
  return {
    maxBatchEntries: sqs.maxBatchEntries,
    maxBatchBytes: sqs.maxMessageBytes,
    ordered: rules.fifo,
    faults: entry => {
      const faults = messageFaults(messageOfEntry(entry), rules);
      return faults.length > 0 || !check ? faults : check(entry.body);
    },
    sendBatch: (entries, signal) => client.sendBatch(queue, entries.map(messageOfEntry), signal),
  };
}
