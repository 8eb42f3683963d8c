import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { partsOf, spoken } from './harness/accessibilityTree.ts';
import { useShop } from './harness/useShop.ts';
import { useWindow } from './harness/useWindow.ts';

const shop = useShop();
const window = useWindow(() => ({ env: shop().env, width: 1500, height: 1000 }));
const queue = 'orders-seen';
const amount = 60;
/** With those that arrive during the walk. */
const all = amount + 10;
let sqs: SQSClient;
let url: string;

const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

/** Orders in three states, one in ten of them marked as an error. */
async function send(from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 10) {
    const Entries = Array.from({ length: Math.min(10, to - start) }, (_, at) => {
      const index = start + at;
      const order = { orderId: `o-${index}`, total: index * 3.5, customer: { city: index % 2 ? 'Bergen' : 'Oslo' } };
      return {
        Id: String(index),
        MessageBody: JSON.stringify(order),
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: ['placed', 'paid', 'sent'][index % 3] },
          ...(index % 10 === 0 && { errorType: { DataType: 'String', StringValue: 'Timeout' } }),
        },
      };
    });
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    // So that the chart has more than one bar.
    await new Promise(resolve => setTimeout(resolve, 40));
  }
}

beforeAll(async () => {
  const { endpoint, region, credentials } = shop();
  sqs = new SQSClient({ endpoint, region, credentials, ignoreConfiguredEndpointUrls: true });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  url = QueueUrl;
  await send(0, amount);
  const { workbench } = window();
  await workbench.openContainer('Messaging');
  await workbench.runCommand('Messaging: Poll Messages');
  await workbench.quickInput.pick(queue);
  const page = workbench.webview();
  await page.getByRole('heading', { name: `Poll ${queue}` }).waitFor();
  await choose(page, 'want', '100');
  await page.getByText('Keep messages held afterwards, to delete some').click();
  await button(page, 'Poll messages').click();
  await page.getByText(/They stay held until/).waitFor({ timeout: 60_000 });
});
afterAll(() => sqs?.destroy());

