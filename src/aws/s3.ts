import { GetObjectCommand } from '@aws-sdk/client-s3';
import { UserError } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import { formatBytes } from '../core/text.ts';
import type { ObjectClient } from '../messages/objectClient.ts';
import type { Calls } from './calls.ts';

/** Objects of S3 in one scope; a bucket of another region is followed there. */
export function s3ObjectClient(calls: Calls, scope: Scope): ObjectClient {
  return {
    async get(bucket, key, maxBytes, signal) {
      const resource = `${bucket}/${key}`;
      const read = await calls.run(
        scope,
        { service: 's3', action: 's3:GetObject', effect: 'read', resource },
        signal,
        async (session, attempt) => {
          const client = await session.client('s3', scope.region, true);
          const command = new GetObjectCommand({ Bucket: bucket, Key: key });
          const { Body, ContentLength } = await client.send(attempt.track(command), attempt.options);
          if ((ContentLength ?? 0) > maxBytes) return undefined;
          return Body ? bounded(Body as AsyncIterable<Uint8Array>, maxBytes) : new Uint8Array();
        },
      );
      if (read === undefined) throw new UserError(`The object is larger than ${formatBytes(maxBytes)}: ${resource}`);
      return read;
    },
  };
}

/** Undefined once more comes than was announced and wanted; the rest is left unread. */
async function bounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
