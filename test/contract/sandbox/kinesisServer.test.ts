import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KinesisServer, startKinesisServer } from '../../../src/sandbox/server/kinesisServer.ts';

describe('the Kinesis server behind the front', () => {
  let server: KinesisServer;
  beforeAll(async () => {
    server = await startKinesisServer();
  });
  afterAll(() => server.stop());

  /** Everything the server says to a connection that begins with `opening`, until it hangs up. */
  const say = (opening: string) =>
    new Promise<string>(resolve => {
      const socket = connect({ host: '127.0.0.1', port: server.port }, () => socket.write(opening));
      let heard = '';
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
      });
      socket.on('error', () => undefined).on('close', () => resolve(heard));
    });

  test('hangs up on whoever does not know the secret', async () => {
    const request =
      'GET /healthcheck HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Padding: 0123456789012345678901234567890123456789\r\n\r\n';
    expect(await say(request)).toBe('');
    expect(await say('0'.repeat(64) + request)).toBe('');
  });

  test('hangs up on whoever says nothing', { timeout: 15_000 }, async () => {
    expect(await say('short')).toBe('');
  });
});
