import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

/** One fault of a page as axe-core sees it, in one line. */
export type Fault = string;

/** Runs axe-core (WCAG 2.2 A and AA) inside a webview's page and returns what it finds. */
export async function accessibilityFaults(frame: FrameLocator): Promise<Fault[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const root = frame.locator('html');
  // The page's own content security policy forbids script elements; the debugger's evaluation is not bound by it.
  const results = await root.evaluate(async (_element, code): Promise<AxeResults> => {
    const scope = globalThis as unknown as { axe?: { run(context: Node, options: object): Promise<AxeResults> } };
    if (!scope.axe) new Function(code).call(globalThis);
    if (!scope.axe) throw new Error('axe-core did not load');
    return scope.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
  }, source);
  return results.violations.flatMap(violation =>
    violation.nodes.map(node => `${violation.id} (${violation.impact ?? 'minor'}): ${node.html.slice(0, 200)}`),
  );
}
