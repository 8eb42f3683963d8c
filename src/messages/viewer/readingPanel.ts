import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { setting } from '../../editor/settings.ts';
import type { ObjectClient } from '../objectClient.ts';
import { loadReading, type Reading } from '../reading.ts';

/** How the messages of a resource are read and shown, by the settings as they are now. */
export function readingOf(
  resource: { readonly name: string; readonly arn: string },
  objects: ObjectClient,
  signal: AbortSignal,
): Promise<Reading> {
  const sources = {
    schemas: setting('messages.schemas'),
    mask: setting('messages.mask'),
    readFile: readSchemaFile,
    objects,
  };
  return loadReading(resource, sources, signal);
}

/** Bytes of one schema file. */
const maxBytes = 4_194_304;

/**
 * A schema file by the path that a setting or another schema file gives: absolute, beside the file that names it, or
 * from one of the workspace's folders.
 */
async function readSchemaFile(path: string, from: string | undefined): Promise<string> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (!vscode.workspace.isTrusted) throw new UserError('Schema files are read in a trusted workspace only');
  for (const uri of candidates(path, from, folders)) {
    try {
      if ((await vscode.workspace.fs.stat(uri)).size > maxBytes)
        throw new UserError(`A schema file is too large: ${path}`);
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
    }
  }
  throw new UserError(`There is no such schema file. Name it from the workspace folder, or absolutely: ${path}`);
}

function candidates(
  path: string,
  from: string | undefined,
  folders: readonly vscode.WorkspaceFolder[],
): readonly vscode.Uri[] {
  if (isAbsolute(path)) return [vscode.Uri.file(path)];
  const beside = from?.includes('/') ? `${from.slice(0, from.lastIndexOf('/'))}/${path}` : path;
  const besideIt = isAbsolute(beside)
    ? [vscode.Uri.file(beside)]
    : folders.map(folder => vscode.Uri.joinPath(folder.uri, beside));
  return [...besideIt, ...folders.map(folder => vscode.Uri.joinPath(folder.uri, path))];
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}
