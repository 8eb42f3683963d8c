import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { hostDir } from '../../../scripts/host/paths.ts';
import { TestWindow, type WindowOptions } from './window.ts';

/**
 * Opens one window for the tests of a file or `describe` and closes it after them. A failed test leaves a picture and
 * the last console lines below .vscode-test/failures/. Call the result inside a test to get the window.
 */
export function useWindow(
  options: WindowOptions | (() => WindowOptions | Promise<WindowOptions>) = {},
): () => TestWindow {
  let window: TestWindow | undefined;
  beforeAll(async () => {
    window = await TestWindow.open(typeof options === 'function' ? await options() : options);
  });
  afterEach(async ({ task }) => {
    if (!window || task.result?.state !== 'fail') return;
    const folder = path.join(hostDir, 'failures');
    const name = task.name.replace(/\W+/g, '-').slice(0, 80);
    await mkdir(folder, { recursive: true });
    await window.page.screenshot({ path: path.join(folder, `${name}.png`) }).catch(() => undefined);
    await writeFile(path.join(folder, `${name}.txt`), window.lastLines(100));
    console.error(`Picture of the failed test: ${path.join(folder, `${name}.png`)}`);
  });
  afterAll(async () => {
    await window?.close();
    window = undefined;
  });
  return () => {
    if (!window) throw new Error('The window is not open');
    return window;
  };
}
