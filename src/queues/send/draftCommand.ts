import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { fileOf } from '../../editor/filePieces.ts';
import { type CommandHandler, executeCommand } from '../../editor/registerCommand.ts';
import { draftEnding, draftText, type MessageDraft, parseDraft } from '../../messages/compose/messageDraft.ts';
import type { OutgoingEntry } from '../../messages/compose/outgoingEntry.ts';
import { entryFiller, systemSource } from '../../messages/compose/placeholders.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import { isFifoName, type OutgoingMessage } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { entryOfMessage, messageOfEntry } from './queueTarget.ts';
import { sendOne } from './sendOneCommand.ts';

/** Opens a message as a file that is not saved yet, for a queue when one is named. Returns the file's address. */
export function newDraftCommand(): CommandHandler<'messagingWorkbench.queue.newDraft'> {
  return args => {
    const { name, arn, connectionId, region, body, placeholders, ...rest } = args;
    const queue = arn || name;
    return openDraft({
      target: {
        ...(queue && { queue }),
        ...(connectionId !== undefined && { connection: connectionId }),
        ...(region !== undefined && { region }),
      },
      placeholders: placeholders ?? body === undefined,
      entry: body === undefined ? exampleFor(name ?? arn ?? '') : entryOfMessage(messageParts(body, rest)),
    });
  };
}

function messageParts(body: string, given: Partial<OutgoingMessage>): OutgoingMessage {
  const { attributes, groupId, deduplicationId, delaySeconds, traceHeader } = given;
  return {
    body,
    ...(attributes !== undefined && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

function exampleFor(queue: string): OutgoingEntry {
  return {
    body: '{"id": "{{uuid}}", "at": "{{now}}"}',
    ...(isFifoName(queue) && { groupId: 'group-1', deduplicationId: '{{uuid}}' }),
  };
}

/** Opens a draft in an editor, as a file that is not saved yet. */
export async function openDraft(draft: MessageDraft): Promise<string> {
  const stem = (draft.target.queue ?? 'new').replace(/^.*[:/]/, '').replace(/[^\w.-]/g, '_');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const taken = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}${draftEnding}`;
    const file = root && vscode.Uri.joinPath(root, name);
    const standsOnDisk =
      file !== undefined &&
      (await vscode.workspace.fs.stat(file).then(
        () => true,
        () => false,
      ));
    const uri = file ? file.with({ scheme: 'untitled' }) : vscode.Uri.from({ scheme: 'untitled', path: name });
    if (standsOnDisk || taken.has(uri.path)) continue;
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), draftText(draft));
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false });
    return uri.toString();
  }
}

/** Sends the draft in an editor or a file, as it stands there; returns what SQS said: `{ messageId }`. */
export function sendDraftCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.sendDraft'> {
  return async args => {
    // The button in the title bar hands over the file itself.
    const document = await documentOf(args instanceof vscode.Uri ? args.toString() : args.uri);
    const { target, placeholders, entry } = parseDraft(document.getText());
    const named =
      target.queue === undefined
        ? {}
        : target.queue.startsWith('arn:')
          ? { arn: target.queue }
          : { name: target.queue };
    const queue = await pickQueue(
      deps,
      {
        ...(target.connection !== undefined && { connectionId: target.connection }),
        ...(target.region !== undefined && { region: target.region }),
        ...named,
      },
      'Send Draft',
    );
    const message = messageOfEntry(placeholders ? entryFiller(entry)(systemSource, 0) : entry);
    const sent = await sendOne(deps, queue, message, args);
    void vscode.window
      .showInformationMessage(`Sent to ${queue.name}. Message id ${sent.messageId}`, 'Poll Queue')
      .then(
        answer =>
          answer && executeCommand('messagingWorkbench.queue.poll', { ...queue, filter: { text: sent.messageId } }),
      );
    return sent;
  };
}

async function documentOf(uri: string | undefined): Promise<vscode.TextDocument> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(fileOf(uri));
  const document = vscode.window.activeTextEditor?.document;
  if (!document?.uri.path.endsWith(draftEnding)) {
    throw new UserError(`Open a message draft first: a file whose name ends in ${draftEnding}`);
  }
  return document;
}
