import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { denied, type FaultProxy, type FaultRule, startFaultProxy } from '../contract/servers/faultProxy.ts';
import { fauxqs } from '../contract/servers/fauxqs.ts';
import type { LocalServer } from '../contract/servers/server.ts';
import { queueName, seedManyQueues } from './explorerQueues.ts';
import { useWindow } from './harness/useWindow.ts';

let server: LocalServer;
let emptyServer: LocalServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await fauxqs.start();
  emptyServer = await fauxqs.start();
  await seedManyQueues(server);
  proxy = await startFaultProxy(server.endpoint);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await emptyServer.stop();
});
beforeEach(() => proxy.use());

const window = useWindow(() => ({
  settings: { 'messagingWorkbench.refreshSeconds': 2 },
  machineSettings: {
    'messagingWorkbench.connections': [
      { id: 'many', name: 'Many', credentials: 'local', regions: ['us-east-1'], endpoint: proxy.endpoint },
      {
        id: 'nobody',
        name: 'Nobody home',
        credentials: 'local',
        regions: ['eu-west-1'],
        endpoint: 'http://127.0.0.1:9',
        readOnly: true,
      },
      {
        id: 'empty',
        name: 'Empty',
        credentials: 'local',
        regions: ['eu-west-1'],
        endpoint: emptyServer.endpoint,
        production: true,
      },
    ],
  },
}));
const here = ['Many', 'us-east-1'] as const;
const resources = () => window().workbench.tree('Resources');
const count = (action: string): number => proxy.seen.filter(seen => seen === action).length;
/** Queues whose attributes were asked for. */
const looked = new Set<string>();
const watch: FaultRule = ({ action, body }) => {
  if (action === 'GetQueueAttributes') looked.add(body);
  return undefined;
};
/** Scrolling through 2,500 rows takes a test some seconds. */
const soon = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 30_000 });
const filterBy = async (text: string) => {
  await window().workbench.runCommand('Messaging: Filter by Name…');
  await window().workbench.quickInput.answer(text);
};
const describeRow = async (...path: string[]) => (await resources().text(...path)).description;

describe('2,500 queues', () => {
  test('the first thousand come from one call, before any attribute is asked for; then the others', async () => {
    // The second page and the figures wait, so that what one page alone shows can be seen.
    proxy.use(({ action, body }) => {
      if (action === 'GetQueueAttributes') looked.add(body);
      if (action === 'GetQueueAttributes') return { kind: 'delay', ms: 10_000 };
      return body.includes('NextToken') ? { kind: 'delay', ms: 5_000 } : undefined;
    });
    await window().workbench.openContainer('Messaging');
    await resources().row('Many');
    expect(proxy.seen).toEqual([]);
    await resources().expand(...here, 'Queues');
    await resources().row(...here, 'Queues', queueName(0));
    expect(await describeRow(...here, 'Queues', queueName(0))).toBe('');
    await soon(() => describeRow(...here, 'Queues')).toBe('1,000 so far…');
    await soon(() => describeRow(...here, 'Queues')).toBe('2,500');
    expect(proxy.seen.slice(0, 1)).toEqual(['ListQueues']);
    expect(count('ListQueues')).toBe(3);
  });

  test('figures are read for the first rows, not for all', async () => {
    proxy.use(watch);
    await soon(() => describeRow(...here, 'Queues', queueName(0))).toBe('0');
    await window().workbench.screenshot('tree-2500-queues');
    await soon(() => looked.size).toBeGreaterThan(200);
    await window().page.waitForTimeout(5_000);
    expect(looked.size).toBeLessThanOrEqual(300);
    await filterBy('shipping-events-0400');
    // Whoever narrows the rows down has these looked at.
    await soon(() => describeRow(...here, 'Queues', 'shipping-events-0400')).toBe('0');
    await filterBy('checkout-d');
    await soon(() => describeRow(...here, 'Queues', 'checkout-dlq')).toBe('2 · DLQ?');
    const { spoken } = (await resources().visibleRows()).find(row => row.label === 'checkout-dlq') ?? { spoken: '' };
    expect(spoken).toContain('checkout-dlq, dead-letter queue by its name, 2 messages');
  });

  test('a filter shows its state in the title and names how many match', async () => {
    const { workbench } = window();
    await filterBy('ORDERS-*-000*');
    await soon(() => describeRow(...here, 'Queues')).toBe('10 of 2,500');
    expect(await resources().children(...here, 'Queues')).toContain('orders-events-0003');
    expect(await resources().pane.locator('.pane-header').textContent()).toContain('filter: ORDERS-*-000*');
    await workbench.screenshot('tree-filter');
    // A view alone in its container has its actions in the container's title.
    await workbench.page
      .locator('.part.sidebar .composite.title')
      .getByRole('button', { name: 'Clear Filter' })
      .click();
    await soon(() => describeRow(...here, 'Queues')).toBe('2,500');
  });

  test('queues that a policy names come with the filter for dead-letter queues, and the badge counts full ones', async () => {
    const { workbench } = window();
    await filterBy('orders');
    await soon(() => describeRow(...here, 'Queues', 'orders-parking')).toBe('3 · DLQ');
    await filterBy('dlq:full');
    await soon(() => resources().children(...here, 'Queues')).toEqual(['checkout-dlq', 'orders-parking']);
    expect(await workbench.activity('Messaging').locator('.badge-content').textContent()).toBe('2');
    const label = await workbench.activity('Messaging').locator('[aria-label]').first().getAttribute('aria-label');
    expect(label).toMatch(/2 dead-letter queues with messages \(1 by name alone\), of \d+ queues looked at/);
    await workbench.screenshot('tree-dead-letters');
    await workbench.runCommand('Messaging: Clear Filter');
  });

  test('groups by prefix', async () => {
    const { workbench } = window();
    await workbench.runCommand('Messaging: Group By…');
    await workbench.quickInput.pick('Name prefix');
    await soon(() => resources().children(...here, 'Queues')).toEqual([
      'billing',
      'catalog',
      'checkout',
      'orders',
      'shipping',
    ]);
    expect(await describeRow(...here, 'Queues', 'billing')).toBe('501');
    await resources().expand(...here, 'Queues', 'shipping');
    await soon(() => describeRow(...here, 'Queues', 'shipping', 'shipping-events-0000')).toBe('0');
    await workbench.screenshot('tree-groups');
  });

  test('a favourite stands first, with a star', async () => {
    const { workbench } = window();
    await resources().openMenu(...here, 'Queues', 'shipping', 'shipping-events-0002');
    await workbench.chooseMenuItem('Add to Favourites');
    await soon(async () => (await resources().children(...here, 'Queues'))[0]).toBe('shipping-events-0002');
    expect(await describeRow(...here, 'Queues', 'shipping-events-0002')).toContain('★');
    await resources().openMenu(...here, 'Queues', 'shipping-events-0002');
    await workbench.chooseMenuItem('Remove from Favourites');
    await workbench.runCommand('Messaging: Group By…');
    await workbench.quickInput.pick('Nothing');
    await soon(async () => (await resources().visibleRows()).some(row => row.label === queueName(0))).toBe(true);
  });

  test('nothing is read while the view is hidden', async () => {
    const { workbench } = window();
    await workbench.runCommand('View: Show Explorer');
    await workbench.page.waitForTimeout(1_000);
    const before = proxy.seen.length;
    await workbench.page.waitForTimeout(5_000);
    expect(proxy.seen.length).toBe(before);
    await workbench.openContainer('Messaging');
    await soon(() => proxy.seen.length).toBeGreaterThan(before);
  });
});

