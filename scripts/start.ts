/**
 * `npm start`: builds the extension, starts the local servers, fills them with the sample shop and opens VS Code on the
 * sample workspace. `npm start -- --check` does the same without a screen, looks whether everything is there, prints
 * what it saw and ends with 0, or with 1 and what was missing.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox } from '../src/sandbox/sandboxService.ts';
import { seedShop } from '../src/sandbox/seed.ts';
import { ensureChromium } from './host/chromium.ts';
import { isolatedAws } from './host/isolatedAws.ts';
import { projectDir } from './host/paths.ts';
import { stageExtension } from './host/stage.ts';
import { ensureVsCodeServer, findDesktopVsCode } from './host/vsCode.ts';
import { startVsCodeServer } from './host/vsCodeServer.ts';
import { seedTarget } from './seedTarget.ts';
import { checkWindow } from './start/check.ts';
import { openDesktopWindow } from './start/desktopWindow.ts';
import { Ending } from './start/ending.ts';

const checkLimitMs = 180_000;
/** What opens is the sample and the extension, not what else an editor has to say. */
const windowSettings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'once',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'readme',
};

const checking = process.argv.includes('--check');
const ending = new Ending();

try {
  await start();
} catch (error) {
  if (!ending.signal.aborted) ending.request(error instanceof Error ? error : new Error(String(error)));
} finally {
  if (ending.failed) console.error(ending.failed.message);
  await ending.end();
}
process.exit(ending.failed ? 1 : 0);

async function start(): Promise<void> {
  const desktop = checking ? undefined : findDesktopVsCode();
  console.log('Building the extension ...');
  const [stage, , chromium] = await Promise.all([
    stageExtension(),
    desktop === undefined ? ensureVsCodeServer() : undefined,
    checking ? ensureChromium() : '',
  ]);
  ending.add(() => stage.remove());
  const data = await mkdtemp(path.join(tmpdir(), 'messaging-workbench-'));
  ending.add(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
  const folder = path.join(data, 'shop');
  await cp(path.join(projectDir, 'sandbox', 'workspace'), folder, { recursive: true });
  // What has to be fetched on the first run takes as long as the network needs; the rest has a limit.
  if (checking) ending.limit(checkLimitMs, new Error(`The check took longer than ${checkLimitMs / 1_000} s.`));
  const { signal } = ending;
  signal.throwIfAborted();

  const sandbox = await startSandbox({
    serverPath: path.join(stage.folder, 'dist', 'sandbox', 'server.js'),
    signal,
    onExit: ({ wanted, stderr }) => {
      if (!wanted) ending.request(new Error(`The local servers ended by themselves. ${stderr}`));
    },
  });
  ending.add(() => sandbox.stop());
  const { queues, topics, streams, messages, records } = await seedShop(seedTarget(sandbox), signal);
  console.log(
    `The local servers run on ${sandbox.endpoint}: ${queues} queues, ${topics} topics, ${streams} stream, ` +
      `${messages} messages and ${records} records.`,
  );

  // Secrets stay out of settings files: the extension reads this run's key from its environment.
  const env = {
    ...(checking ? isolatedAws(data) : {}),
    MESSAGING_WORKBENCH_SANDBOX_ENDPOINT: sandbox.endpoint,
    MESSAGING_WORKBENCH_SANDBOX_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    MESSAGING_WORKBENCH_SANDBOX_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
  };
  const window = { data, folder, extension: stage.folder, settings: windowSettings, env };
  if (desktop !== undefined) {
    const { closed } = await openDesktopWindow(desktop, window, ending);
    console.log('VS Code opens in a window of its own. Close it, or press Ctrl-C here, to stop everything.');
    await Promise.race([closed, ending.requested]);
    return;
  }

  const server = await startVsCodeServer({
    folder,
    userDataDir: path.join(data, 'code'),
    extensionFolders: [stage.folder],
    settings: windowSettings,
    trust: true,
    token: randomBytes(24).toString('hex'),
    env,
  });
  ending.add(() => server.stop());
  if (checking) {
    await checkWindow({ chromium, url: server.url, folder, settingsFile: server.settingsFile, signal, ending });
    return;
  }
  console.log(`\nOpen VS Code in a browser:\n\n  ${server.url}\n\nPress Ctrl-C to stop everything.`);
  const ended = server.exited.then(() => {
    if (!ending.signal.aborted) throw new Error(`VS Code's server ended by itself:\n${server.log().slice(-2_000)}`);
  });
  await Promise.race([ended, ending.requested]);
}
