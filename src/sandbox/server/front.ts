import { timingSafeEqual } from 'node:crypto';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, failure } from './answer.ts';
import type { Backend } from './backend.ts';
import type { KinesisServer } from './kinesisServer.ts';
import { type SignedAs, signedAs } from './signature.ts';

export interface FrontOptions {
  /** The only key that gets in. */
  readonly accessKeyId: string;
  readonly backend: Backend;
  /** Starts Kinesis on the first call that needs it. */
  readonly kinesis: () => Promise<KinesisServer>;
}

export interface Front {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** 1 MiB of messages, each byte at most six times as long when it is escaped in JSON. */
const bodyLimit = 8 * 1_048_576;
/** 10 MiB of records (PutRecords), a third more in base64. */
const kinesisBodyLimit = 16 * 1_048_576;

/**
 * The one door of the sandbox, on 127.0.0.1 and a free port. The servers behind it check no signatures and would answer
 * a web page's form post, so the front refuses whatever a browser sends across sites (an Origin header), whatever was
 * not addressed to this port by number (a DNS name that was made to point here), and every access key but this run's.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  let endpoint = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const signed = signedAs(request.headers, url.searchParams);
    const refusal = refuse(request, signed, server, options.accessKeyId);
    if (refusal !== undefined || signed === undefined) {
      send(response, refusal ?? notSigned());
      request.resume();
      return;
    }
    answer(request, response, signed, endpoint, options).catch(() => {
      send(response, failure(signed.service, 500, 'InternalFailure', 'The sandbox failed to answer this call.'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(
  request: IncomingMessage,
  signed: SignedAs | undefined,
  server: Server,
  key: string,
): Answer | undefined {
  const service = signed?.service ?? '';
  if (request.headers.origin !== undefined) {
    return failure(service, 403, 'AccessDenied', 'The sandbox does not answer web pages.');
  }
  const { port } = server.address() as AddressInfo;
  if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`) {
    return failure(service, 403, 'AccessDenied', 'The sandbox answers only to its own address.');
  }
  if (signed === undefined) return notSigned();
  if (!sameText(signed.accessKeyId, key)) {
    const code = service === 'kinesis' ? 'UnrecognizedClientException' : 'InvalidClientTokenId';
    return failure(service, 403, code, 'The security token included in the request is invalid.');
  }
  if (request.method !== 'POST') return failure(service, 405, 'InvalidAction', 'The sandbox takes POST requests only.');
  return undefined;
}

function notSigned(): Answer {
  return failure('', 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { service, region }: SignedAs,
  endpoint: string,
  { backend, kinesis }: FrontOptions,
): Promise<void> {
  if (service === 'kinesis') return await passToKinesis(request, response, kinesis);
  if (service !== 'sqs' && service !== 'sns' && service !== 'sts') {
    return send(response, failure(service, 400, 'UnknownOperationException', `The sandbox does not offer ${service}.`));
  }
  const body = await read(request);
  if (body === undefined) {
    return send(response, failure(service, 413, 'RequestEntityTooLarge', 'The request is too large.'));
  }
  const { 'x-amz-target': target, authorization = '' } = request.headers;
  const reply = await backend.handle({
    service,
    region,
    target: typeof target === 'string' ? target : '',
    authorization,
    body,
    endpoint,
    abandoned: () => response.destroyed,
  });
  send(response, reply);
}

/** The whole body as text, or undefined when it is longer than the limit; what is too long is not kept. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks).toString('utf8');
}

async function passToKinesis(
  request: IncomingMessage,
  response: ServerResponse,
  start: FrontOptions['kinesis'],
): Promise<void> {
  const unavailable = (message: string) => send(response, failure('kinesis', 503, 'ServiceUnavailable', message));
  let server: KinesisServer;
  try {
    server = await start();
  } catch (error) {
    request.resume();
    return unavailable(error instanceof Error ? error.message : 'The local Kinesis server did not start.');
  }
  const { port, agent } = server;
  const headers = { ...request.headers, host: `127.0.0.1:${port}` };
  const onward = httpRequest({ host: '127.0.0.1', port, agent, method: 'POST', path: request.url, headers });
  onward.on('response', reply => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on('error', () => response.destroy()).pipe(response);
  });
  onward.on('error', () => unavailable('The local Kinesis server did not answer.'));
  response.on('close', () => onward.destroy());
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= kinesisBodyLimit) return;
    request.unpipe(onward).resume();
    onward.removeAllListeners('error').on('error', () => undefined);
    onward.destroy();
    send(response, failure('kinesis', 413, 'RequestEntityTooLarge', 'The request is too large.'));
  });
  request.pipe(onward);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
