import { describe, expect, test } from 'vitest';
import { customEndpoint, isLoopback } from '../../../src/aws/endpoints.ts';
import type { SharedConfig } from '../../../src/aws/sharedConfig.ts';

const config: SharedConfig = {
  profiles: {
    default: { endpoint_url: 'http://default' },
    plain: {},
    own: { endpoint_url: 'http://own' },
    sections: { services: 'local', endpoint_url: 'http://own' },
    ignoring: { ignore_configured_endpoint_urls: 'true', endpoint_url: 'http://own' },
    dangling: { services: 'nonesuch', endpoint_url: 'http://own' },
  },
  services: {
    local: { 'sqs.endpoint_url': 'http://section', 'resource_groups_tagging_api.endpoint_url': 'http://tags' },
  },
};
const profile = (name: string) => ({ credentials: 'profile', profile: name }) as const;

describe("the endpoint of a service, in AWS's order", () => {
  const rows: [string, Parameters<typeof customEndpoint>[1], Record<string, string>, string | undefined][] = [
    ['nothing configured', profile('plain'), {}, undefined],
    ['the profile', profile('own'), {}, 'http://own'],
    ["the profile's services section over the profile", profile('sections'), {}, 'http://section'],
    ['a services section that does not exist', profile('dangling'), {}, 'http://own'],
    ['AWS_ENDPOINT_URL over the configuration', profile('sections'), { AWS_ENDPOINT_URL: 'http://env' }, 'http://env'],
    [
      'AWS_ENDPOINT_URL_SQS over AWS_ENDPOINT_URL',
      profile('sections'),
      { AWS_ENDPOINT_URL: 'http://env', AWS_ENDPOINT_URL_SQS: 'http://env-sqs' },
      'http://env-sqs',
    ],
    ["another service's variable", profile('plain'), { AWS_ENDPOINT_URL_SNS: 'http://env-sns' }, undefined],
    ['the profile says to ignore', profile('ignoring'), { AWS_ENDPOINT_URL: 'http://env' }, undefined],
    [
      'the environment says to ignore',
      profile('own'),
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE', AWS_ENDPOINT_URL_SQS: 'http://env-sqs' },
      undefined,
    ],
    [
      'the environment says not to ignore, against the profile',
      profile('ignoring'),
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
      'http://own',
    ],
    [
      "the connection's own, even where configured ones are ignored",
      { ...profile('ignoring'), endpoint: 'http://mine' },
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'http://mine',
    ],
    ['the default chain without AWS_PROFILE', { credentials: 'default' }, {}, 'http://default'],
    ['the default chain with AWS_PROFILE', { credentials: 'default' }, { AWS_PROFILE: 'own' }, 'http://own'],
    ['a profile connection whatever AWS_PROFILE says', profile('plain'), { AWS_PROFILE: 'own' }, undefined],
    ['the dummy key', { credentials: 'local' }, { AWS_PROFILE: 'own' }, undefined],
  ];
  test.each(rows)('%s', (_name, connection, env, expected) => {
    expect(customEndpoint('sqs', connection, env, config)).toBe(expected);
  });

  test('names of several words are joined by underscores', () => {
    const service = 'resource_groups_tagging_api';
    expect(customEndpoint(service, profile('sections'), {}, config)).toBe('http://tags');
    const env = { AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: 'http://env' };
    expect(customEndpoint(service, profile('sections'), env, config)).toBe('http://env');
  });
});

test.each([
  ['http://127.0.0.1:4566', true],
  ['http://127.8.9.1', true],
  ['http://localhost:9324/', true],
  ['http://sqs.us-east-1.localhost:9324', true],
  ['http://[::1]:4566', true],
  ['https://sqs.us-east-1.amazonaws.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
  ['http://10.0.0.1:4566', false],
  ['no address', false],
])('%s is loopback: %s', (endpoint, expected) => {
  expect(isLoopback(endpoint)).toBe(expected);
});
