import type { Page } from 'playwright-core';
import { type BenchRow, median } from './row.ts';
import { openViewerPage, orderMessage } from './viewerPage.ts';

const held = 100_000;

/** The poll page with 100,000 messages behind it: first paint, scrolling, jumping, typing, and arrivals meanwhile. */
export async function rows(): Promise<BenchRow[]> {
  const paints: number[] = [];
  await using viewer = await openViewerPage(held);
  const { page, session } = viewer;
  paints.push(await viewer.firstPaint());
  for (let round = 0; round < 4; round++) {
    await page.reload();
    paints.push(await viewer.firstPaint());
  }
  await page.locator('[data-row="0"] [role=gridcell]', { hasText: '{"orderId"' }).waitFor();
  const idle = await frames(page, 0, 120);
  const scrolled = await frames(page, 90, 300);
  const fast = await frames(page, 2_000, 300);
  const jumps: number[] = [];
  for (let round = 0; round < 20; round++) jumps.push(await jump(page, ((round * 7_919 + 31) * 12_289) % held));
  const typed = await typing(page, 'customer-4321');
  await page.locator('vscode-textfield#filter input').fill('');
  await page.waitForTimeout(500);
  await page.evaluate(top => globalThis.scrollTo(0, top), 0);
  const arriving = (async () => {
    for (let batch = 0; batch < 40; batch++) {
      session.add(Array.from({ length: 250 }, (_, at) => orderMessage(held + batch * 250 + at)));
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  })();
  const busy = await frames(page, 90, 120);
  await arriving;
  const at = '100,000 messages';
  return [
    row(`viewer: first paint after the start of the script, ${at}`, median(paints), 50),
    row('viewer: a frame of the page at rest, p95 (the machine’s own)', p95(idle), 16.7),
    row(`viewer: a frame while scrolling 4 rows a frame, ${at}, p95`, p95(scrolled), 20),
    row(`viewer: a frame while scrolling 90 rows a frame, ${at}, p95`, p95(fast), 20),
    row('viewer: rows drawn after a jump to any place, median', median(jumps), 100),
    row(`viewer: longest frame while typing a filter, ${at}`, Math.max(...typed), 50),
    row('viewer: a frame while scrolling and 5,000 messages a second arrive, p95', p95(busy), 20),
  ];
}

function row(name: string, ours: number, theirs: number): BenchRow {
  return { name, ours, unit: 'ms', against: 'limit', theirs };
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

/** Durations of frames while the list scrolls by some pixels in each. */
function frames(page: Page, step: number, count: number): Promise<number[]> {
  return page.locator('mw-viewer-grid').evaluate(
    (grid, [by = 0, amount = 0]) =>
      new Promise<number[]>(resolve => {
        const scroller = grid.shadowRoot?.querySelector('.scroller');
        const taken: number[] = [];
        let last: number | undefined;
        const frame = (now: number): void => {
          if (last !== undefined) taken.push(now - last);
          last = now;
          scroller?.scrollBy(0, by);
          if (taken.length >= amount) resolve(taken);
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    [step, count],
  );
}

/** Milliseconds from a jump of the scroll bar until the row at the upper edge shows its message. */
function jump(page: Page, place: number): Promise<number> {
  return page.locator('mw-viewer-grid').evaluate(
    (grid, target) =>
      new Promise<number>((resolve, reject) => {
        const root = grid.shadowRoot;
        const scroller = root?.querySelector('.scroller');
        if (!root || !scroller) throw new Error('There is no list');
        const started = performance.now();
        scroller.scrollTop = target * 22;
        const look = (): void => {
          const cell = root.querySelector(`[data-row="${target}"] [role=gridcell]:nth-child(3)`);
          const passed = performance.now() - started;
          if (cell && cell.textContent !== '…') resolve(passed);
          else if (passed > 5_000) reject(new Error(`Row ${target} was not drawn`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    Math.min(place, held - 40),
  );
}

/** Durations of frames while a text is typed into the filter, and until the list has followed. */
async function typing(page: Page, text: string): Promise<number[]> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as { taken: number[]; watching: boolean };
    scope.taken = [];
    scope.watching = true;
    let last: number | undefined;
    const frame = (now: number): void => {
      if (last !== undefined) scope.taken.push(now - last);
      last = now;
      if (scope.watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.locator('vscode-textfield#filter input').pressSequentially(text, { delay: 60 });
  await page
    .getByTestId('figures')
    .filter({ hasText: `20 of ${held.toLocaleString('en-US')}` })
    .waitFor();
  return page.evaluate(() => {
    const scope = globalThis as unknown as { taken: number[]; watching: boolean };
    scope.watching = false;
    return scope.taken;
  });
}
