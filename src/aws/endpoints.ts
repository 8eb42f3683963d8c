import type { Connection } from '../connections/connection.ts';
import type { Env, SharedConfig } from './sharedConfig.ts';

/**
 * The services we call, by the identifier that the shared configuration and AWS_ENDPOINT_URL_<SERVICE> use
 * (https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html).
 */
export type ServiceId = 'sqs' | 'sns' | 'kinesis' | 's3' | 'sts' | 'resource_groups_tagging_api';

/**
 * The custom endpoint of one service, or undefined for AWS's own. The order is AWS's (sdkref/latest/guide/
 * feature-ss-endpoints.html): what the connection says; unless configured endpoints are to be ignored, then
 * AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the service's entry in the profile's `services` section and the
 * profile's own endpoint_url. The SDK is never left to do this: it reads the profile of the process instead of the
 * connection's, which sends messages to a wrong place.
 */
export function customEndpoint(
  service: ServiceId,
  connection: Pick<Connection, 'credentials' | 'endpoint' | 'profile'>,
  env: Env,
  config: SharedConfig,
): string | undefined {
  if (connection.endpoint !== undefined && connection.endpoint !== '') return connection.endpoint;
  return configuredEndpoint(service, profileOf(connection, env), env, config);
}

/** As {@link customEndpoint} without a connection's own: for the STS that a profile's role is assumed at. */
export function configuredEndpoint(
  service: ServiceId,
  profileName: string | undefined,
  env: Env,
  config: SharedConfig,
): string | undefined {
  const profile = profileName === undefined ? undefined : config.profiles[profileName];
  const ignore = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? profile?.['ignore_configured_endpoint_urls'];
  if (ignore?.toLowerCase() === 'true') return undefined;
  const section = profile?.['services'] === undefined ? undefined : config.services[profile['services']];
  return (
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
    env['AWS_ENDPOINT_URL'] ||
    section?.[`${service}.endpoint_url`] ||
    profile?.['endpoint_url'] ||
    undefined
  );
}

/** The profile whose settings apply: the connection's own, or for the default chain the one of the environment. */
export function profileOf(connection: Pick<Connection, 'credentials' | 'profile'>, env: Env): string | undefined {
  switch (connection.credentials) {
    case 'profile':
      return connection.profile;
    case 'default':
      return env['AWS_PROFILE'] || 'default';
    case 'sandbox':
    case 'local':
      return undefined;
  }
}

/** True for an address of this machine that nobody else can be behind. */
export function isLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const host = new URL(endpoint).hostname;
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
