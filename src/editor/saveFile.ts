import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, UserError } from '../core/errors.ts';

/** Takes a text in pieces; resolves when it wants the next one. */
export interface TextSink {
  write(text: string): Promise<void>;
}

export interface SaveQuestion {
  readonly title: string;
  readonly saveLabel: string;
  /** What the file is called unless the person says otherwise. */
  readonly name: string;
  readonly filters: Readonly<Record<string, string[]>>;
}

/** The file that a caller named, or the one that the person chooses; throws CancelledError when they choose none. */
export async function chooseFile(question: SaveQuestion, given: string | undefined): Promise<vscode.Uri> {
  if (given !== undefined) return vscode.Uri.file(given);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = question.name.replace(/[^\w.-]+/g, '-');
  const target = await vscode.window.showSaveDialog({
    title: question.title,
    saveLabel: question.saveLabel,
    filters: { ...question.filters },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) throw new CancelledError();
  return target;
}

/**
 * Writes a file piece by piece under another name and gives it its own at the end, so that a cancel or a failure leaves
 * what stood there before. Readable by this person alone, since bodies of messages are in it.
 */
export async function writeFile<T>(target: vscode.Uri, write: (sink: TextSink) => Promise<T>): Promise<T> {
  if (target.scheme !== 'file') throw new UserError(`Choose a file on this machine: ${target.toString(true)}`);
  const file = target.fsPath;
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID().slice(0, 8)}.part`);
  const handle = await open(beside, 'wx', 0o600).catch((error: unknown) => {
    throw new UserError(`The file cannot be written (${(error as { code?: string }).code ?? 'unknown'}): ${file}`, {
      cause: error,
    });
  });
  try {
    const result = await write({ write: async text => void (await handle.appendFile(text, 'utf8')) });
    await handle.sync();
    await handle.close();
    await rename(beside, file);
    return result;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(beside, { force: true });
    throw error;
  }
}
