import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from '../contributions.ts';
import type { Disposable } from '../core/disposable.ts';
import { isCancelled, logWords, messageOf, UserError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';

export type CommandHandler<K extends CommandId> = (args: Partial<CommandArguments[K]>) => Promise<unknown> | unknown;

/** Something that stands for a resource in a tree and knows the arguments its commands take. */
export interface CommandSource {
  readonly commandArguments: object;
}

function isSource(value: unknown): value is CommandSource {
  return typeof value === 'object' && value !== null && 'commandArguments' in value;
}

/** Registers commands; every failure ends here, in words: known errors with their ways out, the rest with the log. */
export class CommandRegistry {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The handler gets the caller's arguments, a tree item's own, or none. The result goes back to the caller. */
  register<K extends CommandId>(id: K, handler: CommandHandler<K>): Disposable {
    return vscode.commands.registerCommand(id, async (first: unknown) => {
      const given = isSource(first) ? first.commandArguments : first;
      const args = typeof given === 'object' && given !== null ? given : {};
      try {
        return await handler(args as Partial<CommandArguments[K]>);
      } catch (error) {
        await showError(error, this.#logger, id);
        return undefined;
      }
    });
  }

  /** Like {@link register}; the handler's module is loaded when the command is first run. */
  registerLazy<K extends CommandId>(id: K, load: () => Promise<CommandHandler<K>>): Disposable {
    return this.register(id, async args => (await load())(args));
  }
}

/** Runs one of our commands with typed arguments. */
export function executeCommand<K extends CommandId>(id: K, args?: CommandArguments[K]): Thenable<unknown> {
  return vscode.commands.executeCommand(id, args);
}

/** Shows a failure: silent for a cancel, its ways out as buttons, else a way to the log. Does not wait for the answer. */
export function showError(error: unknown, logger: Logger, during: string): void {
  if (isCancelled(error)) return;
  if (error instanceof UserError) {
    logger.warn(`${during}: ${logWords(error)}`);
    showWaysOut(error);
    return;
  }
  logger.error(during, error);
  void vscode.window.showErrorMessage(`Something went wrong: ${messageOf(error)}`, 'Show Log').then(picked => {
    return picked && executeCommand('messagingWorkbench.log.show');
  });
}

/** Shows an error meant for people with its ways out as buttons. Does not wait for the answer. */
export function showWaysOut(error: UserError): void {
  const titles = error.waysOut.map(way => way.title);
  void vscode.window.showErrorMessage(error.message, ...titles).then(picked => {
    const way = error.waysOut.find(candidate => candidate.title === picked);
    return way && vscode.commands.executeCommand(way.command, ...(way.args ?? []));
  });
}
