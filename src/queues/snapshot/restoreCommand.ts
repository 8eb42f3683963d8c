import * as vscode from 'vscode';
import { systemClock } from '../../core/clock.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { count, formatNumber } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive, pick } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import { isFifoName, type QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { chooseSnapshot } from './pickSnapshotCommand.ts';
import type { RestoreResult } from './restoreSnapshot.ts';
import { lookAtSnapshot, type RestoreOutlook, startRestore } from './snapshots.ts';

const title = 'Restore from Snapshot';

/** Sends the messages of a snapshot back, after the person has confirmed it. Returns what became of them. */
export function restoreSnapshotCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.snapshot.restore'> {
  const { host, snapshots } = deps;
  return async args => {
    const file = args.file ?? (await chooseSnapshot(deps, title)).file;
    const outlook = await withSlowProgress('Reading the snapshot', () =>
      lookAtSnapshot(snapshots, file, systemClock.now()),
    );
    const { before } = outlook;
    const goesOn = before !== undefined && !before.finished;
    if (before?.finished && args.again !== true) await refuseOrAsk(outlook, args.confirmed === true);
    const to = goesOn ? before.to : args.to ? await pickQueue(deps, args.to, title) : outlook.header.queue;
    const unconfirmedToo = goesOn
      ? before.unconfirmedToo
      : (args.unconfirmedToo ?? (args.confirmed === true ? false : await askUnconfirmed(outlook)));
    const amount = outlook.confirmed + (unconfirmedToo ? outlook.unconfirmed : 0);
    if (amount === 0) throw new UserError(`This snapshot has nothing to send back: ${outlook.header.queue.name}`);
    await confirmDestructive({
      verb: goesOn ? 'Go on restoring to' : 'Send the messages of the snapshot to',
      name: to.name,
      consequence: consequenceOf(outlook, to, amount, goesOn),
      button: 'Restore',
      scope: await host.scopes.describe(to),
      confirmed: args.confirmed,
    });
    const stop = new AbortController();
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Restoring to ${to.name}`, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => stop.abort(new CancelledError()));
        let told = 0;
        return startRestore(
          { ...snapshots, client: deps.queues(to), clock: systemClock },
          file,
          { to, unconfirmedToo, again: before?.finished === true, messagesPerSecond: args.messagesPerSecond },
          ({ sent, total }) => {
            progress.report({
              message: `${formatNumber(sent)} of ${count(total, 'message')}`,
              increment: total === 0 ? 0 : ((sent - told) / total) * 100,
            });
            told = sent;
          },
          stop.signal,
        );
      },
    );
    host.changes.fire({ kind: 'queue', what: 'messages', scope: to, arn: to.arn });
    tell(to, result);
    return result;
  };
}

async function refuseOrAsk({ before, header }: RestoreOutlook, silent: boolean): Promise<void> {
  const words = `This snapshot was restored already: ${count(before?.sent ?? 0, 'message')} were sent to ${before?.to.name ?? header.queue.name}`;
  if (silent) throw new UserError(words);
  const detail = 'Restoring it again sends every message once more.';
  const answer = await vscode.window.showWarningMessage(`${words}.`, { modal: true, detail }, 'Restore Again');
  if (answer === undefined) throw new CancelledError();
}

async function askUnconfirmed({ confirmed, unconfirmed }: RestoreOutlook): Promise<boolean> {
  if (unconfirmed === 0) return false;
  return pick(
    [
      {
        label: `Only what was deleted for certain: ${count(confirmed, 'message')}`,
        detail: 'Nothing comes to be there twice. What was not deleted is still in the queue.',
        value: false,
      },
      {
        label: `Also what may have been deleted: ${count(confirmed + unconfirmed, 'message')}`,
        detail: `The delete of ${formatNumber(unconfirmed)} was never confirmed. Nothing is left behind, but some may come to be in the queue twice.`,
        value: true,
      },
    ],
    { title, placeHolder: `The delete of ${count(unconfirmed, 'message')} was not confirmed` },
  );
}

function consequenceOf(outlook: RestoreOutlook, to: QueueRef, amount: number, goesOn: boolean): string {
  const { header, before } = outlook;
  const lines = [
    `${count(amount, 'message')} of ${header.queue.name}, written ${new Date(header.at).toLocaleString()}, ${amount === 1 ? 'is' : 'are'} sent as new messages: new ids, sent times and receive counts; bodies, attributes and groups as they were.`,
    goesOn ? `A restore was cut short after ${count(before?.sent ?? 0, 'message')}; those are not sent again.` : '',
    to.arn === header.queue.arn ? '' : `They came out of another queue: ${header.queue.name}.`,
    isFifoName(to.name) ? 'The order of each group is kept.' : '',
  ];
  return lines.filter(line => line !== '').join('\n\n');
}

function tell(to: QueueRef, result: RestoreResult): void {
  const clean = result.outcome === 'done' && result.sent === result.total && result.possibleDuplicates.length === 0;
  const show = clean ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void show(restoredWords(to.name, result));
}

/** What became of the messages, without claiming more than is known. */
export function restoredWords(name: string, result: RestoreResult): string {
  const { outcome, sent, total, possibleDuplicates, undecided, failed } = result;
  const begun: Record<RestoreResult['outcome'], string> = {
    done: `Restored to ${name}`,
    cancelled: `Stopped restoring to ${name}; run it again to go on`,
    stopped: `Restoring to ${name} stopped: ${result.reason ?? 'an error'}`,
  };
  const parts = [
    `${begun[outcome].replace(/\.$/, '')}.`,
    `${formatNumber(sent)} of ${count(total, 'message')} sent.`,
    possibleDuplicates.length > 0 &&
      `${formatNumber(possibleDuplicates.length)} may be there twice, since an answer was lost: ${idsOf(possibleDuplicates)}.`,
    undecided.length > 0 &&
      `Of ${formatNumber(undecided.length)} no answer came, so they may or may not be there: ${idsOf(undecided)}.`,
    failed[0] !== undefined && `${formatNumber(failed.length)} could not be sent: ${failed[0].reason}.`,
  ];
  return parts.filter(part => part !== false).join(' ');
}

function idsOf(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} …`;
}
