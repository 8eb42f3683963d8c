import { appendFileSync, existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Stage, stageExtension } from '../../scripts/host/stage.ts';
import { useWindow } from './harness/useWindow.ts';

/** Stands in for the entry and takes the time of loading and of calling the real one, in the extension host. */
const stopwatch = `import { renameSync, writeFileSync } from 'node:fs';
const start = performance.now();
const real = await import('./measured.js');
const loaded = performance.now();
export function activate(context) {
  const called = performance.now();
  real.activate(context);
  const times = { load: loaded - start, activate: performance.now() - called };
  writeFileSync(process.env.MEASURED_FILE + '.part', JSON.stringify(times));
  renameSync(process.env.MEASURED_FILE + '.part', process.env.MEASURED_FILE);
}
`;

let stage: Stage | undefined;
let measured = '';
const window = useWindow(async () => {
  stage = await stageExtension({ production: true });
  const dist = path.join(stage.folder, 'dist');
  await rename(path.join(dist, 'extension.js'), path.join(dist, 'measured.js'));
  await writeFile(path.join(dist, 'extension.js'), stopwatch);
  for (const name of globSync('chunks/*.js', { cwd: dist })) {
    const file = path.join(dist, name);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"../extension.js"', '"../measured.js"'));
  }
  measured = path.join(await mkdtemp(path.join(tmpdir(), 'measured-')), 'times.json');
  return { extensionFolder: stage.folder, env: { MEASURED_FILE: measured } };
});
afterAll(async () => {
  await stage?.remove();
  await rm(path.dirname(measured), { recursive: true, force: true });
});

test('the time of our own code at activation can be told', async () => {
  await window().workbench.openContainer('Messaging');
  await expect.poll(() => existsSync(measured), { timeout: 20_000 }).toBe(true);
  const times = JSON.parse(await readFile(measured, 'utf8')) as { load: number; activate: number };
  expect(times.load).toBeGreaterThan(0);
  expect(times.activate).toBeGreaterThan(0);
  // `npm run bench` reads the figures; nothing here judges them.
  const file = process.env.MESSAGING_WORKBENCH_FIGURES;
  for (const [part, value] of [
    ['load', times.load],
    ['activate()', times.activate],
  ] as const) {
    const line = JSON.stringify({ name: `activation of our code: ${part}`, value });
    if (file) appendFileSync(file, `${line}\n`);
    console.log(`figure ${line}`);
  }
});
