import type { CommandId } from '../../contributions.ts';
import { count } from '../../core/text.ts';
import { catalogue } from '../catalogue.ts';
import { isActive } from '../rule.ts';
import type { Published } from './lintController.ts';

/** What an entry of the language status says. */
export interface Entry {
  readonly text: string;
  readonly detail: string;
  readonly warning?: boolean;
  readonly command?: { readonly command: CommandId; readonly title: string; readonly arguments: [object] };
}

export function findingsEntry({ reports, settings }: Published): Entry {
  const command = to('messagingWorkbench.lint.checkWorkspace', 'Check Workspace');
  if (!settings) return { text: 'Messaging: not linted', detail: 'left out by msglint.json', command };
  const active = catalogue.filter(rule => isActive(rule, settings.severities[rule.id])).length;
  const text = `Messaging: ${reports.length === 0 ? 'no findings' : count(reports.length, 'finding')}`;
  return { text, detail: `${active} of ${count(catalogue.length, 'rule')} active`, command };
}

/** While a part cannot be read, findings about absence are held back. */
export function incompleteEntry({ complete, problemLine }: Published): Entry | undefined {
  if (complete) return undefined;
  const cause = problemLine === undefined ? 'not everything can be known' : `syntax error in line ${problemLine + 1}`;
  return { text: `Incomplete: ${cause}`, detail: 'nothing is called missing', warning: true };
}

/** @param config path of the `msglint.json` that holds, as it is shown */
export function configEntry(config: string | undefined, uri: string): Entry {
  const command = to('messagingWorkbench.lint.openConfig', config ? 'Open' : 'Create', { uri });
  return { text: config ?? 'No msglint.json', detail: 'configuration of the linter', command };
}

export function synthEntry({ synth }: Published): Entry | undefined {
  if (!synth) return undefined;
  const command = to('messagingWorkbench.lint.synth', 'Synth and Lint');
  if (synth.kind === 'none') return { text: 'Synth: none yet', detail: 'findings are from the source alone', command };
  const made = `last synth ${new Date(synth.madeAt).toLocaleString()}`;
  if (synth.kind === 'nothing') return { text: 'Synth: up to date', detail: `findings confirmed, ${made}`, command };
  const where = synth.kind === 'here' ? 'this file' : 'another source';
  return { text: 'Synth: stale', detail: `${where} has changed since, ${made}`, warning: true, command };
}

function to(command: CommandId, title: string, argument: object = {}): NonNullable<Entry['command']> {
  return { command, title, arguments: [argument] };
}
