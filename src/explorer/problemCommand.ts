import * as vscode from 'vscode';
import { messageOf, UserError } from '../core/errors.ts';
import type { ExplorerView } from './explorerView.ts';

const tryAgain = 'Try Again';

/** Says what a message row stands for, with its ways out. Does not wait for the answer. */
export function showProblem({ tree }: ExplorerView, given: { problem?: string }): void {
  const problem = tree.problem(given.problem ?? '');
  if (!problem) return;
  const { branch, error } = problem;
  const ways =
    error instanceof UserError
      ? error.waysOut
      : [{ title: 'Show Log', command: 'messagingWorkbench.log.show', args: [] }];
  void vscode.window.showErrorMessage(messageOf(error), tryAgain, ...ways.map(way => way.title)).then(picked => {
    if (picked === tryAgain) return tree.refresh(branch.folder.scope);
    const way = ways.find(candidate => candidate.title === picked);
    return way && vscode.commands.executeCommand(way.command, ...(way.args ?? []));
  });
}
