import type { Scope } from '../core/scope.ts';

/** What we need of S3: the bodies that an extended client has put there. */
export interface ObjectClient {
  /**
   * The bytes of an object. Rejects with an AwsError, and with a UserError where the object is larger than `maxBytes`;
   * obeys its signal and the connection's time limit.
   */
  get(bucket: string, key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** The client of a scope; cheap, nothing is loaded before its first call. */
export type ObjectClients = (scope: Scope) => ObjectClient;
