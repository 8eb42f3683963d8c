import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce, isInstalled } from './install.ts';
import { hostDir } from './paths.ts';
import { runNpm } from './run.ts';

/** The npm package code-server carries VS Code itself; 4.139.1 is VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** Where VS Code's own server is, ready to run on this Node.js. */
export interface VsCodeServerFiles {
  /** server-main.js */
  main: string;
  /** The folder of the installation. */
  folder: string;
}

/**
 * Finds VS Code's server below .vscode-test/ or installs it from npm (about 15 s, no compiler, 600 MB on disk).
 * Install scripts stay off: they would build native modules which neither the tests nor a local window need.
 */
export async function ensureVsCodeServer(progress: (line: string) => void = printLine): Promise<VsCodeServerFiles> {
  const folder = path.join(hostDir, `code-server-${codeServerVersion}`);
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const files = { main: path.join(vscode, 'out', 'server-main.js'), folder: vscode };
  if (!isInstalled(folder)) progress(`Fetching VS Code's server (code-server ${codeServerVersion} from npm) ...`);
  await installOnce(folder, async () => {
    const quiet = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const timeout = 10 * 60_000;
    await writeFile(path.join(folder, 'package.json'), '{"private":true}\n');
    await runNpm(['install', ...quiet, `code-server@${codeServerVersion}`], { cwd: folder, timeout });
    await runNpm(['install', ...quiet], { cwd: vscode, timeout });
    if (!existsSync(files.main)) throw new Error(`code-server ${codeServerVersion} has no ${files.main}`);
  });
  return files;
}

/** The desktop `code` command on the PATH, if there is one. */
export function findDesktopVsCode(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code'];
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder !== '' && existsSync(file)) return file;
    }
  }
  return undefined;
}

function printLine(line: string): void {
  console.log(line);
}
