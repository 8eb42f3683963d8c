import { createReadStream } from 'node:fs';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';

/** A file as it is read: from disk a piece at a time, from any other place as a whole. Rejects with a UserError. */
export async function* filePieces(file: vscode.Uri): AsyncGenerator<Uint8Array> {
  try {
    if (file.scheme === 'file') yield* createReadStream(file.fsPath) as AsyncIterable<Buffer>;
    else yield await vscode.workspace.fs.readFile(file);
  } catch (error) {
    throw new UserError(`The file cannot be read: ${file.fsPath}`, { cause: error });
  }
}

/** A file by its path or address; a relative path starts in the first workspace folder. */
export function fileOf(text: string): vscode.Uri {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text) || text.startsWith('untitled:')) return vscode.Uri.parse(text, true);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const absolute = /^([/\\]|[a-z]:[/\\])/i.test(text);
  return absolute || !root ? vscode.Uri.file(text) : vscode.Uri.joinPath(root, text);
}
