#!/usr/bin/env node
/**
 * Stands in for the VS Code program that @vscode/test-electron starts: takes the same arguments, opens VS Code's
 * server in a headless browser instead of a desktop window, and ends with the code of the test run.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { ensureChromium, launch } from './chromium.ts';
import { remoteUri, startVsCodeServer, type VsCodeServer } from './vsCodeServer.ts';

/** Longer than any run of the suite; a window that never answers must not hold up a build. */
const runTimeoutMs = 15 * 60_000;
const startTimeoutMs = 90_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionTestsPath: { type: 'string' },
    extensionDevelopmentPath: { type: 'string', multiple: true },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});

const folder = positionals[0];
const testsPath = values.extensionTestsPath;
const developmentPaths = values.extensionDevelopmentPath ?? [];
const userDataDir = values['user-data-dir'];
if (!folder || typeof testsPath !== 'string' || !Array.isArray(developmentPaths)) {
  console.error('Usage: launcher FOLDER --extensionDevelopmentPath=... --extensionTestsPath=...');
  process.exit(2);
}

// An exit, unlike a signal, runs the handlers that end the server's processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

let server: VsCodeServer | undefined;
let browser: Browser | undefined;
let code = 1;
try {
  const chromium = await ensureChromium();
  server = await startVsCodeServer({
    folder,
    smokeTestDriver: true,
    trust: !values['disable-workspace-trust'],
    settings: await userSettings(),
  });
  browser = await launch(chromium);
  code = await runInWindow(server, browser);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  await browser?.close().catch(() => undefined);
  await server?.stop();
}
process.exit(code);

/** Opens the window and resolves with the code the test run reports, whatever else happens to the window. */
async function runInWindow(host: VsCodeServer, chrome: Browser): Promise<number> {
  const page = await chrome.newPage({ viewport: { width: 1400, height: 900 } });
  let end: (result: number) => void = () => undefined;
  const ended = new Promise<number>(resolve => {
    end = resolve;
  });
  const giveUp = (why: string) => {
    console.error(`${why}. The server's last lines:\n${host.log().slice(-3_000)}`);
    end(1);
  };
  let heard = false;
  let done = false;
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    heard = true;
    print(type, args);
  });
  await page.exposeFunction('codeAutomationExit', (result: number) => end(result));
  page.on('crash', () => giveUp('The browser page crashed'));
  void host.exited.then(() => done || giveUp("VS Code's server ended"));
  const runTimer = setTimeout(() => giveUp('The test run did not end in time'), runTimeoutMs);
  const startTimer = setTimeout(() => heard || giveUp('The extension host did not start'), startTimeoutMs);
  try {
    const uri = (file: string) => remoteUri(host.authority, path.resolve(file));
    await page.goto(
      host.urlWith([
        ...developmentPaths.map(file => ['extensionDevelopmentPath', uri(String(file))] as const),
        ['extensionTestsPath', uri(String(testsPath))],
        ['skipWelcome', 'true'],
      ]),
    );
    return await ended;
  } finally {
    done = true;
    clearTimeout(runTimer);
    clearTimeout(startTimer);
  }
}

/** The desktop build reads its settings from the user data folder; the server gets the same ones. */
async function userSettings(): Promise<Record<string, unknown>> {
  if (typeof userDataDir !== 'string') return {};
  const text = await readFile(path.join(userDataDir, 'User', 'settings.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text);
}

function print(type: string, args: unknown[]): void {
  const line = args.map(arg => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
  if (type === 'error') console.error(line);
  else console.log(line);
}
