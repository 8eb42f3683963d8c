import * as vscode from 'vscode';
import type { QueueDeps } from '../queueDeps.ts';
import { unfinishedRuns } from './redriveRuns.ts';

/** Says so, once for each, when a redrive of an earlier window did not finish, with the way to its page. */
export async function announceUnfinishedRedrives(deps: QueueDeps): Promise<void> {
  for (const { header, running, sentence } of await unfinishedRuns(deps.journals, Date.now())) {
    if (running || header === undefined) continue;
    const message = `A redrive of ${header.source.name} did not finish. ${sentence}`;
    void vscode.window.showWarningMessage(message, 'Open Redrive').then(async picked => {
      if (picked === undefined) return;
      const { openQueueRedrive } = await import('./queueRedrivePanel.ts');
      openQueueRedrive(deps, header.source);
    });
  }
}
