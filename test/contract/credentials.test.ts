import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CancelledError } from '../../src/core/errors.ts';
import { assumedRole, awsFiles, type Door, listen, never, openDoor } from './harness.ts';
import { fauxqs } from './servers/fauxqs.ts';
import type { LocalServer } from './servers/server.ts';

const keys = 'aws_access_key_id = test\naws_secret_access_key = test\n';

describe('credentials', () => {
  let server: LocalServer;
  let files: { restore(): void } | undefined;
  let door: Door | undefined;

  beforeAll(async () => {
    server = await fauxqs.start();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    door?.aws.dispose();
    files?.restore();
  });

  const open = (profile: string, options: Parameters<typeof openDoor>[2] = {}) =>
    openDoor(server, { credentials: 'profile', profile, endpoint: server.endpoint }, options);
  const list = (from: Door) => from.aws.queues(from.scope).list({}, never);

  test('an unknown profile is named at once, without a look at the rest of the chain', async () => {
    files = awsFiles({ config: `[profile shop]\n${keys}` });
    door = open('shopp');
    const start = Date.now();
    await expect(list(door)).rejects.toMatchObject({
      kind: 'unknown-profile',
      message: expect.stringMatching(/shopp.*shop/),
      waysOut: [{ command: 'messagingWorkbench.connection.edit', args: [{ connectionId: 'here' }] }],
    });
    expect(Date.now() - start).toBeLessThan(500);
  });

  test('an AWS_PROFILE that does not exist is named for the default chain too', async () => {
    files = awsFiles({}, { AWS_PROFILE: 'typo' });
    door = openDoor(server, { credentials: 'default', endpoint: server.endpoint });
    await expect(list(door)).rejects.toMatchObject({
      kind: 'unknown-profile',
      message: expect.stringContaining('typo'),
    });
  });

  test('no credentials anywhere: says so and offers to add a connection', async () => {
    files = awsFiles({});
    door = openDoor(server, { credentials: 'default', endpoint: server.endpoint });
    await expect(list(door)).rejects.toMatchObject({
      kind: 'no-credentials',
      waysOut: expect.arrayContaining([expect.objectContaining({ command: 'messagingWorkbench.connection.add' })]),
    });
  });

  test('a profile without any credentials says so', async () => {
    files = awsFiles({ config: '[profile bare]\nregion = eu-west-1\n' });
    door = open('bare');
    await expect(list(door)).rejects.toMatchObject({
      kind: 'no-credentials',
      message: expect.stringContaining('bare'),
    });
  });

  test('the default chain takes keys from the environment', async () => {
    files = awsFiles({}, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    door = openDoor(server, { credentials: 'default', endpoint: server.endpoint });
    expect(Array.isArray((await list(door)).items)).toBe(true);
  });

  const sso = [
    '[profile company]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = Reader\n',
    '[sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://company.example/start\n',
  ].join('');

  test('trap 3: an expired SSO login offers to sign in', async () => {
    files = awsFiles({
      config: sso,
      sso: {
        company: { accessToken: 'old', expiresAt: '2020-01-01T00:00:00Z', startUrl: 'https://company.example/start' },
      },
    });
    door = open('company');
    await expect(list(door)).rejects.toMatchObject({
      kind: 'expired-credentials',
      message: expect.stringContaining('company'),
      waysOut: [
        { title: 'Sign In', command: 'messagingWorkbench.connection.signIn', args: [{ connectionId: 'here' }] },
      ],
    });
  });

  test('an SSO login that never was is one to sign in to', async () => {
    files = awsFiles({ config: sso });
    door = open('company');
    await expect(list(door)).rejects.toMatchObject({ kind: 'expired-credentials' });
  });

  describe('an MFA profile', () => {
    const config = (sts: string) =>
      [
        `[profile base]\n${keys}`,
        '[profile admin]\nrole_arn = arn:aws:iam::000000000000:role/r\nsource_profile = base\nregion = us-east-1\n',
        'mfa_serial = arn:aws:iam::000000000000:mfa/me\nservices = local\n',
        `[services local]\nsts =\n  endpoint_url = ${sts}\n`,
      ].join('');

    test('trap 3: asks for one code however many clients there are', async () => {
      const sts = await listen(() => ({ status: 200, body: assumedRole() }));
      try {
        files = awsFiles({ config: config(sts.endpoint) });
        door = open('admin');
        const { aws, scope } = door;
        const elsewhere = { ...scope, region: 'eu-west-1' };
        await Promise.all([
          aws.queues(scope).list({}, never),
          aws.queues(elsewhere).list({}, never),
          aws.topics(scope).list({}, never),
        ]);
        await aws.queues(scope).list({}, never);
        expect(door.mfaQuestions).toBe(1);
        expect(sts.seen).toHaveLength(1);
        expect(new URLSearchParams(sts.seen[0]).get('TokenCode')).toBe('123456');
        aws.forget('here');
        await aws.queues(scope).list({}, never);
        expect(door.mfaQuestions).toBe(2);
      } finally {
        await sts.stop();
      }
    });

    test('a region that is not enabled asks for no further code', async () => {
      const sts = await listen(() => ({ status: 200, body: assumedRole() }));
      const disabled = await listen(() => ({
        status: 403,
        body: JSON.stringify({ __type: 'UnrecognizedClientException', message: 'The security token is invalid.' }),
      }));
      try {
        files = awsFiles({ config: config(sts.endpoint) });
        door = openDoor(server, { credentials: 'profile', profile: 'admin', endpoint: disabled.endpoint });
        await expect(list(door)).rejects.toMatchObject({
          kind: 'no-credentials',
          message: expect.stringContaining('us-east-1'),
        });
        await expect(list(door)).rejects.toMatchObject({ kind: 'no-credentials' });
        expect(door.mfaQuestions).toBe(1);
      } finally {
        await sts.stop();
        await disabled.stop();
      }
    });

    test('a person may take longer over a code than a call may', async () => {
      const sts = await listen(() => ({ status: 200, body: assumedRole() }));
      try {
        files = awsFiles({ config: config(sts.endpoint) });
        const mfaCode = () => new Promise<string>(resolve => setTimeout(resolve, 1_500, '123456'));
        door = open('admin', { mfaCode, requestTimeoutMs: () => 1_000 });
        expect(Array.isArray((await list(door)).items)).toBe(true);
      } finally {
        await sts.stop();
      }
    });

    test('who declines is not asked again by the next view', async () => {
      files = awsFiles({ config: config('http://127.0.0.1:1') });
      let asked = 0;
      const mfaCode = async (): Promise<string> => {
        asked++;
        throw new CancelledError();
      };
      door = open('admin', { mfaCode });
      await expect(list(door)).rejects.toBeInstanceOf(CancelledError);
      await expect(list(door)).rejects.toBeInstanceOf(CancelledError);
      expect(asked).toBe(1);
    });
  });

  test('credentials that the service calls expired are read anew for the next call', async () => {
    const service = await listen(body =>
      body.includes('{') && service.seen.length === 1
        ? {
            status: 400,
            body: JSON.stringify({
              __type: 'ExpiredTokenException',
              message: 'The security token included in the request is expired',
            }),
          }
        : { status: 200, body: JSON.stringify({ QueueUrls: [] }) },
    );
    try {
      files = awsFiles({ config: `[profile shop]\nendpoint_url = ${service.endpoint}\n${keys}` });
      door = openDoor(server, { credentials: 'profile', profile: 'shop' });
      await expect(list(door)).rejects.toMatchObject({
        kind: 'expired-credentials',
        waysOut: [{ command: 'messagingWorkbench.connection.signIn' }],
      });
      expect((await list(door)).items).toEqual([]);
    } finally {
      await service.stop();
    }
  });

  test('a credential process that never ends runs into the time limit', async () => {
    files = awsFiles({ config: '[profile slow]\ncredential_process = sleep 5\n' });
    door = open('slow', { requestTimeoutMs: () => 400 });
    const start = Date.now();
    await expect(list(door)).rejects.toMatchObject({ kind: 'timeout', message: expect.stringContaining('slow') });
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  test('profiles are listed with how they sign', async () => {
    files = awsFiles({
      config: `${sso}[profile admin]\nrole_arn = x\nsource_profile = base\nmfa_serial = m\nregion = eu-west-1\n[services s]\nsqs =\n  endpoint_url = http://x\n`,
      credentials: `[base]\n${keys}`,
    });
    door = open('base');
    expect(await door.aws.profiles()).toEqual([
      { name: 'admin', kind: 'role', mfa: true, region: 'eu-west-1' },
      { name: 'base', kind: 'static', mfa: false },
      { name: 'company', kind: 'sso', mfa: false },
    ]);
  });

  test('a sandbox that is not running offers to start it', async () => {
    door = openDoor(server, {}, { sandbox: () => undefined });
    await expect(list(door)).rejects.toMatchObject({
      kind: 'unreachable',
      waysOut: [{ command: 'messagingWorkbench.sandbox.start' }],
    });
  });
});
