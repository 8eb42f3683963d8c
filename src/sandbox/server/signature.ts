import type { IncomingHttpHeaders } from 'node:http';

/** Who signed a request and for what: the credential scope of Signature Version 4. The signature itself is not checked. */
export interface SignedAs {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name of the service: `sqs`, `sns`, `kinesis`, `sts`. */
  readonly service: string;
}

const scope = /^([^/\s,]{1,128})\/\d{8}\/([a-z0-9-]{1,40})\/([a-z0-9-]{1,40})\/aws4_request$/;

/** Reads the scope from the Authorization header, or from the query of a presigned URL. */
export function signedAs(headers: IncomingHttpHeaders, query: URLSearchParams): SignedAs | undefined {
  const credential =
    /^AWS4-HMAC-SHA256 .*?\bCredential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ??
    query.get('X-Amz-Credential');
  const [, accessKeyId, region, service] = scope.exec(credential ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}
