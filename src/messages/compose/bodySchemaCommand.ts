import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { fileOf } from '../../editor/filePieces.ts';
import { setting } from '../../editor/settings.ts';
import { type BodyCheck, bodyCheck, schemaFor } from './bodySchema.ts';

/**
 * The check that the settings choose for bodies of a resource, with the schema's file; undefined when there is none.
 * Rejects with a UserError when the file cannot be read or is no schema: a check that was asked for is not left out in
 * silence.
 */
export async function bodyCheckFor(resource: {
  readonly name: string;
  readonly arn: string;
}): Promise<{ readonly file: string; readonly check: BodyCheck } | undefined> {
  const choice = schemaFor(setting('messages.bodySchemas'), resource);
  if (!choice) return undefined;
  const { file } = choice;
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileOf(file)));
    return { file, check: bodyCheck(text) };
  } catch (error) {
    const why = error instanceof UserError ? error.message : 'it cannot be read';
    throw new UserError(
      `Bodies for ${resource.name} are to be checked, but the schema is of no use. Look at the setting messagingWorkbench.messages.bodySchemas. ${file}: ${why}`,
      { cause: error },
    );
  }
}
