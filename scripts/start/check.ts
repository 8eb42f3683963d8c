import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { shopQueues, shopStream, shopTopics } from '../../src/sandbox/shop.ts';
import { Workbench } from '../../test/e2e/harness/workbench.ts';
import { launch } from '../host/chromium.ts';
import { hostDir } from '../host/paths.ts';
import type { Ending } from './ending.ts';

interface CheckedWindow {
  /** The browser's program. */
  readonly chromium: string;
  readonly url: string;
  readonly folder: string;
  readonly settingsFile: string;
  readonly signal: AbortSignal;
  readonly ending: Ending;
}

/** What the tree must hold below *Local sandbox > us-east-1*. */
const expected: readonly [group: string, names: readonly string[]][] = [
  ['Queues', shopQueues.map(queue => queue.name)],
  ['Topics', shopTopics.map(topic => topic.name)],
  ['Streams', [shopStream.name]],
];

const files = ['cdk-typescript/lib/shop-stack.ts', 'sam/template.yaml', 'cloudformation/template.yaml'];
const diagnosticsLimitMs = 45_000;

/**
 * Opens the window in a headless browser, looks for the seeded resources in the tree and for diagnostics in the sample
 * files, and prints what is there. Throws with everything that is missing; a picture of the window is left for it.
 */
export async function checkWindow({
  chromium,
  url,
  folder,
  settingsFile,
  signal,
  ending,
}: CheckedWindow): Promise<void> {
  const browser = await launch(chromium);
  ending.add(() => browser.close());
  signal.addEventListener('abort', () => void browser.close(), { once: true });
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
  page.setDefaultTimeout(30_000);
  const workbench = new Workbench(page, folder, settingsFile);
  const missing: string[] = [];
  try {
    await page.goto(url);
    await workbench.ready();
    console.log('The window stands.');
    await trust(workbench);
    await lookAtTree(workbench, missing);
    await lookAtFiles(workbench, missing);
  } catch (error) {
    signal.throwIfAborted();
    missing.push(error instanceof Error ? error.message : String(error));
  }
  if (missing.length === 0) {
    console.log('Everything is there.');
    return;
  }
  const picture = path.join(hostDir, 'failures', 'start-check.png');
  await mkdir(path.dirname(picture), { recursive: true });
  await page.screenshot({ path: picture }).catch(() => undefined);
  throw new Error(`Missing:\n${missing.map(line => `- ${line}`).join('\n')}\nA picture of the window: ${picture}`);
}

/** Answers the question that every person is asked who opens the folder for the first time. */
async function trust(workbench: Workbench): Promise<void> {
  await workbench.dialog().waitFor();
  await workbench.answerDialog('Yes, I trust the authors');
}

async function lookAtTree(workbench: Workbench, missing: string[]): Promise<void> {
  await workbench.openContainer('Messaging');
  const tree = workbench.tree('Resources');
  const region = ['Local sandbox', 'us-east-1'];
  await tree.expand(...region);
  for (const [group, names] of expected) {
    try {
      await tree.expand(...region, group);
      for (const name of names) await tree.row(...region, group, name);
    } catch {
      // What is not there after the tree's own waiting time is named below.
    }
    const seen = await tree.children(...region, group);
    console.log(`${group}: ${seen.length === 0 ? 'none' : seen.join(', ')}`);
    missing.push(...names.filter(name => !seen.includes(name)).map(name => `${name} under ${group}`));
    await tree.collapse(...region, group);
  }
}

async function lookAtFiles(workbench: Workbench, missing: string[]): Promise<void> {
  for (const file of files) {
    await workbench.editor.open(file);
    const squiggles = workbench.editor.squiggles;
    try {
      await squiggles.first().waitFor({ state: 'attached', timeout: diagnosticsLimitMs });
      const problem = await nextProblem(workbench);
      console.log(`${file}: ${problem}`);
      if (!problem.includes('msglint')) missing.push(`a finding of msglint in ${file}`);
    } catch {
      missing.push(`a diagnostic in ${file}`);
    }
  }
}

/** The text that *Go to Next Problem* shows between the lines, closed again. */
async function nextProblem(workbench: Workbench): Promise<string> {
  const widget = workbench.page.locator('.editor-group-container.active .marker-widget');
  await pressUntil(workbench, 'Alt+F8', () => widget.waitFor({ timeout: 2_000 }));
  const pieces = await widget.locator('.descriptioncontainer').evaluate(element => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '');
    return texts;
  });
  await pressUntil(workbench, 'Escape', () => widget.waitFor({ state: 'hidden', timeout: 2_000 }));
  return pieces.join(' ').replace(/\s+/g, ' ').trim();
}

/** A page in the window, such as the README's preview, may still hold the keyboard: a key is pressed until it works. */
async function pressUntil(workbench: Workbench, key: string, worked: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    await workbench.editor.element.locator('.view-line').first().click();
    await workbench.page.keyboard.press(key);
    const done = await worked().then(
      () => true,
      () => false,
    );
    if (done) return;
  }
  throw new Error(`${key} does nothing in the editor`);
}
