import type { CDPSession, Frame, FrameLocator } from 'playwright-core';

interface Node {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly childIds?: readonly string[];
}

interface FrameTree {
  readonly frame: { readonly id: string; readonly name?: string; readonly url: string };
  readonly childFrames?: readonly FrameTree[];
}

/** One part of a page as the browser tells it to a screen reader. */
export interface Spoken {
  readonly role: string;
  readonly name: string;
  readonly children: readonly Spoken[];
}

/** What a screen reader is told about the first part of a webview's page with this role and name. */
export async function spoken(page: FrameLocator, role: string, name: string): Promise<Spoken> {
  const handle = await page.locator('html').elementHandle();
  const frame = await handle?.ownerFrame();
  if (!frame) throw new Error('The page is in no frame');
  const { session, frameId } = await sessionOf(frame);
  try {
    await session.send('Accessibility.enable');
    const { nodes } = (await session.send('Accessibility.getFullAXTree', { frameId })) as unknown as { nodes: Node[] };
    const byId = new Map(nodes.map(node => [node.nodeId, node]));
    const root = nodes.find(node => node.role?.value === role && node.name?.value === name);
    if (!root) throw new Error(`Nobody hears of a ${role} called ${name}`);
    const [found] = read(root, byId);
    if (!found) throw new Error(`The ${role} called ${name} is ignored`);
    return found;
  } finally {
    await session.detach();
  }
}

/** What is ignored stands for its children. */
function read(node: Node, byId: ReadonlyMap<string, Node>): Spoken[] {
  const children = (node.childIds ?? []).flatMap(id => {
    const child = byId.get(id);
    return child ? read(child, byId) : [];
  });
  const role = node.role?.value ?? '';
  if (node.ignored || role === 'none' || role === 'generic') return children;
  return [{ role, name: node.name?.value ?? '', children }];
}

/** All parts with a role, below another. */
export function partsOf(spoken: Spoken, role: string): Spoken[] {
  return spoken.children.flatMap(child => (child.role === role ? [child] : partsOf(child, role)));
}

/** A webview's page is in the window's own process; the debugger knows its frame by the id in the address. */
async function sessionOf(frame: Frame): Promise<{ session: CDPSession; frameId: string }> {
  const session = await frame.page().context().newCDPSession(frame.page());
  const { frameTree } = (await session.send('Page.getFrameTree')) as unknown as { frameTree: FrameTree };
  const id = new URL(frame.url()).searchParams.get('id');
  const all = (tree: FrameTree): FrameTree[] => [tree, ...(tree.childFrames ?? []).flatMap(all)];
  const found = all(frameTree).find(
    ({ frame: { name, url } }) => name === 'active-frame' && new URL(url).searchParams.get('id') === id,
  );
  if (!found) throw new Error(`No frame shows ${frame.url()}`);
  return { session, frameId: found.frame.id };
}
