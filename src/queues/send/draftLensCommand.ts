import * as vscode from 'vscode';
import type { CommandId } from '../../contributions.ts';
import type { Disposable } from '../../core/disposable.ts';

/** *Send* above the first line of every message draft. What a draft is made of is read when it is sent. */
export function showDraftLenses(): Disposable {
  return vscode.languages.registerCodeLensProvider(
    { pattern: '**/*.message.json' },
    {
      provideCodeLenses: document => {
        const top = new vscode.Range(0, 0, 0, 0);
        const lens = (title: string, command: CommandId): vscode.CodeLens =>
          new vscode.CodeLens(top, { title, command, arguments: [{ uri: document.uri.toString() }] });
        return [
          lens(sendTitle(document.getText()), 'messagingWorkbench.queue.sendDraft'),
          lens('Save as template…', 'messagingWorkbench.queue.saveTemplate'),
        ];
      },
    },
  );
}

/** Names the queue when the draft does; a draft that is being written may be no JSON just now. */
function sendTitle(text: string): string {
  try {
    const { queue } = JSON.parse(text) as { queue?: unknown };
    if (typeof queue !== 'string' || queue === '') return '$(send) Send to a queue…';
    return `$(send) Send to ${queue.slice(queue.lastIndexOf(':') + 1)}`;
  } catch {
    return '$(send) Send';
  }
}
