import * as vscode from 'vscode';
import { type Disposable, disposeAll } from '../core/disposable.ts';
import type { ConnectionService } from './connectionService.ts';

/** Shows in the status bar which connections stand, and whether one of them is production or may be peeked at. */
export function showConnectionStatus(connections: ConnectionService): Disposable {
  const item = vscode.window.createStatusBarItem('messagingWorkbench.connections', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Messaging connections';
  item.command = 'messagingWorkbench.explorer.focus';
  const update = (): void => {
    const all = connections.list();
    const [only] = all;
    const production = all.filter(connection => connection.production === true).length;
    const label = only && all.length === 1 ? only.name : `${all.length} connections`;
    item.text = `$(radio-tower) ${all.length === 0 ? 'Messaging' : label}${production > 0 ? ' $(shield)' : ''}`;
    const lines = all.map(connection => {
      const marks = [
        connection.production === true ? 'production' : undefined,
        connection.readOnly === true ? 'read-only' : undefined,
        connections.peekAllowed(connection.id) ? 'peek allowed' : undefined,
      ].filter(mark => mark !== undefined);
      return [connection.name, connection.regions.join(', '), connection.endpoint, ...marks]
        .filter(Boolean)
        .join(' · ');
    });
    item.tooltip = lines.length === 0 ? 'No connection yet' : lines.join('\n');
    item.accessibilityInformation = { label: `Messaging: ${lines.join('; ') || 'no connection yet'}` };
    item.show();
  };
  update();
  return disposeAll(item, connections.onDidChange(update));
}
