import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { detectServers } from '../../../src/sandbox/detect.ts';
import { elasticMq } from '../servers/elasticMq.ts';
import { fauxqs } from '../servers/fauxqs.ts';
import { freePort } from '../servers/freePort.ts';
import { kinesisLocal } from '../servers/kinesisLocal.ts';
import { moto } from '../servers/moto.ts';
import type { ServerKind } from '../servers/server.ts';

const signal = () => AbortSignal.timeout(10_000);

describe('finding local servers', () => {
  const known: readonly [ServerKind, number, { kind: string; services: readonly string[] }][] = [
    [fauxqs, 4566, { kind: 'fauxqs', services: ['sqs', 'sns'] }],
    [moto, 5000, { kind: 'moto', services: ['sqs', 'sns', 'kinesis'] }],
    [elasticMq, 9324, { kind: 'elasticmq', services: ['sqs'] }],
    [kinesisLocal, 4568, { kind: 'kinesis-mock', services: ['kinesis'] }],
  ];

  for (const [kind, port, expected] of known) {
    test(`recognises a real ${kind.name} on port ${port}`, async context => {
      const missing = await kind.missing();
      if (missing !== undefined) return context.skip(missing);
      const [server, unused] = await Promise.all([kind.start(), freePort()]);
      try {
        const real = Number(new URL(server.endpoint).port);
        const found = await detectServers(signal(), wellKnown => (wellKnown === port ? real : unused));
        expect(found).toEqual([{ name: expect.any(String), endpoint: server.endpoint, ...expected }]);
      } finally {
        await server.stop();
      }
    });
  }

  test('takes the word of a LocalStack health page on which services run', async () => {
    const { found } = await detectPage(url =>
      url === '/_localstack/health'
        ? '{"services":{"sqs":"running","sns":"disabled","s3":"running"},"version":"4.0.0"}'
        : undefined,
    );
    expect(found.map(({ kind, services }) => ({ kind, services }))).toEqual([
      { kind: 'localstack', services: ['sqs'] },
    ]);
  });

  test('calls an imitator by its own name', async () => {
    const { found } = await detectPage(url =>
      url.endsWith('/health') ? '{"services":{"sqs":"available"}}' : undefined,
    );
    expect(found.map(({ kind }) => kind)).toEqual(['ministack']);
  });

  test('ignores strangers, and those that never answer cost half a second', async () => {
    const { found } = await detectPage(() => '<html>Not a cloud</html>');
    expect(found).toEqual([]);
    const began = Date.now();
    const silent = createServer(() => undefined);
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await detectServers(signal(), () => port)).toEqual([]);
    silent.closeAllConnections();
    silent.close();
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  test('stops when told to', async () => {
    await expect(detectServers(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

/** Runs detection against one page server on every port. */
async function detectPage(page: (url: string) => string | undefined) {
  const server = createServer((request, response) => {
    const text = page(request.url ?? '');
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return { found: await detectServers(signal(), () => port) };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
