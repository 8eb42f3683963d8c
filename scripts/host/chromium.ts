import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { CommandFailed, run } from './run.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium to drive: CHROME_PATH, an installed one, Playwright's, Playwright's download,
 * Debian's package when root. Rejects with a message that says what to install.
 */
export async function ensureChromium(
  progress: (line: string) => void = line => console.log(line),
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  if (env.CHROME_PATH) {
    if (existsSync(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(`CHROME_PATH names a file that does not exist: ${env.CHROME_PATH}`);
  }
  const found = await findInstalled(env);
  if (found) return found;

  const failures: string[] = [];
  progress("Fetching Chromium with Playwright's download ...");
  try {
    const cli = fileURLToPath(new URL('./cli.js', import.meta.resolve('playwright-core/package.json')));
    await run(process.execPath, [cli, 'install', '--only-shell', 'chromium'], { timeout: 5 * 60_000 });
    await (await launch(chromium.executablePath())).close();
    return chromium.executablePath();
  } catch (error) {
    failures.push(`Playwright: ${mainLine(error)}`);
  }
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    progress("Installing Debian's chromium package ...");
    try {
      const quiet = { timeout: 10 * 60_000, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
      await run('apt-get', ['update', '-qq'], quiet);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
      const installed = await findInstalled(env);
      if (installed) return installed;
      failures.push('apt-get: the package holds no chromium program');
    } catch (error) {
      failures.push(`apt-get: ${mainLine(error)}`);
    }
  }
  throw new Error(
    'No Chromium or Chrome was found and none could be fetched. Install one (Debian, Ubuntu: apt-get install chromium; ' +
      'macOS: brew install --cask google-chrome; Windows: winget install Google.Chrome) or name its program in CHROME_PATH.\n' +
      failures.join('\n'),
  );
}

/** Starts a headless (or with `headed`, visible) browser. */
export function launch(executablePath: string, options: { headed?: boolean } = {}): Promise<Browser> {
  return chromium.launch({ executablePath, headless: !options.headed, args: flags });
}

async function findInstalled(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(folder => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = names.flatMap(name => folders.map(folder => path.join(folder, name + suffix)));
  for (const file of [...onPath, ...usualPlaces, chromium.executablePath()]) {
    if (file !== '' && existsSync(file) && (await starts(file))) return file;
  }
  return undefined;
}

/** Ubuntu's chromium-browser may be a stub that only asks for a snap. */
async function starts(file: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return run(file, ['--version'], { timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}

/** The line that says what went wrong, out of all that a program printed. */
function mainLine(error: unknown): string {
  const lines = (error instanceof CommandFailed ? error.output : String(error)).trim().split('\n');
  return lines.find(line => /error|unable|failed|^E:/i.test(line)) ?? lines.at(-1) ?? '';
}
