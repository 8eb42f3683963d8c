import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { systemClock } from '../../core/clock.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { count, formatNumber } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive, pick } from '../../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import { isFifoName, type QueueAttributes, type QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { depthWords } from '../queueService.ts';
import type { EmptyResult } from './emptyQueue.ts';
import { startEmptying, unfinishedEmptying } from './snapshots.ts';

const title = 'Empty with Snapshot';

/** Empties a queue into a snapshot, after the person has confirmed it. Returns the result with the snapshot's file. */
export function emptyWithSnapshotCommand(
  deps: QueueDeps,
): CommandHandler<'messagingWorkbench.queue.emptyWithSnapshot'> {
  const { host, snapshots } = deps;
  return async args => {
    const queue = await pickQueue(deps, args, title);
    const client = deps.queues(queue);
    const services = { ...snapshots, client, clock: systemClock };
    const [scope, attributes, unfinished] = await withSlowProgress(`Counting the messages of ${queue.name}`, signal =>
      Promise.all([
        host.scopes.describe(queue, signal),
        client.attributes(queue, signal),
        unfinishedEmptying(services, queue, Date.now()),
      ]),
    );
    if (scope.readOnly) {
      throw new UserError(
        `Nothing was received: the connection is read-only, so no message could be deleted: ${queue.name}`,
      );
    }
    const asked = args.file === undefined && args.confirmed !== true && !unfinished;
    const file = asked ? await chooseFile(queue) : args.file;
    await confirmDestructive({
      verb: unfinished ? 'Go on emptying the queue' : 'Empty the queue',
      name: queue.name,
      consequence: consequenceOf(queue, attributes, unfinished !== undefined, file),
      button: title,
      scope,
      confirmed: args.confirmed,
    });
    const stop = new AbortController();
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Emptying ${queue.name}`, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => stop.abort(new CancelledError()));
        const tell = ({ written, deleted }: { written: number; deleted: number }): void =>
          progress.report({ message: `${count(written, 'message')} written, ${formatNumber(deleted)} deleted` });
        return startEmptying(services, queue, file, {}, tell, stop.signal);
      },
    );
    host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
    tell(queue, result);
    return result;
  };
}

/** A file of the person's choice, or undefined for the editor's own, encrypted one. */
async function chooseFile(queue: QueueRef): Promise<string | undefined> {
  const readable = await pick(
    [
      {
        label: 'Encrypted, kept by the editor',
        detail: 'Only this editor can read it. Open Snapshots lists it.',
        value: false,
      },
      {
        label: 'Readable file…',
        detail: 'One JSON object a line, with the bodies as they are. Anybody who gets the file can read it.',
        value: true,
      },
    ],
    { title: `${title}: ${queue.name}`, placeHolder: 'Where the messages are written before they are deleted' },
  );
  if (!readable) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    title: 'Snapshot file',
    saveLabel: 'Write Snapshot',
    filters: { 'JSON lines': ['ndjson'] },
    defaultUri: vscode.Uri.joinPath(folder, `${queue.name}-snapshot.ndjson`),
  });
  if (!target) throw new CancelledError();
  return target.fsPath;
}

function consequenceOf(
  queue: QueueRef,
  attributes: QueueAttributes,
  goesOn: boolean,
  file: string | undefined,
): string {
  const { redrivePolicy } = attributes;
  const lines = [
    `It holds ${depthWords(attributes)}. Each message is received, written to ${file ?? 'an encrypted file of this editor'}, and only then deleted. What arrives from now on is left in the queue. Nobody else receives a message while it is being written.`,
    goesOn ? 'An emptying of this queue was cut short; this one goes on in its snapshot.' : '',
    redrivePolicy
      ? `A message that has been received ${count(redrivePolicy.maxReceiveCount, 'time')} already goes to the dead-letter queue instead.`
      : '',
    isFifoName(queue.name) ? 'The order of each group is kept in the snapshot.' : '',
  ];
  return lines.filter(line => line !== '').join('\n\n');
}

function tell(queue: QueueRef, result: EmptyResult): void {
  const words = emptiedWords(queue.name, result);
  const show =
    result.outcome === 'stopped' || result.unconfirmed + result.kept > 0
      ? vscode.window.showWarningMessage
      : vscode.window.showInformationMessage;
  void show(words, 'Open Snapshots').then(picked => picked && executeCommand('messagingWorkbench.snapshot.open', {}));
}

/** What became of the messages, without claiming more than is known. */
export function emptiedWords(name: string, result: EmptyResult): string {
  const { outcome, written, deleted, unconfirmed, kept, newer, hiddenUntil } = result;
  const begun: Record<EmptyResult['outcome'], string> = {
    done: `Emptied ${name}`,
    cancelled: `Stopped emptying ${name}`,
    stopped: `Emptying ${name} stopped: ${result.reason ?? 'an error'}`,
  };
  const parts = [
    `${begun[outcome].replace(/\.$/, '')}.`,
    `${count(written, 'message')} in the snapshot, ${formatNumber(deleted)} of them deleted for certain.`,
    unconfirmed > 0 &&
      `The delete of ${formatNumber(unconfirmed)} was not confirmed: they may be in the queue, and they are in the snapshot.`,
    kept > 0 && `${formatNumber(kept)} could not be deleted and are still in the queue.`,
    newer > 0 && `${count(newer, 'newer message')} stayed in the queue.`,
    hiddenUntil > 0 &&
      `A lost answer hides up to 10 messages until ${new Date(hiddenUntil).toLocaleTimeString()}; they come back by themselves.`,
  ];
  return parts.filter(part => part !== false).join(' ');
}
