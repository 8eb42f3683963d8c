import type { Message } from '../../messages/message.ts';
import type { StreamRecord } from '../stream.ts';

/** Says that a body stands for bytes that are no text. */
const encodingName = 'Data encoding';
const encodingValue = 'base64';

/** A record of a shard as the one message model sees it; `receivedAt` in milliseconds since 1970. */
export function asMessage(record: StreamRecord, shardId: string, receivedAt: number): Message {
  const { sequenceNumber, partitionKey, data, arrivedAt, encryption } = record;
  const text = textOf(data);
  return {
    id: sequenceNumber,
    body: text ?? Buffer.from(data).toString('base64'),
    attributes: {},
    systemAttributes: {
      PartitionKey: partitionKey,
      SequenceNumber: sequenceNumber,
      ShardId: shardId,
      ...(arrivedAt && { ApproximateArrivalTimestamp: String(arrivedAt.getTime()) }),
      ...(encryption !== undefined && { EncryptionType: encryption }),
      ...(text === undefined && { [encodingName]: encodingValue }),
    },
    groupId: partitionKey,
    sequence: sequenceNumber,
    source: shardId,
    bytes: data.length,
    receivedAt,
    ...(arrivedAt && { sentAt: arrivedAt.getTime() }),
  };
}

/** What a record held: text, or the bytes that its body stands for. A body in which values are hidden is text again. */
export function dataOf({ body, systemAttributes }: Message): string | Uint8Array {
  const encoded = systemAttributes[encodingName] === encodingValue && /^[A-Za-z0-9+/]*={0,2}$/.test(body);
  return encoded ? Buffer.from(body, 'base64') : body;
}

function textOf(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}
