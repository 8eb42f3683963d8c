import * as vscode from 'vscode';
import { count } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { chooseFile, writeFile } from '../../editor/saveFile.ts';
import { writeExport } from '../../messages/export/writeExport.ts';
import type { Message } from '../../messages/message.ts';
import { asMessage } from '../poll/polledMessages.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { chooseSnapshot } from './pickSnapshotCommand.ts';
import { recordsOf, type SnapshotServices } from './snapshotLog.ts';
import { messageOfRecord } from './snapshotRecord.ts';
import { lookAtSnapshot } from './snapshots.ts';

/** Writes every message of a snapshot to a readable file, one JSON object a line. */
export function exportSnapshotCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.snapshot.export'> {
  const { snapshots } = deps;
  return async args => {
    const title = 'Export Snapshot';
    const file = args.file ?? (await chooseSnapshot(deps, title)).file;
    const { header } = await withSlowProgress('Reading the snapshot', () =>
      lookAtSnapshot(snapshots, file, Date.now()),
    );
    const question = {
      title: 'Export snapshot as NDJSON',
      saveLabel: 'Export',
      name: `${header.queue.name}.ndjson`,
      filters: { 'JSON lines': ['ndjson'] },
    };
    const target = await chooseFile(question, args.target);
    const outcome = await withSlowProgress(`Exporting ${header.queue.name}`, (signal, report) =>
      writeFile(target, sink =>
        writeExport(
          () => messagesOf(snapshots, file),
          'ndjson',
          sink,
          exported => report(count(exported, 'message')),
          signal,
        ),
      ),
    );
    void vscode.window.showInformationMessage(
      `Exported ${count(outcome.exported, 'message')} to ${target.fsPath}. The file is not encrypted.`,
    );
    return { ...outcome, file: target.fsPath };
  };
}

async function* messagesOf(services: SnapshotServices, file: string): AsyncGenerator<Message> {
  for await (const record of recordsOf(services, file)) {
    if (record.t === 'message') yield asMessage(messageOfRecord(record), 0);
  }
}
