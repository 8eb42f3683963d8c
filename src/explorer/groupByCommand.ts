import type { CommandArguments } from '../contributions.ts';
import { ask, pick } from '../editor/prompts.ts';
import type { ExplorerView } from './explorerView.ts';
import { showState } from './filterCommand.ts';
import type { GroupBy } from './grouping.ts';

type Given = Partial<CommandArguments['messagingWorkbench.explorer.groupBy']>;

/** Groups the rows of every folder as `given` says, or as the person chooses. */
export async function groupBy(explorer: ExplorerView, given: Given): Promise<void> {
  const by = given.by ?? (await chooseBy(explorer.tree.groupBy));
  const chosen: GroupBy = by === 'tag' ? { by, tag: given.tag ?? (await askTag(explorer.tree.groupBy)) } : { by };
  explorer.tree.setGroupBy(chosen);
  await showState(explorer);
}

function chooseBy(current: GroupBy): Promise<GroupBy['by']> {
  const choices = [
    { value: 'none', label: 'Nothing', detail: 'One list in the order of names' },
    { value: 'prefix', label: 'Name prefix', detail: 'The part before the first - _ . or /' },
    { value: 'stack', label: 'CloudFormation stack', detail: 'Read from the tag that CloudFormation sets' },
    { value: 'tag', label: 'Tag…', detail: 'The value of a tag you name' },
  ] as const;
  return pick(
    choices.map(choice => ({ ...choice, ...(choice.value === current.by && { description: 'current' }) })),
    { title: 'Group by' },
  );
}

function askTag(current: GroupBy): Promise<string> {
  return ask({
    title: 'Group by tag',
    prompt: 'The key of the tag; case counts',
    value: current.by === 'tag' ? current.tag : '',
    validate: text => (text.trim() === '' ? 'Type a tag key' : undefined),
  });
}
