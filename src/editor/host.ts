import type { Memento } from 'vscode';
import type { ResourceChange } from '../core/changes.ts';
import type { Emitter } from '../core/event.ts';
import type { Logger } from '../core/logger.ts';
import type { Scope, ScopeDirectory } from '../core/scope.ts';
import type { ReadOnlyDocuments } from './readOnlyDocuments.ts';
import type { CommandRegistry } from './registerCommand.ts';
import type { PanelHost } from './webviewPanel.ts';

/** What every feature's commands and panels need of the editor and of each other. */
export interface Host {
  readonly commands: CommandRegistry;
  readonly panels: PanelHost;
  readonly documents: ReadOnlyDocuments;
  /** What is remembered for this person, in every workspace. Never bodies of messages. */
  readonly memory: Memento;
  readonly logger: Logger;
  readonly scopes: ScopeDirectory;
  /** Fire it after a change; the tree and open pages listen. */
  readonly changes: Emitter<ResourceChange>;
  /**
   * The scope that `given` names, or else the person's choice of connection and region; asked only when there is more
   * than one. Throws CancelledError, or a UserError when there is no connection yet.
   */
  pickScope(title: string, given?: Partial<Scope>): Promise<Scope>;
}