describe('when something is wrong', () => {
  test('one service denied leaves the other two standing and names the missing action', async () => {
    const { workbench } = window();
    proxy.use(({ action }) => (action === 'ListTopics' ? denied('sns', 'SNS:ListTopics') : undefined));
    await resources().collapse(...here, 'Queues');
    await resources().expand(...here, 'Topics');
    await resources().row(...here, 'Topics', 'Not allowed: sns:ListTopics');
    await workbench.screenshot('tree-denied');
    await resources().click(...here, 'Topics', 'Not allowed: sns:ListTopics');
    const toast = workbench.page.locator('.notification-toast').filter({ hasText: 'sns:ListTopics' });
    await toast.first().waitFor();
    proxy.use();
    await toast.first().getByRole('button', { name: 'Try Again' }).click();
    await resources().row(...here, 'Topics', 'orders-placed');
    expect(await resources().children(...here, 'Topics')).toEqual([
      'orders-ordered.fifo',
      'orders-placed',
      'shipping-done',
    ]);
    expect(await describeRow(...here, 'Queues')).toBe('2,500');
  });

  test('a service the endpoint lacks says so', async () => {
    await resources().expand(...here, 'Streams');
    await resources().row(...here, 'Streams', 'The streams could not be listed');
    expect(await describeRow(...here, 'Streams', 'The streams could not be listed')).toContain('kinesis:ListStreams');
    await resources().collapse(...here, 'Streams');
  });

  test('depths that may not be read leave the names standing', async () => {
    const { workbench } = window();
    proxy.use(({ action }) => (action === 'GetQueueAttributes' ? denied('sqs', 'sqs:GetQueueAttributes') : undefined));
    await workbench.runCommand('Messaging: Refresh');
    await resources().expand(...here, 'Queues');
    await resources().row(...here, 'Queues', 'Not allowed: sqs:GetQueueAttributes');
    await resources().row(...here, 'Queues', queueName(0));
    await soon(() => describeRow(...here, 'Queues')).toBe('2,500');
    const asked = count('GetQueueAttributes');
    await workbench.page.waitForTimeout(5_000);
    expect(count('GetQueueAttributes')).toBe(asked);
    proxy.use();
    await workbench.runCommand('Messaging: Refresh');
    await soon(async () => (await resources().visibleRows()).some(row => row.label.startsWith('Not allowed'))).toBe(
      false,
    );
    await resources().collapse(...here, 'Queues');
  });

  test('an endpoint that is down is named', async () => {
    await resources().expand('Nobody home', 'eu-west-1', 'Queues');
    await resources().row('Nobody home', 'eu-west-1', 'Queues', 'No answer');
    expect(await describeRow('Nobody home', 'eu-west-1', 'Queues', 'No answer')).toContain('http://127.0.0.1:9');
    expect(await describeRow('Nobody home')).toContain('read-only');
    await window().workbench.screenshot('tree-unreachable');
  });
});

describe('an empty region', () => {
  test('offers to create a queue', async () => {
    await resources().expand('Empty', 'eu-west-1', 'Queues');
    const path = ['Empty', 'eu-west-1', 'Queues', 'No queues in eu-west-1'];
    expect(await describeRow(...path)).toBe('click to create one');
    expect(await describeRow('Empty')).toContain('production');
  });
});

test.each(['light', 'dark', 'highContrast', 'highContrastLight'] as const)(
  'looks right in the theme %s',
  async theme => {
    const { workbench } = window();
    await resources().collapse('Nobody home');
    await resources().expand(...here, 'Topics');
    await resources().expand(...here, 'Queues');
    await filterBy('*-0000');
    await filterBy('dlq:');
    await soon(() => describeRow(...here, 'Queues', 'checkout-dlq')).toBe('2 · DLQ?');
    await workbench.useTheme(theme);
    await workbench.screenshot(`tree-${theme}`);
    await workbench.runCommand('Messaging: Clear Filter');
  },
);