const button = (page: FrameLocator, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const grid = (page: FrameLocator): Locator => page.getByRole('grid', { name: 'Messages' });
const figures = (page: FrameLocator): Locator => page.getByTestId('figures');
const head = (page: FrameLocator, name: string): Locator => grid(page).getByRole('columnheader', { name, exact: true });

async function choose(page: FrameLocator, id: string, option: string): Promise<void> {
  await page.locator(`vscode-single-select#${id}`).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** The texts of one column, from the top. */
async function column(page: FrameLocator, place: number, rows: number): Promise<string[]> {
  const texts: string[] = [];
  for (let row = 0; row < rows; row++) {
    texts.push(await grid(page).locator(`[data-row="${row}"] [role=gridcell]`).nth(place).innerText());
  }
  return texts;
}

/** Pictures in three themes, each checked by axe. */
async function lookAt(page: FrameLocator, name: string): Promise<void> {
  const { workbench } = window();
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench.useTheme(theme);
    await workbench.screenshot(`${name}-${theme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await workbench.useTheme('dark');
}

async function fill(page: FrameLocator, id: string, text: string): Promise<void> {
  await page.locator(`vscode-textfield#${id} input`).fill(text);
}

test('a screen reader hears a grid with headings, rows and cells', async () => {
  const page = window().workbench.webview();
  await soon(() => figures(page).innerText()).toContain(`${amount} messages`);
  const heard = await spoken(page, 'grid', 'Messages');
  const rows = partsOf(heard, 'row');
  expect(partsOf(rows[0] ?? heard, 'columnheader').map(cell => cell.name)).toEqual([
    'Selected',
    'State',
    'Sent',
    'Message id',
    'Receives',
    'Size',
    'Body',
  ]);
  const cells = partsOf(rows[1] ?? heard, 'gridcell').map(cell => cell.name);
  expect(cells.slice(0, 2)).toEqual(['not selected', 'held']);
  expect(cells[4]).toBe('1');
  expect(cells[6]).toContain('"orderId"');
  expect(await grid(page).getAttribute('aria-rowcount')).toBe(String(amount + 1));
});

test('columns: an attribute and a path into the payload, sorted by a press on their headings', async () => {
  const { page: browser } = window();
  const page = window().workbench.webview();
  await button(page, 'Columns').click();
  await button(page, 'Add the column kind').click();
  await page.getByRole('textbox', { name: /^Path in the payload/ }).fill('customer.city');
  await button(page, 'Add path').click();
  await button(page, 'Hide the column Message id').click();
  await head(page, 'customer.city').waitFor();
  await soon(async () => (await column(page, 6, 3)).every(text => text === 'Oslo' || text === 'Bergen')).toBe(true);
  await lookAt(page, 'viewer-columns');
  await button(page, 'Columns').click();

  await head(page, 'customer.city').click();
  await soon(() => head(page, 'customer.city').getAttribute('aria-sort')).toBe('ascending');
  await soon(() => column(page, 6, 3)).toEqual(['Bergen', 'Bergen', 'Bergen']);
  await head(page, 'customer.city').press('Enter');
  await soon(() => column(page, 6, 3)).toEqual(['Oslo', 'Oslo', 'Oslo']);
  await head(page, 'customer.city').press('Enter');
  await soon(() => head(page, 'customer.city').getAttribute('aria-sort')).toBe('none');

  const before = (await head(page, 'kind').boundingBox())?.width ?? 0;
  await head(page, 'kind').focus();
  await browser.keyboard.press('Shift+ArrowRight');
  await soon(async () => (await head(page, 'kind').boundingBox())?.width).toBe(before + 16);
  await browser.keyboard.press('Alt+ArrowLeft');
  const names = () =>
    grid(page)
      .getByRole('columnheader')
      .evaluateAll(heads => heads.map(each => each.getAttribute('aria-label')));
  await soon(names).toEqual(['Selected', 'State', 'Sent', 'Receives', 'kind', 'Size', 'customer.city', 'Body']);
  const [from, to] = [await head(page, 'kind').boundingBox(), await head(page, 'customer.city').boundingBox()];
  if (!from || !to) throw new Error('The headings are not to be seen');
  await browser.mouse.move(from.x + 20, from.y + 10);
  await browser.mouse.down();
  await browser.mouse.move(to.x + 30, to.y + 10, { steps: 5 });
  await browser.mouse.up();
  await soon(names).toEqual(['Selected', 'State', 'Sent', 'Receives', 'Size', 'customer.city', 'kind', 'Body']);
});

test('filters: text, case, regular expression, all others, and what is wrong with one', async () => {
  const page = window().workbench.webview();
  await fill(page, 'filter', 'OSLO');
  await soon(() => figures(page).innerText()).toContain('30 of 60 messages');
  await button(page, 'Match case').click();
  await soon(() => figures(page).innerText()).toContain('0 of 60 messages');
  await button(page, 'Match case').click();
  await button(page, 'Regular expression').click();
  await fill(page, 'filter', '"o-1\\d"');
  await soon(() => figures(page).innerText()).toContain('10 of 60 messages');
  await button(page, /^All others/).click();
  await soon(() => figures(page).innerText()).toContain('50 of 60 messages');
  await fill(page, 'filter', '"o-(1');
  await page.locator('#filter-fault').waitFor();
  expect(await figures(page).innerText()).toContain('50 of 60 messages');
  await button(page, 'Clear filter').click();
  await soon(() => figures(page).innerText()).toContain('60 messages');
});

test('conditions stand as chips, are saved under a name, used and deleted', async () => {
  const page = window().workbench.webview();
  await button(page, 'Conditions').click();
  await fill(page, 'attribute-name', 'errorType');
  await fill(page, 'attribute-value', 'Timeout');
  await button(page, 'Add').click();
  await soon(() => figures(page).innerText()).toContain('6 of 60 messages');
  await fill(page, 'expression', 'body.total > `100`');
  await soon(() => figures(page).innerText()).toContain('3 of 60 messages');
  await page.getByRole('listitem').filter({ hasText: 'errorType is Timeout' }).waitFor();
  await fill(page, 'filter-name', 'Dear timeouts');
  await button(page, 'Save filter').click();
  await button(page, 'Dear timeouts').waitFor();
  await lookAt(page, 'viewer-filter');
  await fill(page, 'expression', 'body.total >');
  await page.locator('#filter-fault').waitFor();
  await window().workbench.screenshot('viewer-expression-fault');
  await button(page, 'Clear filter').click();
  await soon(() => figures(page).innerText()).toContain('60 messages');
  await button(page, 'Dear timeouts').click();
  await soon(() => figures(page).innerText()).toContain('3 of 60 messages');
  await button(page, 'Remove: errorType is Timeout').click();
  await soon(() => figures(page).innerText()).toContain('31 of 60 messages');
  await button(page, 'Delete the saved filter Dear timeouts').click();
  await button(page, 'Dear timeouts').waitFor({ state: 'detached' });
  await button(page, 'Clear filter').click();
  await button(page, 'Conditions').click();
});

test('a range of time is brushed in the chart, with the pointer and with keys', async () => {
  const { page: browser, workbench } = window();
  const page = workbench.webview();
  await button(page, 'Times').click();
  const chart = page.locator('mw-time-histogram svg');
  await chart.waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('The chart is not to be seen');
  await browser.mouse.move(box.x + box.width / 2, box.y + 20);
  await browser.mouse.down();
  // Past the edge, which stands for the end.
  await browser.mouse.move(box.x + box.width + 20, box.y + 20, { steps: 4 });
  await browser.mouse.up();
  await soon(async () => Number((await figures(page).innerText()).split(' ')[0])).toBeLessThan(amount);
  await lookAt(page, 'viewer-chart');
  const matched = Number((await figures(page).innerText()).split(' ')[0]);
  const from = page.getByRole('slider', { name: 'Sent from' });
  await from.focus();
  await browser.keyboard.press('Home');
  await soon(() => figures(page).innerText()).toContain(`${amount} messages`);
  await page.getByRole('slider', { name: 'Sent before' }).press('ArrowLeft');
  await soon(async () => Number((await figures(page).innerText()).split(' ')[0])).toBeGreaterThan(matched);
  await page.getByRole('slider', { name: 'Sent before' }).press('Escape');
  await page.getByText('The chart as a table').click();
  await page.getByRole('columnheader', { name: 'Matching' }).waitFor();
  await button(page, 'Times').click();
});

test('what arrives while paused waits and is counted, and nothing of it is lost', async () => {
  const page = window().workbench.webview();
  await button(page, 'Pause').click();
  await send(amount, amount + 5);
  await button(page, 'Poll further').click();
  await page.getByText('Paused, 5 new').waitFor();
  expect(await grid(page).getAttribute('aria-rowcount')).toBe(String(amount + 1));
  await page.getByText(/They stay held until/).waitFor({ timeout: 60_000 });
  await button(page, 'Resume').click();
  await soon(() => figures(page).innerText()).toContain(`${amount + 5} messages`);
});

/** The body at the upper edge of the list, and how far below the edge it begins. */
function edge(page: FrameLocator): Promise<{ body: string; offset: number }> {
  return grid(page)
    .locator('xpath=..')
    .evaluate(scroller => {
      const top = scroller.getBoundingClientRect().top + 26;
      const rows = [...scroller.querySelectorAll<HTMLElement>('[data-row]')];
      const first = rows.find(row => row.getBoundingClientRect().bottom > top + 1);
      if (!first) throw new Error('No row is in sight');
      const offset = Math.round(first.getBoundingClientRect().top - top);
      return { body: first.lastElementChild?.textContent ?? '', offset };
    });
}

test('what is in sight stays in sight while newer messages arrive above it', async () => {
  const page = window().workbench.webview();
  await head(page, 'Sent').click();
  await soon(() => head(page, 'Sent').getAttribute('aria-sort')).toBe('ascending');
  await head(page, 'Sent').click();
  await soon(() => head(page, 'Sent').getAttribute('aria-sort')).toBe('descending');
  await grid(page)
    .locator('xpath=..')
    .evaluate(scroller => {
      scroller.scrollTop = 450;
    });
  await soon(async () => (await edge(page)).body).toContain('orderId');
  const before = await edge(page);
  await send(amount + 5, all);
  await button(page, 'Poll further').click();
  await soon(() => figures(page).innerText()).toContain(`${all} messages`);
  await page.getByText(/They stay held until/).waitFor({ timeout: 60_000 });
  expect(await edge(page)).toEqual(before);
  await head(page, 'Sent').click();
});

test('with the keyboard: selected by range and all, opened, compared and copied', async () => {
  const { workbench, page: browser } = window();
  const page = workbench.webview();
  await grid(page).locator('[data-row="0"]').click();
  await browser.keyboard.press('Shift+ArrowDown');
  await soon(() => figures(page).innerText()).toContain('2 selected');
  await button(page, 'Copy as JSON').click();
  await page.getByText('Copied 2 messages').waitFor();
  const copied = JSON.parse(await browser.evaluate(() => navigator.clipboard.readText())) as { body: string }[];
  expect(copied.map(message => Object.keys(JSON.parse(message.body)))).toEqual([
    ['orderId', 'total', 'customer'],
    ['orderId', 'total', 'customer'],
  ]);
  await grid(page).locator('.active').press('Control+c');
  await soon(() => browser.evaluate(() => navigator.clipboard.readText())).toMatch(/^\{\n {2}"orderId"/);
  await button(page, 'Compare').click();
  await browser.locator('.monaco-diff-editor .view-line', { hasText: '"orderId"' }).first().waitFor();
  await workbench.screenshot('viewer-compare');
  await workbench.runCommand('View: Close Editor');

  await button(page, 'Open in editor').click();
  await workbench.editor.element.locator('.view-line', { hasText: '"orderId"' }).waitFor();
  await workbench.statusItem('JSON').first().waitFor();
  await browser.keyboard.type('x');
  expect(await workbench.editor.visibleText()).not.toContain('x{');
  await workbench.runCommand('View: Close Editor');

  await grid(page).locator('[data-row="0"]').click();
  await browser.keyboard.press('Control+a');
  await soon(() => figures(page).innerText()).toContain(`${all} selected`);
  await browser.keyboard.press('Escape');
  await soon(() => figures(page).innerText()).not.toContain('selected');
  await browser.keyboard.press('End');
  await soon(() => grid(page).locator('[role=row][tabindex="0"]').last().getAttribute('aria-rowindex')).toBe(
    String(all + 1),
  );
  // The headings stay in sight.
  const [top, heads] = [await grid(page).locator('xpath=..').boundingBox(), await head(page, 'Sent').boundingBox()];
  expect(Math.abs((heads?.y ?? 0) - (top?.y ?? Number.NaN))).toBeLessThan(3);
});

test('a second viewer beside the first has its messages, and a filter of its own', async () => {
  const { workbench, page: browser } = window();
  await workbench.runCommand('Messaging: Duplicate Viewer');
  await expect.poll(() => workbench.tab(`Poll: ${queue}`).count()).toBe(2);
  const pages = browser.locator('iframe.webview.ready:visible');
  await expect.poll(() => pages.count()).toBe(2);
  const frames = [0, 1].map(at => pages.nth(at).contentFrame().frameLocator('iframe#active-frame'));
  for (const page of frames) await soon(() => figures(page).innerText()).toContain(`${all} messages`);
  const [, second] = frames;
  if (!second) throw new Error('There is no second page');
  await fill(second, 'filter', 'oslo');
  await expect
    .poll(
      async () =>
        (await Promise.all(frames.map(page => figures(page).innerText()))).filter(text => text.includes(' of ')).length,
    )
    .toBe(1);
  await workbench.screenshot('viewer-two');
  await workbench.runCommand('View: Close Editor');
});

test('after a reload of the window the page is back with its settings and says that it holds no messages', async () => {
  const { workbench, page: browser } = window();
  await workbench.openTab(`Poll: ${queue}`);
  await fill(workbench.webview(), 'filter', 'bergen');
  await soon(() => figures(workbench.webview()).innerText()).toContain(' of ');
  await head(workbench.webview(), 'Size').click();
  await soon(() => head(workbench.webview(), 'Size').getAttribute('aria-sort')).toBe('ascending');
  // As a person reloads: VS Code then writes down at once what its pages keep.
  const loaded = browser.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await workbench.ready();
  const page = workbench.webview();
  await page.getByText('Messages are never kept on disk').waitFor({ timeout: 60_000 });
  await workbench.screenshot('viewer-restored');
  // What the window held when it was reloaded is hidden until the hold ends; these are new.
  await send(100, 110);
  await button(page, 'Poll messages').click();
  await page.getByText(/messages? released/).waitFor({ timeout: 60_000 });
  await soon(() => figures(page).innerText()).toContain('5 of 10 messages');
  expect(await page.locator('vscode-textfield#filter input').inputValue()).toBe('bergen');
  await head(page, 'customer.city').waitFor();
  expect(await head(page, 'Size').getAttribute('aria-sort')).toBe('ascending');
});
