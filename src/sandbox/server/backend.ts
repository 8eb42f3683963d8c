import { buildApp } from 'fauxqs';
import { type Answer, failure, json } from './answer.ts';
import { MendedStore, mendTables } from './mendedStore.ts';
import { MoveTasks } from './moveTasks.ts';
import { chooseQueuePart, listTopics } from './snsCalls.ts';
import { addSourceArns, answerSqs, releaseReceived, type SqsCall } from './sqsCalls.ts';
import { accountId, SnsStore, type Stores } from './stores.ts';

/** A request for SQS, SNS or STS, read in full. */
export interface BackendRequest {
  readonly service: 'sqs' | 'sns' | 'sts';
  readonly region: string;
  /** X-Amz-Target, for SQS: `AmazonSQS.ListQueues`. */
  readonly target: string;
  readonly authorization: string;
  readonly body: string;
  /** Where callers reach us; queue URLs begin with it. */
  readonly endpoint: string;
  /** True once the caller has hung up. */
  readonly abandoned: () => boolean;
}

/** fauxqs inside this process, without a port of its own, so that nobody can go round the front. */
export class Backend {
  readonly stores: Stores = { sqs: new MendedStore(), sns: new SnsStore() };
  readonly #tasks = new MoveTasks(this.stores);
  readonly #app: ReturnType<typeof buildApp>;
  #changes = 0;

  constructor() {
    mendTables();
    // The object store that buildApp makes by itself stays empty and out of reach: the front passes on no S3 request.
    const stores = { sqsStore: this.stores.sqs, snsStore: this.stores.sns } as NonNullable<
      NonNullable<Parameters<typeof buildApp>[0]>['stores']
    >;
    this.#app = buildApp({ logger: false, defaultRegion: 'us-east-1', stores });
  }

  /** Goes up with every call that may have changed something. */
  get changes(): number {
    return this.#changes;
  }

  async handle(request: BackendRequest): Promise<Answer> {
    if (request.service === 'sqs') return await this.#sqs(request);
    const form = new URLSearchParams(request.body);
    const action = form.get('Action') ?? '';
    if (!/^(Get|List)/.test(action)) this.#changes += 1;
    if (request.service === 'sns' && action === 'ListTopics') return listTopics(form, request.region, this.stores);
    return chooseQueuePart(form) ?? (await this.#pass(request, 'application/x-www-form-urlencoded', form.toString()));
  }

  async close(): Promise<void> {
    this.#tasks.stop();
    await this.#app.close();
  }

  async #sqs(request: BackendRequest): Promise<Answer> {
    const call = sqsCall(request);
    if (call === undefined) {
      return failure('sqs', 400, 'InvalidAction', 'The sandbox speaks the JSON protocol of SQS only.');
    }
    if (!/^(Get|List)/.test(call.action)) this.#changes += 1;
    this.stores.sqs.processAllTimers();
    const answer =
      answerSqs(call, this.stores, this.#tasks) ??
      (await this.#pass(request, 'application/x-amz-json-1.0', JSON.stringify(call.input)));
    if (answer.status !== 200) return answer;
    const output = parsedObject(answer.body) ?? {};
    if (call.action === 'ReceiveMessage') {
      addSourceArns(call, output, this.stores);
      if (request.abandoned()) releaseReceived(call, output, this.stores);
    }
    return json(withOurUrls(output, request.endpoint));
  }

  async #pass(request: BackendRequest, contentType: string, body: string): Promise<Answer> {
    const { authorization, target } = request;
    const reply = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: { host: 'localhost', 'content-type': contentType, 'x-amz-target': target, authorization },
      payload: body,
    });
    const headers: Record<string, string> = {};
    for (const name of ['content-type', 'x-amzn-query-error']) {
      const value = reply.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    return { status: reply.statusCode, headers, body: reply.body };
  }
}

function sqsCall(request: BackendRequest): SqsCall | undefined {
  const action = /^AmazonSQS\.(\w+)$/.exec(request.target)?.[1];
  const input = parsedObject(request.body === '' ? '{}' : request.body);
  if (action === undefined || input === undefined) return undefined;
  return { action, region: request.region, input: withTheirUrl(input, request.region) };
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** fauxqs reads a queue's region from the host of its URL; ours name this front, so the region comes from the signature. */
function withTheirUrl(input: Record<string, unknown>, region: string): Record<string, unknown> {
  if (typeof input.QueueUrl !== 'string') return input;
  const name = input.QueueUrl.split('/').at(-1) ?? '';
  return { ...input, QueueUrl: `http://sqs.${region}.localhost/${accountId}/${name}` };
}

function withOurUrls(output: Record<string, unknown>, endpoint: string): Record<string, unknown> {
  const ours = (url: unknown) => (typeof url === 'string' ? url.replace(/^https?:\/\/[^/]+/, endpoint) : url);
  const changed = { ...output };
  if ('QueueUrl' in changed) changed.QueueUrl = ours(changed.QueueUrl);
  for (const key of ['QueueUrls', 'queueUrls']) {
    if (Array.isArray(changed[key])) changed[key] = changed[key].map(ours);
  }
  return changed;
}
