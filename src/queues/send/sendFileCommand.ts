import * as vscode from 'vscode';
import { systemClock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import { fileOf, filePieces } from '../../editor/filePieces.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { bodyCheckFor } from '../../messages/compose/bodySchemaCommand.ts';
import { type EntryFormat, formatOfName } from '../../messages/compose/entryFile.ts';
import { systemSource } from '../../messages/compose/placeholders.ts';
import type { RunItem, RunReport } from '../../messages/compose/runReport.ts';
import { itemsOfFile, survey } from '../../messages/compose/runSources.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { queueTarget } from './queueTarget.ts';
import { sendRules } from './sendMessage.ts';
import { confirmRun, runWithProgress, tellReport } from './sendRunCommand.ts';

/** A file of messages that a person or a caller chose. */
export interface ChosenFile {
  readonly uri: vscode.Uri;
  readonly format: EntryFormat;
}

/** Sends the messages of a file after a survey of it and a question; returns the report without the messages. */
export function sendFileCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.sendFile'> {
  return async args => {
    const queue = await pickQueue(deps, args, 'Send Batch from File');
    const file = await chooseFile(args.file);
    if (!file) return undefined;
    const client = deps.queues(queue);
    const check = args.ignoreSchema === true ? undefined : await bodyCheckFor(queue);
    const { target, found } = await withSlowProgress(`Reading ${file.uri.path.split('/').at(-1)}`, async signal => {
      const rules = await sendRules(client, queue, signal);
      const to = queueTarget(client, queue, rules, check?.check);
      return { target: to, found: await survey(itemsOf(file, args.placeholders), to.faults, signal) };
    });
    if (found.messages === 0) throw new UserError(nothingWords(file, found.examples[0]));
    await confirmRun(deps, queue, found, args.confirmed);
    const { messagesPerSecond, concurrency } = args;
    const startedAt = systemClock.now();
    const report = await runWithProgress(deps, queue, itemsOf(file, args.placeholders), target, {
      total: found.messages + found.problems,
      messagesPerSecond,
      concurrency,
    });
    tellReport(deps, queue, target, report, startedAt);
    return withoutMessages(report);
  };
}

/** The file that a path or address names, or the person's choice; undefined when they leave. Throws for other kinds. */
export async function chooseFile(path: string | undefined): Promise<ChosenFile | undefined> {
  const [uri] =
    path === undefined
      ? ((await vscode.window.showOpenDialog({
          title: 'Send Batch from File',
          openLabel: 'Choose',
          filters: { Messages: ['json', 'ndjson', 'jsonl', 'csv'] },
        })) ?? [])
      : [fileOf(path)];
  if (!uri) return undefined;
  const format = formatOfName(uri.path);
  if (!format) throw new UserError(`A file of messages ends in .json, .ndjson, .jsonl or .csv: ${uri.fsPath}`);
  return { uri, format };
}

/** The messages of a file, read anew each time. */
export function itemsOf({ uri, format }: ChosenFile, placeholders = false): AsyncGenerator<readonly RunItem[]> {
  return itemsOfFile(filePieces(uri), format, placeholders ? systemSource : undefined);
}

function nothingWords({ uri }: ChosenFile, first: { line?: number; problem: string } | undefined): string {
  if (!first) return `There is no message in this file: ${uri.fsPath}`;
  return `No message of this file can be sent. ${first.line === undefined ? '' : `Line ${first.line}: `}${first.problem}: ${uri.fsPath}`;
}

/** A report as a command's result: places and reasons, not what was to be sent. */
export function withoutMessages(report: RunReport): object {
  return { ...report, failures: report.failures.map(({ entry: _entry, ...rest }) => rest) };
}
