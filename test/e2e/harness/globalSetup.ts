import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from '../../../scripts/host/chromium.ts';
import { stageExtension } from '../../../scripts/host/stage.ts';
import { ensureVsCodeServer } from '../../../scripts/host/vsCode.ts';
import { packageVsix } from '../../../scripts/packaging/vsix.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The unpacked extension, built for production. */
    stage: string;
    /** The same, packaged. */
    vsix: string;
    /** The browser's program. */
    chromium: string;
  }
}

/** Builds and packages the extension once for all browser-driven tests, and fetches what a window needs. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureVsCodeServer();
  const chromium = await ensureChromium();
  const stage = await stageExtension({ production: true });
  const vsix = `${stage.folder}.vsix`;
  await packageVsix(stage.folder, vsix);
  project.provide('stage', stage.folder);
  project.provide('vsix', vsix);
  project.provide('chromium', chromium);
  return async () => {
    await stage.remove();
    await rm(vsix, { force: true });
  };
}
