import * as vscode from 'vscode';
import type { Disposable } from '../core/disposable.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';

/** The extension's output channel; made when the first line is written or somebody wants to see it. */
export class LogChannel implements Logger, Disposable {
  #channel: vscode.LogOutputChannel | undefined;

  #open(): vscode.LogOutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Messaging Workbench', { log: true });
    return this.#channel;
  }

  debug(message: string): void {
    this.#open().debug(message);
  }

  info(message: string): void {
    this.#open().info(message);
  }

  warn(message: string): void {
    this.#open().warn(message);
  }

  error(message: string, error?: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    this.#open().error(error === undefined ? message : `${message}: ${messageOf(error)}\n${stack}`);
  }

  show(): void {
    this.#open().show(true);
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
