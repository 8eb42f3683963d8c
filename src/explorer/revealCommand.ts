import { parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import { ask } from '../editor/prompts.ts';
import type { Branch } from './branch.ts';
import type { RowNode } from './explorerNodes.ts';
import type { ExplorerView } from './explorerView.ts';
import { clearFilter } from './filterCommand.ts';
import { folderOfService } from './row.ts';

const attempts = 4;
const selectedWithinMs = 1_000;

/**
 * Selects a queue, topic or stream in the tree, listing its folder first where needed, and returns its ARN, asked for
 * where none is given. A filter that hides it goes.
 */
export async function reveal(explorer: ExplorerView, given: { arn?: string; connectionId?: string }): Promise<string> {
  const { tree } = explorer;
  const wanted = given.arn ?? (await askArn());
  const arn = parseArn(wanted);
  const kind = folderOfService(arn?.service ?? '');
  if (!arn || !kind) throw new UserError(`This is no ARN of a queue, topic or stream: ${wanted}`);
  const branches = tree.branches().filter(({ folder }) => {
    const { connectionId, region } = folder.scope;
    return folder.kind === kind && region === arn.region && connectionId === (given.connectionId ?? connectionId);
  });
  if (branches.length === 0) throw new UserError(`No connection in the tree shows this region: ${arn.region}`);
  let node = await find(branches, wanted);
  if (!node && tree.filter) {
    await clearFilter(explorer);
    node = await find(branches, wanted);
  }
  if (!node) throw new UserError(`The tree does not have it; it may have been deleted: ${wanted}`);
  await select(explorer, node);
  return wanted;
}

function askArn(): Promise<string> {
  return ask({
    title: 'Reveal in tree',
    prompt: 'ARN of a queue, topic or stream',
    placeHolder: 'arn:aws:sqs:eu-west-1:123456789012:orders',
    validate: text =>
      folderOfService(parseArn(text)?.service ?? '') ? undefined : 'The ARN of a queue, topic or stream',
  });
}

/** VS Code loses a wish to reveal that meets a redraw, so it is repeated until the item is selected. */
async function select(explorer: ExplorerView, node: RowNode): Promise<void> {
  const { tree, view } = explorer;
  for (let attempt = 0; attempt < attempts; attempt++) {
    await tree.drawn();
    await view.reveal(node, { select: true, focus: true });
    for (let waited = 0; waited < selectedWithinMs; waited += 50) {
      if (view.selection.includes(node)) {
        explorer.selected = node;
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

async function find(branches: readonly Branch[], arn: string): Promise<RowNode | undefined> {
  for (const branch of branches) {
    await branch.folder.listing.ready();
    if (!branch.folder.listing.find(arn)) await branch.folder.listing.whole();
    const node = branch.find(arn);
    if (node) return node;
  }
  return undefined;
}
