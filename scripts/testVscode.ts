/** The in-editor suite: `npm run test:vscode [-- --grep TEXT] [--host desktop|server] [--verbose]`. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { ensureChromium } from './host/chromium.ts';
import { isolatedAws } from './host/isolatedAws.ts';
import { hostDir, projectDir } from './host/paths.ts';
import { quietSettings } from './host/quietSettings.ts';
import { stageExtension } from './host/stage.ts';
import { ensureVsCodeServer } from './host/vsCode.ts';
import { bundleEditorTests } from './testing/bundleEditorTests.ts';
import { ConsoleFilter } from './testing/consoleFilter.ts';
import { linePrefix, readResults, resultsVariable } from './testing/results.ts';

const { values: options } = parseArgs({
  options: {
    grep: { type: 'string', short: 'g' },
    host: { type: 'string' },
    results: { type: 'string' },
    verbose: { type: 'boolean' },
  },
});

const temporary = await mkdtemp(path.join(tmpdir(), 'editor-tests-'));
const resultsFile = options.results ?? path.join(temporary, 'results.json');
const filter = new ConsoleFilter(linePrefix, options.verbose === true);
const stage = await stageExtension();
try {
  const extensionTestsPath = await bundleEditorTests(stage.folder);
  const executable = await vsCodeExecutable(options.host ?? 'auto');
  const workspace = path.join(temporary, 'workspace');
  const sample = path.join(projectDir, 'test', 'vscode', 'workspace');
  if (existsSync(sample)) await cp(sample, workspace, { recursive: true });
  else await mkdir(workspace);
  const userDataDir = path.join(temporary, 'user');
  await mkdir(path.join(userDataDir, 'User'), { recursive: true });
  await writeFile(path.join(userDataDir, 'User', 'settings.json'), JSON.stringify(quietSettings));
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: stage.folder,
    extensionTestsPath,
    stdout: filter.stream(),
    stderr: filter.stream(),
    launchArgs: [
      workspace,
      `--user-data-dir=${userDataDir}`,
      `--extensions-dir=${path.join(temporary, 'extensions')}`,
      '--disable-extensions',
    ],
    extensionTestsEnv: {
      ...isolatedAws(temporary),
      // The launcher's first line asks for `node`.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      [resultsVariable]: resultsFile,
      MESSAGING_WORKBENCH_TEST_OPTIONS: JSON.stringify({ grep: options.grep }),
    },
  });
} catch (error) {
  process.exitCode = 1;
  if (!(error instanceof TestRunFailedError)) console.error(error);
} finally {
  const results = await readResults(resultsFile);
  if (!results) {
    process.exitCode = 1;
    console.log(`The suite did not come to its end. The window's last lines:\n${filter.lastLines(60)}`);
  }
  const { passed, failed, skipped } = results ?? { passed: 0, failed: 1, skipped: 0 };
  await stage.remove();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  console.log(`in-editor: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

/** Desktop VS Code where it can be shown and had, else the launcher that stands in for it. */
async function vsCodeExecutable(host: string): Promise<string> {
  if (host === 'desktop' || (host === 'auto' && hasDisplay() && (await isReachable()))) {
    return downloadAndUnzipVSCode({ version: 'stable', cachePath: hostDir });
  }
  await Promise.all([ensureVsCodeServer(), ensureChromium()]);
  return path.join(projectDir, 'scripts', 'host', process.platform === 'win32' ? 'launcher.cmd' : 'launcher.ts');
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Whether VS Code can be downloaded. */
async function isReachable(): Promise<boolean> {
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      method: 'HEAD',
      signal: AbortSignal.timeout(5_000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
