import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What happens to a request:
 * - `reset`: the connection is torn down before the server hears of it;
 * - `lose answer`: the server acts, then the connection is torn down;
 * - `hang`: nothing ever answers;
 * - `delay`: the server is asked after `ms`;
 * - `answer`: the proxy answers in the server's place, and the server hears nothing.
 */
export type Fault =
  | { readonly kind: 'reset' }
  | { readonly kind: 'lose answer' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly ms: number }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** A request as a rule sees it. */
export interface SeenRequest {
  /** `SendMessage`, `Publish`, `PutRecord`: from X-Amz-Target, else from the form's Action. */
  readonly action: string;
  readonly body: string;
  /** 1 for the first request with this action since the rule was set. */
  readonly nth: number;
}

/** Chooses a fault for a request, or none. */
export type FaultRule = (request: SeenRequest) => Fault | undefined;

export interface FaultProxy {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  /** Every action that came, in order; also those that never reached the server. */
  readonly seen: readonly string[];
  /** Replaces the rule and starts counting anew; without one everything passes. */
  use(rule?: FaultRule): void;
  stop(): Promise<void>;
}

/** Stands between a client and a real server and does to requests what networks and busy services do. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const seen: string[] = [];
  const counts = new Map<string, number>();
  let rule: FaultRule = () => undefined;
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const action = actionOf(request, body.toString('utf8'));
    seen.push(action);
    const nth = (counts.get(action) ?? 0) + 1;
    counts.set(action, nth);
    const fault = rule({ action, body: body.toString('utf8'), nth });
    switch (fault?.kind) {
      case 'reset':
        return reset(request.socket);
      case 'hang':
        return;
      case 'answer':
        response.writeHead(fault.status, fault.headers).end(fault.body);
        return;
      case 'lose answer':
        await pass(target, request, body);
        return reset(request.socket);
      case 'delay':
        await delay(fault.ms);
    }
    const reply = await pass(target, request, body);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  await new Promise<void>(resolve => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    use(next) {
      counts.clear();
      rule = next ?? (() => undefined);
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The faults AWS itself answers with, by the wire format of each service. */
export const throttled = {
  sqs: jsonFault(400, 'com.amazonaws.sqs#RequestThrottled', 'Request is throttled.'),
  sns: xmlFault(400, 'Throttling', 'Rate exceeded'),
  kinesis: jsonFault(400, 'ProvisionedThroughputExceededException', 'Rate exceeded for shard shardId-000000000000.'),
} as const;

export const unavailable = {
  sqs: jsonFault(503, 'com.amazonaws.sqs#ServiceUnavailable', 'Service is temporarily unavailable.'),
  sns: xmlFault(503, 'ServiceUnavailable', 'Service is temporarily unavailable.'),
  kinesis: jsonFault(503, 'ServiceUnavailableException', 'Service is temporarily unavailable.'),
} as const;

export const broken = {
  sqs: jsonFault(500, 'com.amazonaws.sqs#InternalFailure', 'Internal failure.'),
  sns: xmlFault(500, 'InternalError', 'Internal failure.'),
  kinesis: jsonFault(500, 'InternalFailureException', 'Internal failure.'),
} as const;

/** A refusal by IAM, naming the action the way AWS does. */
export function denied(service: 'sqs' | 'sns' | 'kinesis', action: string): Fault {
  const message = `User: arn:aws:iam::000000000000:user/reader is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  if (service === 'sns') return xmlFault(403, 'AuthorizationError', message);
  return jsonFault(
    service === 'sqs' ? 403 : 400,
    service === 'sqs' ? 'com.amazonaws.sqs#AccessDeniedException' : 'AccessDeniedException',
    message,
  );
}

function jsonFault(status: number, type: string, message: string): Fault {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: type, message }),
  };
}

function xmlFault(status: number, code: string, message: string): Fault {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/xml' },
    body:
      `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
      `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>fault</RequestId></ErrorResponse>`,
  };
}

function actionOf(request: IncomingMessage, body: string): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  return new URLSearchParams(body).get('Action') ?? '';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function reset(socket: Socket): void {
  socket.resetAndDestroy();
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

/** The Host header becomes the server's own, since some refuse any other; queue URLs in answers lead past the proxy. */
function pass(target: string, request: IncomingMessage, body: Buffer): Promise<Reply> {
  const headers = { ...request.headers, host: new URL(target).host, 'content-length': String(body.length) };
  delete headers['transfer-encoding'];
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      new URL(request.url ?? '/', target),
      { method: request.method ?? 'POST', headers },
      reply => {
        bodyOf(reply).then(answer => {
          const kept = Object.entries(reply.headers).filter(
            (entry): entry is [string, string | string[]] =>
              entry[1] !== undefined && !['transfer-encoding', 'connection', 'content-length'].includes(entry[0]),
          );
          resolve({ status: reply.statusCode ?? 502, headers: Object.fromEntries(kept), body: answer });
        }, reject);
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}
