import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ensureChromium, launch } from '../../scripts/host/chromium.ts';
import { stageExtension } from '../../scripts/host/stage.ts';
import { UserError } from '../../src/core/errors.ts';
import { type Channel, serve } from '../../src/core/rpc.ts';
import type { Message } from '../../src/messages/message.ts';
import { columnsOf } from '../../src/messages/viewer/viewerColumns.ts';
import { ViewerSession } from '../../src/messages/viewer/viewerSession.ts';
import { type QueuePollMethods, queuePollParsers } from '../../src/queues/poll/queuePollProtocol.ts';

/** The poll page in a real browser, and the host's side of its viewer in this process: all but VS Code between them. */
export interface ViewerPage extends AsyncDisposable {
  readonly page: Page;
  readonly session: ViewerSession;
  /** Milliseconds from the start of the page's script to its first paint. */
  firstPaint(): Promise<number>;
}

/** The script starts once its files are in the browser's cache; compiling them counts, the way from this server not. */
const document = (files: readonly string[]): string => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<link rel="stylesheet" href="codicon.css"><title>Bench</title></head><body data-app="queuePollApp">
<script>
  globalThis.acquireVsCodeApi = () => ({
    postMessage: message => void globalThis.toHost(message), getState: () => undefined, setState: () => undefined,
  });
</script>
<script type="module">
  await Promise.all(${JSON.stringify(files)}.map(async file => (await fetch(file)).arrayBuffer()));
  performance.mark('script');
  await import('./queuePollApp.js');
</script>
</body></html>`;

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** A message of about 0.8 KB. */
export function orderMessage(index: number): Message {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    body: JSON.stringify({
      orderId: `o-${index}`,
      total: (index % 1_000) / 4,
      customer: { name: `customer-${index % 5_000}`, city: index % 2 ? 'Bergen' : 'Oslo' },
      note: 'x'.repeat(600),
    }),
    attributes: { kind: { type: 'String', value: ['placed', 'paid', 'sent'][index % 3] ?? '' } },
    systemAttributes: { SentTimestamp: String(1_790_000_000_000 + index * 25) },
    sentAt: 1_790_000_000_000 + index * 25,
    receivedAt: 1_790_000_100_000 + index * 25,
    receiveCount: 1 + (index % 4),
  };
}

/** Opens the page on a viewer that holds this many messages. */
export async function openViewerPage(messages: number): Promise<ViewerPage> {
  const stage = await stageExtension({ production: true });
  const webview = path.join(stage.folder, 'dist', 'webview');
  const files = globSync(['*.js', 'chunks/*.js'], { cwd: webview }).map(file => `./${file.replaceAll('\\', '/')}`);
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname;
    try {
      const body = name === '/' ? document(files) : await readFile(path.join(webview, path.normalize(name)));
      response.setHeader('content-type', name === '/' ? 'text/html' : (types[path.extname(name)] ?? 'text/plain'));
      response.setHeader('cache-control', 'max-age=3600');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  let browser: Browser | undefined;
  const session = sessionWith(messages);
  const close = async (): Promise<void> => {
    session.dispose();
    await browser?.close();
    server.close();
    await stage.remove();
  };
  try {
    browser = await launch(await ensureChromium());
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await connect(page, session);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { page, session, firstPaint: () => firstPaint(page), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function sessionWith(messages: number): ViewerSession {
  const nothing = async (): Promise<void> => undefined;
  const session = new ViewerSession({
    ports: { copy: nothing, show: nothing, compare: nothing, saved: { read: () => [], write: nothing } },
    columns: columnsOf(
      'state',
      'sentAt',
      'id',
      'receiveCount',
      { kind: 'attribute', name: 'kind' },
      'bytes',
      'preview',
    ),
  });
  for (let from = 0; from < messages; from += 1_000) {
    session.add(Array.from({ length: Math.min(1_000, messages - from) }, (_, at) => orderMessage(from + at)));
  }
  return session;
}

async function connect(page: Page, session: ViewerSession): Promise<void> {
  let listener: ((message: unknown) => void) | undefined;
  const channel: Channel = {
    post: message => void page.evaluate(data => globalThis.postMessage(data, '*'), message).catch(() => undefined),
    listen: given => {
      listener = given;
      return { dispose: () => undefined };
    },
  };
  const unused = async (): Promise<never> => {
    throw new UserError('Not part of the bench');
  };
  const scope = {
    connectionId: 'bench',
    region: 'us-east-1',
    connectionName: 'Bench',
    readOnly: false,
    production: false,
  };
  const queue = { connectionId: 'bench', region: 'us-east-1', name: 'bench', arn: 'arn:bench', url: 'http://bench' };
  serve<QueuePollMethods>(
    channel,
    queuePollParsers,
    {
      ...session.handlers,
      'triage.show': unused,
      'triage.groups': unused,
      'triage.select': unused,
      'tools.export': unused,
      'tools.convert': unused,
      checkUnconfirmed: unused,
      load: async () => ({
        scope: { ...scope, peekAllowed: false },
        queue,
        name: queue.name,
        figures: { fifo: false, messages: session.size },
        problems: [],
      }),
      poll: unused,
      stop: unused,
      release: unused,
      delete: unused,
      allowPeek: unused,
      openDeadLetterQueue: unused,
    },
    (method, error) => console.error(method, error),
  );
  session.attach((event, payload) => channel.post({ event, payload }));
  await page.exposeFunction('toHost', (message: unknown) => listener?.(message));
}

async function firstPaint(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const [script] = performance.getEntriesByName('script');
    return (paint?.startTime ?? Number.NaN) - (script?.startTime ?? Number.NaN);
  });
}
