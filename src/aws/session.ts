import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import {
  ResourceGroupsTaggingAPIClient,
  type ResourceGroupsTaggingAPIClientConfig,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Connection, Identity } from '../connections/connection.ts';
import { once } from '../core/lazy.ts';
import type { AwsOptions } from './awsOptions.ts';
import { Credentials, loadCredentials, sandboxOf } from './credentials.ts';
import { customEndpoint, isLoopback, type ServiceId } from './endpoints.ts';
import { CarefulRetryStrategy, maxAttempts } from './retries.ts';
import { readSharedConfig } from './sharedConfig.ts';

/**
 * After this an unused connection is given up: one that the other end has dropped meanwhile would fail the next send
 * in a way that leaves open whether it was carried out. Node's own servers drop after 5 seconds.
 */
const idleSocketMs = 4_000;

/** What STS said of a session's credentials, or that it could not say. */
export interface Confirmation {
  /** The account shown to the person; undefined while STS has not confirmed one. */
  identity?: Identity;
  /** When STS last answered, or last failed to; milliseconds since 1970. */
  at: number;
}

const makers = {
  sqs: (config: SQSClientConfig) =>
    // A queue URL names a host; it must not decide where a signed message goes. Bodies are checked by our own MD5.
    new SQSClient({ ...config, useQueueUrlAsEndpoint: false, md5: false }),
  sns: (config: SNSClientConfig) => new SNSClient(config),
  kinesis: (config: KinesisClientConfig) => new KinesisClient(config),
  // As large as all the others together, and seldom needed. Servers elsewhere know no bucket in the host's name.
  s3: async (config: S3ClientConfig) => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    return new S3Client({ ...config, followRegionRedirects: true, forcePathStyle: config.endpoint !== undefined });
  },
  sts: (config: STSClientConfig) => new STSClient(config),
  resource_groups_tagging_api: (config: ResourceGroupsTaggingAPIClientConfig) =>
    new ResourceGroupsTaggingAPIClient(config),
} satisfies Record<ServiceId, unknown>;

type Clients = { [K in ServiceId]: Awaited<ReturnType<(typeof makers)[K]>> };

/** All that is kept for one connection as it is configured: credentials, sockets, clients and what was learnt of it. */
export class Session {
  readonly connection: Connection;
  readonly credentials: Credentials;
  readonly confirmation: Confirmation = { at: 0 };
  /** What this connection's endpoints are known to offer or to lack, by call. */
  readonly offers = new Map<string, boolean>();
  readonly #options: AwsOptions;
  readonly #http: NodeHttpHandler;
  readonly #clients = new Map<string, Promise<unknown>>();
  #config: () => ReturnType<typeof readSharedConfig>;

  constructor(connection: Connection, options: AwsOptions) {
    this.connection = connection;
    this.#options = options;
    this.#config = once(() => readSharedConfig(options.env));
    this.credentials = new Credentials(async () => loadCredentials(connection, options, await this.#config()));
    // HTTP/1.1 for every service: Kinesis' own default, HTTP/2, dies against local servers and knows nothing of the
    // proxy and certificates that VS Code sets up for node:https. Three connects that time out fit into one call.
    const agent = { keepAlive: true, maxSockets: 50, timeout: idleSocketMs };
    this.#http = new NodeHttpHandler({
      connectionTimeout: Math.max(500, Math.floor(options.requestTimeoutMs() / 4)),
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    });
  }

  /** The custom endpoint of a service; undefined for AWS's own. */
  async endpoint(service: ServiceId): Promise<string | undefined> {
    if (this.connection.credentials === 'sandbox') return sandboxOf(this.#options).endpoint;
    return customEndpoint(service, this.connection, this.#options.env, await this.#config());
  }

  /** Signs with a key that means nothing elsewhere, and talks to this machine only. */
  async isLocal(): Promise<boolean> {
    if (this.connection.credentials === 'sandbox') return true;
    if (this.connection.credentials !== 'local') return false;
    const endpoints = await Promise.all((['sqs', 'sns', 'kinesis'] as const).map(service => this.endpoint(service)));
    return endpoints.every(endpoint => endpoint !== undefined && isLoopback(endpoint));
  }

  /** The client of a service in a region; `repeatable` for calls that may be tried again after a lost answer. */
  client<K extends ServiceId>(service: K, region: string, repeatable: boolean): Promise<Clients[K]> {
    const key = `${service}/${region}/${repeatable}`;
    const known = this.#clients.get(key) as Promise<Clients[K]> | undefined;
    if (known) return known;
    const made = this.#make(service, region, repeatable);
    this.#clients.set(key, made);
    made.catch(() => this.#clients.delete(key));
    return made;
  }

  async #make<K extends ServiceId>(service: K, region: string, repeatable: boolean): Promise<Clients[K]> {
    const endpoint = await this.endpoint(service);
    const { connection } = this;
    return makers[service]({
      region,
      credentials: this.credentials.get,
      requestHandler: this.#http,
      retryStrategy: repeatable ? new StandardRetryStrategy(maxAttempts) : new CarefulRetryStrategy(),
      maxAttempts,
      defaultsMode: 'standard',
      ignoreConfiguredEndpointUrls: true,
      ...(connection.credentials === 'profile' && connection.profile ? { profile: connection.profile } : {}),
      ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    }) as Clients[K];
  }

  /** Reads configuration and credentials anew on the next call; what was confirmed of the account stays. */
  refresh(): void {
    this.credentials.drop();
    this.#clients.clear();
    this.#config = once(() => readSharedConfig(this.#options.env));
  }

  dispose(): void {
    this.#clients.clear();
    this.#http.destroy();
  }
}

/** The sessions of all connections; one is made anew when its connection's way in has changed. */
export class Sessions {
  readonly #options: AwsOptions;
  readonly #sessions = new Map<string, { session: Session; fingerprint: string }>();

  constructor(options: AwsOptions) {
    this.#options = options;
  }

  of(connection: Connection): Session {
    const fingerprint = this.#fingerprint(connection);
    const known = this.#sessions.get(connection.id);
    if (known?.fingerprint === fingerprint) return known.session;
    this.forget(connection.id);
    const session = new Session(connection, this.#options);
    this.#sessions.set(connection.id, { session, fingerprint });
    return session;
  }

  forget(connectionId: string): void {
    this.#sessions.get(connectionId)?.session.dispose();
    this.#sessions.delete(connectionId);
  }

  dispose(): void {
    for (const id of [...this.#sessions.keys()]) this.forget(id);
  }

  #fingerprint(connection: Connection): string {
    const sandbox = connection.credentials === 'sandbox' ? this.#options.sandbox() : undefined;
    return JSON.stringify([
      connection.credentials,
      connection.profile,
      connection.endpoint,
      sandbox?.endpoint,
      sandbox?.accessKeyId,
      this.#options.requestTimeoutMs(),
    ]);
  }
}
