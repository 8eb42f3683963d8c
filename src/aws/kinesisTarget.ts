import { parseArn } from '../core/arn.ts';
import type { StreamRef } from '../streams/stream.ts';

/** The account of servers that have none. */
const noAccount = '000000000000';

/**
 * How a call that changes a stream names it: by ARN, so that credentials which have come to belong to another account
 * cannot change that account's stream of the same name; by name where the server has no accounts.
 */
export function changedStream(stream: StreamRef): { StreamARN: string } | { StreamName: string } {
  const account = parseArn(stream.arn)?.account;
  return account === undefined || account === noAccount ? { StreamName: stream.name } : { StreamARN: stream.arn };
}
