import * as vscode from 'vscode';
import { arnName, parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import type { QueueRef } from '../queues/queue.ts';
import { consoleUrl } from './consoleUrl.ts';
import { RowNode } from './explorerNodes.ts';
import type { ExplorerView } from './explorerView.ts';
import { folderOfService, rowKindOf } from './row.ts';

type Given = Partial<QueueRef>;

/** What a caller named, or else the row that is selected in the tree. */
function target({ view, selected }: ExplorerView, given: Given): Given {
  if (given.arn !== undefined || given.url !== undefined || given.name !== undefined) return given;
  const node = view.selection[0] ?? selected;
  if (node instanceof RowNode) return node.row.ref;
  throw new UserError('Select a queue, topic or stream in the tree first');
}

async function copy(value: string | undefined): Promise<string> {
  if (value === undefined) throw new UserError('There is nothing to copy');
  await vscode.env.clipboard.writeText(value);
  vscode.window.setStatusBarMessage(`Copied ${value}`, 3_000);
  return value;
}

export function copyArn(explorer: ExplorerView, given: Given): Promise<string> {
  return copy(target(explorer, given).arn);
}

export function copyUrl(explorer: ExplorerView, given: Given): Promise<string> {
  return copy(target(explorer, given).url);
}

export function copyName(explorer: ExplorerView, given: Given): Promise<string> {
  const { name, arn } = target(explorer, given);
  return copy(name ?? (arn === undefined ? undefined : arnName(arn)));
}

export async function setFavourite(explorer: ExplorerView, given: Given, favourite: boolean): Promise<void> {
  const { arn } = target(explorer, given);
  if (arn === undefined) throw new UserError('A favourite is kept by its ARN; none was given');
  await explorer.tree.setFavourite(arn, favourite);
}

/** Opens the AWS console's page of a row and returns its address; a UserError where there is no console. */
export async function openInConsole(explorer: ExplorerView, given: Given): Promise<string> {
  const row = target(explorer, given);
  const arn = parseArn(row.arn ?? '');
  const folder = folderOfService(arn?.service ?? '');
  if (!row.arn || !arn || !folder) throw new UserError(`This is no ARN of a queue, topic or stream: ${row.arn ?? ''}`);
  const { connectionId } = row;
  const info = connectionId && (await explorer.deps.host.scopes.describe({ connectionId, region: arn.region }));
  const url = consoleUrl(
    { kind: rowKindOf(folder), arn: row.arn, name: arnName(row.arn), ...(row.url !== undefined && { url: row.url }) },
    info ? info.endpoint : undefined,
  );
  // As text: a Uri would encode the part after # once more, and the console would not find the page.
  await vscode.env.openExternal(url as unknown as vscode.Uri);
  return url;
}
